import type { FlagItem, Ruleset } from '@halyard/evaluator'
import { expect, test, vi } from 'vitest'
import { createEdgeClient, type EdgeClient } from '../client.ts'
import { createHandler, type HandlerOptions } from './handler.ts'

const KEY = 'a-key-of-this-worker'
const BULK = '/ofrep/v1/evaluate/flags'

function flag(change: Partial<FlagItem>): FlagItem {
  return {
    revision: 3,
    hash: '0000000000000001',
    type: 'boolean',
    variants: { on: true, off: false },
    enabled: true,
    offVariant: 'off',
    fallthrough: { variant: 'on' },
    ...change,
  }
}

const HALF = {
  split: {
    ranges: [
      ['on', 50_000],
      ['off', 100_000],
    ],
  },
} as const
const RULESET: Ruleset = {
  project: 'p',
  environment: 'e',
  environmentId: 'e1',
  epoch: 1,
  revision: 3,
  items: {
    flag: {
      plain: flag({ metadata: { team: 'buy' } }),
      half: flag({ fallthrough: HALF }),
      secret: flag({}),
      'a/b': flag({ killed: true }),
    },
    segment: {},
  },
}

function handlerOf(options: HandlerOptions, client: EdgeClient = createEdgeClient({ bootstrap: RULESET })) {
  const handler = createHandler(client, options)
  return (path: string, init: RequestInit = {}): Promise<Response> =>
    handler(new Request(`https://edge.example${path}`, init))
}

const POST = { method: 'POST', body: '{"context":{"targetingKey":"u-1"}}' }
const keyed = (init: RequestInit = POST, headers: Record<string, string> = { 'X-API-Key': KEY }): RequestInit => ({
  ...init,
  headers,
})

test('a handler that nobody said who may ask is refused', () => {
  const client = createEdgeClient({ bootstrap: RULESET })
  expect(() => createHandler(client, {})).toThrow('keys, public or both')
  expect(() => createHandler(client, { keys: [] })).toThrow('keys, public or both')
  expect(() => createHandler(client, { keys: [''] })).toThrow('`keys`')
  expect(() => createHandler(client, { keys: [undefined as never] })).toThrow('`keys`')
  expect(() => createHandler(client, undefined as never)).toThrow('keys, public or both')
})

test.each<[unknown, string]>([
  [{ public: false }, '`public` must be `true` or a list of flags, got false'],
  [{ public: null }, '`public` must be `true` or a list of flags, got null'],
  [{ public: 'banner' }, '`public` must be `true` or a list of flags, got banner'],
  [{ public: ['banner', 7] }, '`public` must be `true` or a list of flags, got another list'],
  [{ keys: KEY }, '`keys` must be a list of texts, got a string'],
  [{ keys: null }, '`keys` must be a list of texts'],
  [{ keys: [' '.repeat(16)] }, '`keys` must be texts of 16 characters or more, none of them blank'],
  [{ keys: [`${KEY}\n`] }, '`keys` must be texts of 16 characters or more, none of them blank'],
])('the options %j are refused in words, without a key', (options, words) => {
  const client = createEdgeClient({ bootstrap: RULESET })
  expect(() => createHandler(client, options as HandlerOptions)).toThrow(
    expect.objectContaining({ name: 'ClientError', message: expect.stringContaining(words) }),
  )
  expect(() => createHandler(client, options as HandlerOptions)).not.toThrow(KEY)
})

test('everything is public only where rules hold nothing but what is exposed', () => {
  const client = createEdgeClient({ bootstrap: RULESET })
  expect(() => createHandler(client, { public: true })).toThrow('clientId')
  const exposed = createEdgeClient({ url: 'https://flags.example', clientId: 'hal_cid_a_0', bootstrap: RULESET })
  expect(() => createHandler(exposed, { public: true })).not.toThrow()
})

test('typed flags make no difference', () => {
  const client = createEdgeClient<{ plain: boolean; tier: 'a' | 'b' }>({ bootstrap: RULESET })
  const plain: boolean = client.boolean('plain', false)
  const tier: 'a' | 'b' = client.string('tier', 'a')
  // @ts-expect-error: no such flag
  expect([plain, tier, client.boolean('nosuch', false)]).toEqual([true, 'a', false])
  expect(() => createHandler(client, { keys: [KEY] })).not.toThrow()
})

test('with a key every flag is answered, by either header', async () => {
  const ask = handlerOf({ keys: ['another-key-of-it', KEY] })
  for (const headers of [
    { 'X-API-Key': KEY },
    { Authorization: `Bearer ${KEY}` },
    { Authorization: 'Bearer own', 'X-API-Key': KEY },
  ]) {
    const answer = await ask(`${BULK}/plain`, keyed(POST, headers))
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-cache'])
    const metadata = { team: 'buy', revision: 3 }
    expect(await answer.json()).toEqual({ key: 'plain', value: true, variant: 'on', reason: 'STATIC', metadata })
  }
})

