/** What apps meet: reads, events, `ready`, an outage, the end. */
import { digestOf } from '@halyard/protocol'
import { describe, expect, test } from 'vitest'
import type { Platform } from './ports.ts'
import { BASE, flag, settle, start } from './test-world.ts'

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
    ['an unknown key', { status: 401, message: 'HTTP status 401: No.' }, 'HTTP status 401: No.'],
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

describe('a listener that closes the client', () => {
  test.each(['ready', 'change', 'status'] as const)(
    'of %s: the last status that anybody hears of is closed',
    async (type) => {
      const { client, streams, send } = start()
      const heard: string[] = []
      client.on('status', ({ state }) => void heard.push(`early ${state}`))
      client.on(type, () => void (client.status().state === 'live' && client.close()))
      client.on('status', ({ state }) => void heard.push(`late ${state}`))
      await settle()
      streams[0]?.listener.opened()
      send(1, { a: flag(true) })
      await settle()
      expect(client.status().state).toBe('closed')
      expect(heard.slice(-2)).toEqual(['early closed', 'late closed'])
      expect(heard.filter((text) => text.endsWith('closed'))).toHaveLength(2)
    },
  )

  test('leaves nobody waiting', async () => {
    const { client } = start()
    const waiting = expect(client.ready()).rejects.toMatchObject({ code: 'CLOSED' })
    client.on('status', () => void client.close())
    await waiting
  })
})

describe('an outage is said once, and so is its end', () => {
  type Hear = (message: string, data?: unknown) => void
  const heard = (): { said: string[]; causes: unknown[]; logger: Record<'warn' | 'info', Hear> } => {
    const said: string[] = []
    const causes: unknown[] = []
    const hear: Hear = (message, data) => {
      said.push(message)
      if (data !== undefined) causes.push(data)
    }
    return { said, causes, logger: { warn: hear, info: hear } }
  }
  const LOST = 'halyard: failed; trying again'
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

  test('with its first cause, however each refusal words its own: by the id of the request, say', async () => {
    const { said, causes, logger } = heard()
    let requests = 0
    const answer = () => ({ status: 503, body: JSON.stringify({ detail: `busy, request ${(requests += 1)}` }) })
    const { pass } = start({ logger, telemetryIntervalMs: 0 }, { answer, fetchFirst: true })
    await pass(3_600_000)
    expect(requests).toBeGreaterThan(10)
    expect(said).toEqual([LOST, 'halyard: polling until streams work'])
    expect(causes).toEqual([expect.objectContaining({ message: 'HTTP status 503: busy, request 1' })])
  })

  const items = { flag: {}, segment: {} }
  const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1, items }
  const body = JSON.stringify({ ruleset, digest: digestOf(items), reason: 'poll', ageMs: 0 })

  test.each([0, -1, Number.NaN])(
    'and an interval of %s is none: nobody polls without a pause',
    async (pollIntervalMs) => {
      let requests = 0
      const answer = () => {
        // Asked without a pause, no time would ever pass.
        if ((requests += 1) > 100) throw new Error('asked without a pause')
        return { body }
      }
      const { pass } = start({ pollIntervalMs, telemetryIntervalMs: 0 }, { answer })
      await pass(300_000)
      expect(requests).toBeGreaterThan(5)
      expect(requests).toBeLessThan(30)
    },
  )

  test('where no stream gets through, of its polls', async () => {
    const { said, causes, logger } = heard()
    let isUp = true
    const answer = () => (isUp ? { body } : { status: 503 })
    const { client, pass } = start({ logger, telemetryIntervalMs: 0 }, { answer })
    await pass(120_000)
    expect(client.status()).toMatchObject({ state: 'polling', failure: undefined })
    for (let n = 0; n < 2; n += 1) {
      said.length = causes.length = 0
      isUp = false
      await pass(60_000)
      expect(client.status()).toMatchObject({ state: 'stale', failure: 'HTTP status 503' })
      expect(said.filter((text) => text === LOST)).toHaveLength(1)
      expect(causes).toEqual([expect.objectContaining({ message: 'HTTP status 503' })])
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

test('no timer is asked for longer than timers can count: they would be over at once', () => {
  const delays: number[] = []
  const setTimer = (_: () => void, delayMs: number): (() => void) => {
    delays.push(delayMs)
    return () => {}
  }
  const { client } = start({ telemetryIntervalMs: 0 }, { setTimer })
  for (const timeoutMs of [2 ** 31 - 1, 2 ** 31 - 0.5, 2 ** 31]) void client.ready({ timeoutMs })
  expect(Math.max(...delays)).toBe(2 ** 31 - 1)
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
