export type {
  AbortSignalLike,
  AnyFlags,
  BackoffOptions,
  Client,
  ClientEvents,
  ClientState,
  CommonOptions,
  Details,
  FlagShapes,
  KeyOf,
  ReadyOptions,
  RulesetChange,
  Served,
  Source,
  Status,
  ValueOf,
} from './api.ts'
export { createCoreClient, createLocalEngine } from './client.ts'
export { ClientError, type ClientErrorCode, isClientError } from './errors.ts'
export { createFace, type Desk, type Engine, type Standing } from './face.ts'
export type { Hook, HookContext } from './hooks.ts'
export { ageMsOf, detailOf, retryAfterMs } from './http.ts'
export { createLog, type Log, type Logger } from './log.ts'
export { checkCredential, checkUrl, invalid } from './options.ts'
export {
  type Failure,
  type FetchInit,
  type FetchLike,
  type FetchReply,
  type LifecycleSignal,
  NOTICE_EVENTS,
  type Platform,
  type Receipts,
  type RulesetStorage,
  STREAM_EVENTS,
  type StreamListener,
} from './ports.ts'
export { createRemoteEngine, type Visitor } from './remote-engine.ts'
export { createRulesetStore, type Held, type Outcome, type RulesetStore } from './ruleset-store.ts'
export { stopwatch } from './stopwatch.ts'
export { DEFAULT_TIMES, type Times } from './stream-state.ts'
