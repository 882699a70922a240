/** The edge client in the real workerd, against a real server. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Evaluation } from '@halyard/evaluator'
import { createClient } from '@halyard/node'
import { OFREPProvider } from '@openfeature/ofrep-provider'
import { OpenFeature } from '@openfeature/server-sdk'
import { type Request as OutboundRequest, type Response as OutboundResponse, fetch as outboundFetch } from 'miniflare'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { seededRandom } from '../conformance/random.ts'
import { randomContext } from '../conformance/random-world.ts'
import { environmentPath } from '../support/admin.ts'
import { lifetime } from '../support/lifetime.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { until, within } from '../support/settle.ts'
import { WORKER_KEY } from './driver.ts'
import { type EdgeWorker, fetchAlone, startWorker, type WorkerOptions } from './workers.ts'

const { keep } = lifetime()
const at = (flag: string): string => `${environmentPath()}/flags/${flag}`
/** A busy machine may be slow to answer; no test here waits for it to be late. */
const PATIENT = { timeoutMs: 20_000 }

let server: ServerProcess
let sdkKey: string

beforeEach(async () => {
  server = keep(await startServer())
  sdkKey = (await server.admin.key('sdk')).credential
  await server.admin.post('/projects/default/flags', { key: 'half' })
  await server.admin.put(at('half'), {
    enabled: true,
    offVariant: 'off',
    fallthrough: { split: { weights: { on: 50_000, off: 50_000 } } },
  })
})

async function worker(
  client: Record<string, unknown> = {},
  options: Omit<WorkerOptions, 'env' | 'source'> = {},
): Promise<EdgeWorker> {
  return keep(await startWorker({ ...options, env: { OPTIONS: { url: server.url, sdkKey, ...PATIENT, ...client } } }))
}

type Json = Record<string, unknown>
const json = async (answer: Response | Promise<Response>): Promise<Json> => (await (await answer).json()) as Json
/** `half` for somebody who is on the side that `on` is served to. */
const half = async (edge: EdgeWorker, targetingKey = 'u-7'): Promise<unknown> => {
  const [flags] = (await json(
    edge.fetch('/all', { method: 'POST', body: JSON.stringify([{ targetingKey }]) }),
  )) as unknown as Record<string, Evaluation>[]
  return flags?.['half']?.variant
}

/** Between them they use each way of deciding; the attributes are those of the random contexts. */
async function raiseFlags(): Promise<void> {
  const { admin } = server
  await admin.put(`${environmentPath()}/segments/insiders`, {
    by: 'org.key',
    included: ['u1', '7'],
    excluded: ['PRO'],
    if: { attribute: 'n', op: 'gte', value: 7 },
  })
  const letters = { type: 'string', variants: { a: 'A', b: 'B', c: '' } }
  const even = { split: { weights: { a: 33_000, b: 33_000, c: 34_000 } } }
  const configurations: Record<string, object> = {
    split: { fallthrough: even },
    targets: { targets: [{ attribute: 'plan', values: ['pro', '7'], variant: 'a' }], fallthrough: { variant: 'b' } },
    segment: { rules: [{ if: { segment: 'insiders' }, serve: { variant: 'c' } }], fallthrough: even },
    operators: {
      rules: [
        {
          if: { attribute: 'plan', op: 'matches', value: '^(pr|u)[o\\\\d]$', ignoreCase: true },
          serve: { variant: 'a' },
        },
        { if: { attribute: 'n', op: 'semverGt', value: '1.1' }, serve: { split: { ...even.split, by: 'org.key' } } },
        { if: { attribute: '/a.b', op: 'inCidr', value: ['10.0.0.0/8'] }, serve: { variant: 'b' } },
        { if: { not: { attribute: 'list', op: 'before', value: '2024-06-02T00:00:00Z' } }, serve: { variant: 'c' } },
      ],
      fallthrough: { variant: 'a' },
    },
    needy: { prerequisites: [{ flag: 'split', variant: 'a' }], offVariant: 'c', fallthrough: { variant: 'b' } },
  }
  for (const key of Object.keys(configurations)) await admin.post('/projects/default/flags', { key, ...letters })
  for (const [key, configuration] of Object.entries(configurations)) {
    await admin.put(at(key), { enabled: true, ...configuration })
  }
}

