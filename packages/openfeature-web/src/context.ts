import type { EvaluationContext as HalyardContext } from '@halyard/browser'
import type { EvaluationContext } from '@openfeature/web-sdk'

/** Deeper than any rule reads; a context that leads back to itself ends here. */
const MAX_DEPTH = 10

/**
 * OpenFeature's context as Halyard's rules read it: a `Date` becomes RFC 3339 text, which `before` and `after` understand.
 * @returns the context itself where it holds no date.
 */
export function halyardContext(context: EvaluationContext): HalyardContext {
  return withoutDates(context, MAX_DEPTH) as HalyardContext
}

function withoutDates(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutDates(item, depth - 1))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  const changed = Object.entries(value).flatMap(([name, old]) => {
    const next = withoutDates(old, depth - 1)
    return next === old ? [] : [[name, next]]
  })
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) }
}
