import type { EvaluationContext as HalyardContext } from '@halyard/node'
import type { EvaluationContext } from '@openfeature/server-sdk'

/** Deeper than any rule reads. */
const MAX_DEPTH = 10

/**
 * OpenFeature's context as Halyard's rules read it: a `Date` becomes RFC 3339 text, which `before` and `after` understand.
 * @returns the context itself where it holds no date.
 */
export function halyardContext(context: EvaluationContext): HalyardContext {
  return withoutDates(context, MAX_DEPTH, new Map()) as HalyardContext
}

/** What became of each object, looked into so deep: one that many lead to, or that leads back to itself, costs once. */
type Known = Map<object, { readonly depth: number; readonly result: unknown }>

function withoutDates(value: unknown, depth: number, known: Known): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  const before = known.get(value)
  if (before !== undefined && before.depth >= depth) return before.result
  known.set(value, { depth, result: value })
  const result = replaced(value, (member) => withoutDates(member, depth - 1, known))
  known.set(value, { depth, result })
  return result
}

/** @returns a copy with other members, or the object itself where they are the same. */
function replaced(value: object, replace: (member: unknown) => unknown): object {
  if (Array.isArray(value)) {
    const items = value.map(replace)
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  const changed = Object.entries(value).flatMap(([name, old]) => {
    const next = replace(old)
    return next === old ? [] : [[name, next]]
  })
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) }
}