test('ten thousand contexts get in workerd what they get in Node', async () => {
  await raiseFlags()
  const node = createClient({ url: server.url, sdkKey })
  onTestFinished(() => node.close())
  const edge = await worker()
  await node.ready({ timeoutMs: 20_000 })
  const random = seededRandom(17)
  const outcomes = new Set<string>()
  for (let batch = 0; batch < 10; batch += 1) {
    const contexts = Array.from({ length: 1000 }, () => randomContext(random))
    const body = JSON.stringify(contexts)
    const there = (await (await edge.fetch('/all', { method: 'POST', body })).json()) as Record<string, Evaluation>[]
    const here = contexts.map((context) => node.all(context as never))
    expect(there).toEqual(JSON.parse(JSON.stringify(here)))
    for (const all of there)
      for (const { flagKey, variant } of Object.values(all)) outcomes.add(`${flagKey} ${variant}`)
  }
  expect(outcomes.size).toBeGreaterThanOrEqual(15)
})

test('a kill is in every answer that is asked for maxAgeMs later', async () => {
  const edge = await worker({ maxAgeMs: 300 })
  expect(await half(edge)).toBe('on')
  await server.admin.post(`${at('half')}/kill`, { reason: 'errors' })
  await pause(301)
  expect(await half(edge)).toBe('off')
  await server.admin.post(`${at('half')}/restore`, { reason: 'fixed' })
  await pause(301)
  expect(await half(edge)).toBe('on')
})

test('where ctx is passed, rules are renewed while requests are answered', async () => {
  let release = (): void => {}
  const { asked, outbound } = counting((count) =>
    count === 1 ? undefined : new Promise<void>((resolve) => (release = resolve)),
  )
  const edge = await worker({ maxAgeMs: 50, staleWhileRevalidateMs: 600_000 }, { outbound })
  const { revision } = await json(edge.fetch('/status'))
  await server.admin.patch(at('half'), { fallthrough: { variant: 'off' } })
  await until(
    'it is asked for again',
    () => half(edge),
    () => asked.length === 2,
  )
  expect(await half(edge)).toBe('on')
  release()
  await until(
    'the new revision',
    () => json(edge.fetch('/status')),
    (status) => Number(status['revision']) > Number(revision),
  )
  expect(await half(edge)).toBe('off')
})

test('the server is gone: the last known good is served, and said to be stale', async () => {
  const edge = await worker({ maxAgeMs: 50 })
  expect(await half(edge)).toBe('on')
  await server.kill()
  await pause(51)
  await until(
    'it is noticed',
    () => json(edge.fetch('/status')),
    ({ state }) => state === 'stale',
  )
  expect(await half(edge)).toBe('on')
  await server.start()
  await until(
    'it is noticed',
    () => json(edge.fetch('/status')),
    ({ state }) => state === 'polling',
  )
})

test('a cold isolate starts from KV when the server is gone', async () => {
  const kvFolder = await mkdtemp(join(tmpdir(), 'halyard-kv-'))
  keep({ close: () => rm(kvFolder, { recursive: true, force: true }) })
  const first = await worker({}, { kvFolder })
  expect(await half(first)).toBe('on')
  const kept = await until(
    'KV holds it',
    () => first.kept(),
    ({ size }) => size === 1,
  )
  const [, , selector, secret] = sdkKey.split('_')
  expect([...kept.keys()]).toEqual([`halyard-${selector}`])
  expect([...kept.values()].join()).not.toContain(secret)
  await first.close()
  await server.kill()
  const cold = await worker({}, { kvFolder })
  expect(await json(cold.fetch('/status'))).toMatchObject({ state: 'cached', source: 'cache' })
  expect(await half(cold)).toBe('on')
})

test('nothing in KV, nobody there: callers get their defaults, and soon the rules once somebody is', async () => {
  await server.kill()
  const edge = await worker()
  expect(await json(edge.fetch('/status'))).toMatchObject({ state: 'connecting', failure: expect.any(String) })
  expect(await json(edge.fetch('/visit'))).toMatchObject({ variant: null })
  await server.start()
  await until(
    'rules',
    () => json(edge.fetch('/status')),
    ({ state }) => state === 'polling',
  )
})

