import type { ErrorCode, Evaluation, FlagMetadata, Reason } from './evaluation.ts'
import type { FlagItem, JsonValue } from './ruleset.ts'

/** Makes one of a flag's outcomes. Without a variant, or with one that the flag lacks, the caller's default applies. */
export type MakeOutcome = (
  reason: Reason,
  metadata?: FlagMetadata,
  variant?: string,
  errorCode?: ErrorCode,
) => Evaluation

export function outcomesOf(flagKey: string, { variants, metadata, revision }: FlagItem): MakeOutcome {
  return (reason, extra, variant, errorCode) => {
    const served = variant !== undefined && Object.hasOwn(variants, variant) ? { variant } : undefined
    return Object.freeze({
      flagKey,
      value: served && variants[served.variant],
      ...served,
      reason,
      ...(errorCode && { errorCode }),
      flagMetadata: Object.freeze({ ...metadata, revision, ...extra }),
    })
  }
}

/** What callers get for a flag that is not there, or that they are not to see. */
export function notFound(flagKey: string): Evaluation {
  const flagMetadata = Object.freeze({})
  return Object.freeze({ flagKey, value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND', flagMetadata })
}

/** Without recursion: a value may be nested deeper than the stack. */
export function deepFreeze(root: JsonValue): void {
  const open = [root]
  for (const value of open) {
    if (typeof value !== 'object' || value === null) continue
    for (const part of Object.values(Object.freeze(value))) open.push(part)
  }
}
