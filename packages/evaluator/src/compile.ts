import type {
  CompiledFlag,
  CompiledItems,
  CompiledRuleset,
  CompiledSegment,
  CompiledStep,
  Logic,
  Using,
} from './compiled.ts'
import { compileCondition } from './conditions.ts'
import type { Evaluation, FlagMetadata, Reason } from './evaluation.ts'
import { fail } from './fail.ts'
import { deepFreeze, outcomesOf } from './outcome.ts'
import type { FlagItem, ItemHead, Rule, Ruleset, SegmentItem } from './ruleset.ts'
import { segmentCondition } from './segments.ts'
import { compileSplit } from './split.ts'

/**
 * Readies a ruleset for evaluation: closures, sets, parsed operands, seeds and frozen outcomes, so that evaluating
 * allocates nothing. Object values of variants are frozen in place.
 *
 * Never throws on what the protocol's parser let through. A flag whose logic this version cannot read (an unknown
 * operator or `requires`, a bad operand, a variant that it lacks) takes effect with its new `enabled`, `killed`, `type`,
 * `variants` and `offVariant`, and keeps the earlier version's prerequisites, targets, rules, fallthrough and salt, or
 * serves its off variant where there is none: a kill survives version skew.
 * @param previous - Items that did not change are taken from here, and logic as above.
 * @see docs/evaluation.md, "Version skew"
 */
export function compile({ items, hashSalt }: Ruleset, previous?: CompiledRuleset): CompiledRuleset {
  return {
    flags: compileItems(items.flag, hashSalt, previous?.flags, compileFlag),
    segments: compileItems(items.segment, hashSalt, previous?.segments, compileSegment),
  }
}

interface CompiledItem extends Using {
  readonly item: ItemHead
  readonly hashSalt: string | undefined
}

function compileItems<Item extends ItemHead, T extends CompiledItem, Answer>(
  items: Readonly<Record<string, Item>>,
  hashSalt: string | undefined,
  previous: CompiledItems<T, Answer> | undefined,
  compileItem: (key: string, item: Item, hashSalt: string | undefined, before: T | undefined) => T | undefined,
): CompiledItems<T, Answer> {
  const compiled = Object.assign(new Map<string, T>(), { needs: new Map() })
  for (const [key, item] of Object.entries(items)) {
    const before = previous?.get(key)
    // The revision counts too: it is part of what is handed out, and there and back leads to the same hash.
    const isSame =
      before?.item.hash === item.hash && before.item.revision === item.revision && before.hashSalt === hashSalt
    const made = isSame ? before : compileItem(key, item, hashSalt, before)
    if (made) compiled.set(key, made)
  }
  return compiled
}

function compileSegment(key: string, item: SegmentItem, hashSalt: string | undefined): CompiledSegment | undefined {
  try {
    const uses: string[] = []
    if (item.requires?.length) fail()
    return { key, item, hashSalt, uses, test: compileCondition(segmentCondition(item), hashSalt, uses) }
  } catch {
    return undefined
  }
}

function compileFlag(
  key: string,
  item: FlagItem,
  hashSalt: string | undefined,
  before: CompiledFlag | undefined,
): CompiledFlag {
  deepFreeze(item.variants)
  try {
    // No feature has been named yet that a flag could ask for.
    return item.requires?.length ? fail() : compileLogic(key, item, item, hashSalt)
  } catch {
    try {
      return compileLogic(key, item, before?.logic ?? {}, before?.hashSalt)
    } catch {
      return compileLogic(key, item, {}, hashSalt) // The earlier logic names a variant that is gone.
    }
  }
}

type Step = Pick<Rule, 'if' | 'serve'> & { readonly id?: string }

const NO_KEY = { errorCode: 'TARGETING_KEY_MISSING', errorMessage: 'No targetingKey to split by' } as const
const always = (): boolean => true

/** @throws for logic that this version cannot read. */
function compileLogic(key: string, item: FlagItem, logic: Logic, hashSalt: string | undefined): CompiledFlag {
  const { type, variants, offVariant, killed, enabled, maxStalenessMs, hidden = false } = item
  const { salt = key, prerequisites = [], targets = [], rules = [], fallthrough } = logic
  const outcome = outcomesOf(key, variants, { ...item.metadata, revision: item.revision })
  const off = (reason: Reason, metadata?: FlagMetadata): Evaluation => outcome(reason, offVariant, metadata)
  const isStatic = prerequisites.length + targets.length + rules.length === 0

  const compileStep = ({ id: ruleId, if: condition, serve }: Step, reason: Reason): CompiledStep => {
    const metadata = ruleId === undefined ? undefined : { ruleId }
    const result = (variant: string, why: Reason): Evaluation =>
      Object.hasOwn(variants, variant) ? outcome(why, variant, metadata) : fail()
    const isSplit = 'split' in serve
    return {
      ruleId,
      if: condition,
      serve,
      test: condition === undefined ? always : compileCondition(condition, hashSalt),
      always: isSplit ? undefined : result(serve.variant, reason),
      split: isSplit
        ? compileSplit(
            serve.split,
            salt,
            (variant) => result(variant, 'SPLIT'),
            outcome('ERROR', undefined, metadata, NO_KEY),
          )
        : undefined,
    }
  }
  const matches = (step: Step): CompiledStep => compileStep(step, 'TARGETING_MATCH')
  const steps = [
    ...targets.map(({ attribute, values, variant }) =>
      matches({ if: { attribute, op: 'in', value: values }, serve: { variant } }),
    ),
    ...rules.map(matches),
    ...(fallthrough === undefined ? [] : [compileStep({ serve: fallthrough }, isStatic ? 'STATIC' : 'DEFAULT')]),
  ]
  const by = steps.at(-1)?.split?.by
  return {
    key,
    uses: prerequisites.map(({ flag }) => flag),
    type,
    hidden,
    item,
    logic,
    hashSalt,
    mismatch: outcome('ERROR', undefined, undefined, {
      errorCode: 'TYPE_MISMATCH',
      errorMessage: `The flag's type is ${type}`,
    }),
    disabled: killed || !enabled ? off('DISABLED', killed && { killed }) : undefined,
    maxStalenessMs,
    stale: off('STALE'),
    prerequisites: prerequisites.map(({ flag, variant }) => ({
      flag: textOf(flag),
      variant: textOf(variant),
      failed: off('PREREQUISITE_FAILED', { prerequisite: flag }),
    })),
    steps,
    unplaced: off('DEFAULT', by === undefined ? undefined : { unplaced: by }),
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : fail()
}
