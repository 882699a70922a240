/** A typical state of each kind and an event of each, for tests of the state machine. */
import { initialState, type StateKind, type StreamEvent, type StreamState, step, type Times } from './stream-state.ts'

const TIMES: Times = {
  baseMs: 1000,
  maxMs: 30_000,
  refusedMs: 300_000,
  fallbackMs: 20_000,
  heartbeatMs: 15_000,
  pollIntervalMs: 30_000,
}
export const NOW: number = 1_000_000
export const ROLL: number = 0.5
export const NEVER: number = Infinity
const io = { message: 'ECONNREFUSED' }
const refused = { message: 'HTTP status 401', status: 401 }

export const idle: StreamState = initialState(TIMES)
/** A typical state of each kind, as the steps themselves lead to it. */
export const STATES: Record<StateKind, StreamState> = {
  idle,
  loading: after(idle, { kind: 'start', fetchFirst: true }),
  connecting: after(idle, { kind: 'start', fetchFirst: false }),
  live: after(idle, { kind: 'start', fetchFirst: false }, { kind: 'confirmed' }),
  waiting: after(idle, { kind: 'start', fetchFirst: false }, { kind: 'failed', failure: io }),
  polling: {
    ...after(idle, { kind: 'start', fetchFirst: false }),
    kind: 'polling',
    fallbackAt: NEVER,
    isLost: true,
    pollAt: NOW + 30_000,
    retryAt: NOW + 300_000,
    silenceAt: NEVER,
  },
  probing: {
    ...after(idle, { kind: 'start', fetchFirst: false }),
    kind: 'probing',
    fallbackAt: NEVER,
    isLost: true,
    pollAt: NOW + 30_000,
  },
  closed: after(idle, { kind: 'close' }),
}

export type EventName =
  | StreamEvent['kind']
  | 'start, fetching'
  | 'refused'
  | 'fetch failed'
  | 'fetch refused'
  | 'all due'

export const EVENTS: Record<EventName, StreamEvent> = {
  start: { kind: 'start', fetchFirst: false },
  'start, fetching': { kind: 'start', fetchFirst: true },
  opened: { kind: 'opened' },
  alive: { kind: 'alive' },
  confirmed: { kind: 'confirmed' },
  behind: { kind: 'behind' },
  resync: { kind: 'resync' },
  malformed: { kind: 'malformed' },
  goodbye: { kind: 'goodbye', spreadMs: 8000 },
  failed: { kind: 'failed', failure: io },
  refused: { kind: 'failed', failure: refused },
  fetched: { kind: 'fetched' },
  'fetch failed': { kind: 'fetched', failure: io },
  'fetch refused': { kind: 'fetched', failure: refused },
  wake: { kind: 'wake', silentMs: 30_000 },
  tick: { kind: 'tick' },
  'all due': { kind: 'tick' },
  close: { kind: 'close' },
}

/** What is left of `state` after these, all at the same moment. */
export function after(state: StreamState, ...events: StreamEvent[]): StreamState {
  return events.reduce((current, event) => step(current, event, NOW, ROLL).state, state)
}
