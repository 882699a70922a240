/**
 * The connection as a pure function: what to do about each thing that can happen, in each state.
 *
 *            start                    confirmed
 *    idle ───────────▶ connecting ───────────────▶ live
 *     │ (fetchFirst)    ▲   │  ▲                    │
 *     ▼      fetched    │   │  │ retry due          │
 *   loading ────────────┘   ▼  │         failed     │
 *     └───────────────▶ waiting ◀───────────────────┘
 *           failed          │ 20 s without a stream,
 *                           │ nothing within 10 s,
 *                           ▼ three quick closes       confirmed
 *                        polling ◀─────────────▶ probing ───────▶ live
 *                                retry / failed
 *
 * `connecting` and `waiting` alternate by back-off; `polling` and `probing` (a stream attempt beside the polls) every
 * 5 min. A goodbye leaves the state as it is and sets the moment of the next attempt. A refusal (most 4xx, TLS) leads
 * to `waiting` for 2.5–5 min from anywhere, `close` to `closed`.
 * @see docs/connection.md, "States"
 */
import { SILENT_HEARTBEATS } from '@halyard/protocol'
import type { Failure } from './ports.ts'

export type StateKind = 'idle' | 'loading' | 'connecting' | 'live' | 'waiting' | 'polling' | 'probing' | 'closed'

/** Milliseconds. @see docs/connection.md, "Times" */
export const DEFAULT_TIMES = {
  heartbeatMs: 15_000,
  pollIntervalMs: 30_000,
  /** The first retry comes within it. */
  baseMs: 1000,
  /** The ceiling of that, and the least time between two resyncs; a stream is healthy after twice as long. */
  maxMs: 30_000,
  /** The longest wait after a refusal; while polling, how often the stream is tried again. */
  refusedMs: 300_000,
  /** Without a stream for so long, polling begins; a stream must have brought something in half of it. */
  fallbackMs: 20_000,
}

export type Times = Readonly<typeof DEFAULT_TIMES>

/** Moments are of the monotonic clock; a deadline that is not set is `Infinity`. */
export interface StreamState {
  readonly kind: StateKind
  readonly times: Times
  /** Failures since the last minute of health: the exponent of the back-off. */
  readonly attempts: number
  /** Streams in a row that closed within a second of opening. */
  readonly quickCloses: number
  /** The server can't be reached or refuses. The first poll that succeeds tries the stream at once. */
  readonly isLost: boolean
  /** NaN while no stream is open. */
  readonly openedAt: number
  /** The last GET; -Infinity before. */
  readonly fetchedAt: number
  /** The next attempt to open a stream; while one is open, the moment to leave it after a goodbye. */
  readonly retryAt: number
  /** Until when the stream must have brought something. */
  readonly silenceAt: number
  /** When to begin to poll. */
  readonly fallbackAt: number
  /** The next GET: a poll, or a resync. */
  readonly pollAt: number
}

export type StreamEvent =
  /** `fetchFirst`: GET the ruleset before streaming. */
  | { readonly kind: 'start'; readonly fetchFirst: boolean }
  /** Status 200 and an event stream. */
  | { readonly kind: 'opened' }
  /** The stream brought something that proves no more than life. */
  | { readonly kind: 'alive' }
  /** The stream's state is the one that is held: applied just now, or equal. */
  | { readonly kind: 'confirmed' }
  /** The stream's state is earlier than the one that is held: the server lags, or a backup was restored. */
  | { readonly kind: 'behind' }
  /** The state has a gap or diverged: a snapshot is needed. */
  | { readonly kind: 'resync' }
  /** A known event that can't be read. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'goodbye'; readonly spreadMs: number }
  /** The stream ended or never began. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** The GET is over. */
  | { readonly kind: 'fetched'; readonly failure?: Failure | undefined }
  /** Online again, visible again. `silentMs`: since the stream last brought something, by the longer clock. */
  | { readonly kind: 'wake'; readonly silentMs: number }
  /** A deadline may have passed. */
  | { readonly kind: 'tick' }
  | { readonly kind: 'close' }

/** `open` a stream instead of the one there is, `drop` that one, `fetch` the ruleset. */
export type Effect = 'open' | 'drop' | 'fetch'

export interface Step {
  readonly state: StreamState
  readonly effects: readonly Effect[]
}

const NEVER = Infinity
const QUICK_MS = 1000
const QUICK_CLOSES = 3
const NO_DEADLINES = { retryAt: NEVER, silenceAt: NEVER, fallbackAt: NEVER, pollAt: NEVER }

export function initialState(times: Times): StreamState {
  return {
    kind: 'idle',
    times,
    attempts: 0,
    quickCloses: 0,
    isLost: false,
    openedAt: Number.NaN,
    fetchedAt: -NEVER,
    ...NO_DEADLINES,
  }
}

/** The next moment at which a `tick` is due. */
export function deadline({ retryAt, silenceAt, fallbackAt, pollAt }: StreamState): number {
  return Math.min(retryAt, silenceAt, fallbackAt, pollAt)
}

/** Whether retrying soon is pointless: most 4xx, TLS. */
export function isRefusal({ refused, status = 0 }: Partial<Failure> = {}): boolean {
  return refused || (status > 399 && status < 500 && status !== 408 && status !== 429)
}

/** Whether the ruleset is fetched at intervals. */
export function isPolling({ kind }: StreamState): boolean {
  return kind === 'polling' || kind === 'probing'
}

function hasStream({ kind }: StreamState): boolean {
  return kind === 'connecting' || kind === 'live' || kind === 'probing'
}

