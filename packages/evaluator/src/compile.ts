import type { CompiledFlag, CompiledRule, CompiledRuleset, CompiledSegment, CompiledServe, Logic } from './compiled.ts'
import { compileCondition } from './conditions.ts'
import type { Evaluation, FlagMetadata, Reason } from './evaluation.ts'
import { fail } from './fail.ts'
import { outcomesOf } from './outcome.ts'
import type { Condition, FlagItem, ItemHead, Ruleset, SegmentItem, Serve } from './ruleset.ts'
import { segmentCondition } from './segments.ts'
import { compileSplit, TARGETING_KEY } from './split.ts'
import { targetCondition } from './targets.ts'

/**
 * Readies a ruleset for evaluation: closures, sets, parsed operands, seeds and frozen outcomes, so that evaluating
 * allocates nothing. Object values of variants are frozen in place.
 *
 * Never throws on what the protocol's parser let through. A flag whose logic this version cannot read (an unknown
 * operator or `requires`, a bad operand) takes effect with its new `enabled`, `killed`, `type`, `variants` and
 * `offVariant`, and keeps the earlier version's prerequisites, targets, rules and fallthrough, or serves its off variant
 * where there is none: a kill survives version skew.
 * @param previous - Items that did not change are taken from here, and logic as above.
 * @see docs/evaluation.md, "Compiling"
 */
export function compile(ruleset: Ruleset, previous?: CompiledRuleset): CompiledRuleset {
  const { items, hashSalt } = ruleset
  const flags = new Map<string, CompiledFlag>()
  for (const [key, item] of Object.entries(items.flag)) {
    const before = previous?.flags.get(key)
    flags.set(key, isSame(item, hashSalt, before) ? before : compileFlag(key, item, hashSalt, before))
  }
  const segments = new Map<string, CompiledSegment>()
  for (const [key, item] of Object.entries(items.segment)) {
    const before = previous?.segments.get(key)
    const segment = isSame(item, hashSalt, before) ? before : compileSegment(key, item, hashSalt)
    if (segment !== undefined) segments.set(key, segment)
  }
  return { flags, segments, flagNeeds: new Map(), segmentNeeds: new Map() }
}

/** The revision counts too: it is part of what is handed out, and back and forth leads to the same hash. */
function isSame<T extends { readonly item: ItemHead; readonly hashSalt: string | undefined }>(
  item: ItemHead,
  hashSalt: string | undefined,
  before: T | undefined,
): before is T {
  return before?.item.hash === item.hash && before.item.revision === item.revision && before.hashSalt === hashSalt
}

function compileSegment(key: string, item: SegmentItem, hashSalt: string | undefined): CompiledSegment | undefined {
  try {
    const uses: string[] = []
    const test = compileCondition(segmentCondition(item), hashSalt, uses)
    return { key, uses, item, hashSalt, test }
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
  try {
    // No feature has been named yet that a flag could ask for.
    return item.requires?.length ? fail() : assemble(key, item, item, hashSalt)
  } catch {
    try {
      return assemble(key, item, before?.logic ?? {}, before?.hashSalt)
    } catch {
      return assemble(key, item, {}, hashSalt) // The earlier logic names a variant that is gone.
    }
  }
}

const ALWAYS: Condition = { all: [] }
const NOTHING: CompiledServe = { always: undefined, split: undefined }

/** @throws for logic that this version cannot read. */
function assemble(key: string, item: FlagItem, logic: Logic, hashSalt: string | undefined): CompiledFlag {
  const { type, variants, offVariant, killed, enabled, maxStalenessMs, hidden = false } = item
  const { salt = key, prerequisites = [], targets = [], rules = [], fallthrough } = logic
  const outcome = outcomesOf(key, item)
  const off = (reason: Reason, metadata?: FlagMetadata): Evaluation => outcome(reason, offVariant, metadata)
  const known = (variant: string): string => (Object.hasOwn(variants, variant) ? variant : fail())

  const compileServe = (served: Serve, reason: Reason, metadata?: FlagMetadata): CompiledServe => {
    if ('variant' in served) return { always: outcome(reason, known(served.variant), metadata), split: undefined }
    const unplaced =
      served.split.by === undefined || served.split.by === TARGETING_KEY
        ? outcome('ERROR', undefined, metadata, {
            errorCode: 'TARGETING_KEY_MISSING',
            errorMessage: 'The context has no targetingKey',
          })
        : undefined
    const result = (variant: string): Evaluation => outcome('SPLIT', known(variant), metadata)
    return { always: undefined, split: compileSplit(served.split, salt, result, unplaced) }
  }
  const targeted = targets.map(
    (target): CompiledRule => ({
      test: compileCondition(targetCondition(target), hashSalt),
      serve: compileServe({ variant: target.variant }, 'TARGETING_MATCH'),
    }),
  )
  const ruled = rules.map(
    ({ id, if: condition = ALWAYS, serve }): CompiledRule => ({
      test: compileCondition(condition, hashSalt),
      serve: compileServe(serve, 'TARGETING_MATCH', { ruleId: id }),
    }),
  )
  const isStatic = prerequisites.length + targets.length + rules.length === 0

  return {
    key,
    uses: prerequisites.map(({ flag }) => flag),
    type,
    hidden,
    item,
    logic,
    hashSalt,
    disabled: killed || !enabled ? off('DISABLED', killed && { killed }) : undefined,
    maxStalenessMs: maxStalenessMs ?? Infinity,
    stale: maxStalenessMs === undefined ? undefined : off('STALE'),
    mismatch: outcome('ERROR', undefined, undefined, {
      errorCode: 'TYPE_MISMATCH',
      errorMessage: `The flag's type is ${type}`,
    }),
    prerequisites: prerequisites.map(({ flag, variant }) => ({
      flag: textOf(flag),
      variant: textOf(variant),
      failed: off('PREREQUISITE_FAILED', { prerequisite: flag }),
    })),
    rules: [...targeted, ...ruled],
    fallthrough: fallthrough === undefined ? NOTHING : compileServe(fallthrough, isStatic ? 'STATIC' : 'DEFAULT'),
    unplaced: off(
      'DEFAULT',
      fallthrough && 'split' in fallthrough ? { unplaced: fallthrough.split.by ?? '' } : undefined,
    ),
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : fail()
}