/** Counts what leaves the worker; `hold` is awaited before each. */
function counting(hold: (count: number) => Promise<unknown> | undefined = () => undefined) {
  const asked: (string | null)[] = []
  const outbound = async (request: OutboundRequest): Promise<OutboundResponse> => {
    asked.push(request.headers.get('if-none-match'))
    await hold(asked.length)
    return outboundFetch(request.url, { headers: request.headers })
  }
  return { asked, outbound }
}

test.each(['2026-04-01', '2024-01-01'])('a hundred requests at once are one GET, in workerd of %s', async (date) => {
  const { asked, outbound } = counting(() => pause(100))
  const edge = await worker({ maxAgeMs: 60_000 }, { outbound, compatibilityDate: date })
  const answers = await Promise.all(Array.from({ length: 100 }, () => half(edge)))
  expect(new Set(answers)).toEqual(new Set(['on']))
  expect(asked).toEqual([null])
})

test('what has not changed is asked for by ETag', async () => {
  const { asked, outbound } = counting()
  const edge = await worker({ maxAgeMs: 1 }, { outbound })
  await half(edge)
  await until(
    'it is asked for again',
    () => half(edge),
    () => asked.length > 1,
  )
  expect(asked[1]).toMatch(/^"\d+\.\d+\.[0-9a-f]{16}"$/)
})

test('a visitor who leaves while rules are fetched takes nobody along', async () => {
  let isAsked = (): void => {}
  const asking = new Promise<void>((resolve) => (isAsked = resolve))
  const { outbound } = counting((count) => {
    isAsked()
    return count === 1 ? new Promise(() => {}) : undefined
  })
  // Long enough for the visitor to be gone before it is over.
  const edge = await worker({ timeoutMs: 1_500 }, { outbound })
  const leaving = new AbortController()
  const left = edge.fetch('/status-without-ctx', { signal: leaving.signal }).catch(() => 'left')
  await within('it is asked for', asking)
  const staying = json(edge.fetch('/status'))
  leaving.abort()
  expect(await left).toBe('left')
  await staying
  await until(
    'somebody else asks',
    () => json(edge.fetch('/status')),
    ({ state }) => state === 'polling',
  )
})

test('an anonymous visitor stays on one side', async () => {
  const edge = await worker()
  const first = await edge.fetch('/visit')
  const setCookie = first.headers.get('set-cookie') ?? ''
  expect(setCookie).toMatch(/^visitor=[0-9a-f-]{36}; Path=\/; Max-Age=31536000; Secure; SameSite=Lax; HttpOnly$/)
  const { key, variant } = await json(first)
  const again = await edge.fetch('/visit', { headers: { Cookie: setCookie.split(';')[0] ?? '' } })
  expect(again.headers.has('set-cookie')).toBe(false)
  expect(await json(again)).toEqual({ key, variant })
})

test('the published OFREP provider gets from the edge what the server would say', async () => {
  await server.admin.post('/projects/default/flags', { key: 'bare', metadata: { team: 'buy' } })
  await server.admin.put(at('bare'), { enabled: true, fallthrough: { variant: 'on' } })
  const edge = await worker({ maxAgeMs: 100 })
  onTestFinished(() => OpenFeature.clearProviders())
  const appOf = async (name: string, baseUrl: string, headers: [string, string][]) => {
    await OpenFeature.setProviderAndWait(name, new OFREPProvider({ baseUrl, headers }))
    return OpenFeature.getClient(name)
  }
  const here = await appOf('edge', edge.url, [['X-API-Key', WORKER_KEY]])
  const there = await appOf('server', server.url, [['X-API-Key', sdkKey]])
  const context = { targetingKey: 'u-7', plan: 'pro' }
  for (const key of ['bare', 'half', 'nosuch']) {
    for (const asked of [context, {}]) {
      const [byEdge, byServer] = await Promise.all([
        here.getBooleanDetails(key, false, asked),
        there.getBooleanDetails(key, false, asked),
      ])
      expect(byEdge).toEqual(byServer)
    }
  }
  const stranger = await appOf('stranger', edge.url, [])
  expect(await stranger.getBooleanDetails('half', false, context)).toMatchObject({ value: true, reason: 'SPLIT' })
  expect(await stranger.getBooleanDetails('bare', false, context)).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
  await server.admin.post(`${at('half')}/kill`, { reason: 'errors' })
  await pause(101)
  expect(await here.getBooleanDetails('half', true, context)).toMatchObject({ value: false, reason: 'DISABLED' })
})

