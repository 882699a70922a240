/** The whole client on a platform whose clock, dice, network and storage are the test's. */
import type { FlagItem } from '@halyard/evaluator'
import { digestOf, parseTelemetry } from '@halyard/protocol'
import { describe, expect, test } from 'vitest'
import type { Client, CommonOptions } from './api.ts'
import { createCoreClient } from './client.ts'
import type { FetchInit, FetchReply, LifecycleSignal, Platform, StreamListener } from './ports.ts'
import { MAX_COUNTS } from './telemetry.ts'

interface World {
  readonly client: Client
  readonly streams: { readonly since: string | undefined; readonly listener: StreamListener; isOpen: boolean }[]
  readonly requests: { readonly path: string; readonly init: FetchInit }[]
  readonly said: string[]
  readonly saved: string[]
  /** Lets monotonic time pass, and wall time as much unless given; timers fire in order. */
  pass(ms: number, wallMs?: number): Promise<void>
  signal(signal: LifecycleSignal): void
  /** The newest stream brings a state or vouches for it. */
  send(revision: number, flags: Record<string, Partial<FlagItem>>, ageMs?: number): void
  beat(ageMs?: number): void
  timers(): number
}

const BASE = 'https://flags.example/sdk/v1'

const flag = (value: string | boolean | number | object, more: Partial<FlagItem> = {}): FlagItem =>
  ({
    revision: 1,
    hash: `${String(typeof value === 'object' ? 'object' : value)}${JSON.stringify(more).length}`
      .padStart(16, '0')
      .slice(-16)
      .replace(/[^\da-f]/g, 'a'),
    type: typeof value,
    variants: { v: value, off: typeof value === 'boolean' ? false : value },
    enabled: true,
    fallthrough: { variant: 'v' },
    ...more,
  }) as FlagItem

function start(
  options: CommonOptions = {},
  platform: Partial<Platform> & { answer?: (path: string) => Partial<FetchReply> & { body?: string } } = {},
): World {
  let monotonicMs = 1000
  let wallMs = 1_700_000_000_000
  let timers: { readonly at: number; readonly callback: () => void }[] = []
  let ids = 0
  let lifecycle: (signal: LifecycleSignal) => void = () => {}
  let last = { epoch: 1, revision: 0, digest: '' }
  const said: string[] = []
  const world: Pick<World, 'streams' | 'requests' | 'saved'> = { streams: [], requests: [], saved: [] }
  const log = (message: string): void => void said.push(message)
  const { answer = () => ({ status: 503 }), ...rest } = platform
  const client = createCoreClient(
    {
      sdk: 'test/0',
      instance: 'instance',
      base: BASE,
      headers: {},
      fetchFirst: false,
      fetch: (url, init) => {
        const path = url.replace(BASE, '')
        world.requests.push({ path, init })
        const {
          status = 200,
          body = '',
          headers = { get: () => null },
        }: Partial<FetchReply> & { body?: string } = answer(path)
        return Promise.resolve({ status, headers, text: () => Promise.resolve(body) })
      },
      openStream: (since, listener) => {
        const stream = { since, listener, isOpen: true }
        world.streams.push(stream)
        return () => {
          stream.isOpen = false
        }
      },
      nowMs: () => wallMs,
      monotonicMs: () => monotonicMs,
      setTimer: (callback, delayMs) => {
        const timer = { at: monotonicMs + delayMs, callback }
        timers.push(timer)
        return () => {
          timers = timers.filter((other) => other !== timer)
        }
      },
      random: () => 0.5,
      uuid: () => `id-${(ids += 1)}`,
      storage: { load: () => undefined, save: (text) => void world.saved.push(text()) },
      lifecycle: (listener) => {
        lifecycle = listener
        return () => {
          lifecycle = () => {}
        }
      },
      ...rest,
    },
    { logger: { warn: log, error: log }, ...options },
  )
  const stream = (): StreamListener => {
    const newest = world.streams.at(-1)
    if (!newest?.isOpen) throw new Error('no stream is open')
    return newest.listener
  }
  return {
    ...world,
    client: client as Client,
    said,
    async pass(ms, wall = ms) {
      const end = monotonicMs + ms
      wallMs += wall - ms
      for (;;) {
        await settle()
        const next = timers.toSorted((a, b) => a.at - b.at)[0]
        if (!next || next.at > end) break
        timers = timers.filter((timer) => timer !== next)
        const passed = Math.max(0, next.at - monotonicMs)
        monotonicMs += passed
        wallMs += passed
        next.callback()
      }
      wallMs += end - monotonicMs
      monotonicMs = end
      await settle()
    },
    signal: (signal) => lifecycle(signal),
    send(revision, flags, ageMs = 0) {
      const items = { flag: flags, segment: {} }
      const digest = digestOf(items as never)
      last = { epoch: 1, revision, digest }
      const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision, items }
      stream().event('snapshot', JSON.stringify({ ruleset, digest, reason: 'initial', ageMs }))
    },
    beat: (ageMs = 0) => stream().event('heartbeat', JSON.stringify({ ...last, ageMs })),
    timers: () => timers.length,
  }
}

