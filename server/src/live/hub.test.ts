import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../test-eventually.ts'
import type { StreamVisitor } from './channel.ts'
import { type Live, type LiveOptions, openLive } from './live.ts'
import type { LiveReport } from './report.ts'
import { TestHistory } from './test-history.ts'
import { TestSocket } from './test-socket.ts'

const VISITOR: StreamVisitor = { keyId: 'k', kind: 'sdk', address: '::1', keyExpiresAtMs: null }
const DAY_MS = 86_400_000

interface Room {
  readonly history: TestHistory
  readonly live: Live
  readonly report: { -readonly [Name in keyof LiveReport]: ReturnType<typeof vi.fn<LiveReport[Name]>> }
  /** Where both clocks stand. */
  readonly time: { nowMs: number }
  open(writeHead?: () => void): TestSocket
}

async function room(options: Partial<LiveOptions> = {}, isShortOfMemory = () => false): Promise<Room> {
  const history = new TestHistory('e')
  history.commit('e', { a: true })
  const report = {
    committed: vi.fn(),
    resync: vi.fn(),
    failed: vi.fn(),
    streamOpened: vi.fn(),
    streamClosed: vi.fn(),
    streamBegan: vi.fn(),
    streamRefused: vi.fn(),
    clientAhead: vi.fn(),
    streamStalled: vi.fn(),
    asked: vi.fn(),
    confirmed: vi.fn(),
    broadcast: vi.fn(),
  }
  const time = { nowMs: 0 }
  const clock = { now: () => ({ monotonicMs: time.nowMs, wallMs: time.nowMs }) }
  const live = await openLive({
    history,
    report,
    clock,
    random: () => 0.5,
    isShortOfMemory,
    options: { heartbeatMs: 16, confirmMs: DAY_MS, lifeMs: DAY_MS, ...options },
  })
  onTestFinished(() => live.close())
  return {
    time,
    history,
    live,
    report,
    open(writeHead = () => {}) {
      const rulesets = live.directory.get('e')
      if (rulesets === undefined) throw new Error('no environment')
      const stream = live.hub.join(rulesets.server, VISITOR)
      if ('status' in stream) throw new Error(stream.code)
      const socket = new TestSocket()
      live.hub.start(stream, { with: 'snapshot', reason: 'initial' }, socket, writeHead)
      socket.read()
      return socket
    },
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('F14 without memory nobody new is let in, who is there goes on, and all is as before when there is some', async () => {
  let isShort = false
  const { history, open, live, report } = await room({ heartbeatMs: DAY_MS }, () => isShort)
  const socket = open()
  isShort = true
  expect(open).toThrow('low-memory')
  expect(report.streamRefused.mock.calls).toEqual([['low-memory']])
  history.commit('e', { a: false })
  expect(socket.read()).toContain('event: change')
  expect(live.hub.size).toBe(1)
  isShort = false
  expect(open().written).toEqual([])
  expect(live.hub.size).toBe(2)
})

test('a commit is written to a few streams at once: their apps need not wait until its caller is answered', async () => {
  const { history, open } = await room({ heartbeatMs: DAY_MS })
  const socket = open()
  history.commit('e', { a: false })
  expect(socket.read()).toContain('event: change')
})

test('a change is the same bytes for every socket: a few at once, then so many per turn of the event loop', async () => {
  const { history, open, report } = await room({ heartbeatMs: DAY_MS })
  const sockets = Array.from({ length: 600 }, open)
  history.commit('e', { a: false })
  const count = (): number => sockets.filter(({ written }) => written.length > 0).length
  const reached: number[] = [count()]
  while (report.broadcast.mock.calls.length === 0) {
    await turn()
    reached.push(count())
  }
  expect(reached).toEqual([16, 272, 528, 600])
  expect(new Set(sockets.map(({ written }) => written[0])).size).toBe(1)
  expect(sockets.every(({ written }) => written.length === 1)).toBe(true)
})

test('commits that come while others are being written are written as one', async () => {
  const { history, open } = await room({ heartbeatMs: DAY_MS })
  const sockets = Array.from({ length: 300 }, open)
  history.commit('e', { a: false })
  await turn()
  for (let i = 0; i < 5; i++) history.commit('e', { b: i % 2 === 0 })
  for (let i = 0; i < 4; i++) await turn()
  const first = sockets[0]?.read().match(/"from":\d+,"revision":\d+/g)
  expect(first).toEqual(['"from":1,"revision":2', '"from":2,"revision":7'])
  const last = sockets[299]?.read().match(/"from":\d+,"revision":\d+/g)
  expect(last).toEqual(['"from":1,"revision":7'])
})

test('F45 a socket that does not read gets nothing more until it did, then one change', async () => {
  const { history, open } = await room()
  const [slow, quick] = [open(), open()]
  slow.fill(300_000)
  for (let i = 0; i < 20; i++) {
    history.commit('e', { [`flag-${i}`]: true })
    await turn()
  }
  await eventually(() => expect(quick.read()).toContain('event: heartbeat'))
  expect(slow.written).toEqual([])
  slow.drain()
  const events = slow.read().match(/event: \w+/g)
  expect(events).toEqual(['event: change'])
  history.commit('e', { a: false })
  await turn()
  expect(slow.read()).toContain('"from":21,"revision":22')
})

test('F45 a socket that takes no byte for 30 s is cut off, others are not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const halyard = await room({ heartbeatMs: 16_000 })
  const [stuck, slow] = [halyard.open(), halyard.open()]
  const until = async (seconds: number): Promise<void> => {
    while (halyard.time.nowMs < seconds * 1_000) {
      halyard.time.nowMs += 1_000
      stuck.fill(1_000)
      slow.fill(1_000 - halyard.time.nowMs / 1_000)
      vi.advanceTimersByTime(1_000)
      await turn()
    }
  }
  await until(30)
  expect(stuck.destroyed).toBe(false)
  await until(31)
  expect([stuck.destroyed, slow.destroyed]).toEqual([true, false])
  expect(halyard.report.streamStalled).toHaveBeenCalledTimes(1)
  expect(halyard.live.hub.size).toBe(1)
})

test('each stream has its heartbeat once per interval, not all at the same moment', async () => {
  const { open } = await room({ heartbeatMs: 160 })
  const sockets = Array.from({ length: 32 }, open)
  const beaten = (): number => sockets.filter(({ written }) => written.length > 0).length
  await eventually(() => expect(beaten()).toBeGreaterThan(0))
  expect(beaten()).toBeLessThan(32)
  await eventually(() => expect(beaten()).toBe(32))
})

test('a stream whose peer does not go after the goodbye is cut off', async () => {
  const halyard = await room()
  const socket = halyard.open()
  const drained = halyard.live.drain(60_000)
  expect(socket.read()).toContain('"reason":"draining"')
  expect([socket.isEnded, socket.destroyed]).toEqual([true, false])
  halyard.time.nowMs = 5_000
  await drained
  expect(socket.destroyed).toBe(true)
})

test('draining paces its goodbyes', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const halyard = await room()
  const sockets = Array.from({ length: 2_000 }, halyard.open)
  const said = (): number => sockets.filter(({ isEnded }) => isEnded).length
  const drained = halyard.live.drain(400)
  const told = [said()]
  for (let tick = 0; tick < 3; tick++) {
    vi.advanceTimersByTime(50)
    told.push(said())
  }
  expect(told).toEqual([500, 1_000, 1_500, 2_000])
  expect(sockets[0]?.read()).toContain('"spreadMs":2000')
  vi.advanceTimersByTime(250)
  await drained
  expect(halyard.live.hub.size).toBe(0)
})

test('an environment that cannot be read at first is served as soon as it can', async () => {
  const { history, live, report } = await room({ confirmMs: 5 })
  history.failure = new Error('busy')
  history.create('late')
  await eventually(() => expect(report.failed).toHaveBeenCalled())
  expect(live.directory.isReady).toBe(false)
  history.failure = undefined
  await eventually(() => expect(live.directory.get('late')).toBeDefined())
  expect(live.directory.isReady).toBe(true)
})

test('a stream that has begun keeps nothing of the request that opened it', async () => {
  const { open } = await room()
  const begin = (): WeakRef<object> => {
    const request = { isAnswered: false }
    open(() => (request.isAnswered = true))
    expect(request.isAnswered).toBe(true)
    return new WeakRef(request)
  }
  const request = begin()
  // What a WeakRef names lives until the turn is over.
  await turn()
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
  expect(request.deref()).toBeUndefined()
})
