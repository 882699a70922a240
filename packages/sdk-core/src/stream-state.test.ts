import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_TIMES, deadline, type StateKind, type StreamEvent, step } from './stream-state.ts'
import { after, EVENTS, type EventName, idle, NEVER, NOW, ROLL, STATES } from './test-states.ts'

describe('times', () => {
  test('are those of docs/connection.md, unless told otherwise', () => {
    const docs = readFileSync(new URL('../../../docs/connection.md', import.meta.url), 'utf8')
    const rows = docs.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)
    const documented = Object.fromEntries([...rows].map(([, name, ms = '']) => [name, Number(ms.replaceAll(',', ''))]))
    expect({ telemetryIntervalMs: 60_000, ...DEFAULT_TIMES }).toEqual(documented)
  })

  test('retries within 1, 2, 4 … s, at most 30 s, uniformly', () => {
    let state = STATES.connecting
    const ceilings: number[] = []
    for (let n = 0; n < 8; n += 1) {
      const failedOnce = { ...state, kind: 'connecting', retryAt: NEVER, fallbackAt: NOW * 2 } as const
      state = step(failedOnce, EVENTS.failed, NOW, 0.999).state
      ceilings.push(Math.round((state.retryAt - NOW) / 999))
      expect(step(failedOnce, EVENTS.failed, NOW, 0).state.retryAt).toBe(NOW)
    }
    expect(ceilings).toEqual([1, 2, 4, 8, 16, 30, 30, 30])
  })

  test('starts the back-off anew after a minute of health, not before', () => {
    const tired = { ...STATES.live, attempts: 7, openedAt: NOW }
    expect(step(tired, EVENTS.failed, NOW + 60_000, ROLL).state.attempts).toBe(1)
    expect(step(tired, EVENTS.failed, NOW + 59_999, ROLL).state.attempts).toBe(8)
  })

  test('honours Retry-After, with jitter on top, and never for longer than a refusal', () => {
    const busy = (retryAfterMs: number, roll: number): number =>
      step(STATES.connecting, { kind: 'failed', failure: { message: '503', status: 503, retryAfterMs } }, NOW, roll)
        .state.retryAt - NOW
    expect(busy(7000, 0)).toBe(7000)
    expect(busy(7000, 0.5)).toBe(7500)
    expect(busy(1e12, 0)).toBe(300_000)
  })

  test('F40 retries 408, 429 and 5xx with back-off, other 4xx and TLS every 2.5–5 min, for ever', () => {
    const delay = (failure: { status?: number; refused?: boolean }, roll: number): number =>
      step(STATES.connecting, { kind: 'failed', failure: { message: '', ...failure } }, NOW, roll).state.retryAt - NOW
    for (const status of [200, 302, 408, 429, 500, 502, 503]) expect(delay({ status }, 0.5)).toBe(500)
    for (const status of [400, 401, 403, 404, 407, 410]) {
      expect(delay({ status }, 0)).toBe(150_000)
      expect(delay({ status }, 0.999)).toBeCloseTo(299_850)
    }
    expect(delay({ refused: true }, 0)).toBe(150_000)
  })

  test('F40 polls again where a refusal was followed by an outage', () => {
    const again = step(STATES.connecting, EVENTS.refused, NOW, ROLL).state
    const later = step(again, EVENTS.tick, again.retryAt, ROLL)
    expect(later.effects).toEqual(['open'])
    expect(step(later.state, EVENTS.failed, again.retryAt, ROLL).state.fallbackAt).toBeLessThanOrEqual(
      again.retryAt + 20_000,
    )
  })

  test('F26 takes three heartbeats of silence for a half-open connection', () => {
    const silent = step(STATES.live, EVENTS.alive, NOW + 10_000, ROLL).state
    expect(step(silent, EVENTS.tick, NOW + 54_999, ROLL).effects).toEqual([])
    expect(step(silent, EVENTS.tick, NOW + 55_000, ROLL).effects).toEqual(['drop'])
  })

  test('F27 polls when a stream brings nothing within 10 s, or there has been none for 20 s', () => {
    expect(step(STATES.connecting, EVENTS.tick, NOW + 9999, ROLL).effects).toEqual([])
    const mute = step(STATES.connecting, EVENTS.tick, NOW + 10_000, ROLL)
    expect(mute).toMatchObject({ effects: ['drop', 'fetch'], state: { kind: 'polling', isLost: false } })
    const lost = { ...STATES.waiting, retryAt: NOW + 100_000 }
    for (const roll of [0, 0.999]) {
      const waiting = step({ ...STATES.live }, EVENTS.failed, NOW, roll).state
      expect(waiting.fallbackAt).toBeGreaterThanOrEqual(NOW + 15_000)
      expect(waiting.fallbackAt).toBeLessThanOrEqual(NOW + 20_000)
    }
    expect(step(lost, EVENTS.tick, NOW + 20_000, ROLL)).toMatchObject({
      effects: ['fetch'],
      state: { kind: 'polling', isLost: true },
    })
  })

  test('F28 polls after three streams in a row that closed within a second of opening', () => {
    let state = STATES.connecting
    const kinds: StateKind[] = []
    for (let n = 0; n < 3; n += 1) {
      state = after({ ...state, kind: 'connecting', retryAt: NEVER }, EVENTS.opened, EVENTS.confirmed, EVENTS.failed)
      kinds.push(state.kind)
    }
    expect(kinds).toEqual(['waiting', 'waiting', 'polling'])
  })

  test('tries again by back-off, not by polling, when the server only restarts', () => {
    let state = STATES.connecting
    for (let n = 0; n < 4; n += 1) state = after({ ...state, kind: 'connecting', retryAt: NEVER }, EVENTS.failed)
    expect(state.kind).toBe('waiting')
  })

  test('polls every 30 s ± 50 % and tries the stream every 5 min', () => {
    const due = (roll: number): number =>
      step(STATES.polling, EVENTS.tick, NOW + 30_000, roll).state.pollAt - NOW - 30_000
    expect([due(0), due(0.5), due(0.9999)].map(Math.round)).toEqual([15_000, 30_000, 44_997])
    const probed = step(STATES.probing, EVENTS.failed, NOW, 0.5).state
    expect(probed).toMatchObject({ kind: 'polling', retryAt: NOW + 300_000 })
  })

  test('brings the stream back with the first poll that succeeds after an outage, and only with that one', () => {
    const back = step(STATES.polling, EVENTS.fetched, NOW, ROLL)
    expect(back).toMatchObject({ effects: ['open'], state: { kind: 'probing', isLost: false } })
    const blocked = step(back.state, EVENTS.failed, NOW, ROLL).state
    expect(step(blocked, EVENTS.fetched, NOW, ROLL).effects).toEqual([])
  })

  test('stays on the stream after a goodbye and leaves it at a uniformly random moment within the spread', () => {
    for (const [roll, leaveAt] of [
      [0, NOW],
      [0.25, NOW + 2000],
      [0.999, NOW + 7992],
    ] as const) {
      const said = step(STATES.live, EVENTS.goodbye, NOW, roll).state
      expect(said).toMatchObject({ kind: 'live', retryAt: leaveAt })
      expect(step(said, EVENTS.tick, leaveAt, ROLL)).toMatchObject({
        effects: ['open'],
        state: { kind: 'connecting' },
      })
      // The server ends the stream meanwhile: that does not bring everybody back at once.
      expect(step(said, EVENTS.failed, NOW, ROLL).state).toMatchObject({
        kind: 'waiting',
        retryAt: leaveAt,
        attempts: 0,
      })
    }
  })

  test('fetches at most one snapshot per 30 s for divergences, jittered', () => {
    const first = step(STATES.live, EVENTS.resync, NOW, 0.5).state
    expect(first.pollAt).toBe(NOW + 1000)
    const fetched = step(first, EVENTS.tick, first.pollAt, ROLL)
    expect(fetched.effects).toEqual(['fetch'])
    const again = step(fetched.state, EVENTS.resync, NOW + 2000, 0.5).state
    expect(again.pollAt).toBe(NOW + 1000 + 30_000 + 1000)
    expect(step(again, EVENTS.confirmed, NOW + 3000, ROLL).state.pollAt).toBe(NEVER)
  })

  test('F9 takes a stream whose state stays behind for lost after 20 s, and asks anew', () => {
    const behind = step(STATES.live, EVENTS.behind, NOW, 0).state
    const still = step(behind, EVENTS.behind, NOW + 15_000, 0).state
    expect(step(still, EVENTS.confirmed, NOW + 19_999, ROLL).state.fallbackAt).toBe(NOW + 109_999)
    expect(step(still, EVENTS.tick, NOW + 20_000, ROLL)).toMatchObject({
      effects: ['fetch'],
      state: { kind: 'probing', isLost: true },
    })
  })

  test('F26 polls beside a stream that goes on and proves nothing, such as that of a proxy that lost its server', () => {
    let state = STATES.live
    for (let ms = 0; ms < 90_000; ms += 1_000) state = step(state, EVENTS.alive, NOW + ms, ROLL).state
    expect(state.kind).toBe('live')
    const asking = step(state, EVENTS.tick, NOW + 90_000, ROLL)
    expect(asking).toMatchObject({ effects: ['fetch'], state: { kind: 'probing', isLost: true } })
    expect(step(asking.state, EVENTS.confirmed, NOW + 90_001, ROLL).state.kind).toBe('live')
  })

  test('polls again by back-off when a poll fails, not at the next interval', () => {
    let state = after({ ...STATES.connecting, quickCloses: 2 }, EVENTS.opened, EVENTS.confirmed, EVENTS.failed)
    expect(state).toMatchObject({ kind: 'polling', attempts: 0 })
    const ceilings = [0, 1, 2, 3, 4, 5, 6].map(() => {
      state = step(state, EVENTS['fetch failed'], NOW, 0.999).state
      return Math.round((state.pollAt - NOW) / 999)
    })
    expect(ceilings).toEqual([1, 2, 4, 8, 16, 30, 30])
    const busy: StreamEvent = { kind: 'fetched', failure: { message: '503', status: 503, retryAfterMs: 7000 } }
    expect(step(STATES.polling, busy, NOW, 0).state.pollAt).toBe(NOW + 7000)
  })

  test('leaves a stream alone on waking that has just been heard', () => {
    expect(step(STATES.live, { kind: 'wake', silentMs: 15_000 }, NOW, ROLL).effects).toEqual([])
  })
})

