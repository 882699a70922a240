/**
 * The SDK's public surface, shared by every platform.
 * @see docs/sdk-node.md
 */
/// <reference lib="esnext.disposable" preserve="true" />
import type { Evaluation, EvaluationContext, Explanation, FlagType, JsonValue, Ruleset } from '@halyard/evaluator'
import type { Hook } from './hooks.ts'
import type { Logger } from './log.ts'

/** What a client's flags look like, key by key: `createClient<{ 'new-checkout': boolean; tier: 'a' | 'b' }>()`. */
export type FlagShapes = object

/** Keys of the flags whose type fits `T`; any text where the client is untyped. */
export type KeyOf<Flags extends FlagShapes, T> = string extends keyof Flags
  ? string
  : { [K in keyof Flags]: Flags[K] extends T ? K : never }[keyof Flags] & string

/** The type of one flag's value; `T` where the client is untyped. */
export type ValueOf<Flags extends FlagShapes, K, T> = string extends keyof Flags
  ? T
  : K extends keyof Flags
    ? Flags[K] & T
    : never

/** What `details` and `object` serve for a fallback of type `T`: the flag's type; where the client is untyped, `T`'s. */
export type Served<Flags extends FlagShapes, K, T> = ValueOf<
  Flags,
  K,
  string extends keyof Flags
    ? T extends boolean
      ? boolean
      : T extends string
        ? string
        : T extends number
          ? number
          : T
    : unknown
>

/** A client of flags that nobody has typed. */
export type AnyFlags = Record<string, JsonValue>

/** An evaluation whose value is the flag's or, where that is undefined, the caller's fallback. */
export type Details<T> = Omit<Evaluation, 'value'> & { readonly value: T }

/** Where what is served came from. `network` also when the server confirmed a cached state. */
export type Source = 'bootstrap' | 'cache' | 'network'

/**
 * - `connecting`: nothing held yet, or the stream was lost less than 20 s ago
 * - `live`: the stream confirms the state every few seconds
 * - `polling`: no stream gets through; the ruleset is fetched at intervals
 * - `stale`: the server can't be reached or refuses; the last known good is served
 * - `cached`: only the cache or the bootstrap is served
 * - `closed`: `close()` was called; reads still answer from what was held
 */
export type ClientState = 'connecting' | 'live' | 'polling' | 'stale' | 'cached' | 'closed'

export interface Status {
  readonly state: ClientState
  readonly epoch: number | undefined
  readonly revision: number | undefined
  /**
   * Whole milliseconds since the server last confirmed what is served; undefined when it never did, `Infinity` when a
   * proxy's `Age` hides when.
   */
  readonly ageMs: number | undefined
  /** Undefined while nothing is held. */
  readonly source: Source | undefined
  /** What went wrong last, in words; undefined as soon as the server vouches for what is held. */
  readonly failure: string | undefined
  /** How often the ruleset's digest differed from the server's; anything but 0 is worth a look. */
  readonly divergences: number
  /** How many evaluations could not be reported as telemetry, those after `close()` included. */
  readonly uncounted: number
}

export interface RulesetChange {
  readonly revision: number
  /** Keys of flags whose definition changed, came or went. A change of a segment alone has none: read again. */
  readonly flags: readonly string[]
}

export interface ClientEvents {
  /** Once, when there is something to serve. */
  ready: { readonly source: Source }
  /** Once per applied revision, after reads see it. */
  change: RulesetChange
  /** The state became `stale`. */
  stale: Status
  /** The state (or source) became another. */
  status: Status
}

export interface ReadyOptions {
  /** Waits for ever unless set. */
  readonly timeoutMs?: number | undefined
  /** An `AbortSignal`. */
  readonly signal?: AbortSignalLike | undefined
}

/** The parts of an `AbortSignal` that are used. */
export interface AbortSignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface Client<Flags extends FlagShapes = AnyFlags> {
  /** The flag's value, or `fallback` whenever that does not apply. Synchronous; never throws. */
  boolean<K extends KeyOf<Flags, boolean>>(
    key: K,
    fallback: ValueOf<Flags, K, boolean>,
    context?: EvaluationContext,
  ): ValueOf<Flags, K, boolean>
  string<K extends KeyOf<Flags, string>>(
    key: K,
    fallback: ValueOf<Flags, K, string>,
    context?: EvaluationContext,
  ): ValueOf<Flags, K, string>
  number<K extends KeyOf<Flags, number>>(
    key: K,
    fallback: ValueOf<Flags, K, number>,
    context?: EvaluationContext,
  ): ValueOf<Flags, K, number>
  /** The object or array is shared and deeply frozen. */
  object<K extends KeyOf<Flags, object>, T extends ValueOf<Flags, K, object>>(
    key: K,
    fallback: T,
    context?: EvaluationContext,
  ): Served<Flags, K, T>
  /** Value, variant, reason and metadata; the type asked for is the fallback's. */
  details<K extends KeyOf<Flags, unknown>, T extends ValueOf<Flags, K, JsonValue>>(
    key: K,
    fallback: T,
    context?: EvaluationContext,
  ): Details<Served<Flags, K, T>>
  /** Every flag's evaluation by key; a value of undefined means that a caller's fallback would apply. No hooks, not counted. */
  all(context?: EvaluationContext): Readonly<Record<string, Evaluation>>
  /** The whole trace of one evaluation, or undefined while nothing is held. For people: not counted. */
  explain(key: string, context?: EvaluationContext, type?: FlagType): Explanation | undefined
  /**
   * Resolves as soon as there is something to serve. Reads work regardless. Whatever it rejects with, the client goes
   * on trying, and the message has what went wrong last, and where.
   * @throws ClientError `TIMEOUT`, `ABORTED`, `CLOSED`; `REFUSED` at once when the server refuses, as it does a key
   * that it does not know: the next attempt is minutes away
   */
  ready(options?: ReadyOptions): Promise<{ readonly source: Source }>
  /** @returns a function that stops the listening. */
  on<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): () => void
  status(): Status
  /** Ends streams and timers and sends the last counts. Idempotent. Reads go on answering from what was held. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** The options that every platform's client takes. */
export interface CommonOptions {
  /** A ruleset bundled with the app: a ruleset, or the body of `GET …/ruleset`. */
  readonly bootstrap?: Ruleset | { readonly ruleset: Ruleset; readonly digest?: string | undefined } | undefined
  /** The server's heartbeat, 15,000 unless set: three missed make a stream half-open. */
  readonly heartbeatMs?: number | undefined
  readonly backoff?: BackoffOptions | undefined
  /** 30,000 unless set; jittered by half. */
  readonly pollIntervalMs?: number | undefined
  /** 60,000 unless set; 0 sends nothing. */
  readonly telemetryIntervalMs?: number | undefined
  /** Whether the names of context attributes are reported, a sample, never values; true unless given. */
  readonly telemetryAttributes?: boolean | undefined
  readonly logger?: Logger | undefined
  readonly hooks?: readonly Hook[] | undefined
}

/** Milliseconds, all optional. @see docs/connection.md, "Times" */
export interface BackoffOptions {
  /** 1,000: the first retry comes within it, each further one within twice as long. */
  readonly baseMs?: number | undefined
  /** 30,000: the ceiling of that, and the least time between two resyncs. After twice as long a stream is healthy. */
  readonly maxMs?: number | undefined
  /** 300,000: the longest wait after a refusal (most 4xx, TLS), and how often polling tries the stream again. */
  readonly refusedMs?: number | undefined
  /** 20,000: without a stream for so long, polling begins; also when one brought nothing for half as long. */
  readonly fallbackMs?: number | undefined
}
