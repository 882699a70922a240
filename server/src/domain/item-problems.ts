import { told } from '@halyard/admin-api'
import type { Problem } from './decision.ts'

/** What the evaluator cannot work with, as the API says it. */
export function itemProblems(
  found: readonly { readonly path: string; readonly value: unknown; readonly expected: string }[],
): readonly Problem[] {
  return found.map(({ path, value, expected }) => ({ path, ...told(value), expected }))
}
