export type {
  Evaluation,
  EvaluationContext,
  Explanation,
  FlagMetadata,
  JsonValue,
  Reason,
  Ruleset,
} from '@halyard/evaluator'
export {
  type AnyFlags,
  type BackoffOptions,
  type Client,
  ClientError,
  type ClientErrorCode,
  type ClientEvents,
  type ClientState,
  type Details,
  type FlagShapes,
  type Hook,
  type HookContext,
  isClientError,
  type Logger,
  type ReadyOptions,
  type RulesetChange,
  type Source,
  type Status,
} from '@halyard/sdk-core'
export type { ClientOptions } from './client-options.ts'
export { createClient } from './create-client.ts'
export { type Readiness, type ReadinessOptions, readiness } from './readiness.ts'
export { signTargetingKey } from './sign-targeting-key.ts'
