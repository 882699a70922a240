import type { EvaluationContext } from '@halyard/evaluator'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BrowserClient } from './browser.ts'
import { createClient as createEither } from './client.ts'
import { createClient, type RemoteOptions } from './remote-client.ts'

const CLIENT_ID = 'hal_cid_abc_00000000'
const DIGEST = '00000000000000aa'
const clients: BrowserClient[] = []
const sources: FakeEventSource[] = []
const asked: Asked[] = []

/** A question that waits for the test to answer it. */
interface Asked {
  readonly url: string
  readonly context: EvaluationContext
  readonly signature: string | undefined
  readonly headers: Record<string, string>
  answer(body: unknown, init?: ResponseInit): Promise<void>
}

beforeEach(() => {
  vi.stubGlobal('EventSource', FakeEventSource)
  vi.useFakeTimers()
  sources.length = asked.length = 0
})

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('asks who is looking for values, then listens from their state on', async () => {
  const flags = open({ context: { targetingKey: 'ann', plan: 'gold' } })
  expect(flags.boolean('checkout', false)).toBe(false)
  expect(flags.details('checkout', false)).toMatchObject({ errorCode: 'PROVIDER_NOT_READY' })
  expect(asked[0]?.url).toBe(`https://flags.example/client/v1/${CLIENT_ID}/evaluate`)
  expect(asked[0]?.context).toEqual({ targetingKey: 'ann', plan: 'gold' })
  await asked[0]?.answer(values(3, { checkout: true }))
  expect(await flags.ready()).toEqual({ source: 'network' })
  expect(flags.boolean('checkout', false)).toBe(true)
  const { pathname, searchParams } = new URL(sources[0]?.url ?? '')
  expect([pathname, searchParams.get('since')]).toEqual([`/client/v1/${CLIENT_ID}/notices`, `1.3.${DIGEST}`])
  expect(sources[0]?.url).not.toMatch(/ann|gold/)
  sources[0]?.say('heartbeat', position(3))
  expect(flags.status()).toMatchObject({ state: 'live', epoch: 1, revision: 3, source: 'network' })
})

test('the main entry takes the mode as an option', async () => {
  const flags = createEither({ ...BASE, fetch: fakeFetch, mode: 'remote', context: { targetingKey: 'ann' } })
  clients.push(flags)
  await asked[0]?.answer(values(3, { checkout: true }))
  expect(flags.boolean('checkout', false)).toBe(true)
})

test('a notice asks again within the spread that it names, once for many', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  const flags = await live()
  const changes: unknown[] = []
  flags.on('change', (change) => changes.push(change))
  sources[0]?.say('notice', { ...position(4), spreadMs: 4000 })
  sources[0]?.say('notice', { ...position(5), spreadMs: 4000 })
  await vi.advanceTimersByTimeAsync(1999)
  expect(asked).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(asked).toHaveLength(2)
  await asked[1]?.answer(values(5, { checkout: false, more: 1 }))
  expect(flags.boolean('checkout', true)).toBe(false)
  expect(changes).toEqual([{ revision: 5, flags: ['checkout', 'more'] }])
  expect(flags.status()).toMatchObject({ state: 'live', revision: 5 })
})

test('a notice that comes while an answer is under way is asked about after it', async () => {
  const flags = await live()
  sources[0]?.say('notice', { ...position(4), spreadMs: 0 })
  await vi.advanceTimersByTimeAsync(1)
  sources[0]?.say('notice', { ...position(5), spreadMs: 0 })
  await asked[1]?.answer(values(4, { checkout: false }))
  await vi.advanceTimersByTimeAsync(1000)
  await asked[2]?.answer(values(5, { checkout: true }))
  expect(flags.status().revision).toBe(5)
})

test('a node that lags behind the stream is asked less and less', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1)
  await live()
  sources[0]?.say('notice', { ...position(4), spreadMs: 0 })
  const waitedMs: number[] = []
  for (let n = 1; n < 5; n += 1) {
    const before = Date.now()
    while (asked.length <= n) await vi.advanceTimersByTimeAsync(100)
    waitedMs.push(Date.now() - before)
    await asked[n]?.answer(values(3, { checkout: true }))
  }
  expect(waitedMs).toEqual([100, 1000, 2000, 4000])
})

