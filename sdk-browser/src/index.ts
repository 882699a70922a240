export type { Evaluation, EvaluationContext, Explanation, JsonValue, Reason, Ruleset } from '@halyard/evaluator'
export type { Values } from '@halyard/protocol'
export {
  type AnyFlags,
  type BackoffOptions,
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
export type { BrowserClient } from './browser.ts'
export { type BrowserOptions, createClient } from './client.ts'
export type { StorageLike } from './storage.ts'
