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
  Logger,
  ReadyOptions,
  RulesetChange,
  Source,
  Status,
  ValueOf,
} from './api.ts'
export { createCoreClient } from './client.ts'
export { ClientError, isClientError, type ClientErrorCode } from './errors.ts'
export type { Hook, HookContext } from './hooks.ts'
export { retryAfterMs } from './http.ts'
export { createLog, type Log } from './log.ts'
export { checkCredential, checkUrl } from './options.ts'
export type {
  Failure,
  FetchInit,
  FetchLike,
  FetchReply,
  LifecycleSignal,
  Platform,
  RulesetStorage,
  StreamListener,
} from './ports.ts'