test('an answer of an earlier state than was seen is not shown, whoever is looking', async () => {
  const flags = await live()
  flags.identify({ targetingKey: 'bob' })
  await vi.advanceTimersByTimeAsync(1)
  await asked[1]?.answer(values(2, { checkout: true }))
  expect(flags.details('checkout', false)).toMatchObject({ value: false, errorCode: 'PROVIDER_NOT_READY' })
  expect(flags.status().revision).toBeUndefined()
})

test('values of a later epoch that were kept yield to the server’s; what it vouched for does not', async () => {
  const kept = { ...values(3, { checkout: true }), epoch: 999_999_999_999_998 }
  const flags = open({ context: { targetingKey: 'ann' }, bootstrap: kept as never })
  expect(flags.boolean('checkout', false)).toBe(true)
  sources[0]?.onopen?.()
  sources[0]?.say('heartbeat', position(4))
  while (asked.length === 0) await vi.advanceTimersByTimeAsync(1000)
  await asked[0]?.answer(values(4, { checkout: false }))
  expect(flags.boolean('checkout', true)).toBe(false)
  expect(flags.status()).toMatchObject({ epoch: 1, revision: 4, source: 'network', failure: undefined })
  flags.identify({ targetingKey: 'ann', plan: 'pro' })
  await vi.advanceTimersByTimeAsync(1)
  await asked[1]?.answer({ ...values(9, { checkout: true }), epoch: 0 })
  expect(flags.boolean('checkout', true)).toBe(false)
})

test.each([
  'no json',
  '{}',
  '{"epoch":1,"revision":-1,"digest":"x","flags":{}}',
  `{"epoch":1,"revision":9,"digest":"${DIGEST}","flags":{"checkout":null}}`,
  `{"epoch":1,"revision":9,"digest":"${DIGEST}","flags":{"checkout":{"flagKey":"other","reason":"STATIC","flagMetadata":{}}}}`,
])('a page of some proxy in place of values changes nothing: %s', async (text) => {
  const flags = await live()
  sources[0]?.say('notice', { ...position(9), spreadMs: 0 })
  await vi.advanceTimersByTimeAsync(1)
  await asked[1]?.answer(text)
  expect(flags.boolean('checkout', false)).toBe(true)
  expect(flags.status()).toMatchObject({ revision: 3, failure: 'no usable values' })
})

test('another type than the flag’s, no value, no flag: the caller’s default, and why', async () => {
  const flags = await live({ checkout: true, size: undefined })
  expect(flags.details('checkout', 'x')).toMatchObject({ value: 'x', errorCode: 'TYPE_MISMATCH' })
  expect(flags.details('size', 7)).toMatchObject({ value: 7, reason: 'STATIC' })
  for (const key of ['none', '__proto__', 'toString']) {
    expect(flags.details(key, false)).toMatchObject({ value: false, errorCode: 'FLAG_NOT_FOUND' })
  }
  expect(Object.keys(flags.all())).toEqual(['checkout', 'size'])
  expect(flags.explain('checkout')).toBeUndefined()
})

test('values are shared and frozen, and stay the same object while they do not change', async () => {
  const flags = await live({ theme: { colours: ['red'] }, checkout: true })
  const theme = flags.object('theme', {})
  expect(() => Object.assign(theme, { x: 1 })).toThrow(TypeError)
  sources[0]?.say('notice', { ...position(4), spreadMs: 0 })
  await vi.advanceTimersByTimeAsync(1)
  await asked[1]?.answer(values(4, { theme: { colours: ['red'] }, checkout: false }))
  expect(flags.object('theme', {})).toBe(theme)
})

