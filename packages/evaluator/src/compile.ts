import { compileAttribute } from './attribute.ts'
import { BUCKETS, seedOf } from './bucket.ts'
import type {
  CompiledFlag,
  CompiledItems,
  CompiledRuleset,
  CompiledSegment,
  CompiledStep,
  Logic,
  Step,
  Using,
} from './compiled.ts'
import { compileCondition } from './conditions.ts'
import type { Evaluation, FlagMetadata, Reason } from './evaluation.ts'
import { fail } from './fail.ts'
import { deepFreeze, outcomesOf } from './outcome.ts'
import type { FlagItem, ItemHead, Ruleset, SegmentItem, Split } from './ruleset.ts'
import { segmentCondition } from './segments.ts'
import { endsOf, TARGETING_KEY } from './split.ts'

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

/** @throws for logic that this version cannot read. */
function compileLogic(key: string, item: FlagItem, logic: Logic, hashSalt: string | undefined): CompiledFlag {
  const { type, variants, offVariant, killed, enabled, maxStalenessMs = Infinity, hidden = false } = item
  const { salt = key, prerequisites = [], targets = [], rules = [], fallthrough } = logic
  const outcome = outcomesOf(key, item)
  const off = (reason: Reason, metadata?: FlagMetadata): Evaluation => outcome(reason, metadata, offVariant)
  const steps: Step[] = [
    ...targets.map(({ attribute, values, variant }) => ({
      if: { attribute, op: 'in', value: values } as const,
      serve: { variant },
    })),
    ...rules,
    ...(fallthrough === undefined ? [] : [{ serve: fallthrough }]),
  ]
  const isStatic = prerequisites.length + steps.length === 1

  const compileStep = (step: Step): CompiledStep => {
    const { id, if: condition, serve } = step
    const { split, variant = '' }: Partial<{ split: Split; variant: string }> = serve
    const { by = TARGETING_KEY, ranges = [[variant, BUCKETS]] } = split ?? {}
    const metadata = id === undefined ? undefined : { ruleId: id }
    const reason = split ? 'SPLIT' : serve !== fallthrough ? 'TARGETING_MATCH' : isStatic ? 'STATIC' : 'DEFAULT'
    const results = new Map(
      ranges.map(([name]) => [name, Object.hasOwn(variants, name) ? outcome(reason, metadata, name) : fail()]),
    )
    if (ranges.at(-1)?.[1] !== BUCKETS) fail()
    // Not `...step`: engines give each object made with a spread a hidden class of its own, which reading then pays for.
    return {
      id,
      if: condition,
      serve,
      test: condition === undefined ? undefined : compileCondition(condition, hashSalt),
      by: split ? compileAttribute(by) : undefined,
      // Signed, as engines may box what is larger.
      seed: seedOf(salt) | 0,
      ends: endsOf(ranges),
      results: ranges.map(([name]) => results.get(name) ?? fail()),
      unplaced: by === TARGETING_KEY ? outcome('ERROR', metadata, undefined, 'TARGETING_KEY_MISSING') : undefined,
    }
  }
  const isGuarded = prerequisites.length > 0 || maxStalenessMs < Infinity
  const compiledSteps = steps.map(compileStep)
  const [first] = compiledSteps
  const forAll = !isGuarded && !first?.test && !first?.by ? first?.results[0] : undefined
  const { by = TARGETING_KEY }: Partial<Split> = (fallthrough && 'split' in fallthrough && fallthrough.split) || {}
  return {
    key,
    uses: prerequisites.map(({ flag, variant }) =>
      typeof flag === 'string' && typeof variant === 'string' ? flag : fail(),
    ),
    type,
    hidden,
    item,
    logic,
    hashSalt,
    mismatch: outcome('ERROR', undefined, undefined, 'TYPE_MISMATCH'),
    settled: killed || !enabled ? off('DISABLED', killed && { killed }) : forAll,
    isGuarded,
    maxStalenessMs,
    stale: off('STALE'),
    prerequisites: prerequisites.map(({ flag, variant }) => ({
      flag,
      variant,
      failed: off('PREREQUISITE_FAILED', { prerequisite: flag }),
    })),
    steps: compiledSteps,
    unplaced: off('DEFAULT', by === TARGETING_KEY ? undefined : { unplaced: by }),
  }
}
