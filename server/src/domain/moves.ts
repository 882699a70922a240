/**
 * Who moves when a configuration changes. What a place serves is a division of 100,000 buckets before and after, so how
 * many go from which variant to which is exact; how many people get to a rule is not known, and is told as `reach`.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Move, Reach } from '@halyard/admin-api'
import { WHOLE } from '@halyard/admin-api'
import type { Rule, Serve } from '@halyard/evaluator'
import type { Configuration } from './documents.ts'

type Shares = readonly (readonly [variant: string | null, end: number])[]
type Place = Pick<Move, 'flag' | 'where' | 'rule'>

/** What everyone at a place gets; `by` where the bucket decides. */
interface Served {
  readonly shares: Shares
  readonly by?: string
}

/** Of each place, how many buckets go from which variant to which. Nobody moves where nothing is served differently. */
export function movesOf(flag: string, before: Configuration, after: Configuration): readonly Move[] {
  if (isOff(before) && isOff(after)) return compare({ flag, where: 'off' }, offOf(before), offOf(after))
  const rules = rulesIn(before, after).flatMap(([id, from, to]) => {
    const place = { flag, where: 'rule', rule: id } as const
    // Off, a flag has no places: whoever gets to this one after it, or got to it before, is served the off variant then.
    const [old, now] = [isOff(before) ? offOf(before) : servedAt(from), isOff(after) ? offOf(after) : servedAt(to)]
    return old === undefined || now === undefined ? [] : compare(place, old, now)
  })
  const [from, to] = [before, after].map((side) => (isOff(side) ? offOf(side) : servedBy(side.fallthrough)))
  return from === undefined || to === undefined
    ? rules
    : [...rules, ...compare({ flag, where: 'fallthrough' }, from, to)]
}

/** Which places are reached by others than before. */
export function reachOf(flag: string, before: Configuration, after: Configuration): readonly Reach[] {
  if (isOff(before) && isOff(after)) return []
  const waits = before.prerequisites.length > 0 || after.prerequisites.length > 0
  const isOffMoved = waits && before.offVariant !== after.offVariant
  const lists = (['prerequisites', 'targets'] as const).flatMap((where): readonly Reach[] => {
    const [from, to] = [isOff(before) ? [] : before[where], isOff(after) ? [] : after[where]]
    if (isDeepStrictEqual(from, to) && !(where === 'prerequisites' && isOffMoved)) return []
    return [{ flag, where, change: from.length === 0 ? 'added' : to.length === 0 ? 'removed' : 'changed' }]
  })
  if (isOff(before) || isOff(after)) return lists
  const order = orderOf(before, after)
  const rules = rulesIn(before, after).flatMap(([rule, from, to]): readonly Reach[] => {
    const place = { flag, where: 'rule', rule } as const
    if (from === undefined || to === undefined) return [{ ...place, change: from === undefined ? 'added' : 'removed' }]
    if (!isDeepStrictEqual(from.if, to.if)) return [{ ...place, change: 'changed' }]
    return order.has(rule) ? [{ ...place, change: 'moved' }] : []
  })
  return [...lists, ...rules]
}

function isOff({ enabled, killed }: Configuration): boolean {
  return !enabled || killed
}

function offOf({ offVariant }: Configuration): Served {
  return { shares: [[offVariant, WHOLE]] }
}

function servedAt(rule: Rule | undefined): Served | undefined {
  return rule === undefined ? undefined : servedBy(rule.serve)
}

function servedBy(serve: Serve): Served {
  if ('variant' in serve) return { shares: [[serve.variant, WHOLE]] }
  const { by = 'targetingKey', ranges } = serve.split
  return { shares: ranges, by }
}

/** Every rule that there was or is, once, by id. */
function rulesIn(
  before: Configuration,
  after: Configuration,
): readonly (readonly [id: string, before: Rule | undefined, after: Rule | undefined])[] {
  const old = new Map(before.rules.map((rule) => [rule.id, rule]))
  const now = new Map(after.rules.map((rule) => [rule.id, rule]))
  return [...new Set([...old.keys(), ...now.keys()])].map((id) => [id, old.get(id), now.get(id)] as const)
}

/** The rules that have another place among those that stayed. */
function orderOf(before: Configuration, after: Configuration): ReadonlySet<string> {
  const stayed = (rules: readonly Rule[], others: readonly Rule[]): readonly string[] => {
    const known = new Set(others.map(({ id }) => id))
    return rules.map(({ id }) => id).filter((id) => known.has(id))
  }
  const old = stayed(before.rules, after.rules)
  return new Set(stayed(after.rules, before.rules).filter((id, index) => old[index] !== id))
}

function compare(place: Place, before: Served, after: Served): readonly Move[] {
  const isReshuffled = before.by !== undefined && after.by !== undefined && before.by !== after.by
  const counted = isReshuffled ? expected(before.shares, after.shares) : overlaps(before.shares, after.shares)
  return counted
    .filter(({ from, to, buckets }) => from !== to && buckets > 0)
    .map((move) => ({ ...place, ...move, ...(isReshuffled ? { estimated: true as const } : undefined) }))
}

type Counted = Pick<Move, 'from' | 'to' | 'buckets'>

/** Walks both divisions at once: each piece between two ends has one variant before and one after. */
function overlaps(before: Shares, after: Shares): readonly Counted[] {
  const found = new Map<string, Counted>()
  let [i, j, start] = [0, 0, 0]
  for (;;) {
    const [old, now] = [before[i], after[j]]
    if (old === undefined || now === undefined) return [...found.values()]
    const end = Math.min(old[1], now[1])
    add(found, { from: old[0], to: now[0], buckets: end - start })
    start = end
    if (old[1] === end) i++
    if (now[1] === end) j++
  }
}

/** Placed by another attribute, a context's bucket has nothing to do with the one that it had. */
function expected(before: Shares, after: Shares): readonly Counted[] {
  const found = new Map<string, Counted>()
  for (const [from, share] of lengths(before)) {
    for (const [to, part] of lengths(after)) add(found, { from, to, buckets: Math.round((share * part) / WHOLE) })
  }
  return [...found.values()]
}

function lengths(shares: Shares): readonly (readonly [variant: string | null, length: number])[] {
  return shares.map(([variant, end], index) => [variant, end - (shares[index - 1]?.[1] ?? 0)] as const)
}

function add(found: Map<string, Counted>, move: Counted): void {
  const key = JSON.stringify([move.from, move.to])
  found.set(key, { ...move, buckets: move.buckets + (found.get(key)?.buckets ?? 0) })
}
