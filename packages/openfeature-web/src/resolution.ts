import type { Details } from '@halyard/browser'
import { ErrorCode, type JsonValue, type ResolutionDetails } from '@openfeature/web-sdk'

/** What is read with where the caller's default is of another type than was asked for; never served. */
const STAND_INS = { boolean: false, string: '', number: 0, object: {} }

/** What a developer wants to know beyond the code; of the others the code is all there is to say. */
const WORDS: Readonly<Record<string, (flagKey: string, type: string) => string>> = {
  FLAG_NOT_FOUND: (flagKey) => `flag ${shown(flagKey)} not found`,
  TYPE_MISMATCH: (flagKey, type) => `flag ${shown(flagKey)} is no ${type}`,
  TARGETING_KEY_MISSING: (flagKey) => `flag ${shown(flagKey)} splits by targetingKey, and the context has none`,
}

/** What no flag can be named is quoted: it may come from users and hold line breaks and escape codes. */
function shown(flagKey: string): string {
  return /^[\w.-]{1,128}$/.test(flagKey) ? flagKey : JSON.stringify(flagKey.slice(0, 128))
}

/**
 * One evaluation as OpenFeature has it. Reasons, error codes and metadata are passed on as they are: OpenFeature's names
 * are Halyard's, and `PREREQUISITE_FAILED`, for which it has none, is allowed by requirement 2.2.5.
 * @param type - What the app asked for. The flag must be of this type, whatever the type of `fallback`.
 * @param read - The client's `details` of the flag.
 * @see docs/openfeature.md, "What a read says"
 */
export function resolve<T extends JsonValue>(
  type: keyof typeof STAND_INS,
  fallback: T,
  read: (fallback: JsonValue) => Details<unknown>,
): ResolutionDetails<T> {
  const details = read(typeof fallback === type ? fallback : STAND_INS[type])
  const { flagKey, value, variant, reason, errorCode, flagMetadata } = details
  const errorMessage = details.errorMessage ?? (errorCode && WORDS[errorCode]?.(flagKey, type))
  return {
    // Without a variant the flag has served nothing.
    value: variant === undefined ? fallback : (value as T),
    reason,
    flagMetadata,
    ...(variant !== undefined && { variant }),
    ...(errorCode !== undefined && { errorCode: ErrorCode[errorCode] }),
    ...(errorMessage !== undefined && { errorMessage }),
  }
}