/**
 * One function with its moves inside: in a browser every byte of it is paid for by each visitor.
 * @param now - Of the monotonic clock.
 * @param roll - Uniform in [0, 1): a roll of the dice is an input like the time, so that this stays pure.
 */
export function step(state: StreamState, event: StreamEvent, now: number, roll: number): Step {
  const next = { ...state }
  const { kind, times } = state
  const { baseMs, maxMs, refusedMs, fallbackMs, heartbeatMs, pollIntervalMs } = times
  const effects: Effect[] = []

  /** Those without a stream begin to poll within 20 s, not all at the same moment. */
  const awaitStream = (): void => {
    next.fallbackAt = isPolling(next) ? NEVER : Math.min(next.fallbackAt, now + fallbackMs * (1 - roll / 4))
  }

  const open = (): void => {
    next.kind = isPolling(next) ? 'probing' : 'connecting'
    next.openedAt = Number.NaN
    next.retryAt = NEVER
    next.silenceAt = now + fallbackMs / 2
    awaitStream()
    effects.push('open')
  }

  const wait = (waitMs: number): void => {
    next.kind = isPolling(next) ? 'polling' : 'waiting'
    next.retryAt = now + waitMs
    awaitStream()
  }

  /** No server may silence its clients for good. */
  const backOff = (retryAfterMs = 0): number =>
    Math.min(retryAfterMs, refusedMs) + roll * Math.min(maxMs, baseMs * 2 ** next.attempts++)

  const refuse = (): void => {
    Object.assign(next, NO_DEADLINES, { kind: 'waiting', isLost: true, retryAt: now + (refusedMs * (1 + roll)) / 2 })
  }

  const fetch = (): void => {
    next.fetchedAt = now
    next.pollAt = isPolling(next) ? now + pollIntervalMs * (0.5 + roll) : NEVER
    effects.push('fetch')
  }

  /** Soon, but not all clients at once; and at most one GET in 30 s. */
  const resync = (): void => {
    next.pollAt = Math.min(next.pollAt, Math.max(now, next.fetchedAt + maxMs) + roll * 2 * baseMs)
  }

  /** @param isAlone - No stream attempt is under way. */
  const beginPolling = (isAlone: boolean): void => {
    next.quickCloses = 0
    next.kind = 'probing'
    if (isAlone) wait(refusedMs * (0.9 + roll / 5))
    awaitStream()
    fetch()
  }

  const lose = (failure: Partial<Failure>): void => {
    const livedMs = now - next.openedAt
    next.quickCloses = livedMs < QUICK_MS ? next.quickCloses + 1 : 0
    if (livedMs >= 2 * maxMs) next.attempts = 0
    next.silenceAt = NEVER
    effects.push('drop')
    if (isRefusal(failure)) refuse()
    else if (isPolling(next) && !failure.retryAfterMs) wait(refusedMs * (0.9 + roll / 5))
    else if (next.quickCloses >= QUICK_CLOSES) beginPolling(true)
    // After a goodbye the moment is chosen already.
    else if (next.retryAt < NEVER) wait(next.retryAt - now)
    else wait(backOff(failure.retryAfterMs))
  }

  const fetched = (failure: Failure | undefined): void => {
    if (isPolling(next)) next.isLost = !!failure
    if (!failure) {
      if (kind === 'loading' || (kind === 'polling' && state.isLost)) open()
    } else if (kind === 'loading') lose(failure)
    else if (kind === 'polling' && isRefusal(failure)) refuse()
    else if (!isPolling(next)) resync()
    else next.pollAt = now + backOff(failure.retryAfterMs)
  }

  const tick = (): void => {
    if (now >= next.silenceAt) {
      lose({})
      if (kind === 'connecting') beginPolling(true)
    }
    if (now >= next.retryAt) open()
    if (now >= next.fallbackAt) {
      next.isLost = true
      beginPolling(!hasStream(next))
    }
    if (now >= next.pollAt) fetch()
  }

  const heard = (): void => {
    next.silenceAt = now + SILENT_HEARTBEATS * heartbeatMs
    if (event.kind === 'opened') {
      next.openedAt = now
      next.silenceAt = state.silenceAt
    }
    if (event.kind === 'confirmed') {
      // What goes on without proof, as from a proxy that lost its server, counts for none.
      Object.assign(next, { kind: 'live', isLost: false, fallbackAt: now + 6 * heartbeatMs, pollAt: NEVER })
    }
    if (event.kind === 'behind') awaitStream()
    if (event.kind === 'goodbye') next.retryAt = now + roll * Math.min(event.spreadMs, refusedMs)
    if (event.kind === 'failed') lose(event.failure)
    if (event.kind === 'malformed') lose({})
    if (event.kind === 'malformed' || event.kind === 'resync') resync()
  }

  if (kind === 'closed') return { state, effects }
  if (event.kind === 'close') {
    Object.assign(next, NO_DEADLINES, { kind: 'closed' })
    effects.push('drop')
  } else if (event.kind === 'tick') tick()
  else if (event.kind === 'fetched') fetched(event.failure)
  else if (event.kind === 'start') {
    if (kind === 'idle' && event.fetchFirst) {
      next.kind = 'loading'
      awaitStream()
      fetch()
    } else if (kind === 'idle') open()
  } else if (event.kind === 'wake') {
    if (kind === 'live' ? event.silentMs >= 1.5 * heartbeatMs : kind === 'waiting' || kind === 'polling') open()
  } else if (hasStream(state)) heard()
  return { state: next, effects }
}
