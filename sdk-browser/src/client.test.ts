import { readFileSync } from 'node:fs'
import type { FlagItem, Ruleset } from '@halyard/evaluator'
import { digestOf, formatStateId } from '@halyard/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BrowserClient } from './browser.ts'
import { type BrowserOptions, createClient } from './client.ts'
import { VERSION } from './version.ts'

const CLIENT_ID = 'hal_cid_abc_00000000'
const STORED = `halyard https://flags.example/client/v1/${CLIENT_ID}`
/** What browsers keep alive, all in all. */
const KEPT_ALIVE_BYTES = 65_536
const sources: FakeEventSource[] = []
const requests: { url: string; init: RequestInit }[] = []
const clients: BrowserClient[] = []
let served: string | undefined

beforeEach(() => {
  vi.stubGlobal('EventSource', FakeEventSource)
  served = undefined
  sources.length = requests.length = 0
})

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
  vi.unstubAllGlobals()
})

test('the version is the package’s', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  expect(VERSION).toBe(JSON.parse(text).version)
})

test.each<[unknown, string]>([
  [undefined, '`clientId` must be "hal_cid_…", got undefined.'],
  [{ clientId: CLIENT_ID }, '`url` must be absolute, got undefined.'],
  [{ clientId: CLIENT_ID, url: 'flags.example' }, 'Did you mean "https://flags.example"?'],
  [{ clientId: CLIENT_ID, url: 'http://flags.example', allowInsecure: 'false' }, '`url` must be https'],
])('a wrong option throws at construction, and says what to do: %j', (options, message) => {
  expect(() => createClient(options as BrowserOptions)).toThrow(message)
})

test('fetches first, then streams from there', async () => {
  served = body(ruleset(3, { checkout: toAll() }))
  const flags = open()
  await flags.ready({ timeoutMs: 5000 })
  expect(requests[0]?.url).toBe(`https://flags.example/client/v1/${CLIENT_ID}/ruleset`)
  expect(flags.boolean('checkout', false)).toBe(true)
  const { pathname, searchParams } = new URL(await streamed())
  expect(pathname).toBe(`/client/v1/${CLIENT_ID}/stream`)
  expect(searchParams.get('since')).toBe(idOf(ruleset(3, { checkout: toAll() })))
  expect(searchParams.get('sdk')).toBe(`browser/${VERSION}`)
})

test('asks for nothing that a browser would preflight, and sends no credentials', async () => {
  served = body(ruleset(3, { checkout: toAll() }))
  const flags = open({ telemetryIntervalMs: 60_000 })
  await flags.ready({ timeoutMs: 5000 })
  flags.boolean('checkout', false)
  await flags.close()
  expect(requests.map(({ url }) => url.slice(url.lastIndexOf('/')))).toEqual(['/ruleset', '/telemetry'])
  for (const { init } of requests) expect(init).toMatchObject({ credentials: 'omit' })
  for (const { init } of requests) expect(init).not.toHaveProperty('headers')
  expect(requests[1]?.init.keepalive).toBe(true)
})

test('more counts than a browser keeps alive after the page are sent while it is there, not refused and lost', async () => {
  served = body(ruleset(3, {}))
  const flags = open({ telemetryIntervalMs: 60_000 })
  await flags.ready({ timeoutMs: 5000 })
  for (let n = 0; n < 1500; n += 1) flags.boolean(`made-up-${n}`, false)
  await flags.close()
  const sent = requests.filter(({ url }) => url.endsWith('/telemetry'))
  expect(sent).toHaveLength(1)
  const text = await new Response(sent[0]?.init.body).text()
  expect(text.length).toBeGreaterThan(KEPT_ALIVE_BYTES)
  expect(sent[0]?.init.keepalive).toBe(false)
})

