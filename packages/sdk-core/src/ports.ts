/**
 * What a platform plugs in. The client core does no I/O, reads no clock and rolls no dice but through these, which is
 * also how tests drive it.
 * @see docs/connection.md, "Ports"
 */

import type { DownMessage } from '@halyard/protocol'

/** The parts of `fetch` that the core uses; the global one satisfies it. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchReply>

export interface FetchInit {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** An `AbortSignal`; typed loosely, because this package knows no platform's types. */
  readonly signal: unknown
  /** Lets the request outlive the page: only for a last, small telemetry batch. */
  readonly keepalive?: boolean
}

export interface FetchReply {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

/** The events that a stream may bring; others are ignored unparsed. */
export const STREAM_EVENTS: readonly string[] = ['snapshot', 'change', 'heartbeat', 'goodbye']

/** The events of a stream that only says that something changed. */
export const NOTICE_EVENTS: readonly string[] = ['notice', 'heartbeat', 'goodbye']

/** Why a stream or request brought nothing. */
export interface Failure {
  /** The HTTP status, where one was seen. */
  readonly status?: number | undefined
  readonly retryAfterMs?: number | undefined
  /** A quick retry will not help (a TLS failure): retried every 2.5–5 min, like most 4xx. */
  readonly refused?: boolean | undefined
  /** For people: what happened. Holds no secret. */
  readonly message: string
}

export interface StreamListener {
  /** Status 200 and an event stream. */
  opened(): void
  /** Bytes arrived: the connection is alive. Only where the platform can see them. */
  bytes(): void
  /** One event whose name is in `STREAM_EVENTS`. */
  event(name: string, data: string): void
  /** The stream ended or never began. Called at most once, and nothing is called after it. */
  failed(failure: Failure): void
}

/** Where the last known good is kept. Both are synchronous, and neither throws: a problem is the platform's to log. */
export interface RulesetStorage {
  /** The text that was saved under the same server and key, or undefined. */
  load(): string | undefined
  /** @param text - Makes the text, so that the platform may put saves off and skip some. */
  save(text: () => string): void
  /** Writes what was put off. */
  close?(): Promise<void> | void
}

/** Tells the server what was applied, where a platform does that. Neither call throws. */
export interface Receipts {
  /**
   * Called with each message that was read, after it was taken.
   * @param id - The id of what is held; undefined where the message did not lead there.
   */
  heard(message: DownMessage, id: string | undefined): void
  close(): void
}

/** `wake`: online again, visible, back from the back-forward cache. `hide`: the page may not come back. */
export type LifecycleSignal = 'wake' | 'hide'

export interface Platform {
  /** How this SDK names itself: `node/0.1.0`. */
  readonly sdk: string
  /** This client's own id: a UUID, new with each client. */
  readonly instance: string
  /** Without trailing slash: `https://flags.example/sdk/v1`, `https://flags.example/client/v1/<client id>`. */
  readonly base: string
  /** Sent with every request that the core makes by `fetch`. */
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: FetchLike
  /** Whether an I/O error of `fetch` is one that a quick retry won't cure (TLS). Never, unless given. */
  isRefusal?(error: unknown): boolean
  /**
   * Opens one connection; never reconnects by itself.
   * @param since - The id of the last state that was applied.
   * @returns a function that closes it; idempotent; afterwards the listener hears nothing.
   */
  openStream(since: string | undefined, listener: StreamListener): () => void
  /**
   * With nothing held yet, GET the ruleset before streaming: where the platform itself compresses and caches requests.
   * The core then sends no `If-None-Match` either, which would only cost a preflight.
   */
  readonly fetchFirst: boolean
  /** Wall clock, epoch milliseconds. */
  nowMs(): number
  /** Monotonic milliseconds from any origin. */
  monotonicMs(): number
  /** @returns a function that cancels it. */
  setTimer(callback: () => void, delayMs: number): () => void
  /** Uniform in [0, 1). */
  random(): number
  /** A fresh UUID. */
  uuid(): string
  readonly storage?: RulesetStorage | undefined
  /** Absent: the server's wish to hear of what was applied is ignored. */
  readonly receipts?: Receipts | undefined
  /** @returns a function that stops the listening. */
  lifecycle?(listener: (signal: LifecycleSignal) => void): () => void
}
