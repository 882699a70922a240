import type { StreamListener } from '@halyard/sdk-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { shareStream, type Tabs } from './tabs.ts'

/** A lock that goes to whoever asks first, or steals it. */
class FakeLocks {
  #holder: { readonly reject: (error: Error) => void } | undefined
  #queue: (() => void)[] = []

  request(
    _name: string,
    { signal, steal }: { readonly signal?: AbortSignal; readonly steal?: boolean },
    hold: () => Promise<void> | undefined,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        if (signal?.aborted) return this.#next()
        const holder = (this.#holder = { reject })
        void Promise.resolve(hold()).then(() => {
          resolve()
          if (this.#holder !== holder) return
          this.#holder = undefined
          this.#next()
        })
      }
      signal?.addEventListener('abort', () => reject(aborted()))
      if (steal) {
        this.#holder?.reject(aborted())
        grant()
      } else if (this.#holder) this.#queue.push(grant)
      else grant()
    })
  }

  #next(): void {
    if (!this.#holder) this.#queue.shift()?.()
  }
}

class FakeChannel {
  static all = new Set<FakeChannel>()
  /** Frozen tabs hear nothing. */
  static deaf = new Set<FakeChannel>()
  onmessage?: (event: { data: unknown }) => void

  constructor() {
    FakeChannel.all.add(this)
  }

  postMessage(data: unknown): void {
    for (const other of FakeChannel.all) {
      if (other !== this) queueMicrotask(() => FakeChannel.deaf.has(other) || other.onmessage?.({ data }))
    }
  }

  close(): void {
    FakeChannel.all.delete(this)
  }
}

interface Tab {
  readonly tabs: Tabs
  readonly heard: string[]
  readonly channel: FakeChannel | undefined
  /** Its own stream, while it has one. */
  stream: StreamListener | undefined
  since: string | undefined
  open(since?: string): () => void
}

const made: Tab[] = []

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('navigator', { locks: new FakeLocks() })
  vi.stubGlobal('BroadcastChannel', FakeChannel)
  vi.stubGlobal('addEventListener', () => {})
})