test('never ends up without a next step, whatever happens in whatever order', () => {
  const names = Object.keys(EVENTS).filter((name) => name !== 'close') as EventName[]
  const occurrence = fc.record({
    name: fc.constantFrom(...names),
    inMs: fc.nat(100_000),
    roll: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.boolean(), fc.array(occurrence, { maxLength: 60 }), (fetchFirst, story) => {
      let nowMs = NOW
      let { state } = step(idle, { kind: 'start', fetchFirst }, nowMs, ROLL)
      for (const { name, inMs, roll } of story) {
        // The shell ticks at every deadline.
        for (const end = nowMs + inMs; deadline(state) < end; ) {
          nowMs = Math.max(nowMs, deadline(state))
          state = step(state, { kind: 'tick' }, nowMs, roll).state
        }
        state = step(state, EVENTS[name], nowMs, roll).state
        expect(deadline(state)).toBeLessThanOrEqual(nowMs + 330_000)
      }
    }),
  )
})

test('F43 costs a server that is gone at most 6.5 attempts per client in the first 30 s, spread evenly', () => {
  const attemptsAt: number[] = []
  const clients = 2000
  let seed = 1
  const random = (): number => {
    seed = (seed * 16807) % 2147483647
    return seed / 2147483647
  }
  for (let client = 0; client < clients; client += 1) {
    let { state, effects } = step(STATES.live, EVENTS.failed, NOW, random())
    for (let nowMs = deadline(state); nowMs < NOW + 30_000; nowMs = deadline(state)) {
      ;({ state, effects } = step(state, { kind: 'tick' }, nowMs, random()))
      for (const effect of effects) {
        if (effect === 'drop') continue
        attemptsAt.push(nowMs - NOW)
        const answer = effect === 'open' ? EVENTS.failed : EVENTS['fetch failed']
        state = step(state, answer, nowMs, random()).state
      }
    }
  }
  expect(attemptsAt.length / clients).toBeLessThanOrEqual(6.5)
  const perSecond = Array.from({ length: 30 }, (_, n) => attemptsAt.filter((at) => Math.floor(at / 1000) === n).length)
  expect(Math.max(...perSecond.slice(2))).toBeLessThan(clients * 0.6)
})
