/**
 * One stream's life, without a socket: a cursor instead of a queue.
 *
 *     opening ── started ──▶ live ◀──────── drained ───────┐
 *        │                    │ └── too much unsent ──▶ clogged
 *        │                    │                            │
 *        └──── goodbye, end of its life, stalled ──▶ leaving ──▶ closed
 *
 * - A stream that is `clogged` gets nothing, heartbeats included, until its socket drained; then one change from its
 *   cursor. Whatever happened meanwhile costs no memory.
 * - A heartbeat never speaks of a state that the stream was not sent: its change is on its way.
 * @see docs/protocol.md, "Stream"
 */
import type { GoodbyeReason } from '@halyard/protocol'
import { isSamePosition, type Position } from './position.ts'
import type { Opening } from './resume.ts'

export type StreamState =
  | { readonly kind: 'opening' }
  /** `cursor`: the last state that was written to it. */
  | { readonly kind: 'live'; readonly cursor: Position; readonly endsAtMs: number }
  | { readonly kind: 'clogged'; readonly cursor: Position; readonly endsAtMs: number }
  /** Everything was said; cut off at the latest then. */
  | { readonly kind: 'leaving'; readonly cutAtMs: number }
  | { readonly kind: 'closed' }

export type StreamEvent =
  /** Its first event can be written now. */
  | { readonly kind: 'started'; readonly opening: Opening; readonly head: Position; readonly endsAtMs: number }
  /** Its ruleset moved. */
  | { readonly kind: 'moved'; readonly head: Position; readonly isFull: boolean }
  /** Its turn for a heartbeat. */
  | { readonly kind: 'beat'; readonly head: Position; readonly isFull: boolean }
  /** Nothing unsent any more. */
  | { readonly kind: 'drained'; readonly head: Position }
  /** The socket took no byte for too long. */
  | { readonly kind: 'stalled' }
  | { readonly kind: 'dismissed'; readonly reason: GoodbyeReason }
  /** The socket is closed. */
  | { readonly kind: 'gone' }

export type StreamEffect =
  | { readonly do: 'send'; readonly what: 'snapshot'; readonly reason: string }
  /** Everything after `from`, as one. */
  | { readonly do: 'send'; readonly what: 'change'; readonly from: number }
  | { readonly do: 'send'; readonly what: 'heartbeat' }
  | { readonly do: 'send'; readonly what: 'goodbye'; readonly reason: GoodbyeReason }
  /** Sends what is unsent, then closes. */
  | { readonly do: 'end' }
  /** Closes at once. */
  | { readonly do: 'cut' }
  /** Never began: the request is refused instead. */
  | { readonly do: 'refuse' }

export interface Step {
  readonly state: StreamState
  readonly effects: readonly StreamEffect[]
}

/** How long a stream that was said goodbye may take to read it. Revoked keys are closed within 5 s. */
export const LEAVING_MS = 4_000

const CLOSED: StreamState = { kind: 'closed' }
const HEARTBEAT: StreamEffect = { do: 'send', what: 'heartbeat' }
const END: StreamEffect = { do: 'end' }
const NONE: readonly StreamEffect[] = []
const BEAT: readonly StreamEffect[] = [HEARTBEAT]
const CUT: Step = { state: CLOSED, effects: [{ do: 'cut' }] }
const REFUSED: Step = { state: CLOSED, effects: [{ do: 'refuse' }] }
const GONE: Step = { state: CLOSED, effects: NONE }

/** Pure and total: every event may come in every state. @param nowMs - Monotonic. */
export function step(state: StreamState, event: StreamEvent, nowMs: number): Step {
  if (event.kind === 'gone') return GONE
  switch (state.kind) {
    case 'opening':
      return stepOpening(state, event)
    case 'live':
      return stepLive(state, event, nowMs)
    case 'clogged':
      return stepClogged(state, event, nowMs)
    case 'leaving':
      return event.kind === 'stalled' || (event.kind === 'beat' && nowMs >= state.cutAtMs) ? CUT : unchanged(state)
    case 'closed':
      return unchanged(state)
  }
}

function stepOpening(state: StreamState, event: StreamEvent): Step {
  if (event.kind === 'dismissed' || event.kind === 'stalled') return REFUSED
  if (event.kind !== 'started') return unchanged(state)
  const { opening, head, endsAtMs } = event
  const live: StreamState = { kind: 'live', cursor: head, endsAtMs }
  if (opening.with === 'snapshot')
    return { state: live, effects: [{ do: 'send', what: 'snapshot', reason: opening.reason }] }
  return { state: live, effects: isSamePosition(opening.from, head) ? BEAT : missed(opening.from, head) }
}

type Flowing = Extract<StreamState, { readonly kind: 'live' | 'clogged' }>

function stepLive(state: Flowing, event: StreamEvent, nowMs: number): Step {
  switch (event.kind) {
    case 'moved':
      return event.isFull ? become(state, 'clogged') : catchUp(state, event.head)
    case 'beat':
      if (nowMs >= state.endsAtMs) return leave('rotated', nowMs)
      if (event.isFull) return become(state, 'clogged')
      return isSamePosition(state.cursor, event.head) ? { state, effects: BEAT } : unchanged(state)
    case 'stalled':
      return CUT
    case 'dismissed':
      return leave(event.reason, nowMs)
    case 'started':
    case 'drained':
    case 'gone':
      return unchanged(state)
  }
}

function stepClogged(state: Flowing, event: StreamEvent, nowMs: number): Step {
  switch (event.kind) {
    case 'drained':
      return catchUp(state, event.head)
    case 'stalled':
      return CUT
    case 'beat':
      // It reads, if barely: one that never drains must not outlive the others.
      return nowMs >= state.endsAtMs ? CUT : unchanged(state)
    case 'dismissed':
      return leave(event.reason, nowMs)
    case 'moved':
    case 'started':
    case 'gone':
      return unchanged(state)
  }
}

function catchUp(state: Flowing, head: Position): Step {
  if (isSamePosition(state.cursor, head)) return become(state, 'live')
  return { state: { kind: 'live', cursor: head, endsAtMs: state.endsAtMs }, effects: missed(state.cursor, head) }
}

function missed(from: Position, head: Position): readonly StreamEffect[] {
  if (from.epoch !== head.epoch) return [{ do: 'send', what: 'snapshot', reason: 'epoch' }]
  if (from.revision >= head.revision) return [{ do: 'send', what: 'snapshot', reason: 'diverged' }]
  return [{ do: 'send', what: 'change', from: from.revision }]
}

function leave(reason: GoodbyeReason, nowMs: number): Step {
  return {
    state: { kind: 'leaving', cutAtMs: nowMs + LEAVING_MS },
    effects: [{ do: 'send', what: 'goodbye', reason }, END],
  }
}

function become(state: Flowing, kind: Flowing['kind']): Step {
  return state.kind === kind ? unchanged(state) : { state: { ...state, kind }, effects: NONE }
}

function unchanged(state: StreamState): Step {
  return { state, effects: NONE }
}
