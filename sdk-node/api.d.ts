// What @halyard/node promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// create-client.d.ts
import { type AnyFlags, type Client, type CommonOptions, type FlagShapes } from '@halyard/sdk-core'
export interface ClientOptions extends CommonOptions {
  /** The server's absolute URL: `https://flags.example`. */
  readonly url: string
  /** The environment's secret key: `hal_sdk_…`. */
  readonly sdkKey: string
  /** A file that keeps the last known good over restarts; only in memory unless set. */
  readonly cachePath?: string | undefined
  /** Allows plain http beyond this machine. */
  readonly allowInsecure?: boolean | undefined
  /** The global one unless set. */
  readonly fetch?: typeof globalThis.fetch | undefined
}
/**
 * Connects to a Halyard server and evaluates its flags in this process. One client per process is enough.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-node.md
 */
export declare function createClient<Flags extends FlagShapes = AnyFlags>(options: ClientOptions): Client<Flags>

// index.d.ts
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
export { type ClientOptions, createClient } from './create-client.ts'
