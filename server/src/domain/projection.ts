/**
 * Each audience's view of a document: what an SDK is sent, and nothing else. Backends get everything that evaluation
 * needs; clients get lists as hashes, and of a flag that is only a prerequisite no values.
 * @see docs/protocol.md, "Two audiences"
 */

import type {
  Comparison,
  Condition,
  FlagItem,
  HashedList,
  Primitive,
  Rule,
  SegmentItem,
  Target,
  TextList,
} from '@halyard/evaluator'
import { canonicalText, hashedMember } from '@halyard/evaluator'
import type { Configuration, Flag, Segment } from './documents.ts'

/** An item before its revision and hash are known. */
export type FlagContent = Omit<FlagItem, 'revision' | 'hash'>
export type SegmentContent = Omit<SegmentItem, 'revision' | 'hash'>

/** How a client sees a flag: with its values, or only as others' prerequisite. */
export type Visibility = 'shown' | 'hidden'

/** A flag as backends see it. Shares the stored lists instead of copying them. */
export function serverFlag(flag: Flag, configuration: Configuration): FlagContent {
  return {
    type: flag.type,
    variants: flag.variants,
    enabled: configuration.enabled,
    ...(configuration.killed ? { killed: true as const } : undefined),
    ...(configuration.offVariant === null ? undefined : { offVariant: configuration.offVariant }),
    ...(flag.salt === null ? undefined : { salt: flag.salt }),
    ...(isEmpty(flag.metadata) ? undefined : { metadata: flag.metadata }),
    ...(configuration.maxStalenessMs === null ? undefined : { maxStalenessMs: configuration.maxStalenessMs }),
    ...(configuration.prerequisites.length === 0 ? undefined : { prerequisites: configuration.prerequisites }),
    ...(configuration.targets.length === 0 ? undefined : { targets: configuration.targets }),
    ...(configuration.rules.length === 0 ? undefined : { rules: configuration.rules }),
    fallthrough: configuration.fallthrough,
  }
}

/** A segment as backends see it. */
export function serverSegment(segment: Segment): SegmentContent {
  return {
    ...(segment.by === null ? undefined : { by: segment.by }),
    ...(segment.included.length === 0 ? undefined : { included: segment.included }),
    ...(segment.excluded.length === 0 ? undefined : { excluded: segment.excluded }),
    ...(segment.if === null ? undefined : { if: segment.if }),
  }
}

/**
 * What clients of one environment see. Remembers what it made of a list or a condition by that document's identity, so
 * that a kill does not hash 10,000 members again.
 */
export class ClientProjection {
  readonly #hashSalt: string
  readonly #rules = new WeakMap<readonly Rule[], readonly Rule[]>()
  readonly #targets = new WeakMap<readonly Target[], readonly Target[]>()

  constructor(hashSalt: string) {
    this.#hashSalt = hashSalt
  }

  flag(flag: Flag, configuration: Configuration, visibility: Visibility): FlagContent {
    const whole = serverFlag(flag, configuration)
    const { metadata, ...content } = whole
    return {
      ...content,
      ...(visibility === 'hidden' ? { hidden: true as const, variants: withoutValues(flag.variants) } : undefined),
      ...(visibility === 'shown' && metadata !== undefined ? { metadata } : undefined),
      ...(whole.targets === undefined ? undefined : { targets: this.#hashTargets(whole.targets) }),
      ...(whole.rules === undefined ? undefined : { rules: this.#hashRules(whole.rules) }),
    }
  }

  segment(segment: Segment): SegmentContent {
    const whole = serverSegment(segment)
    return {
      ...(whole.by === undefined ? undefined : { by: whole.by }),
      ...(whole.included === undefined ? undefined : { included: this.#hashList(whole.included) }),
      ...(whole.excluded === undefined ? undefined : { excluded: this.#hashList(whole.excluded) }),
      ...(whole.if === undefined ? undefined : { if: this.#hashCondition(whole.if) }),
    }
  }

  #hashTargets(targets: readonly Target[]): readonly Target[] {
    return remember(this.#targets, targets, () =>
      targets.map((target) => ({ ...target, values: this.#hashList(target.values) })),
    )
  }

  #hashRules(rules: readonly Rule[]): readonly Rule[] {
    return remember(this.#rules, rules, () =>
      rules.map((rule) => (rule.if === undefined ? rule : { ...rule, if: this.#hashCondition(rule.if) })),
    )
  }

  #hashCondition(condition: Condition): Condition {
    if ('all' in condition) return { all: condition.all.map((part) => this.#hashCondition(part)) }
    if ('any' in condition) return { any: condition.any.map((part) => this.#hashCondition(part)) }
    if ('not' in condition) return { not: this.#hashCondition(condition.not) }
    if ('segment' in condition || !isHashed(condition)) return condition
    return { ...condition, value: this.#hashList(condition.value, condition.ignoreCase) }
  }

  #hashList(list: TextList, ignoreCase = false): HashedList {
    if ('hashed' in list) return list
    const members = list.map((member) => {
      const text = canonicalText(member) ?? ''
      return hashedMember(this.#hashSalt, ignoreCase ? text.toLowerCase() : text)
    })
    // Sorted, so that the order in which people added members says nothing.
    return { hashed: [...new Set(members)].sort() }
  }
}

function remember<K extends object>(memo: WeakMap<K, K>, key: K, make: () => K): K {
  const known = memo.get(key)
  if (known !== undefined) return known
  const made = make()
  memo.set(key, made)
  return made
}

function withoutValues(variants: Flag['variants']): Record<string, null> {
  return Object.fromEntries(Object.keys(variants).map((name) => [name, null]))
}

/** Whether clients get the operand as hashes; all others stay readable. */
export function isHashed(condition: Comparison): condition is Comparison & { readonly value: readonly Primitive[] } {
  return condition.op === 'in' && Array.isArray(condition.value)
}

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(record).length === 0
}