describe('identify', () => {
  test('switches every read at once, without asking the server', async () => {
    served = body(ruleset(3, { checkout: toAll({ targetingKey: ['u-2'] }) }))
    const flags = open({ context: { targetingKey: 'u-1' } })
    await flags.ready({ timeoutMs: 5000 })
    expect(flags.boolean('checkout', false)).toBe(false)
    flags.identify({ targetingKey: 'u-2' })
    expect(flags.context()).toEqual({ targetingKey: 'u-2' })
    expect(flags.boolean('checkout', false)).toBe(true)
    expect(flags.details('checkout', false)).toMatchObject({ value: true, reason: 'TARGETING_MATCH' })
    expect(flags.all()['checkout']?.value).toBe(true)
    expect(flags.explain('checkout')).toMatchObject({ value: true })
    expect(requests).toHaveLength(1)
  })

  test('F52 twice fast: the last one wins and nobody sees the other’s values', async () => {
    served = body(ruleset(3, { checkout: toAll({ targetingKey: ['a'] }) }))
    const flags = open({ context: { targetingKey: 'a' } })
    flags.identify({ targetingKey: 'a' })
    flags.identify({ targetingKey: 'b' })
    await flags.ready({ timeoutMs: 5000 })
    expect(flags.boolean('checkout', false)).toBe(false)
  })

  test('F60 whatever is passed, reads go on', async () => {
    served = body(ruleset(3, { checkout: toAll({ targetingKey: ['u-1'] }) }))
    const flags = open({ anonymousKey: true })
    await flags.ready({ timeoutMs: 5000 })
    for (const context of [null, undefined, 'text', 7, [], { targetingKey: Symbol('x') }, new Proxy({}, throwing)]) {
      flags.identify(context as never)
      expect(flags.boolean('checkout', true)).toBe(false)
    }
  })
})

test('an anonymous visitor is placed, and placed the same after a reload', async () => {
  served = body(ruleset(3, { checkout: split() }))
  const storage = memory()
  const first = open({ anonymousKey: true, storage })
  await first.ready({ timeoutMs: 5000 })
  const second = open({ anonymousKey: true, storage })
  await second.ready({ timeoutMs: 5000 })
  expect(first.details('checkout', false)).toMatchObject({ reason: 'SPLIT' })
  expect(second.context()).toEqual(first.context())
})

describe('F47 the server is gone when the page loads', () => {
  test('with nothing kept, reads return the fallback and say why; ready gives up in time', async () => {
    const flags = open()
    await expect(flags.ready({ timeoutMs: 20 })).rejects.toMatchObject({ name: 'ClientError', code: 'TIMEOUT' })
    expect(flags.details('checkout', true)).toMatchObject({ value: true, errorCode: 'PROVIDER_NOT_READY' })
  })

  test('with a cache, the last known good is there before any answer', async () => {
    served = body(ruleset(3, { checkout: toAll() }))
    const storage = memory()
    await open({ storage }).ready({ timeoutMs: 5000 })
    served = undefined
    const flags = open({ storage })
    expect(flags.boolean('checkout', false)).toBe(true)
    expect(await flags.ready()).toEqual({ source: 'cache' })
    expect(flags.status()).toMatchObject({ state: 'cached', revision: 3, source: 'cache' })
  })

  test('with a bootstrap, it', async () => {
    const flags = open({ bootstrap: ruleset(2, { checkout: toAll() }) })
    expect(flags.boolean('checkout', false)).toBe(true)
    expect(await flags.ready()).toEqual({ source: 'bootstrap' })
  })
})

test('F50 a cache that was tampered with is ignored', async () => {
  served = body(ruleset(3, { checkout: toAll() }))
  const storage = memory()
  await open({ storage }).ready({ timeoutMs: 5000 })
  storage.setItem(STORED, (storage.getItem(STORED) ?? '').replace('"revision":3', '"revision":9'))
  served = undefined
  expect(open({ storage }).status()).toMatchObject({ state: 'connecting', revision: undefined })
})

test('F50 a full storage costs the cache and nothing else', async () => {
  served = body(ruleset(3, { checkout: toAll() }))
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }
  const flags = open({ storage: full, anonymousKey: true })
  await flags.ready({ timeoutMs: 5000 })
  expect(flags.boolean('checkout', false)).toBe(true)
})

