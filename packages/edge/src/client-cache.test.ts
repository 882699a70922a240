/** A cache beside the client, such as a KV store: what a cold isolate starts from. */
import { expect, test, vi } from 'vitest'
import type { EdgeCache } from './options.ts'
import { bodyOf, Ctx, ownTime, rulesetOf, setUp } from './test-world.ts'

ownTime()

class Shelf implements EdgeCache {
  readonly kept = new Map<string, string>()
  get(key: string): Promise<string | null> {
    return Promise.resolve(this.kept.get(key) ?? null)
  }
  put(key: string, text: string): Promise<void> {
    this.kept.set(key, text)
    return Promise.resolve()
  }
}

test('each new state is put into the cache, under a name without the secret', async () => {
  const cache = new Shelf()
  const { client, server, cacheKey } = setUp({ cache })
  server.serve({ revision: 7 })
  const ctx = new Ctx()
  await client.ready(ctx)
  await ctx.end()
  expect([...cache.kept.keys()]).toEqual([cacheKey])
  expect(cacheKey).not.toContain('secret')
  cache.kept.clear()
  vi.advanceTimersByTime(10_000)
  await client.ready()
  expect(cache.kept.size).toBe(0)
})

test('a cold isolate starts from the cache when the server is gone; who limits staleness is not served', async () => {
  const cache = new Shelf()
  const { client, server, cacheKey } = setUp({ cache })
  cache.kept.set(cacheKey, bodyOf({ revision: 7 }))
  server.say(() => Promise.reject(new TypeError('gone')))
  expect(await client.ready()).toMatchObject({ state: 'cached', source: 'cache', revision: 7, ageMs: undefined })
  expect(client.boolean('a', false)).toBe(true)

  const limited = setUp({ cache })
  cache.kept.set(limited.cacheKey, bodyOf({ revision: 7, flag: { maxStalenessMs: 60_000 } }))
  await limited.client.ready()
  expect(limited.client.details('a', true)).toMatchObject({ value: false, reason: 'STALE' })
})

test('a cold isolate confirms what the cache held by ETag', async () => {
  const cache = new Shelf()
  const { client, server, cacheKey } = setUp({ cache })
  cache.kept.set(cacheKey, bodyOf({ revision: 7 }))
  server.serve({ revision: 7 })
  expect(await client.ready()).toMatchObject({ state: 'polling', source: 'network', revision: 7 })
  expect(server.asked[0]?.get('if-none-match')).toMatch(/^"1\.7\./)
})

test.each([
  ['a later epoch', { revision: 3, epoch: 11 }],
  ['a later revision', { revision: 90 }],
])('%s that only the cache knows yields to the server’s word, and kills arrive', async (_, kept) => {
  const cache = new Shelf()
  const { client, server, cacheKey } = setUp({ cache })
  cache.kept.set(cacheKey, bodyOf(kept))
  server.serve({ revision: 7 })
  const ctx = new Ctx()
  expect(await client.ready(ctx)).toMatchObject({ state: 'polling', source: 'network', epoch: 1, revision: 7 })
  await ctx.end()
  expect(cache.kept.get(cacheKey)).toContain('"epoch":1,"revision":7')
  server.serve({ revision: 8, isOn: false })
  vi.advanceTimersByTime(10_000)
  expect(await client.ready()).toMatchObject({ revision: 8, failure: undefined })
  expect(client.boolean('a', true)).toBe(false)
  server.say(() => new Response(bodyOf({ revision: 7 })))
  vi.advanceTimersByTime(10_000)
  expect(await client.ready()).toMatchObject({ state: 'stale', revision: 8 })
})

test('an answer that is not what its digest says replaces no cache', async () => {
  const cache = new Shelf()
  const { client, server, cacheKey } = setUp({ cache })
  cache.kept.set(cacheKey, bodyOf({ revision: 9 }))
  server.say(() => new Response(bodyOf({ revision: 8 }).replace('0000000081', '0000000091')))
  expect(await client.ready()).toMatchObject({ state: 'cached', revision: 9, failure: expect.stringMatching(/digest/) })
  server.serve({ revision: 8 })
  vi.advanceTimersByTime(30_000)
  expect(await client.ready()).toMatchObject({ state: 'polling', revision: 8 })
})

test('a cache that answers after the server has spoken is too late', async () => {
  let release: (text: string) => void = () => {}
  const get = (): Promise<string> => new Promise((resolve) => (release = resolve))
  const { client, server } = setUp({ cache: { get, put: () => Promise.resolve() }, timeoutMs: 40 })
  server.serve({ revision: 7 })
  const ready = client.ready()
  await vi.advanceTimersByTimeAsync(20)
  expect(await ready).toMatchObject({ source: 'network', revision: 7 })
  release(bodyOf({ revision: 3, epoch: 11 }))
  await new Promise((resolve) => setImmediate(resolve))
  expect(client.status()).toMatchObject({ source: 'network', revision: 7 })
})

test('a cache that answers while the server confirms what is held makes no failure of it', async () => {
  let release: (text: string) => void = () => {}
  const get = (): Promise<string> => new Promise((resolve) => (release = resolve))
  const late = async (): Promise<void> => {
    release(bodyOf({ revision: 9, isOn: false }))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const options = { cache: { get, put: () => Promise.resolve() }, timeoutMs: 40, bootstrap: rulesetOf({ revision: 7 }) }
  const { client, server } = setUp(options)
  server.say(() => late().then(() => new Response(null, { status: 304 })))
  const ready = client.ready()
  await vi.advanceTimersByTimeAsync(20)
  expect(await ready).toMatchObject({ state: 'polling', revision: 7, failure: undefined })

  const alone = setUp(options)
  alone.server.say(() => late().then(() => new Response('', { status: 503 })))
  const readyAlone = alone.client.ready()
  await vi.advanceTimersByTimeAsync(20)
  expect(await readyAlone).toMatchObject({ state: 'cached', source: 'cache', revision: 9 })
})

test('where any age will do, a cold isolate answers from the cache while it asks', async () => {
  const cache = new Shelf()
  const { client, server, cacheKey } = setUp({ cache, staleWhileRevalidateMs: Number.POSITIVE_INFINITY })
  cache.kept.set(cacheKey, bodyOf({ revision: 7 }))
  server.serve({ revision: 8 })
  const ctx = new Ctx()
  expect(await client.ready(ctx)).toMatchObject({ source: 'cache', revision: 7 })
  await ctx.end()
  expect(client.status()).toMatchObject({ source: 'network', revision: 8 })
  expect(cache.kept.get(cacheKey)).toContain('"revision":8')
})

test('a cache that fails, hangs or holds nonsense is none, and the status says so', async () => {
  const broken = { get: () => Promise.reject(new Error('KV is down')), put: () => Promise.reject(new Error('no')) }
  const { client, server } = setUp({ cache: broken })
  server.serve({ revision: 7 })
  expect(await client.ready()).toMatchObject({ revision: 7, cacheFailure: 'Error: no' })

  const hanging = setUp({ cache: { ...broken, get: () => new Promise(() => {}) }, timeoutMs: 40.5 })
  hanging.server.serve({ revision: 7 })
  const ready = hanging.client.ready()
  await vi.advanceTimersByTimeAsync(21)
  expect(await ready).toMatchObject({ revision: 7 })

  const odd = setUp({ cache: { get: () => Promise.resolve('<html>'), put: () => Promise.resolve() } })
  odd.server.say(() => Promise.reject(new TypeError('gone')))
  expect(await odd.client.ready()).toMatchObject({ source: undefined, cacheFailure: expect.stringMatching(/JSON/) })
})
