import type { Evaluation, FlagMetadata, Reason } from './evaluation.ts'
import type { FlagItem, JsonValue } from './ruleset.ts'

/**
 * Makes one of a flag's outcomes, frozen. Without a variant, or with one that the flag has not, the caller's default
 * applies.
 */
export type MakeOutcome = (
  reason: Reason,
  variant?: string | undefined,
  metadata?: FlagMetadata | undefined,
  error?: Pick<Evaluation, 'errorCode' | 'errorMessage'>,
) => Evaluation

export function outcomesOf(flagKey: string, { variants, metadata, revision }: FlagItem): MakeOutcome {
  deepFreeze(variants)
  return (reason, variant, extra, error) => {
    const isServed = variant !== undefined && Object.hasOwn(variants, variant)
    return Object.freeze({
      flagKey,
      value: isServed ? variants[variant] : undefined,
      ...(isServed ? { variant } : {}),
      reason,
      ...error,
      flagMetadata: Object.freeze({ ...metadata, revision, ...extra }),
    })
  }
}

/** What callers get for a flag that is not there, or that they are not to see. */
export function notFound(flagKey: string): Evaluation {
  return Object.freeze({
    flagKey,
    value: undefined,
    reason: 'ERROR',
    errorCode: 'FLAG_NOT_FOUND',
    errorMessage: 'No such flag',
    flagMetadata: Object.freeze({}),
  })
}

/** Without recursion: a value may be nested deeper than the stack. */
function deepFreeze(root: JsonValue): void {
  const open: JsonValue[] = [root]
  for (const value of open) {
    if (typeof value === 'object' && value !== null) open.push(...Object.values(Object.freeze(value)))
  }
}
