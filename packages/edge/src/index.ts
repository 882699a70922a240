export type { Evaluation, EvaluationContext, JsonValue, Reason, Ruleset } from '@halyard/evaluator'
export {
  type AnyFlags,
  ClientError,
  type ClientErrorCode,
  type Details,
  type FlagShapes,
  isClientError,
  type Source,
} from '@halyard/sdk-core'
export { type AnonymousKey, type AnonymousKeyOptions, anonymousKey } from './anonymous-key.ts'
export { createEdgeClient, type EdgeClient, type EdgeStatus, type Host } from './client.ts'
export type { EdgeCache, EdgeOptions } from './options.ts'