async function settle(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await Promise.resolve()
}

describe('reads', () => {
  test('by type, with the caller’s fallback where the flag has another, is missing or serves none', () => {
    const { client, send } = start()
    expect(client.details('b', true)).toMatchObject({ value: true, reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY' })
    send(1, { b: flag(false), s: flag(''), n: flag(0), o: flag({}), off: flag(true, { enabled: false }) })
    expect(client.boolean('b', true)).toBe(false)
    expect(client.string('s', 'x')).toBe('')
    expect(client.number('n', 1)).toBe(0)
    expect(client.object('o', { a: 1 })).toEqual({})
    expect(client.string('b', 'x')).toBe('x')
    expect(client.boolean('off', true)).toBe(true)
    expect(client.details('s', 1)).toMatchObject({ value: 1, errorCode: 'TYPE_MISMATCH' })
    expect(client.details('off', true)).toMatchObject({ value: true, reason: 'DISABLED' })
    expect(client.details('nope', null as never)).toMatchObject({ value: null, errorCode: 'FLAG_NOT_FOUND' })
    expect(client.details('s', undefined as never)).toMatchObject({ value: '' })
  })

  test('details of what the flag serves are shared and frozen: no read copies them', () => {
    const { client, send } = start()
    send(1, { b: flag(true) })
    expect(client.details('b', false)).toBe(client.details('b', true))
    expect(Object.isFrozen(client.details('b', false))).toBe(true)
  })

  test('all flags but hidden ones; not counted, no hooks', async () => {
    const calls: string[] = []
    const { client, send, requests } = start({ hooks: [{ before: () => void calls.push('before') }] })
    expect(client.all()).toEqual({})
    send(1, { a: flag(1), h: flag(true, { hidden: true }), off: flag(true, { enabled: false }) })
    const all = client.all({})
    expect(Object.keys(all)).toEqual(['a', 'off'])
    expect([all.a?.value, all.off?.value]).toEqual([1, undefined])
    await client.close()
    expect([calls, requests]).toEqual([[], []])
  })
})

describe('events', () => {
  test('come in the order ready, change, status, each after reads see what it tells', async () => {
    const { client, send } = start()
    const heard: unknown[] = []
    client.on('ready', (event) => heard.push(['ready', event.source, client.number('a', 0)]))
    client.on('change', (event) => heard.push(['change', event.revision, event.flags, client.number('a', 0)]))
    client.on('status', (event) => heard.push(['status', event.state, event.source]))
    await settle()
    send(1, { a: flag(1) })
    send(2, { a: flag(2), b: flag(1) })
    expect(heard).toEqual([
      ['status', 'connecting', undefined],
      ['ready', 'network', 1],
      ['change', 1, ['a'], 1],
      ['status', 'live', 'network'],
      ['change', 2, ['a', 'b'], 2],
    ])
  })

  test('a listener that was taken off hears nothing; one that throws stops no other', async () => {
    const { client, send, said } = start()
    const heard: string[] = []
    const off = client.on('change', () => void heard.push('off'))
    client.on('change', () => {
      throw new Error('no')
    })
    client.on('change', () => void heard.push('last'))
    off()
    off()
    await settle()
    send(1, { a: flag(1) })
    send(2, { a: flag(2) })
    expect(heard).toEqual(['last', 'last'])
    expect(said).toEqual(['halyard: listener of change failed'])
  })
})

test('F54 an async listener or logger that rejects never becomes an unhandled rejection', async () => {
  const said: string[] = []
  const say = (message: string): Promise<void> => {
    said.push(message)
    return Promise.reject(new Error('no'))
  }
  const { client, send } = start({ logger: { warn: say, error: say } })
  const unhandled: unknown[] = []
  const hear = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', hear)
  client.on('change', () => Promise.reject(new Error('no')))
  await settle()
  send(1, {})
  send(2, {})
  // Rejections that nobody handled are told of once the microtasks are done.
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', hear)
  expect(unhandled).toEqual([])
  expect(said).toEqual(['halyard: listener of change failed'])
})

describe('ready', () => {
  test('resolves with what comes first', async () => {
    const { client, send } = start()
    const ready = client.ready()
    send(1, {})
    await settle()
    expect(await ready).toEqual({ source: 'network' })
    expect(await client.ready({ timeoutMs: 0 })).toEqual({ source: 'network' })
  })

  test('gives up in time, or when it is told to, and leaves no timer or listener', async () => {
    const { client, pass, timers } = start()
    const before = timers()
    const late = client.ready({ timeoutMs: 50 })
    const rejected = expect(late).rejects.toMatchObject({ name: 'ClientError', code: 'TIMEOUT' })
    await pass(50)
    await rejected
    const controller = new AbortController()
    const aborted = expect(client.ready({ timeoutMs: 50, signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    })
    controller.abort()
    await aborted
    await expect(client.ready({ signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED' })
    expect(timers()).toBe(before)
  })

  test('takes no options at all for no options', async () => {
    const { client, send } = start()
    const ready = client.ready(null as never)
    send(1, {})
    await settle()
    expect(await ready).toEqual({ source: 'network' })
  })

  test.each([
    [
      'an unknown key',
      { status: 401, message: 'HTTP status 401' },
      'HTTP status 401: the key is unknown, expired or revoked',
    ],
    ['a wrong path', { status: 404, message: 'HTTP status 404' }, 'HTTP status 404'],
    ['a certificate', { refused: true, message: 'fetch failed: CERT_HAS_EXPIRED' }, 'fetch failed: CERT_HAS_EXPIRED'],
  ])('refused because of %s, it says so at once: the next attempt is minutes away', async (_, failure, words) => {
    const { client, streams, pass, send, timers } = start()
    const before = timers()
    const waiting = expect(client.ready()).rejects.toMatchObject({
      code: 'REFUSED',
      message: `not ready: ${words} (${BASE})`,
    })
    streams[0]?.listener.failed(failure)
    await waiting
    await expect(client.ready({ timeoutMs: 5000 })).rejects.toMatchObject({ code: 'REFUSED' })
    expect(timers()).toBe(before)
    expect(client.status()).toMatchObject({ state: 'connecting', failure: words })
    await pass(226_000)
    send(1, {})
    await settle()
    expect(await client.ready()).toEqual({ source: 'network' })
    expect(client.status().failure).toBeUndefined()
  })

  test('refused, but with a ruleset bundled, it is ready', async () => {
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1 }
    const { client, streams } = start({ bootstrap: { ...ruleset, items: { flag: {}, segment: {} } } })
    streams[0]?.listener.failed({ status: 401, message: 'HTTP status 401' })
    expect(await client.ready()).toEqual({ source: 'bootstrap' })
  })

  test('refused where the ruleset is fetched first, it says so at once, too', async () => {
    const { client } = start({}, { fetchFirst: true, answer: () => ({ status: 401 }) })
    await expect(client.ready({ timeoutMs: 5000 })).rejects.toMatchObject({ code: 'REFUSED' })
  })

  test('out of time, it says what went wrong last', async () => {
    const { client, streams, pass } = start()
    const late = expect(client.ready({ timeoutMs: 50 })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: `not ready: fetch failed: ECONNREFUSED (${BASE})`,
    })
    streams[0]?.listener.failed({ message: 'fetch failed: ECONNREFUSED' })
    await pass(50)
    await late
  })
})

describe('an outage is said once, and so is its end', () => {
  const heard = (): { said: string[]; logger: Record<'warn' | 'info', (message: string) => void> } => {
    const said: string[] = []
    const hear = (message: string): void => void said.push(message)
    return { said, logger: { warn: hear, info: hear } }
  }
  const LOST = 'halyard: gone; trying again'
  const BACK = 'halyard: up to date again'

  test('each outage anew, however often it was retried', async () => {
    const { said, logger } = heard()
    const { client, streams, pass, send, beat } = start({ logger, telemetryIntervalMs: 0 })
    const outage = async (): Promise<void> => {
      for (let n = 0; n < 2; n += 1) {
        streams.at(-1)?.listener.failed({ message: 'gone' })
        while (streams.at(-1)?.isOpen !== true) await pass(500)
      }
      expect(client.status().failure).toBe('gone')
      streams.at(-1)?.listener.opened()
      send(1, {})
      expect(client.status()).toMatchObject({ state: 'live', failure: undefined })
    }
    send(1, {})
    expect(said).toEqual([])
    await outage()
    expect(said).toEqual([LOST, BACK])
    // Within a minute it is the same trouble still.
    await outage()
    expect(said).toEqual([LOST, BACK])
    for (let n = 0; n < 5; n += 1) {
      await pass(15_000)
      beat()
    }
    await outage()
    expect(said).toEqual([LOST, BACK, LOST, BACK])
  })

  test('where no stream gets through, of its polls', async () => {
    const { said, logger } = heard()
    const items = { flag: {}, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1, items }
    const body = JSON.stringify({ ruleset, digest: digestOf(items), reason: 'poll', ageMs: 0 })
    let isUp = true
    const answer = () => (isUp ? { body } : { status: 503 })
    const { client, pass } = start({ logger, telemetryIntervalMs: 0 }, { answer })
    await pass(120_000)
    expect(client.status()).toMatchObject({ state: 'polling', failure: undefined })
    for (let n = 0; n < 2; n += 1) {
      said.length = 0
      isUp = false
      await pass(60_000)
      expect(client.status()).toMatchObject({ state: 'stale', failure: 'HTTP status 503' })
      expect(said.filter((text) => text.includes('503'))).toHaveLength(1)
      isUp = true
      await pass(120_000)
      expect(client.status()).toMatchObject({ state: 'polling', failure: undefined })
      expect(said.filter((text) => text === BACK)).toHaveLength(1)
    }
  })

  test('a stream that ends after its goodbye is none', async () => {
    const { said, logger } = heard()
    const { client, streams, pass, send } = start({ logger })
    send(1, {})
    streams[0]?.listener.event('goodbye', JSON.stringify({ reason: 'rotated', spreadMs: 1000, ageMs: 0 }))
    streams[0]?.listener.failed({ message: 'the stream ended' })
    await pass(1000)
    send(1, {})
    expect(client.status()).toMatchObject({ state: 'live', failure: undefined })
    expect(said).toEqual([])
  })
})

test('waiting longer than a timer can count is waiting for ever', async () => {
  const { client, pass, send } = start()
  const waits = [Infinity, 2 ** 40].map((timeoutMs) => client.ready({ timeoutMs }))
  await pass(1000)
  send(1, {})
  await settle()
  expect(await Promise.all(waits)).toEqual([{ source: 'network' }, { source: 'network' }])
})

describe('freshness', () => {
  const aging = { a: flag(true, { maxStalenessMs: 60_000, offVariant: 'off' }), plain: flag(true) }

  test('a flag that asks for it is off once the server has not vouched for it; all others keep the last known good', async () => {
    const { client, send, beat, pass, signal, streams } = start({ telemetryIntervalMs: 0 })
    send(1, aging)
    expect(client.boolean('a', true)).toBe(true)
    streams[0]?.listener.failed({ message: 'gone' })
    await pass(59_999)
    expect(client.boolean('a', true)).toBe(true)
    await pass(2)
    expect(client.details('a', true)).toMatchObject({ value: false, reason: 'STALE' })
    expect(client.boolean('plain', false)).toBe(true)
    expect(client.status()).toMatchObject({ state: 'stale', ageMs: 60_001 })
    signal('wake')
    beat()
    expect(client.boolean('a', false)).toBe(true)
  })

  test('counts from when the node confirmed its own state', () => {
    const { client, send, beat } = start()
    send(1, aging, 60_001)
    expect(client.details('a', true)).toMatchObject({ reason: 'STALE' })
    beat(59_000)
    expect(client.boolean('a', false)).toBe(true)
    expect(client.status().ageMs).toBe(59_000)
  })

  test('by the longer of two clocks: a machine that slept, a wall clock that was set back', async () => {
    const { client, send, pass } = start({ heartbeatMs: 1e6 })
    send(1, aging)
    await pass(0, 8 * 3_600_000)
    expect(client.details('a', true)).toMatchObject({ reason: 'STALE' })
    await pass(0, -20 * 3_600_000)
    expect(client.boolean('a', false)).toBe(true)
    await pass(60_001)
    expect(client.details('a', true)).toMatchObject({ reason: 'STALE' })
  })

  test('of a poll’s answer, by its head or its body, whichever is older', async () => {
    const items = { flag: aging, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1, items }
    const body = JSON.stringify({ ruleset, digest: digestOf(items), reason: 'poll', ageMs: 2000 })
    for (const [age, ageMs] of [
      ['7', 7000],
      ['1', 2000],
      [null, 2000],
    ] as const) {
      const { client } = start({}, { fetchFirst: true, answer: () => ({ body, headers: { get: () => age } }) })
      await settle()
      expect(client.status().ageMs).toBe(ageMs)
    }
  })

  test('in whole milliseconds', async () => {
    const { client, send, pass } = start()
    send(1, aging)
    await pass(1.4)
    expect(client.status().ageMs).toBe(1)
  })

  test('never, for a cache or bootstrap', () => {
    const items = { flag: aging, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1, items }
    const { client } = start({ bootstrap: ruleset as never })
    expect(client.details('a', true)).toMatchObject({ value: false, reason: 'STALE' })
    expect(client.boolean('plain', false)).toBe(true)
    expect(client.status().ageMs).toBeUndefined()
  })

  test('the clock is read only where a flag asks for it', () => {
    let reads = 0
    const count = (ms: number): number => {
      reads += 1
      return ms
    }
    const { client, send } = start({}, { nowMs: () => count(1), monotonicMs: () => count(1) })
    send(1, aging)
    const before = reads
    for (let n = 0; n < 100; n += 1) client.boolean('plain', false)
    expect(reads).toBe(before)
    client.boolean('a', false)
    expect(reads).toBeGreaterThan(before)
  })
})

test('F33 a slow stream that says `diverged` takes back nothing that a poll has brought meanwhile', async () => {
  const body = (revision: number, value: number, reason: string): string => {
    const items = { flag: { a: flag(value) }, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision, items }
    return JSON.stringify({ ruleset, digest: digestOf(items), reason, ageMs: 0 })
  }
  const { client, send, pass, streams } = start({}, { answer: () => ({ body: body(9, 9, 'poll') }) })
  send(8, { a: flag(8) })
  streams.at(-1)?.listener.failed({ message: 'gone' })
  await pass(1000)
  expect(client.status().revision).toBe(8)
  const slow = streams.at(-1)
  expect(slow).toMatchObject({ since: expect.stringContaining('1.8.'), isOpen: true })
  await pass(30_000)
  expect(client.number('a', 0)).toBe(9)
  streams.at(-1)?.listener.event('snapshot', body(7, 7, 'diverged'))
  expect(client.number('a', 0)).toBe(9)
})

describe('F9 a server with older state than is held, as after a restored backup', () => {
  const body = (revision: number, epoch: number, value: number): string => {
    const items = { flag: { a: flag(value) }, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch, revision, items }
    return JSON.stringify({ ruleset, digest: digestOf(items), reason: 'poll', ageMs: 0 })
  }
  const hints = ({ said }: World): number => said.filter((text) => text.includes('raise its epoch')).length

  test('by its polls: what is held is served, as stale, and said once; a higher epoch ends it', async () => {
    let answer = body(3, 1, 3)
    const world = start({}, { answer: () => ({ body: answer }) })
    const { client, send, pass, streams } = world
    send(8, { a: flag(8) })
    await pass(1000)
    streams.at(-1)?.listener.failed({ message: 'gone' })
    for (let n = 0; n < 30; n += 1) {
      await pass(10_000)
      if (streams.at(-1)?.isOpen) streams.at(-1)?.listener.failed({ message: 'HTTP status 503', status: 503 })
    }
    expect(client.status()).toMatchObject({ state: 'stale', revision: 8, ageMs: 301_000 })
    expect(client.number('a', 0)).toBe(8)
    expect(hints(world)).toBe(1)
    const tried = streams.length
    answer = body(4, 2, 4)
    await pass(30_000)
    expect(client.status()).toMatchObject({ state: 'polling', epoch: 2, revision: 4 })
    expect(client.number('a', 0)).toBe(4)
    expect(streams.length).toBe(tried + 1)
  })

  test('by its heartbeats: the stream is not taken for healthy', async () => {
    const world = start({}, { answer: () => ({ body: body(3, 1, 3) }) })
    const { client, send, pass, streams } = world
    send(8, { a: flag(8) })
    const old = (): void =>
      streams
        .at(-1)
        ?.listener.event('heartbeat', JSON.stringify({ epoch: 1, revision: 3, digest: '0'.repeat(16), ageMs: 0 }))
    old()
    await pass(14_000)
    old()
    expect([client.status().state, hints(world)]).toEqual(['live', 0])
    await pass(6000)
    expect(client.status()).toMatchObject({ state: 'stale', revision: 8, ageMs: 20_000 })
    expect(hints(world)).toBe(1)
    send(9, { a: flag(9) })
    expect(client.status()).toMatchObject({ state: 'live', revision: 9 })
  })

  test('by a node that lags behind the stream for a moment: nothing is said', async () => {
    const world = start({}, { answer: () => ({ body: body(3, 1, 3) }) })
    world.send(8, { a: flag(8) })
    world.streams[0]?.listener.event(
      'heartbeat',
      JSON.stringify({ epoch: 1, revision: 9, digest: '0'.repeat(16), ageMs: 0 }),
    )
    await world.pass(5000)
    expect(world.requests).toHaveLength(1)
    expect(world.client.status().state).toBe('live')
    expect(hints(world)).toBe(0)
  })

  test.each(['cache', 'bootstrap'])(
    'a %s that claims a later epoch yields to it: it would obey no kill for ever',
    async (from) => {
      const kept = body(8, 999_999_999_999_998, 8)
      const saved: string[] = []
      const storage = {
        load: () => (from === 'cache' ? kept : undefined),
        save: (text: () => string) => void saved.push(text()),
      }
      const world = start(from === 'cache' ? {} : { bootstrap: JSON.parse(kept) }, {
        answer: () => ({ body: body(3, 1, 3) }),
        storage,
      })
      const { client, pass, send, streams } = world
      streams[0]?.listener.failed({ message: 'HTTP status 503', status: 503 })
      expect([client.number('a', 0), client.status().source]).toEqual([8, from])
      for (let n = 0; n < 25 && client.status().source === from; n += 1) {
        await pass(1000)
        const last = streams.at(-1)
        if (last?.isOpen && last.since?.startsWith('999'))
          last.listener.failed({ message: 'HTTP status 503', status: 503 })
      }
      expect([client.number('a', 0), client.status().revision]).toEqual([3, 3])
      await settle()
      expect(streams.at(-1)).toMatchObject({ isOpen: true, since: expect.stringMatching(/^1\.3\./) })
      send(4, { a: flag(4) })
      expect([client.number('a', 0), client.status()]).toEqual([
        4,
        expect.objectContaining({ state: 'live', epoch: 1, failure: undefined }),
      ])
      expect(saved.map((text) => JSON.parse(text).ruleset.epoch)).toEqual([1, 1])
    },
  )

  test('nothing that the server vouched for yields to an earlier epoch, were it kept or not', async () => {
    let answer: { body: string } | { status: number } = { status: 304 }
    const world = start({}, { answer: () => answer, storage: { load: () => body(8, 5, 8), save: () => {} } })
    const { client, pass, streams } = world
    const fail = async (): Promise<void> => {
      for (let n = 0; n < 6; n += 1) {
        await pass(10_000)
        if (streams.at(-1)?.isOpen) streams.at(-1)?.listener.failed({ message: 'HTTP status 503', status: 503 })
      }
    }
    await fail()
    expect(client.status()).toMatchObject({ source: 'network', epoch: 5 })
    answer = { body: body(9, 1, 9) }
    await fail()
    expect(client.status()).toMatchObject({ state: 'stale', epoch: 5, revision: 8 })
    expect(hints(world)).toBe(1)
  })

  test('and only a cache in a fresh process: that is served, as unconfirmed', async () => {
    const world = start(
      {},
      { answer: () => ({ body: body(3, 1, 3) }), storage: { load: () => body(8, 1, 8), save: () => {} } },
    )
    world.streams[0]?.listener.failed({ message: 'HTTP status 503', status: 503 })
    for (let n = 0; n < 6; n += 1) {
      await world.pass(10_000)
      if (world.streams.at(-1)?.isOpen) world.streams.at(-1)?.listener.failed({ message: 'gone' })
    }
    expect(world.client.status()).toMatchObject({ state: 'cached', revision: 8, source: 'cache', ageMs: undefined })
    expect(hints(world)).toBe(1)
  })
})

describe('platforms', () => {
  test('where requests are cached, the first ruleset is fetched, then streamed from; no If-None-Match', async () => {
    const items = { flag: {}, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 3, items }
    const body = JSON.stringify({ ruleset, digest: digestOf(items), reason: 'poll', ageMs: 0 })
    const { client, streams, requests } = start({}, { fetchFirst: true, answer: () => ({ body }) })
    await settle()
    expect(requests.map(({ path, init }) => [path, init.headers])).toEqual([['/ruleset', {}]])
    expect(streams.map(({ since }) => since)).toEqual(['1.3.0000000000000000'])
    expect(client.status()).toMatchObject({ source: 'network', revision: 3 })
  })

  test('F50 waking retries at once, and replaces a stream that fell silent while the machine slept', async () => {
    const { send, pass, signal, streams } = start({ telemetryIntervalMs: 0 })
    send(1, {})
    signal('wake')
    expect(streams).toHaveLength(1)
    await pass(0, 8 * 3_600_000)
    signal('wake')
    expect(streams.map(({ isOpen }) => isOpen)).toEqual([false, true])
    streams[1]?.listener.failed({ message: 'offline' })
    signal('wake')
    expect(streams).toHaveLength(3)
  })

  test('the cache is saved with every state of the network, and with none of its own', async () => {
    const { client, send, saved } = start()
    send(1, { a: flag(1) })
    send(2, { a: flag(2) })
    expect(saved.map((text) => JSON.parse(text).ruleset.revision)).toEqual([1, 2])
    const again = start({}, { storage: { load: () => saved[1], save: () => expect.unreachable() } })
    expect(again.client.status()).toMatchObject({ source: 'cache', revision: 2, state: 'cached' })
    expect(again.client.number('a', 0)).toBe(2)
    await client.close()
  })
})

describe('telemetry', () => {
  const batches = ({ requests }: World) =>
    requests.filter(({ path }) => path === '/telemetry').map(({ init }) => parseTelemetry(JSON.parse(init.body ?? '')))

  test('sums of who was served what, on the interval and on close, in a batch that the protocol reads', async () => {
    const world = start({ telemetryIntervalMs: 60_000, heartbeatMs: 1e6 }, { answer: () => ({ status: 202 }) })
    const { client, send, pass } = world
    send(4, { a: flag(true), off: flag(true, { enabled: false }) })
    for (let n = 0; n < 3; n += 1) client.boolean('a', false, { targetingKey: `u-${n}` })
    client.boolean('off', false)
    client.boolean('missing', false)
    client.boolean('missing', false)
    await pass(60_000)
    const [first] = batches(world)
    expect(first).toMatchObject({ batchId: 'id-1', instance: 'instance', revision: 4, to: (first?.from ?? 0) + 45_000 })
    expect(first?.counts).toEqual([
      { flag: 'a', variant: 'v', reason: 'STATIC', n: 3 },
      { flag: 'off', reason: 'DISABLED', n: 1 },
      { flag: 'missing', reason: 'ERROR', n: 2 },
    ])
    await pass(60_000)
    expect(batches(world)).toHaveLength(1)
    client.boolean('a', false)
    await client.close()
    expect(batches(world)[1]?.counts).toEqual([{ flag: 'a', variant: 'v', reason: 'STATIC', n: 1 }])
    expect(world.requests.at(-1)?.init.keepalive).toBe(true)
  })

  test('counts of one outcome before and after a change of the ruleset are one', async () => {
    const world = start({}, { answer: () => ({ status: 202 }) })
    const { client, send } = world
    send(1, { a: flag(true) })
    client.boolean('a', false)
    send(2, { a: flag(true, { salt: 'other' }) })
    client.boolean('a', false)
    await client.close()
    expect(batches(world)[0]?.counts).toEqual([{ flag: 'a', variant: 'v', reason: 'STATIC', n: 2 }])
  })

  test('F57 a batch that fails is sent once more under the same id, then dropped and said; flags are not affected', async () => {
    const world = start({ heartbeatMs: 1e6 }, { answer: () => ({ status: 503 }) })
    const { client, send, pass, said } = world
    send(1, { a: flag(true) })
    client.boolean('a', false)
    await pass(60_000)
    client.boolean('a', false)
    await pass(60_000)
    client.boolean('a', false)
    await pass(60_000)
    expect(batches(world).map(({ batchId }) => batchId)).toEqual(['id-1', 'id-1', 'id-2', 'id-2', 'id-3'])
    expect(said.filter((text) => text.includes('dropped'))).toHaveLength(1)
    expect(client.status().uncounted).toBe(2)
    expect(client.boolean('a', false)).toBe(true)
  })

  test('F81 a million different keys cost no more than the first few', async () => {
    const world = start({}, { answer: () => ({ status: 202 }) })
    world.send(1, {})
    for (let n = 0; n < 2 * MAX_COUNTS; n += 1) world.client.boolean(`key ${n}`, false)
    await world.client.close()
    expect(batches(world)[0]?.counts).toHaveLength(MAX_COUNTS)
    expect(world.said.filter((text) => text.includes('dropped'))).toHaveLength(1)
  })

  test('a read with a key that is no text never throws, and never makes the batch one that the server refuses', async () => {
    const world = start({}, { answer: () => ({ status: 202 }) })
    world.send(1, { a: flag(true) })
    for (const key of [undefined, null, 5, 5n, {}, Symbol('a'), Object.create(null)]) {
      expect(world.client.boolean(key, true)).toBe(true)
      expect(world.client.details(key, 'x')).toMatchObject({ value: 'x', reason: 'ERROR' })
    }
    world.client.boolean('a', false)
    await world.client.close()
    const [batch] = batches(world)
    expect(batch?.counts).toContainEqual({ flag: 'undefined', reason: 'ERROR', n: 2 })
    expect(batch?.counts).toContainEqual({ flag: 'a', variant: 'v', reason: 'STATIC', n: 1 })
  })

  test('is sent when the page may not come back', async () => {
    const world = start({}, { answer: () => ({ status: 202 }) })
    world.send(1, { a: flag(true) })
    world.client.boolean('a', false)
    world.signal('hide')
    await settle()
    expect(world.requests[0]?.init.keepalive).toBe(true)
  })

  test('names of attributes are told, never values; a sample, and not at all when switched off', async () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    for (const telemetryAttributes of [true, false]) {
      const options = { telemetryIntervalMs: 60_000, telemetryAttributes, heartbeatMs: 1e6 }
      const { client, send, requests } = start(options, { answer: () => ({ status: 202 }) })
      send(1, { flag: flag(true) })
      client.boolean('flag', false, { targetingKey: 'secret-u', plan: 'secret-pro' })
      client.boolean('flag', false, hostile)
      for (let i = 0; i < 1_100; i++) client.boolean('flag', false, { country: 'secret-de' })
      await client.close()
      const body = requests.find(({ path }) => path === '/telemetry')?.init.body ?? ''
      expect(body).not.toContain('secret')
      expect(parseTelemetry(JSON.parse(body)).attributes).toEqual(
        telemetryAttributes ? ['targetingKey', 'plan', 'country'] : undefined,
      )
    }
  })

  test('off with an interval of 0', async () => {
    const { client, send, requests } = start({ telemetryIntervalMs: 0 })
    send(1, { a: flag(true) })
    client.boolean('a', false)
    await client.close()
    expect(requests).toEqual([])
  })
})

test('F55 close leaves no timer, stream or request, whenever it comes', async () => {
  for (const passMs of [0, 400, 5000, 25_000, 400_000]) {
    const { client, pass, timers, streams, requests } = start()
    streams[0]?.listener.failed({ message: 'gone' })
    await pass(passMs)
    await Promise.all([client.close(), client.close()])
    expect(timers()).toBe(0)
    const before = [streams.length, requests.length]
    await pass(1_000_000)
    expect([streams.length, requests.length]).toEqual(before)
    expect(streams.filter(({ isOpen }) => isOpen)).toEqual([])
  }
})

test('F55 close ends a request that is under way, and its timeout', async () => {
  let signal: AbortSignal | undefined
  const fetch: Platform['fetch'] = (_, init) => {
    signal = init.signal as AbortSignal
    return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))
  }
  const { client, timers, streams } = start({}, { fetchFirst: true, fetch })
  await client.close()
  await settle()
  expect(signal?.aborted).toBe(true)
  expect([timers(), streams.length]).toEqual([0, 0])
})