test('whoever shows what is no key is refused as at the server, public flags or not', async () => {
  const edge = await worker()
  const statuses = (url: string, known: string): Promise<number[]> =>
    Promise.all(
      [
        { Authorization: 'Bearer a-key-of-last-year' },
        { Authorization: 'Bearer' },
        { Authorization: 'Bearer hal_sdk_a_b_00000000' },
        { 'X-API-Key': 'a-key-of-last-year' },
        { Authorization: 'Bearer a-key-of-last-year', 'X-API-Key': 'another' },
        { Authorization: 'Bearer of-the-visitor', 'X-API-Key': known },
        { Authorization: `Bearer ${known}` },
      ].flatMap((headers) => [
        fetchAlone(`${url}/edge/v1/variant/half`, { headers }).then(({ status }) => status),
        fetchAlone(`${url}/ofrep/v1/evaluate/flags/half`, {
          method: 'POST',
          headers,
          body: '{"context":{"targetingKey":"u-7"}}',
        }).then(({ status }) => status),
      ]),
    )
  const there = await statuses(server.url, sdkKey)
  expect(await statuses(edge.url, WORKER_KEY)).toEqual(there)
  expect(there).toEqual([...Array(10).fill(401), 200, 200, 200, 200])
})

test('OFREP and variants come byte for byte as from the server', async () => {
  const edge = await worker()
  const NAMES = ['content-type', 'cache-control', 'access-control-allow-origin', 'vary', 'allow', 'www-authenticate']
  const VARIANT = ['x-halyard-variant', 'x-halyard-reason', 'x-halyard-error', 'cache-control']
  const said = async (url: string, key: string, path: string, names: string[], init: RequestInit): Promise<unknown> => {
    const headers = { 'X-API-Key': key, ...(init.headers as Record<string, string>) }
    const answer = await fetchAlone(url + path, { ...init, headers })
    const text = await answer.text()
    const body = answer.status > 400 && answer.status !== 404 ? '' : text.replace(/,"eventStreams":.*(?=\})/, '')
    return [path, answer.status, names.map((name) => answer.headers.get(name)), body]
  }
  const compare = async (path: string, names: string[], init: RequestInit = {}): Promise<void> => {
    expect(await said(edge.url, WORKER_KEY, path, names, init)).toEqual(
      await said(server.url, sdkKey, path, names, init),
    )
  }
  const bulk = '/ofrep/v1/evaluate/flags'
  for (const body of ['{"context":{"targetingKey":"u-7"}}', '{"context":{}}', '{"context":7}', '{', '']) {
    for (const path of [bulk, `${bulk}/half`, `${bulk}/nosuch`, `${bulk}/a%2Fb`]) {
      await compare(path, NAMES, { method: 'POST', body })
    }
  }
  for (const path of [bulk, `${bulk}/half`]) await compare(path, NAMES, { method: 'PUT', body: '{}' })
  const cookies = { Cookie: 'theme=dark; visitor="u%2D7"; plan=pro', 'X-User': 'u-3' }
  const variant = '/edge/v1/variant'
  for (const path of [
    `${variant}/half?cookie.targetingKey=visitor`,
    `${variant}/half/cart/17?header.targetingKey=x-user`,
    `${variant}/half?targetingKey=u-4&targetingKey=u-5`,
    `${variant}/half?header.targetingKey=none&cookie.targetingKey=visitor`,
    `${variant}/half`,
    `${variant}/no%2Fsuch?targetingKey=u-4`,
  ]) {
    await compare(path, VARIANT, { headers: cookies })
    const header = { ...cookies, 'X-Halyard-Context': 'cookie.targetingKey=visitor' }
    await compare(path, VARIANT, { headers: header, method: 'DELETE' })
  }
})
