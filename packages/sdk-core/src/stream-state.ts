/**
 * The connection as a pure function: what to do about each thing that can happen, in each state.
 *
 *            start                    confirmed
 *    idle ───────────▶ connecting ───────────────▶ live
 *     │ (fetchFirst)    ▲   │  ▲                    │ ▲
 *     ▼      fetched    │   │  │ retry due          │ │
 *   loading ────────────┘   ▼  │         failed     │ │ confirmed
 *     └───────────────▶ waiting ◀───────────────────┘ │
 *           failed          │ 20 s without a stream,  │
 *                           │ nothing within 10 s,    │
 *                           ▼ three quick closes      │
 *                        polling ◀─────────────▶ probing
 *                                retry / failed
 *
 * `connecting` and `waiting` alternate by back-off; `polling` and `probing` (a stream attempt beside the polls) every
 * 5 min. A goodbye leaves the state as it is and sets the moment of the next attempt. A refusal (most 4xx, TLS) leads
 * to `waiting` for 2.5–5 min from anywhere. `close` leads to `closed` from anywhere.
 * @see docs/connection.md, "States"
 */
import type { Failure } from './ports.ts'

export type StateKind = 'idle' | 'loading' | 'connecting' | 'live' | 'waiting' | 'polling' | 'probing' | 'closed'

/** Milliseconds. @see docs/connection.md, "Times" */
export interface Times {
  readonly baseMs: number
  readonly maxMs: number
  readonly healthyMs: number
  readonly refusedMs: number
  readonly firstEventMs: number
  readonly fallbackMs: number
  readonly streamRetryMs: number
  readonly heartbeatMs: number
  readonly pollIntervalMs: number
}

