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
    const flagMetadata = Object.freeze({ ...metadata, revision, ...extra })
    // Without spreads, so that engines give all outcomes the same few hidden classes: whoever reads them is faster.
    if (variant !== undefined && Object.hasOwn(variants, variant))
      return Object.freeze({ flagKey, value: variants[variant], variant, reason, flagMetadata })
    return Object.freeze(
      errorCode
        ? { flagKey, value: undefined, reason, errorCode, flagMetadata }
        : { flagKey, value: undefined, reason, flagMetadata },
    )
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
