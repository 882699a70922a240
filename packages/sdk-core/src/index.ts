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
export { ClientError, isClientError, type ClientErrorCode } from './errors.ts'
export type { Hook, HookContext } from './hooks.ts'
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