test.each([
  ['nothing', {}],
  ['another key', { 'X-API-Key': `${KEY.slice(0, -1)}x` }],
  ['the beginning of the key', { 'X-API-Key': KEY.slice(0, -1) }],
  ['the key and more', { 'X-API-Key': `${KEY}x` }],
  ['a basic credential', { Authorization: `Basic ${KEY}` }],
])('%s is 401', async (_, headers) => {
  const ask = handlerOf({ keys: [KEY] })
  for (const path of [BULK, `${BULK}/plain`]) {
    const answer = await ask(path, keyed(POST, headers))
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="halyard"'])
    expect(await answer.json()).toMatchObject({ code: 'unauthorized', errorCode: 'GENERAL' })
  }
  expect((await ask('/edge/v1/variant/plain', { headers })).status).toBe(401)
})

test('anyone may ask for the flags that are listed, and no others are there for them', async () => {
  const ask = handlerOf({ keys: [KEY], public: ['plain', 'a/b'] })
  const keysOf = async (init: RequestInit): Promise<string[]> =>
    ((await (await ask(BULK, init)).json()) as { flags: { key: string }[] }).flags.map(({ key }) => key)
  expect(await keysOf(POST)).toEqual(['plain', 'a/b'])
  expect(await keysOf(keyed(POST, { Authorization: 'Basic of-the-app-itself' }))).toEqual(['plain', 'a/b'])
  expect(await keysOf(keyed())).toEqual(['plain', 'half', 'secret', 'a/b'])
  const hidden = await ask(`${BULK}/secret`, POST)
  const absent = await ask(`${BULK}/nosuch`, POST)
  expect([hidden.status, absent.status]).toEqual([404, 404])
  expect(await hidden.text()).toBe((await absent.text()).replaceAll('nosuch', 'secret'))
  const variant = (await ask('/edge/v1/variant/secret')).headers
  expect([variant.get('x-halyard-variant'), variant.get('x-halyard-error')]).toEqual([null, 'FLAG_NOT_FOUND'])
  expect((await ask(BULK, keyed(POST, { 'X-API-Key': 'hal_sdk_mistyped_or_so' }))).status).toBe(401)
})

test.each([
  ['a key that was rotated away', 'Bearer a-key-of-last-year'],
  ['another product’s key', 'Bearer hal_sdk_mistyped_or_so'],
  ['a key that was never set', 'Bearer '],
  ['more than the key', `Bearer ${KEY} ${KEY}`],
])('%s is 401 where there are keys, public flags or not, as it is at the server', async (_, Authorization) => {
  const ask = handlerOf({ keys: [KEY], public: ['plain'] })
  for (const path of [BULK, `${BULK}/plain`, '/edge/v1/variant/plain']) {
    expect((await ask(path, keyed(POST, { Authorization }))).status).toBe(401)
    expect((await ask(path, keyed(POST, { Authorization, 'X-API-Key': KEY }))).status).toBe(200)
  }
})

test('where all that is answered is public, a bearer is the app’s own; what was meant for Halyard is told of', async () => {
  const ask = handlerOf({ public: ['plain'] })
  for (const path of [`${BULK}/plain`, '/edge/v1/variant/plain']) {
    const status = async (headers: Record<string, string>) => (await ask(path, keyed(POST, headers))).status
    expect(await status({ Authorization: 'Bearer of-the-app-itself' })).toBe(200)
    expect(await status({ Authorization: 'Bearer hal_sdk_a_0' })).toBe(401)
    expect(await status({ 'X-API-Key': 'of-the-app-itself' })).toBe(401)
  }
})

test('a flag’s key may be encoded', async () => {
  const ask = handlerOf({ keys: [KEY] })
  const answer = await ask(`${BULK}/a%2Fb`, keyed())
  expect(await answer.json()).toMatchObject({ key: 'a/b', value: false, reason: 'DISABLED' })
  expect((await ask(`${BULK}/%ff`, keyed())).status).toBe(404)
})

test.each([
  ['', 'PARSE_ERROR'],
  ['{"context":', 'PARSE_ERROR'],
  ['{}', 'INVALID_CONTEXT'],
  ['{"context":[]}', 'INVALID_CONTEXT'],
])('a body of %j is refused with %s', async (body, errorCode) => {
  const ask = handlerOf({ keys: [KEY] })
  const single = await ask(`${BULK}/plain`, keyed({ method: 'POST', body }))
  expect([single.status, await single.json()]).toEqual([
    400,
    { key: 'plain', errorCode, errorDetails: expect.any(String) },
  ])
})

