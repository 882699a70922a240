import { expect, test } from 'vitest'
import { LEAVING_MS, type StreamEffect, type StreamEvent, type StreamState, step } from './hub-state.ts'

const OLD = { epoch: 1, revision: 1, digest: 'aaaaaaaaaaaaaaaa' }
const HEAD = { epoch: 1, revision: 3, digest: 'bbbbbbbbbbbbbbbb' }
const NOW = 1_000
const LATER = 2_000

const STATES: Readonly<Record<StreamState['kind'], StreamState>> = {
  opening: { kind: 'opening' },
  live: { kind: 'live', cursor: OLD, endsAtMs: LATER },
  clogged: { kind: 'clogged', cursor: OLD, endsAtMs: LATER },
  leaving: { kind: 'leaving', cutAtMs: LATER },
  closed: { kind: 'closed' },
}

const EVENTS: Readonly<Record<StreamEvent['kind'], StreamEvent>> = {
  started: { kind: 'started', opening: { with: 'snapshot', reason: 'initial' }, head: HEAD, endsAtMs: LATER },
  moved: { kind: 'moved', head: HEAD, isFull: false },
  beat: { kind: 'beat', head: OLD, isFull: false },
  drained: { kind: 'drained', head: HEAD },
  stalled: { kind: 'stalled' },
  dismissed: { kind: 'dismissed', reason: 'draining' },
  gone: { kind: 'gone' },
}

/** What becomes of the state, and what is done, in words. */
type Expected = readonly [StreamState['kind'], ...(readonly string[])]

const STAYS: Readonly<Record<StreamState['kind'], Expected>> = {
  opening: ['opening'],
  live: ['live'],
  clogged: ['clogged'],
  leaving: ['leaving'],
  closed: ['closed'],
}

const TABLE: Readonly<Record<StreamState['kind'], Readonly<Record<StreamEvent['kind'], Expected>>>> = {
  opening: {
    started: ['live', 'send snapshot'],
    moved: STAYS.opening,
    beat: STAYS.opening,
    drained: STAYS.opening,
    stalled: ['closed', 'refuse'],
    dismissed: ['closed', 'refuse'],
    gone: ['closed'],
  },
  live: {
    started: STAYS.live,
    moved: ['live', 'send change'],
    beat: ['live', 'send heartbeat'],
    drained: STAYS.live,
    stalled: ['closed', 'cut'],
    dismissed: ['leaving', 'send goodbye', 'end'],
    gone: ['closed'],
  },
  clogged: {
    started: STAYS.clogged,
    moved: STAYS.clogged,
    beat: STAYS.clogged,
    drained: ['live', 'send change'],
    stalled: ['closed', 'cut'],
    dismissed: ['leaving', 'send goodbye', 'end'],
    gone: ['closed'],
  },
  leaving: {
    started: STAYS.leaving,
    moved: STAYS.leaving,
    beat: STAYS.leaving,
    drained: STAYS.leaving,
    stalled: ['closed', 'cut'],
    dismissed: STAYS.leaving,
    gone: ['closed'],
  },
  closed: {
    started: STAYS.closed,
    moved: STAYS.closed,
    beat: STAYS.closed,
    drained: STAYS.closed,
    stalled: STAYS.closed,
    dismissed: STAYS.closed,
    gone: STAYS.closed,
  },
}

function words(effect: StreamEffect): string {
  return effect.do === 'send' ? `send ${effect.what}` : effect.do
}

const PAIRS = Object.entries(TABLE).flatMap(([state, row]) =>
  Object.entries(row).map(([event, expected]) => [state, event, expected] as const),
)

test.for(PAIRS)('a stream that is %s meets %s', ([stateKind, eventKind, [kind, ...effects]]) => {
  const state = STATES[stateKind as StreamState['kind']]
  const stepped = step(state, EVENTS[eventKind as StreamEvent['kind']], NOW)
  expect(stepped.state.kind).toBe(kind)
  expect(stepped.effects.map(words)).toEqual(effects)
  // Whatever was sent is where the cursor stands.
  if (effects.includes('send change') || effects.includes('send snapshot'))
    expect(stepped.state).toMatchObject({ cursor: HEAD })
})

test('a stream that has the newest state already gets no change', () => {
  const state: StreamState = { kind: 'live', cursor: HEAD, endsAtMs: LATER }
  expect(step(state, EVENTS.moved, NOW)).toEqual({ state, effects: [] })
  const clogged: StreamState = { ...state, kind: 'clogged' }
  expect(step(clogged, EVENTS.drained, NOW)).toEqual({ state, effects: [] })
})

test('a change begins where the stream is, however much it missed', () => {
  expect(step(STATES.clogged, EVENTS.drained, NOW).effects).toEqual([{ do: 'send', what: 'change', from: 1 }])
})

test('a stream that is full gets nothing more, heartbeats included', () => {
  expect(step(STATES.live, { kind: 'moved', head: HEAD, isFull: true }, NOW)).toMatchObject({
    state: { kind: 'clogged', cursor: OLD },
    effects: [],
  })
  expect(step(STATES.live, { kind: 'beat', head: OLD, isFull: true }, NOW)).toMatchObject({
    state: { kind: 'clogged' },
    effects: [],
  })
})

test('no heartbeat speaks of a state that the stream was not sent yet', () => {
  expect(step(STATES.live, { kind: 'beat', head: HEAD, isFull: false }, NOW)).toEqual({
    state: STATES.live,
    effects: [],
  })
})

test('history that does not go on needs the whole', () => {
  const begun = { epoch: 2, revision: 9, digest: HEAD.digest }
  expect(step(STATES.live, { kind: 'moved', head: begun, isFull: false }, NOW).effects).toEqual([
    { do: 'send', what: 'snapshot', reason: 'epoch' },
  ])
  const other = { ...OLD, digest: HEAD.digest }
  expect(step(STATES.live, { kind: 'moved', head: other, isFull: false }, NOW).effects).toEqual([
    { do: 'send', what: 'snapshot', reason: 'diverged' },
  ])
})

test('a stream that resumes begins with what it missed, or with a heartbeat', () => {
  const resume = (from: typeof OLD): StreamEvent => ({
    kind: 'started',
    opening: { with: 'resume', from },
    head: HEAD,
    endsAtMs: LATER,
  })
  expect(step(STATES.opening, resume(OLD), NOW).effects).toEqual([{ do: 'send', what: 'change', from: 1 }])
  expect(step(STATES.opening, resume(HEAD), NOW).effects).toEqual([{ do: 'send', what: 'heartbeat' }])
})

test('a life ends with the next heartbeat after it, and for one that does not read without a word', () => {
  expect(step(STATES.live, EVENTS.beat, LATER)).toMatchObject({
    state: { kind: 'leaving', cutAtMs: LATER + LEAVING_MS },
    effects: [{ do: 'send', what: 'goodbye', reason: 'rotated' }, { do: 'end' }],
  })
  expect(step(STATES.clogged, EVENTS.beat, LATER)).toMatchObject({
    state: { kind: 'closed' },
    effects: [{ do: 'cut' }],
  })
})

test('whoever does not read the goodbye is cut off', () => {
  expect(step(STATES.leaving, EVENTS.beat, LATER)).toMatchObject({
    state: { kind: 'closed' },
    effects: [{ do: 'cut' }],
  })
})