test('a change on the stream is what the next read returns', async () => {
  served = body(ruleset(3, { checkout: toAll() }))
  const flags = open()
  await flags.ready({ timeoutMs: 5000 })
  await streamed()
  const seen: unknown[] = []
  flags.on('change', ({ revision }) => seen.push([revision, flags.boolean('checkout', false)]))
  const killed = { ...toAll(), enabled: false, revision: 4, hash: '4444444444444444' }
  const digest = digestOf({ flag: { checkout: killed }, segment: {} })
  sources[0]?.say('change', { epoch: 1, from: 3, revision: 4, digest, ageMs: 0, items: { flag: { checkout: killed } } })
  expect(seen).toEqual([[4, false]])
})

describe('wrong options throw and say what to do', () => {
  test.each([
    [{ clientId: 'hal_sdk_abc_secret_00000000' }, /client id|hal_cid_/],
    [{ url: 'flags.example' }, /https:\/\/flags\.example/],
    [{ url: 'http://flags.example' }, /https/],
    [{ mode: 'remotee' as never }, /`mode` must be local or remote, got "remotee"\./],
  ])('%o', (options, message) => {
    expect(() => open(options)).toThrow(message)
  })
})

const throwing: ProxyHandler<object> = {
  get: () => {
    throw new Error('no')
  },
  ownKeys: () => {
    throw new Error('no')
  },
  getOwnPropertyDescriptor: () => {
    throw new Error('no')
  },
}

function open(options: Partial<BrowserOptions> = {}): BrowserClient {
  const client = createClient({
    url: 'https://flags.example',
    clientId: CLIENT_ID,
    storage: null,
    telemetryIntervalMs: 0,
    fetch: fakeFetch as typeof fetch,
    ...options,
  })
  clients.push(client)
  return client
}

async function fakeFetch(url: string, init: RequestInit): Promise<Response> {
  requests.push({ url, init })
  if (served === undefined) throw new TypeError('Failed to fetch')
  return new Response(url.endsWith('/telemetry') ? null : served, { status: url.endsWith('/telemetry') ? 204 : 200 })
}

/** Resolves with the URL of the first stream once it is asked for. */
function streamed(): Promise<string> {
  return vi.waitFor(() => {
    const [source] = sources
    if (!source) throw new Error('no stream yet')
    return source.url
  })
}

class FakeEventSource {
  readonly #listeners = new Map<string, (event: { data: string }) => void>()
  readonly url: string

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

function memory(): Storage {
  const map = new Map<string, string>()
  return { getItem: (key) => map.get(key) ?? null, setItem: (key, text) => void map.set(key, text) } as Storage
}

function toAll(targets?: Record<string, string[]>): FlagItem {
  return {
    revision: 3,
    hash: '3333333333333333',
    type: 'boolean',
    variants: { on: true, off: false },
    enabled: true,
    offVariant: 'off',
    ...(targets && {
      targets: Object.entries(targets).map(([attribute, values]) => ({ attribute, values, variant: 'on' })),
    }),
    fallthrough: { variant: targets ? 'off' : 'on' },
  }
}

function split(): FlagItem {
  return {
    ...toAll(),
    fallthrough: {
      split: {
        ranges: [
          ['on', 50_000],
          ['off', 100_000],
        ],
      },
    },
  }
}

function ruleset(revision: number, flag: Record<string, FlagItem>): Ruleset {
  return {
    project: 'shop',
    environment: 'production',
    environmentId: 'e-1',
    epoch: 1,
    revision,
    hashSalt: 'salt',
    items: { flag, segment: {} },
  }
}

function body(content: Ruleset): string {
  return JSON.stringify({ ruleset: content, digest: digestOf(content.items as never), reason: 'poll', ageMs: 0 })
}

function idOf(content: Ruleset): string {
  return formatStateId({ ...content, digest: digestOf(content.items as never) })
}
