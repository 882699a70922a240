/**
 * OFREP, the OpenFeature Remote Evaluation Protocol 0.3: one mapping from evaluations to its documents, for the server
 * and the edge alike. No SDK of ours speaks it.
 * @see docs/ofrep.md
 */
import type { Evaluation, FlagMetadata, JsonValue } from '@halyard/evaluator'

/** A flag that was evaluated. Without `value` and `variant` the caller's default applies. */
export interface OfrepEvaluation {
  readonly key: string
  readonly reason: string
  readonly value?: JsonValue
  readonly variant?: string
  readonly metadata: FlagMetadata
}

export type OfrepErrorCode =
  | 'PARSE_ERROR'
  | 'INVALID_CONTEXT'
  | 'FLAG_NOT_FOUND'
  | 'TARGETING_KEY_MISSING'
  | 'TYPE_MISMATCH'
  | 'PROVIDER_NOT_READY'
  | 'GENERAL'

/** Why there is no answer; the caller's default applies. With `key` where one flag is meant. */
export interface OfrepFailure {
  readonly key?: string
  readonly errorCode: OfrepErrorCode
  readonly errorDetails: string
  readonly metadata?: FlagMetadata
}

/** Where changes are told of: `type` is the only one that there is so far, `url` is absolute. */
export interface OfrepEventStream {
  readonly type: 'sse'
  readonly url: string
  /** A page that nobody looks at closes the stream after so many seconds. */
  readonly inactivityDelaySec: number
}

/** The answer to a bulk evaluation. */
export interface OfrepBulk {
  readonly flags: readonly (OfrepEvaluation | OfrepFailure)[]
  readonly eventStreams?: readonly OfrepEventStream[]
}

/** One flag's entry of a bulk answer, and the body of a single one. */
export function ofrepFlag(evaluation: Evaluation): OfrepEvaluation | OfrepFailure {
  const { flagKey: key, errorCode, flagMetadata: metadata } = evaluation
  if (errorCode !== undefined) return { key, errorCode, errorDetails: detailsOf(evaluation), metadata }
  const { reason, value, variant } = evaluation
  if (value === undefined || variant === undefined) return { key, reason, metadata }
  return { key, reason, value, variant, metadata }
}

/** The status of a single answer. */
export function ofrepStatus(answer: OfrepEvaluation | OfrepFailure): 200 | 400 | 404 {
  if (!('errorCode' in answer)) return 200
  return answer.errorCode === 'FLAG_NOT_FOUND' ? 404 : 400
}

/**
 * Reads a request's body.
 * @param text - JSON, supposedly.
 * @returns the context, an object of which nothing else is known; or what is wrong, for an answer of 400.
 */
export function readOfrepRequest(text: string): { readonly context: object } | OfrepFailure {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return {
      errorCode: 'PARSE_ERROR',
      errorDetails: 'The body must be JSON, such as {"context": {"targetingKey": "u-17"}}.',
    }
  }
  const context = isObject(body) && 'context' in body ? body.context : undefined
  if (isObject(context)) return { context }
  return {
    errorCode: 'INVALID_CONTEXT',
    errorDetails: 'The body must hold an object as its `context`, such as {"context": {"targetingKey": "u-17"}}.',
  }
}

function detailsOf({ flagKey, errorCode, errorMessage }: Evaluation): string {
  if (errorMessage !== undefined) return errorMessage
  if (errorCode === 'FLAG_NOT_FOUND') return `There is no flag ${JSON.stringify(flagKey)} that this key may see.`
  if (errorCode === 'TARGETING_KEY_MISSING') return 'The flag splits by `targetingKey`, which the context lacks.'
  return 'The flag cannot be evaluated.'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
