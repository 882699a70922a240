/** What must hold after every step, and how often each thing happened. */
import type { Step, StreamEvent, StreamState } from '../../packages/sdk-core/src/stream-state.ts'

/** An invariant that does not hold. */
export class Broken extends Error {
  override readonly name = 'Broken'
}

let first: string | undefined

/** Notes what does not hold. Never throws: much of this runs below production code, which has its own ideas of errors. */
export function must(isSo: boolean, say: () => string): void {
  if (!isSo) first ??= say()
}

/** @throws Broken with the first that was noted since the last call */
export function throwBroken(): void {
  const found = first
  first = undefined
  if (found !== undefined) throw new Broken(found)
}

/** A promise and what settles it. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
}

export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  // Whoever aborted may not be listening any more.
  promise.catch(() => {})
  return { promise, resolve, reject }
}

/** Counts by name. */
export class Coverage {
  readonly counts = new Map<string, number>()

  hit(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0
  }
}

const LONGEST_WAIT_MS = 331_000
const QUICK_MS = 1_000
const QUICK_CLOSES = 3

/** The event as docs/connection.md names its row. */
export function rowOf(event: StreamEvent, before: StreamState, now: number): string | undefined {
  if (event.kind === 'start') return event.fetchFirst ? 'start, fetching' : 'start'
  if (event.kind === 'failed') return isRefused(event.failure) ? 'refused' : 'failed'
  if (event.kind === 'fetched' && event.failure) return isRefused(event.failure) ? 'fetch refused' : 'fetch failed'
  if (event.kind === 'tick') {
    return now >= Math.min(before.retryAt, before.silenceAt, before.fallbackAt, before.pollAt) ? 'all due' : undefined
  }
  return event.kind
}

function isRefused({ status = 0, refused }: { status?: number | undefined; refused?: boolean | undefined }): boolean {
  return refused === true || (status > 399 && status < 500 && status !== 408 && status !== 429)
}

/** Rules that each step of a client's connection keeps. */
export function checkStep(before: StreamState, event: StreamEvent, { state, effects }: Step, now: number): void {
  const dueAt = Math.min(state.retryAt, state.silenceAt, state.fallbackAt, state.pollAt)
  const isOver = state.kind === 'idle' || state.kind === 'closed'
  must(
    isOver ? dueAt === Infinity : dueAt <= now + LONGEST_WAIT_MS,
    () => `${state.kind} after ${event.kind}: there is no next step`,
  )
  const isResync =
    effects.includes('fetch') && state.kind !== 'loading' && state.kind !== 'polling' && state.kind !== 'probing'
  must(!isResync || now - before.fetchedAt >= before.times.maxMs, () => 'a resync within 30 s of the last GET')
  const hasStream = state.kind === 'connecting' || state.kind === 'live' || state.kind === 'probing'
  const isNoticed = !hasStream || state.silenceAt <= now + 3 * state.times.heartbeatMs
  must(isNoticed, () => `${state.kind} after ${event.kind}: would not notice that the connection is dead`)
  // What was missed or could not be read is fetched, whatever the stream brings next.
  const isBroken = event.kind === 'malformed' || event.kind === 'resync'
  const { baseMs, maxMs } = before.times
  const isAsked = !isBroken || !Number.isFinite(before.silenceAt) || state.pollAt <= now + maxMs + 2 * baseMs
  must(isAsked, () => `${state.kind} after ${event.kind}: the ruleset is not fetched`)
  const isBack = event.kind === 'wake' && (before.kind === 'waiting' || before.kind === 'polling')
  must(!isBack || effects.includes('open'), () => `${before.kind}: back online, and no stream is tried`)
  const livedMs = now - before.openedAt
  const isFirst = event.kind === 'failed' && livedMs >= 60_000 && before.retryAt === Infinity
  if (isFirst && state.kind === 'waiting' && !event.failure.retryAfterMs && !isRefused(event.failure)) {
    must(state.retryAt - now <= 1_000, () => 'a healthy stream ended, and its first retry is not within a second')
  }
}

/** What a client knows of the last attempts, kept by whoever watches it. */
export interface Attempts {
  readonly name: string
  readonly heldOffUntil: { stream: number; poll: number }
  quickCloses: number
}

/** Rules that only the way here shows: when a server asked to be left alone, and how the last streams ended. */
export function checkManners(app: Attempts, before: StreamState, event: StreamEvent, turn: Step, now: number): void {
  checkPatience(app, before, event, turn, now)
  checkFallback(app, before, event, turn, now)
}

/** Nobody comes before a server's `Retry-After`. @see docs/reliability.md, "When a Retry-After is not waited for" */
function checkPatience(
  { name, heldOffUntil: until }: Attempts,
  before: StreamState,
  event: StreamEvent,
  { effects }: Step,
  now: number,
): void {
  const isDue = event.kind === 'tick'
  const wasPolling = isPolling(before)
  if (effects.includes('open')) {
    must(!isDue || now >= until.stream, () => `${name}: tries the stream before it was asked to`)
    until.stream = -Infinity
  }
  if (effects.includes('fetch')) {
    must(!isDue || !wasPolling || now >= until.poll, () => `${name}: polls before it was asked to`)
    until.poll = -Infinity
  }
  if (event.kind === 'resync' || event.kind === 'malformed') until.poll = -Infinity
  if (event.kind !== 'fetched') return
  const { retryAfterMs = 0 } = event.failure ?? {}
  if (wasPolling) until.poll = now + Math.min(retryAfterMs, before.times.refusedMs)
  if (event.failure && isRefused(event.failure)) until.stream = -Infinity
}

/** Who gets no stream polls, and goes on polling. */
function checkFallback(
  app: Attempts,
  before: StreamState,
  event: StreamEvent,
  { state, effects }: Step,
  now: number,
): void {
  const { fallbackMs, pollIntervalMs, refusedMs, maxMs } = before.times
  if (effects.includes('drop') && event.kind !== 'close') {
    app.quickCloses = now - before.openedAt < QUICK_MS ? app.quickCloses + 1 : 0
    const isRefusal = event.kind === 'failed' && isRefused(event.failure)
    const isEnough = app.quickCloses >= QUICK_CLOSES && !isRefusal && !isPolling(state)
    must(!isEnough, () => `${app.name}: streams close, and it does not poll`)
  }
  if (isPolling(state)) app.quickCloses = 0
  must(state.kind !== 'connecting' || state.fallbackAt <= now + fallbackMs, () => `${app.name}: would never poll`)
  const longestMs = Math.max(1.5 * pollIntervalMs, refusedMs + maxMs)
  must(!isPolling(state) || state.pollAt <= now + longestMs, () => `${app.name}: polls no more`)
}

function isPolling({ kind }: StreamState): boolean {
  return kind === 'polling' || kind === 'probing'
}
