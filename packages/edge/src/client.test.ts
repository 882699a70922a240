import { isClientError } from '@halyard/sdk-core'
import { expect, test, vi } from 'vitest'
import { createEdgeClient } from './client.ts'
import { bodyOf, Ctx, ownTime, rulesetOf, Server, setUp } from './test-world.ts'

ownTime()

test('before anything is there, reads give the caller’s default and say so', () => {
  const { client, server } = setUp()
  expect(client.boolean('a', true)).toBe(true)
  expect(client.details('a', true)).toMatchObject({ value: true, reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY' })
  expect(client.all()).toEqual({})
  expect(client.status()).toMatchObject({ state: 'connecting', source: undefined, ageMs: undefined })
  expect(server.asked).toHaveLength(0)
})

test('rules come with the first request, and nobody asks again while they are fresh', async () => {
  const { client, server } = setUp()
  server.serve({ revision: 7 })
  expect(await client.ready()).toMatchObject({ state: 'polling', revision: 7, epoch: 1, source: 'network', ageMs: 0 })
  expect(client.boolean('a', false)).toBe(true)
  expect(client.details('none', 'x')).toMatchObject({ value: 'x', errorCode: 'FLAG_NOT_FOUND' })
  expect(client.details('a', 'x')).toMatchObject({ value: 'x', errorCode: 'TYPE_MISMATCH' })
  expect(client.all()['a']).toMatchObject({ value: true, reason: 'STATIC' })
  vi.advanceTimersByTime(9_999)
  await client.ready()
  expect(server.asked).toHaveLength(1)
  expect(server.asked[0]?.get('authorization')).toMatch(/^Bearer hal_sdk_key/)
  expect(server.asked[0]?.get('x-halyard-sdk')).toBe('edge/0.1.0')
})

test('after maxAgeMs a request waits for the server’s word, by ETag', async () => {
  const { client, server } = setUp({ maxAgeMs: 1_000 })
  server.serve({ revision: 7 })
  await client.ready()
  vi.advanceTimersByTime(1_000)
  expect(await client.ready()).toMatchObject({ revision: 7, ageMs: 0 })
  expect(server.asked[1]?.get('if-none-match')).toMatch(/^"1\.7\.[0-9a-f]{16}"$/)
  server.serve({ revision: 8, isOn: false })
  vi.advanceTimersByTime(1_000)
  await client.ready()
  expect(client.boolean('a', true)).toBe(false)
})

test('a hundred requests at once ask once, and clients of one key share what is held', async () => {
  const { client, server, again } = setUp()
  server.serve({ revision: 7 })
  const clients = [client, ...Array.from({ length: 99 }, again)]
  await Promise.all(clients.map((one) => one.ready(new Ctx())))
  expect(clients.map((one) => one.boolean('a', false))).toEqual(clients.map(() => true))
  expect(server.asked).toHaveLength(1)
})

test('a slow answer to somebody else, older than maxAgeMs by the time it comes, is not the last word', async () => {
  const { client, server, again } = setUp({ maxAgeMs: 1_000 })
  let release: (answer: Response) => void = () => {}
  server.say(() => new Promise((resolve) => (release = resolve)))
  const first = client.ready(new Ctx())
  await vi.advanceTimersByTimeAsync(0)
  expect(server.asked).toHaveLength(1)
  vi.advanceTimersByTime(1_001)
  const second = again().ready(new Ctx())
  server.serve({ revision: 8, isOn: false })
  release(new Response(bodyOf({ revision: 7 })))
  await first
  expect(await second).toMatchObject({ revision: 8 })
})

test('with waitUntil the rules are renewed early, and nobody waits', async () => {
  const { client, server } = setUp()
  server.serve({ revision: 7 })
  await client.ready(new Ctx())
  vi.advanceTimersByTime(4_999)
  expect(await client.ready(new Ctx())).toMatchObject({ ageMs: 4_999 })
  expect(server.asked).toHaveLength(1)
  server.serve({ revision: 8 })
  vi.advanceTimersByTime(1)
  const ctx = new Ctx()
  expect(await client.ready(ctx)).toMatchObject({ revision: 7, ageMs: 5_000 })
  expect(await ctx.end()).toBe(1)
  expect(client.status()).toMatchObject({ revision: 8, ageMs: 0 })
})

test('beyond maxAgeMs a request waits, unless it may be answered meanwhile', async () => {
  const { client, server } = setUp({ staleWhileRevalidateMs: 1_000 })
  server.serve({ revision: 7 })
  await client.ready(new Ctx())
  server.serve({ revision: 8 })
  vi.advanceTimersByTime(11_000)
  const ctx = new Ctx()
  expect(await client.ready(ctx)).toMatchObject({ revision: 7 })
  await ctx.end()
  server.serve({ revision: 9 })
  vi.advanceTimersByTime(11_001)
  expect(await client.ready(new Ctx())).toMatchObject({ revision: 9 })
})

test('a waitUntil that has lost its `this` makes the request wait, and breaks nothing', async () => {
  const { client, server } = setUp()
  server.serve({ revision: 7 })
  const ctx = new Ctx()
  expect(await client.ready({ waitUntil: ctx.waitUntil })).toMatchObject({ revision: 7 })
})

const BAD_ANSWERS: Readonly<Record<string, () => Response | Promise<Response>>> = {
  'the server is gone': () => Promise.reject(new TypeError('connection refused')),
  'a 500': () => new Response('oops', { status: 500 }),
  'a 401': () => new Response('{}', { status: 401 }),
  'a redirect': () => new Response(null, { status: 302, headers: { location: 'https://login.example' } }),
  'a page of HTML with 200': () => new Response('<!doctype html><title>Sign in</title>'),
  'JSON of another kind': () => new Response('{"ok":true}'),
  'an earlier epoch': () => new Response(bodyOf({ revision: 99, epoch: 0, isOn: false })),
  'an earlier revision': () => new Response(bodyOf({ revision: 6, isOn: false })),
  'items that are not what the digest says': () =>
    new Response(bodyOf({ revision: 8, isOn: false }).replace('0000000080', '0000000090')),
  'a 204': () => new Response(null, { status: 204 }),
}

test.each(Object.entries(BAD_ANSWERS))('%s leaves the last known good, said in words', async (_, answer) => {
  const { client, server } = setUp()
  server.serve({ revision: 7 })
  await client.ready()
  server.say(answer)
  vi.advanceTimersByTime(10_000)
  expect(await client.ready()).toMatchObject({
    state: 'stale',
    revision: 7,
    ageMs: 10_000,
    failure: expect.any(String),
  })
  expect(client.boolean('a', false)).toBe(true)
  server.serve({ revision: 8 })
  vi.advanceTimersByTime(30_000)
  expect(await client.ready()).toMatchObject({ state: 'polling', revision: 8, failure: undefined })
})

test('what the server says of a refusal is in the status', async () => {
  const { client, server } = setUp()
  server.say(() => new Response('{"detail":"The credential is unknown."}', { status: 401 }))
  expect(await client.ready()).toMatchObject({ failure: 'HTTP status 401: The credential is unknown.' })
})

test('a 304 to somebody who holds nothing is a failure', async () => {
  const { client, server } = setUp()
  server.say(() => new Response(null, { status: 304 }))
  expect(await client.ready()).toMatchObject({ state: 'connecting', failure: 'HTTP status 304' })
})

test('a server that does not answer costs timeoutMs, once', async () => {
  const { client, server } = setUp({ timeoutMs: 20 })
  server.say(() => new Promise(() => {}))
  const ready = client.ready()
  await vi.advanceTimersByTimeAsync(20)
  expect(await ready).toMatchObject({ source: undefined, failure: expect.stringMatching(/timeout/i) })
  await client.ready()
  expect(server.asked).toHaveLength(1)
})

test('a GET that a platform ended together with its request is given up by the others', async () => {
  const server = new Server()
  server.serve({ revision: 7 })
  const ended = vi.fn(() => new Promise<Response>(() => {}))
  const options = { url: 'http://127.0.0.1:4400', sdkKey: 'hal_sdk_ended_secret', timeoutMs: 20 }
  void createEdgeClient({ ...options, fetch: ended }).ready()
  const client = createEdgeClient({ ...options, fetch: server.fetch as typeof fetch })
  const ready = client.ready(new Ctx())
  await vi.advanceTimersByTimeAsync(20)
  expect(await ready).toMatchObject({ source: undefined })
  expect([ended.mock.calls.length, server.asked.length]).toEqual([1, 0])
  vi.advanceTimersByTime(20)
  expect(await client.ready()).toMatchObject({ revision: 7 })
})

test('failures are followed by rests that grow, and by Retry-After', async () => {
  const { client, server } = setUp()
  server.say(() => new Response('', { status: 503 }))
  const asked = async (forMs: number): Promise<number> => {
    const before = server.asked.length
    for (let ms = 0; ms < forMs; ms += 100) {
      await client.ready()
      vi.advanceTimersByTime(100)
    }
    return server.asked.length - before
  }
  expect(await asked(10_000)).toBeLessThanOrEqual(6)
  await asked(60_000)
  expect(await asked(60_000)).toBeLessThanOrEqual(4)
  server.say(() => new Response('', { status: 429, headers: { 'retry-after': '120' } }))
  vi.advanceTimersByTime(30_000)
  expect(await asked(120_000)).toBe(1)
})

test('a later epoch is taken whatever its revision, and so is another environment', async () => {
  const { client, server } = setUp()
  server.serve({ revision: 7 })
  await client.ready()
  server.serve({ revision: 3, epoch: 2 })
  vi.advanceTimersByTime(10_000)
  expect(await client.ready()).toMatchObject({ epoch: 2, revision: 3 })
  server.serve({ revision: 1, epoch: 1, environmentId: 'e2' })
  vi.advanceTimersByTime(10_000)
  expect(await client.ready()).toMatchObject({ epoch: 1, revision: 1 })
})

test('a flag with maxStalenessMs serves its off variant once the server’s word is older, by any clock', async () => {
  const { client, server } = setUp()
  server.serve({ revision: 7, flag: { maxStalenessMs: 60_000 } }, { age: '30' })
  expect(await client.ready()).toMatchObject({ ageMs: 30_000 })
  expect(client.details('a', true)).toMatchObject({ value: true, reason: 'STATIC' })
  vi.advanceTimersByTime(30_001)
  expect(client.details('a', true)).toMatchObject({ value: false, reason: 'STALE' })
  expect(client.all()['a']).toMatchObject({ reason: 'STALE' })
  vi.setSystemTime(0)
  expect(client.details('a', true)).toMatchObject({ reason: 'STALE' })
})

test.each(['3600, 3600', 'x', '-50'])('and so it does where two proxies, or one, made its Age "%s"', async (age) => {
  const { client, server } = setUp()
  server.serve({ revision: 7, flag: { maxStalenessMs: 60_000 } }, { age })
  await client.ready()
  expect(client.details('a', true)).toMatchObject({ value: false, reason: 'STALE' })
})

test('a bootstrap of a later epoch yields to the server’s word', async () => {
  const { client, server } = setUp({ bootstrap: rulesetOf({ revision: 3, epoch: 11 }) })
  server.serve({ revision: 7, isOn: false })
  expect(await client.ready()).toMatchObject({ source: 'network', epoch: 1, revision: 7 })
  expect(client.boolean('a', true)).toBe(false)
})

test('a bootstrap serves at once, alone or until the server is heard', async () => {
  const alone = createEdgeClient({ bootstrap: rulesetOf({ revision: 7 }) })
  expect(alone.boolean('a', false)).toBe(true)
  expect(await alone.ready()).toMatchObject({ state: 'cached', source: 'bootstrap' })

  const { client, server } = setUp({ bootstrap: JSON.parse(bodyOf({ revision: 7 })) })
  expect(client.boolean('a', false)).toBe(true)
  server.serve({ revision: 8, isOn: false })
  expect(await client.ready()).toMatchObject({ source: 'network', revision: 8 })
})

test('a bootstrap that is none is said, not served', () => {
  const client = createEdgeClient({ bootstrap: { ruleset: rulesetOf({ revision: 7 }), digest: '0000000000000000' } })
  expect(client.status()).toMatchObject({ source: undefined, failure: expect.stringContaining('digest') })
  expect(createEdgeClient({ bootstrap: { nonsense: 1 } as never }).status().failure).toMatch(/Error/)
})

test('a client id gets its own ruleset, without a header', async () => {
  const urls: unknown[] = []
  const server = new Server()
  server.serve({ revision: 7 })
  const client = createEdgeClient({
    url: 'https://flags.example/base/',
    clientId: 'hal_cid_shop_00000000',
    fetch: ((url: unknown, init?: RequestInit) => {
      urls.push(url)
      return server.fetch(url, init)
    }) as typeof fetch,
  })
  await client.ready()
  expect(urls).toEqual(['https://flags.example/base/client/v1/hal_cid_shop_00000000/ruleset'])
  expect(server.asked[0]?.has('authorization')).toBe(false)
  expect(client.audience).toBe('client')
})

test.each([
  [{}, 'url'],
  [{ url: 'flags.example', sdkKey: 'hal_sdk_a_b' }, 'https://flags.example'],
  [{ url: 'http://flags.example', sdkKey: 'hal_sdk_a_b' }, 'https'],
  [{ url: 'https://flags.example' }, 'sdkKey'],
  [{ url: 'https://flags.example', sdkKey: 'hal_cid_a_b' }, 'sdkKey'],
  [{ url: 'https://flags.example', sdkKey: 'hal_sdk_a_b', maxAgeMs: 0 }, 'maxAgeMs'],
  [{ url: 'https://flags.example', sdkKey: 'hal_sdk_a_b', timeoutMs: Number.NaN }, 'timeoutMs'],
  [{ url: 'https://flags.example', sdkKey: 'hal_sdk_a_b', timeoutMs: 3_000_000_000 }, 'timeoutMs'],
])('options %j are refused in words', (options, word) => {
  let error: unknown
  try {
    createEdgeClient(options)
  } catch (thrown) {
    error = thrown
  }
  expect(isClientError(error) && error.code).toBe('INVALID_OPTION')
  expect(String(error)).toContain(word)
  expect(String(error)).not.toContain('hal_cid_a_b')
})