/** Moments are of the monotonic clock; a deadline that is not set is `Infinity`, a past that never was `-Infinity`. */
export interface StreamState {
  readonly kind: StateKind
  readonly times: Times
  /** Failures since the last minute of health: the exponent of the back-off. */
  readonly attempts: number
  /** Streams in a row that closed within a second of opening. */
  readonly quickCloses: number
  /** The server can't be reached or refuses. The first poll that succeeds tries the stream at once. */
  readonly isLost: boolean
  readonly openedAtMs: number
  readonly liveAtMs: number
  readonly resyncedAtMs: number
  /** The next attempt to open a stream; while one is open, the moment to leave it after a goodbye. */
  readonly retryAtMs: number
  /** Until when the open stream must have brought something. */
  readonly silenceAtMs: number
  readonly fallbackAtMs: number
  readonly pollAtMs: number
  readonly resyncAtMs: number
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

/** `open` a stream, `drop` the one there is, `fetch` the ruleset. */
export type Effect = 'open' | 'drop' | 'fetch'

export interface Step {
  readonly state: StreamState
  readonly effects: readonly Effect[]
}

type Draft = { -readonly [Field in keyof StreamState]: StreamState[Field] }

const NEVER = Infinity
const QUICK_MS = 1000
const QUICK_CLOSES = 3

export function initialState(times: Times): StreamState {
  return {
    kind: 'idle',
    times,
    attempts: 0,
    quickCloses: 0,
    isLost: false,
    openedAtMs: -NEVER,
    liveAtMs: -NEVER,
    resyncedAtMs: -NEVER,
    ...noDeadlines,
  }
}

const noDeadlines = {
  retryAtMs: NEVER,
  silenceAtMs: NEVER,
  fallbackAtMs: NEVER,
  pollAtMs: NEVER,
  resyncAtMs: NEVER,
}

/** The next moment at which a `tick` is due. */
export function deadline(state: StreamState): number {
  return Math.min(state.retryAtMs, state.silenceAtMs, state.fallbackAtMs, state.pollAtMs, state.resyncAtMs)
}

/** Whether retrying soon is pointless: most 4xx, TLS. */
export function isRefusal({ refused, status = 0 }: Failure): boolean {
  return refused === true || (status >= 400 && status < 500 && status !== 408 && status !== 429)
}

/**
 * @param nowMs - Of the monotonic clock.
 * @param roll - Uniform in [0, 1): a roll of the dice is an input like the time, so that this stays pure.
 */
export function step(state: StreamState, event: StreamEvent, nowMs: number, roll: number): Step {
  const next: Draft = { ...state }
  return { effects: state.kind === 'closed' ? [] : react(next, event, nowMs, roll), state: next }
}

function react(next: Draft, event: StreamEvent, nowMs: number, roll: number): Effect[] {
  const { kind, times } = next
  switch (event.kind) {
    case 'close':
      Object.assign(next, noDeadlines, { kind: 'closed' })
      return ['drop']
    case 'start':
      if (kind !== 'idle') return []
      without(next, nowMs, roll)
      if (!event.fetchFirst) return open(next, nowMs, roll)
      next.kind = 'loading'
      return ['fetch']
    case 'fetched':
      return fetched(next, event.failure, nowMs, roll)
    case 'wake':
      if (kind === 'live' ? event.silentMs < 1.5 * times.heartbeatMs : kind !== 'waiting' && kind !== 'polling')
        return []
      return kind === 'live' ? reopen(next, nowMs, roll) : open(next, nowMs, roll)
    case 'tick':
      return tick(next, nowMs, roll)
    case 'opened':
    case 'alive':
    case 'confirmed':
    case 'resync':
    case 'malformed':
    case 'goodbye':
    case 'failed':
      return hasStream(kind) ? heard(next, event, nowMs, roll) : []
  }
}

type StreamHeard = Extract<
  StreamEvent,
  { kind: 'opened' | 'alive' | 'confirmed' | 'resync' | 'malformed' | 'goodbye' | 'failed' }
>

function heard(next: Draft, event: StreamHeard, nowMs: number, roll: number): Effect[] {
  if (event.kind === 'failed') return fail(next, event.failure, nowMs, roll)
  if (event.kind === 'opened') next.openedAtMs = nowMs
  else next.silenceAtMs = nowMs + 3 * next.times.heartbeatMs
  if (event.kind === 'confirmed') goLive(next, nowMs)
  if (event.kind === 'resync' || event.kind === 'malformed') resync(next, nowMs, roll)
  if (event.kind === 'goodbye') next.retryAtMs = nowMs + roll * Math.min(event.spreadMs, next.times.refusedMs)
  return event.kind === 'malformed' ? fail(next, {}, nowMs, roll) : []
}

function goLive(next: Draft, nowMs: number): void {
  if (next.kind !== 'live') next.liveAtMs = nowMs
  next.kind = 'live'
  next.isLost = false
  next.fallbackAtMs = next.pollAtMs = next.resyncAtMs = NEVER
}

/** Those without a stream begin to poll within 20 s, not all at the same moment. */
function without(next: Draft, nowMs: number, roll: number): void {
  if (next.fallbackAtMs === NEVER) next.fallbackAtMs = nowMs + next.times.fallbackMs * (1 - roll / 4)
}

function open(next: Draft, nowMs: number, roll: number): Effect[] {
  if (isPolling(next.kind)) next.kind = 'probing'
  else {
    next.kind = 'connecting'
    without(next, nowMs, roll)
  }
  next.openedAtMs = -NEVER
  next.retryAtMs = NEVER
  next.silenceAtMs = nowMs + next.times.firstEventMs
  return ['open']
}

function reopen(next: Draft, nowMs: number, roll: number): Effect[] {
  return ['drop', ...open(next, nowMs, roll)]
}

function fail(next: Draft, failure: Partial<Failure>, nowMs: number, roll: number): Effect[] {
  const { kind, times } = next
  const isQuick = nowMs - next.openedAtMs < QUICK_MS
  next.quickCloses = isQuick ? next.quickCloses + 1 : 0
  next.silenceAtMs = NEVER
  if (isRefusal(failure as Failure)) refuse(next, nowMs, roll)
  else if (kind === 'probing') leaveProbe(next, failure, nowMs, roll)
  else if (next.quickCloses >= QUICK_CLOSES) return ['drop', ...fallBack(next, nowMs, roll)]
  else {
    without(next, nowMs, roll)
    if (kind === 'live' && nowMs - next.liveAtMs >= times.healthyMs) next.attempts = 0
    next.kind = 'waiting'
    // After a goodbye the moment is chosen already.
    if (next.retryAtMs === NEVER) backOff(next, failure, nowMs, roll)
  }
  return ['drop']
}

function backOff(next: Draft, { retryAfterMs = 0 }: Partial<Failure>, nowMs: number, roll: number): void {
  const { baseMs, maxMs, refusedMs } = next.times
  next.retryAtMs = nowMs + Math.min(retryAfterMs, refusedMs) + roll * Math.min(maxMs, baseMs * 2 ** next.attempts)
  next.attempts += 1
}

function refuse(next: Draft, nowMs: number, roll: number): void {
  next.kind = 'waiting'
  next.isLost = true
  next.fallbackAtMs = next.pollAtMs = NEVER
  next.retryAtMs = nowMs + next.times.refusedMs * (0.5 + roll / 2)
}

function leaveProbe(next: Draft, failure: Partial<Failure>, nowMs: number, roll: number): void {
  next.kind = 'polling'
  if (failure.retryAfterMs !== undefined) backOff(next, failure, nowMs, roll)
  else next.retryAtMs = nowMs + next.times.streamRetryMs * (0.9 + roll / 5)
}

/** Begins to poll, beside the attempt that is under way if there is one. */
function fallBack(next: Draft, nowMs: number, roll: number): Effect[] {
  next.quickCloses = 0
  next.fallbackAtMs = NEVER
  leaveProbe(next, {}, nowMs, roll)
  return poll(next, nowMs, roll)
}

function poll(next: Draft, nowMs: number, roll: number): Effect[] {
  next.pollAtMs = nowMs + next.times.pollIntervalMs * (0.5 + roll)
  return ['fetch']
}

/** Soon, but not all clients at once; and at most one in 30 s. */
function resync(next: Draft, nowMs: number, roll: number): void {
  const earliest = Math.max(nowMs, next.resyncedAtMs + next.times.maxMs)
  next.resyncAtMs = Math.min(next.resyncAtMs, earliest + roll * 2 * next.times.baseMs)
}

function fetched(next: Draft, failure: Failure | undefined, nowMs: number, roll: number): Effect[] {
  const { kind } = next
  if (failure === undefined) {
    const isBack = kind === 'loading' || (kind === 'polling' && next.isLost)
    if (isPolling(kind)) next.isLost = false
    return isBack ? open(next, nowMs, roll) : []
  }
  if (kind === 'loading') return fail(next, failure, nowMs, roll)
  if (!isPolling(kind)) resync(next, nowMs, roll)
  else if (kind === 'polling' && isRefusal(failure)) refuse(next, nowMs, roll)
  else {
    next.isLost = true
    next.pollAtMs = Math.max(next.pollAtMs, nowMs + Math.min(failure.retryAfterMs ?? 0, next.times.refusedMs))
  }
  return []
}

function tick(next: Draft, nowMs: number, roll: number): Effect[] {
  const effects: Effect[] = []
  if (nowMs >= next.silenceAtMs) {
    const isMute = next.kind === 'connecting'
    effects.push(...fail(next, {}, nowMs, roll))
    if (isMute) effects.push(...fallBack(next, nowMs, roll))
  }
  if (nowMs >= next.retryAtMs) effects.push(...(hasStream(next.kind) ? reopen : open)(next, nowMs, roll))
  if (nowMs >= next.fallbackAtMs) effects.push(...beginPolling(next, nowMs, roll))
  if (nowMs >= next.pollAtMs) effects.push(...poll(next, nowMs, roll))
  if (nowMs >= next.resyncAtMs) {
    next.resyncAtMs = NEVER
    next.resyncedAtMs = nowMs
    effects.push('fetch')
  }
  return effects
}

/** 20 s without a stream: the attempt that is under way goes on. */
function beginPolling(next: Draft, nowMs: number, roll: number): Effect[] {
  const { kind, silenceAtMs, retryAtMs } = next
  const effects = fallBack(next, nowMs, roll)
  next.isLost = true
  if (kind === 'connecting') Object.assign(next, { kind: 'probing', silenceAtMs, retryAtMs })
  return effects
}

function hasStream(kind: StateKind): boolean {
  return kind === 'connecting' || kind === 'live' || kind === 'probing'
}

/** Whether the ruleset is fetched at intervals. */
export function isPolling(kind: StateKind): boolean {
  return kind === 'polling' || kind === 'probing'
}
