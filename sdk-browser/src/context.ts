import type { EvaluationContext } from '@halyard/evaluator'
import type { Shelf } from './storage.ts'
import { uuid } from './uuid.ts'

const KEY = 'halyard anonymous'

/** Gives contexts that name nobody a stable key. */
export type Naming = (context: EvaluationContext) => EvaluationContext

/** @returns a naming that makes the visitor's random key when first needed and remembers it, on the shelf if it can. */
export function anonymousNaming(shelf: Shelf): Naming {
  let visitor: string | undefined
  const key = (): string => {
    if (!visitor) {
      visitor = shelf.get(KEY) || uuid()
      shelf.set(KEY, visitor)
    }
    return visitor
  }
  return (context) => {
    try {
      return (context?.targetingKey ?? undefined) === undefined ? { ...context, targetingKey: key() } : context
    } catch {
      return context // Unreadable, so it cannot be copied; the evaluator treats it as empty.
    }
  }
}