afterEach(() => {
  for (const { tabs } of made.splice(0)) tabs.close()
  FakeChannel.all.clear()
  FakeChannel.deaf.clear()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('F50 one tab has the stream, the others hear what it hears', async () => {
  const [a, b] = await pair()
  expect([a.since, b.stream]).toEqual(['1.3.x', undefined])
  a.stream?.opened()
  a.stream?.event('change', '{"revision":4}')
  await settled()
  expect(b.heard).toEqual(['opened', 'change {"revision":4}'])
  expect(b.heard).toEqual(a.heard)
})

test('a latecomer is told at once where the stream stands, and how old that is by now', async () => {
  const a = tab()
  a.open()
  await settled()
  a.stream?.opened()
  a.stream?.event('snapshot', '{"ruleset":{"epoch":1,"revision":4},"digest":"d","ageMs":5}')
  await vi.advanceTimersByTimeAsync(1000)
  const b = tab()
  b.open()
  await settled()
  expect(b.heard).toEqual(['opened', 'heartbeat {"epoch":1,"revision":4,"digest":"d","ageMs":1005}'])
  expect(a.heard).toHaveLength(2)
})

test.each([
  null,
  undefined,
  1,
  'x',
  [],
  {},
  { hello: null },
  { here: 1, latest: 5 },
  { event: 'snapshot', data: null },
])('a word that nobody can read (%j) breaks nothing', async (word) => {
  const [a, b] = await pair()
  for (const { channel } of [a, b]) expect(() => channel?.onmessage?.({ data: word })).not.toThrow()
  a.stream?.event('change', '{"revision":4}')
  await settled()
  expect(b.heard.at(-1)).toBe('change {"revision":4}')
})

test('a failure without words is one', async () => {
  const [, b] = await pair()
  b.channel?.onmessage?.({ data: { failed: null } })
  expect(b.heard).toEqual(['failed no stream'])
})

test('F50 another epoch is not taken from another tab: who hears of it asks the server', async () => {
  const body = (epoch: number): string => `{"ruleset":{"epoch":${epoch},"revision":4},"digest":"d","ageMs":5}`
  const [, b] = await pair('1.3.x')
  const say = (epoch: number): void => b.channel?.onmessage?.({ data: { event: 'snapshot', data: body(epoch) } })
  say(999_999_999_999_998)
  expect(b.heard).toEqual(['heartbeat {"epoch":999999999999998,"revision":4,"digest":"d","ageMs":5}'])
  say(1)
  expect(b.heard.at(-1)).toBe(`snapshot ${body(1)}`)
  const c = tab()
  c.open()
  await settled()
  c.channel?.onmessage?.({ data: { event: 'snapshot', data: body(1) } })
  expect(c.heard.at(-1)).toMatch(/^heartbeat/)
})

test('the stream’s end is the end for all, and the leader goes on leading', async () => {
  const [a, b] = await pair()
  a.stream?.failed({ message: 'cut' })
  await settled()
  expect([a.heard, b.heard]).toEqual([['failed cut'], ['failed cut']])
  b.open('1.3.x')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(b.stream).toBeUndefined()
  a.open('1.4.y')
  expect(a.since).toBe('1.4.y')
})

test('the leader is closed: the next one opens a stream from where it stands', async () => {
  const [a, b] = await pair('1.3.x', '1.4.y')
  a.tabs.close()
  await settled()
  expect([a.stream, b.since]).toEqual([undefined, '1.4.y'])
})

test('F50 a leader that answers nobody loses the lead within seconds, and follows when it wakes', async () => {
  const [a, b] = await pair()
  if (a.channel) FakeChannel.deaf.add(a.channel)
  b.open('1.3.x')
  await vi.advanceTimersByTimeAsync(4000)
  expect(b.stream).toBeDefined()
  expect(a.stream).toBeUndefined()
  FakeChannel.deaf.clear()
  b.stream?.event('heartbeat', '{"revision":5}')
  await settled()
  expect(a.heard.at(-1)).toBe('heartbeat {"revision":5}')
})

test('F50 a leader that falls silent loses the lead within seconds, though nobody opens a stream', async () => {
  const [a, b] = await pair()
  a.stream?.opened()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(b.stream).toBeUndefined()
  if (a.channel) FakeChannel.deaf.add(a.channel)
  await vi.advanceTimersByTimeAsync(8000)
  expect(b.since).toBe('1.3.x')
})

test('a leader that answers keeps the lead, and its answers are no news to anybody', async () => {
  const [a, b] = await pair()
  a.stream?.opened()
  a.stream?.event('heartbeat', '{"epoch":1,"revision":4,"digest":"d","ageMs":5}')
  await settled()
  const heard = [...b.heard]
  await vi.advanceTimersByTimeAsync(600_000)
  expect([b.heard, b.stream]).toEqual([heard, undefined])
})

test('a leader that leaves one question open keeps the lead', async () => {
  const [a, b] = await pair()
  if (a.channel) FakeChannel.deaf.add(a.channel)
  const said = vi.spyOn(FakeChannel.prototype, 'postMessage')
  while (said.mock.calls.length === 0) await vi.advanceTimersByTimeAsync(1)
  said.mockRestore()
  FakeChannel.deaf.clear()
  await vi.advanceTimersByTimeAsync(20_000)
  expect([a.since, b.stream]).toEqual(['1.3.x', undefined])
})

test('of many tabs one asks for all', async () => {
  const [a] = await pair()
  for (let i = 0; i < 8; i++) tab().open()
  await settled()
  const said = vi.spyOn(FakeChannel.prototype, 'postMessage')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(a.stream).toBeDefined()
  expect(said.mock.calls.length).toBeLessThan(80)
  said.mockRestore()
})

test('a leader that has no stream for the moment is no reason to take the lead', async () => {
  const [a, b] = await pair()
  a.stream?.failed({ message: 'cut' })
  await settled()
  b.open()
  await vi.advanceTimersByTimeAsync(10_000)
  expect([a.stream, b.stream]).toEqual([undefined, undefined])
})

test.each([
  ['locks', () => vi.stubGlobal('navigator', {})],
  ['channels', () => vi.stubGlobal('BroadcastChannel', undefined)],
  ['an origin', () => vi.stubGlobal('navigator', { locks: { request: async () => Promise.reject(new Error('no')) } })],
])('without %s each tab has a stream of its own', async (_what, remove) => {
  remove()
  const [a, b] = await pair()
  expect([a.since, b.since]).toEqual(['1.3.x', '1.3.x'])
  a.stream?.event('change', '1')
  expect(a.heard).toEqual(['change 1'])
})

async function pair(first = '1.3.x', second = first): Promise<[Tab, Tab]> {
  const a = tab()
  a.open(first)
  await settled()
  const b = tab()
  b.open(second)
  await settled()
  return [a, b]
}

function tab(): Tab {
  const heard: string[] = []
  const before = new Set(FakeChannel.all)
  const made_: Tab = {
    heard,
    stream: undefined,
    since: undefined,
    tabs: shareStream('tabs', (since, listener) => {
      Object.assign(made_, { stream: listener, since })
      return () => {
        made_.stream = undefined
      }
    }),
    get channel() {
      return channel
    },
    open: (since) =>
      made_.tabs.open(since, {
        opened: () => void heard.push('opened'),
        bytes: () => {},
        event: (name, data) => void heard.push(`${name} ${data}`),
        failed({ message }) {
          made_.stream = undefined
          heard.push(`failed ${message}`)
        },
      }),
  }
  const channel = [...FakeChannel.all].find((one) => !before.has(one))
  made.push(made_)
  return made_
}

async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
}

function aborted(): Error {
  return Object.assign(new Error('aborted'), { name: 'AbortError' })
}
