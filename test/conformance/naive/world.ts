import type { FlagItem, ItemHead, Prerequisite, Rule, Ruleset, SegmentItem, Serve, Target } from '@halyard/evaluator'
import { checkCondition } from './conditions.ts'
import { inList } from './operators.ts'
import { must, Uncompilable } from './uncompilable.ts'

/** The parts of a flag that stay as before when its new version can't be compiled, and the salt that they came with. */
export interface Parts {
  readonly prerequisites: readonly Prerequisite[]
  readonly targets: readonly Target[]
  readonly rules: readonly Rule[]
  readonly fallthrough: Serve
  readonly salt: string
}

export interface FlagInEffect {
  readonly item: FlagItem
  /** Undefined: could not be compiled, and there is nothing before it. */
  readonly parts: Parts | undefined
}

/** What is in effect once a ruleset has arrived. */
export interface World {
  readonly flags: ReadonlyMap<string, FlagInEffect>
  /** Without those that can't be compiled. */
  readonly segments: ReadonlyMap<string, SegmentItem>
  readonly hashSalt: string | undefined
}

/** @see docs/evaluation.md, "Version skew" */
export function readWorld(ruleset: Ruleset, previous?: World): World {
  const { hashSalt } = ruleset
  const flags = Object.entries(ruleset.items.flag).map(([key, item]): [string, FlagInEffect] => {
    const parts = partsOf(key, item)
    if (understands(item, () => checkParts(parts, item, hashSalt))) return [key, { item, parts }]
    const before = previous?.flags.get(key)?.parts
    const fits = before !== undefined && understands({}, () => checkParts(before, item, hashSalt))
    return [key, { item, parts: fits ? before : undefined }]
  })
  const segments = Object.entries(ruleset.items.segment).filter(([, item]) =>
    understands(item, () => checkSegment(item, hashSalt)),
  )
  return { flags: new Map(flags), segments: new Map(segments), hashSalt }
}

function partsOf(key: string, item: FlagItem): Parts {
  const { prerequisites = [], targets = [], rules = [], fallthrough, salt = key } = item
  return { prerequisites, targets, rules, fallthrough, salt }
}

/** This evaluator has no features beyond the first version's, so anything that is required is unknown to it. */
function understands(item: Partial<ItemHead>, check: () => void): boolean {
  if ((item.requires ?? []).length > 0) return false
  try {
    check()
    return true
  } catch (error) {
    // A type error is a form that nobody has heard of: a rule that is a number, a list that is none.
    if (error instanceof Uncompilable || error instanceof TypeError) return false
    throw error
  }
}

function checkParts(parts: Parts, { variants }: FlagItem, hashSalt: string | undefined): void {
  const { targets, rules, fallthrough } = parts
  const served = [...rules.map((rule) => rule.serve), fallthrough].flatMap((serve) =>
    'split' in serve ? serve.split.ranges.map(([variant]) => variant) : [serve.variant],
  )
  for (const variant of [...targets.map((target) => target.variant), ...served]) {
    must(Object.hasOwn(variants, variant), `no variant ${variant}`)
  }
  for (const { flag, variant } of parts.prerequisites) {
    must(typeof flag === 'string' && typeof variant === 'string', 'a prerequisite that names nothing')
  }
  for (const target of targets) inList(target.values, hashSalt)
  for (const rule of rules) if (rule.if !== undefined) checkCondition(rule.if, hashSalt)
}

function checkSegment(
  { included = [], excluded = [], if: condition }: SegmentItem,
  hashSalt: string | undefined,
): void {
  inList(included, hashSalt)
  inList(excluded, hashSalt)
  if (condition !== undefined) checkCondition(condition, hashSalt)
}