test('a body that is no UTF-8 or says so, or is too large, is refused with its key', async () => {
  const ask = handlerOf({ keys: [KEY] })
  const send = async (init: RequestInit, headers: Record<string, string> = {}) => {
    const answer = await ask(`${BULK}/plain`, { method: 'POST', ...init, headers: { 'X-API-Key': KEY, ...headers } })
    return [answer.status, await answer.json()]
  }
  const unread = [400, expect.objectContaining({ key: 'plain', errorCode: 'PARSE_ERROR' })]
  expect(await send({ body: new Uint8Array([0x22, 0xff, 0x22]) })).toEqual(unread)
  expect(await send({ body: POST.body }, { 'Content-Type': 'application/json; charset=utf-16' })).toEqual(unread)
  expect(await send({ body: POST.body }, { 'Content-Encoding': 'gzip' })).toEqual(unread)
  const large = [413, expect.objectContaining({ key: 'plain', code: 'too-large', errorCode: 'GENERAL' })]
  expect(await send({ body: `{"context":{"a":"${'x'.repeat(1_000_000)}"}}` })).toEqual(large)
})

test('what is asked for and unchanged is 304, by either form of the tag; another context is another question', async () => {
  const ask = handlerOf({ keys: [KEY] })
  const etag = (await ask(BULK, keyed())).headers.get('etag') ?? ''
  expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const answer = await ask(BULK, keyed(POST, { 'X-API-Key': KEY, 'If-None-Match': tag }))
    expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([304, etag, ''])
  }
  const other = { method: 'POST', body: '{"context":{"targetingKey":"u-2"}}' }
  expect((await ask(BULK, keyed(other, { 'X-API-Key': KEY, 'If-None-Match': etag }))).status).toBe(200)
})

test('without a targeting key one flag is 400, and all the others have their values', async () => {
  const ask = handlerOf({ keys: [KEY] })
  const nobody = { method: 'POST', body: '{"context":{}}' }
  const single = await ask(`${BULK}/half`, keyed(nobody))
  expect([single.status, await single.json()]).toMatchObject([400, { errorCode: 'TARGETING_KEY_MISSING' }])
  const { flags } = (await (await ask(BULK, keyed(nobody))).json()) as { flags: object[] }
  expect(flags).toMatchObject([{ value: true }, { errorCode: 'TARGETING_KEY_MISSING' }, { value: true }, {}])
})

test('pages of any origin may ask; other methods and other paths are told so', async () => {
  const ask = handlerOf({ keys: [KEY] })
  const preflight = await ask(BULK, { method: 'OPTIONS' })
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
  expect(preflight.headers.get('access-control-allow-headers')).toContain('X-API-Key')
  const answer = await ask(BULK, keyed())
  expect(answer.headers.get('access-control-expose-headers')).toBe('ETag, Retry-After')
  const method = await ask(BULK, { headers: { 'X-API-Key': KEY } })
  expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST'])
  for (const path of ['/', '/ofrep/v1/stream/x', '/ofrep/v1/evaluate', '/edge/v1/variant/', `${BULK}/a/b`])
    expect((await ask(path, keyed())).status).toBe(404)
})

test('without rules it is 503, which says when to come again', async () => {
  const fetch = vi.fn(() => Promise.reject(new TypeError('gone')))
  const client = createEdgeClient({ url: 'https://flags.example', sdkKey: 'hal_sdk_handler_x', fetch })
  const ask = handlerOf({ keys: [KEY] }, client)
  const answer = await ask(`${BULK}/plain`, keyed())
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await answer.json()).toMatchObject({ key: 'plain', errorCode: 'PROVIDER_NOT_READY', code: 'overloaded' })
  expect((await ask('/edge/v1/variant/plain', { headers: { 'X-API-Key': KEY } })).status).toBe(503)
})

test('a stranger’s request costs the server nothing', async () => {
  const fetch = vi.fn(() => Promise.reject(new TypeError('gone')))
  const client = createEdgeClient({ url: 'https://flags.example', sdkKey: 'hal_sdk_stranger_x', fetch })
  await handlerOf({ keys: [KEY] }, client)(BULK, POST)
  expect(fetch).not.toHaveBeenCalled()
})

test('a variant comes in a header, whatever the method and the path behind it', async () => {
  const ask = handlerOf({ keys: [KEY] })
  for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']) {
    const answer = await ask('/edge/v1/variant/plain/cart/17', { method, headers: { 'X-API-Key': KEY } })
    expect([method, answer.status, answer.headers.get('x-halyard-variant')]).toEqual([method, 200, 'on'])
    expect(answer.headers.get('x-halyard-reason')).toBe('STATIC')
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
  }
})
