import type { ErrorCode, Evaluation, FlagMetadata, Reason } from './evaluation.ts'
import type { JsonValue } from './ruleset.ts'

/** Makes one of a flag's outcomes. Without a variant, or with one that the flag lacks, the caller's default applies. */
export type MakeOutcome = (reason: Reason, variant?: string, metadata?: FlagMetadata, error?: Failure) => Evaluation

interface Failure {
  readonly errorCode: ErrorCode
  readonly errorMessage: string
}

/** @param metadata - What every outcome carries. */
export function outcomesOf(
  flagKey: string,
  variants: Readonly<Record<string, JsonValue>>,
  metadata: FlagMetadata,
): MakeOutcome {
  return (reason, variant, extra, error) => {
    const served = variant !== undefined && Object.hasOwn(variants, variant) ? { variant } : undefined
    const value = served && variants[served.variant]
    return Object.freeze({
      flagKey,
      value,
      ...served,
      reason,
      ...error,
      flagMetadata: Object.freeze({ ...metadata, ...extra }),
    })
  }
}

/** What callers get for a flag that is not there, or that they are not to see. */
export function notFound(flagKey: string): Evaluation {
  const error = { errorCode: 'FLAG_NOT_FOUND', errorMessage: 'No such flag' } as const
  return outcomesOf(flagKey, {}, {})('ERROR', undefined, undefined, error)
}

/** Without recursion: a value may be nested deeper than the stack. */
export function deepFreeze(root: JsonValue): void {
  const open = [root]
  for (const value of open) {
    if (typeof value !== 'object' || value === null) continue
    for (const part of Object.values(Object.freeze(value))) open.push(part)
  }
}
