import type { EvaluationContext } from '@openfeature/web-sdk'

/** Whether two contexts have the same attributes; OpenFeature copies a context for each read. */
export function isSame(one: EvaluationContext, other: EvaluationContext): boolean {
  if (one === other) return true
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => Object.is(one[name], other[name]))
}