describe('F52 identify twice fast', () => {
  test('the reply of user A after the switch to B is never visible', async () => {
    const flags = open({ context: { targetingKey: 'ann' } })
    const shown: unknown[] = []
    flags.on('change', () => shown.push(flags.string('who', 'nobody')))
    flags.identify({ targetingKey: 'bob' })
    await vi.advanceTimersByTimeAsync(1)
    await asked[1]?.answer(values(3, { who: 'bob' }))
    await asked[0]?.answer(values(4, { who: 'ann' }))
    expect(flags.string('who', 'nobody')).toBe('bob')
    expect(shown).toEqual(['bob'])
  })

  test('A’s values are gone at once, and the last call wins', async () => {
    const flags = await live({ who: 'ann' })
    flags.identify({ targetingKey: 'bob' })
    expect(flags.string('who', 'nobody')).toBe('nobody')
    expect(flags.all()).toEqual({})
    flags.identify({ targetingKey: 'cem' })
    await vi.advanceTimersByTimeAsync(1)
    expect(asked.slice(1).map(({ context }) => context.targetingKey)).toEqual(['cem'])
    const isReady = flags.ready()
    await asked[1]?.answer(values(3, { who: 'cem' }))
    await isReady
    expect(flags.string('who', 'nobody')).toBe('cem')
    expect(flags.status().state).toBe('live')
  })

  test('more said of the same visitor keeps what they see until it may be another', async () => {
    const flags = await live({ who: 'ann' })
    flags.identify({ targetingKey: 'ann', plan: 'gold' })
    expect(flags.string('who', 'nobody')).toBe('ann')
    await vi.advanceTimersByTimeAsync(1)
    await asked[1]?.answer(values(3, { who: 'golden ann' }))
    expect(flags.string('who', 'nobody')).toBe('golden ann')
  })

  test('more said of the same visitor needs no second signature; another visitor needs one', async () => {
    const flags = open({ context: { targetingKey: 'ann' }, signature: 'signed ann' })
    const signatures: unknown[] = []
    for (const [context, signature] of [
      [{ targetingKey: 'ann', plan: 'gold' }],
      [{ targetingKey: 'ann' }, 'signed anew'],
      [{ targetingKey: 'bob' }],
    ] as const) {
      flags.identify(context, signature)
      await vi.advanceTimersByTimeAsync(1)
      signatures.push(asked.at(-1)?.signature)
    }
    expect(signatures).toEqual(['signed ann', 'signed anew', undefined])
  })

  test('of two visitors without a key nobody knows that they are one', async () => {
    const flags = await live({ who: 'x' }, {})
    flags.identify({ plan: 'gold' })
    expect(flags.string('who', 'nobody')).toBe('nobody')
  })
})

test('who comes after a visitor that was refused is not refused for them', async () => {
  const flags = open({ context: { targetingKey: 'ann' }, signature: 'forged' })
  await asked[0]?.answer('{}', { status: 403 })
  await expect(flags.ready()).rejects.toMatchObject({ code: 'REFUSED' })
  flags.identify({ targetingKey: 'bob' }, 'good')
  const ready = expect(flags.ready()).resolves.toEqual({ source: 'network' })
  await vi.advanceTimersByTimeAsync(1)
  await asked[1]?.answer(values(3, { who: 'bob' }))
  await ready
})

test('a goodbye that names no spread leaves the client with its timers', async () => {
  await live()
  sources[0]?.say('goodbye', {})
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sources.length).toBeGreaterThan(1)
})

test.each(['soon', -1, {}])(
  'a goodbye whose spread is %j is none: the client connects again by back-off',
  async (spreadMs) => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const flags = await live()
    sources[0]?.say('goodbye', { reason: 'draining', ageMs: 0, spreadMs })
    await vi.advanceTimersByTimeAsync(0)
    expect(sources).toHaveLength(1)
    expect(flags.status().state).toBe('connecting')
    await vi.advanceTimersByTimeAsync(1000)
    expect(sources).toHaveLength(2)
  },
)

test('who is told of after close is not asked about: they see nothing of the visitor before, and no request goes out', async () => {
  const flags = await live({ who: 'ann' })
  await flags.close()
  expect(flags.string('who', 'nobody')).toBe('ann')
  flags.identify({ targetingKey: 'bob' })
  expect(flags.string('who', 'nobody')).toBe('nobody')
  expect(vi.getTimerCount()).toBe(0)
  await vi.advanceTimersByTimeAsync(600_000)
  expect([asked.length, sources.length]).toEqual([1, 1])
})

describe('what was kept', () => {
  test('is shown at once to the same visitor, and to nobody else', async () => {
    const storage = memory()
    const before = open({ storage, context: { targetingKey: 'ann' } })
    await asked[0]?.answer(values(3, { who: 'ann' }))
    await before.close()
    const ann = open({ storage, context: { targetingKey: 'ann' } })
    expect(ann.string('who', 'nobody')).toBe('ann')
    expect(ann.status()).toMatchObject({ state: 'cached', source: 'cache' })
    const bob = open({ storage, context: { targetingKey: 'bob' } })
    expect(bob.string('who', 'nobody')).toBe('nobody')
    bob.identify({ targetingKey: 'ann' })
    expect(bob.string('who', 'nobody')).toBe('ann')
    expect(JSON.stringify(storage)).not.toContain('targetingKey')
  })

  test('values that came with the page are shown before anything is asked', () => {
    const bootstrap = values(3, { who: 'ann' }) as NonNullable<RemoteOptions['bootstrap']>
    const flags = open({ bootstrap, context: { targetingKey: 'ann' } })
    expect(flags.string('who', 'nobody')).toBe('ann')
    expect(asked).toEqual([])
    expect(new URL(sources[0]?.url ?? '').searchParams.get('since')).toBe(`1.3.${DIGEST}`)
  })
})

describe('without a stream it polls', () => {
  test('and a 304 confirms what is held', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const flags = await live({ checkout: true }, { targetingKey: 'ann' }, { ETag: '"1.3.x-y"' })
    vi.stubGlobal('EventSource', undefined)
    sources[0]?.onerror?.()
    await vi.advanceTimersByTimeAsync(25_000)
    expect(asked[1]?.headers).toEqual({ 'if-none-match': '"1.3.x-y"' })
    await asked[1]?.answer(null, { status: 304 })
    expect(flags.status()).toMatchObject({ state: 'polling', revision: 3, ageMs: 0 })
  })

  test('a refused client id is told at once', async () => {
    const flags = open()
    const refused = expect(flags.ready()).rejects.toMatchObject({ code: 'REFUSED' })
    await asked[0]?.answer('{}', { status: 401 })
    await refused
  })
})

const BASE = { url: 'https://flags.example', clientId: CLIENT_ID, storage: null, telemetryIntervalMs: 0 } as const

function open(options: Partial<RemoteOptions> = {}): BrowserClient {
  const client = createClient({ ...BASE, fetch: fakeFetch, ...options })
  clients.push(client)
  return client
}

/** With these values at revision 3, and a stream that says so. */
async function live(
  flags: Record<string, unknown> = { checkout: true },
  context: EvaluationContext = { targetingKey: 'ann' },
  headers: Record<string, string> = {},
): Promise<BrowserClient> {
  const client = open({ context })
  await asked[0]?.answer(values(3, flags), { headers })
  sources[0]?.onopen?.()
  sources[0]?.say('heartbeat', position(3))
  expect(client.status().state).toBe('live')
  return client
}

const fakeFetch = ((url: string, init: RequestInit) =>
  new Promise<Response>((resolve) => {
    asked.push({
      url,
      ...JSON.parse(init.body as string),
      headers: { ...(init.headers as Record<string, string>) },
      async answer(body, head) {
        resolve(new Response(typeof body === 'object' && body ? JSON.stringify(body) : (body as string | null), head))
        await vi.advanceTimersByTimeAsync(0)
      },
    })
  })) as typeof fetch

function position(revision: number): object {
  return { epoch: 1, revision, digest: DIGEST, ageMs: 0 }
}

function values(revision: number, flags: Record<string, unknown>): object {
  const evaluations = Object.entries(flags).map(([flagKey, value]) => [
    flagKey,
    { flagKey, value, reason: 'STATIC', flagMetadata: {} },
  ])
  return { epoch: 1, revision, digest: DIGEST, flags: Object.fromEntries(evaluations) }
}

function memory(): Storage {
  const map: Record<string, string> = {}
  const storage = { getItem: (key: string) => map[key] ?? null, toJSON: () => map }
  return { ...storage, setItem: (key: string, text: string) => void (map[key] = text) } as unknown as Storage
}

/** The browser's, hand-driven. */
class FakeEventSource {
  readonly #listeners = new Map<string, (event: { data: string }) => void>()
  readonly url: string
  onopen?: () => void
  onerror?: () => void

  constructor(url: string) {
    this.url = url
    sources.push(this)
  }

  addEventListener(name: string, listener: (event: { data: string }) => void): void {
    this.#listeners.set(name, listener)
  }

  close(): void {}

  say(name: string, data: unknown): void {
    this.#listeners.get(name)?.({ data: JSON.stringify(data) })
  }
}
