import { expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../../test-eventually.ts'
import { CLIENT_ID, credential, openTestApp, SDK_KEY, sdkAuth, type TestApp } from '../test-app.ts'

const BULK = '/ofrep/v1/evaluate/flags'
const ORIGIN = { Origin: 'https://shop.example' }

async function app(...args: Parameters<typeof openTestApp>): Promise<TestApp> {
  const opened = await openTestApp(...args)
  opened.history.commit('production', { a: true, b: false })
  return opened
}

interface Asking {
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

function ask(halyard: TestApp, { path = BULK, headers = {}, body = '{"context":{}}' }: Asking = {}): Promise<Response> {
  return halyard.fetch(path, { method: 'POST', headers: { ...sdkAuth(), ...headers }, body })
}

test('a flag is answered with its value, and never stored', async () => {
  const halyard = await app()
  const answer = await ask(halyard, { path: `${BULK}/a` })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
  expect(answer.headers.get('cache-control')).toBe('private, no-cache')
  const metadata = { revision: 1 }
  expect(await answer.json()).toEqual({ key: 'a', value: true, variant: 'on', reason: 'STATIC', metadata })
})

test('all flags are answered at once, with where to hear of changes', async () => {
  const halyard = await app()
  const answer = await ask(halyard)
  expect(answer.headers.get('cache-control')).toBe('private, no-cache')
  const { flags, eventStreams } = (await answer.json()) as { flags: object[]; eventStreams: { url: string }[] }
  expect(flags).toMatchObject([
    { key: 'a', value: true, variant: 'on', reason: 'STATIC' },
    { key: 'b', value: false, variant: 'off', reason: 'DISABLED' },
  ])
  const url = expect.stringMatching(`^${halyard.url}/ofrep/v1/stream/[A-Za-z0-9-]+$`)
  expect(eventStreams).toEqual([{ type: 'sse', url, inactivityDelaySec: 120 }])
  expect(JSON.stringify(eventStreams)).not.toContain('secretsecret')
})

test.for([
  ['an SDK key as X-API-Key', { 'X-API-Key': SDK_KEY }, ['a', 'b', 'hush']],
  ['an SDK key as a bearer', { Authorization: `Bearer ${SDK_KEY}` }, ['a', 'b', 'hush']],
  ['a client id as X-API-Key', { 'X-API-Key': CLIENT_ID }, ['a', 'b']],
  ['a client id as a bearer', { Authorization: `bearer ${CLIENT_ID}` }, ['a', 'b']],
  ['a key beside the app’s own bearer', { Authorization: 'Bearer eyJhbGciOi', 'X-API-Key': CLIENT_ID }, ['a', 'b']],
] as const)('%s sees what is its own to see', async ([, headers, keys]) => {
  const halyard = await app()
  halyard.history.commit('production', { hush: true }, ['server'])
  const answer = await halyard.fetch(BULK, { method: 'POST', headers, body: '{"context":{}}' })
  const { flags } = (await answer.json()) as { flags: { key: string }[] }
  expect(flags.map(({ key }) => key)).toEqual(keys)
  const hush = await halyard.fetch(`${BULK}/hush`, { method: 'POST', headers, body: '{"context":{}}' })
  expect(hush.status).toBe(keys.length === 3 ? 200 : 404)
})

test('an unknown flag is 404 with its key and code', async () => {
  const halyard = await app()
  const answer = await ask(halyard, { path: `${BULK}/no%2Fsuch` })
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ key: 'no/such', errorCode: 'FLAG_NOT_FOUND' })
})

test.for([
  ['', 'PARSE_ERROR'],
  ['{"context":', 'PARSE_ERROR'],
  ['{}', 'INVALID_CONTEXT'],
  ['null', 'INVALID_CONTEXT'],
  ['{"context":null}', 'INVALID_CONTEXT'],
  ['{"context":"u-17"}', 'INVALID_CONTEXT'],
  ['{"context":[]}', 'INVALID_CONTEXT'],
])('a body of %j is refused with %s, for one flag with its key', async ([body, errorCode]) => {
  const halyard = await app()
  const bulk = await ask(halyard, { body: body ?? '' })
  expect([bulk.status, await bulk.json()]).toEqual([400, { errorCode, errorDetails: expect.any(String) }])
  const single = await ask(halyard, { path: `${BULK}/a`, body: body ?? '' })
  expect([single.status, await single.json()]).toEqual([400, { key: 'a', errorCode, errorDetails: expect.any(String) }])
})

test('a body that says that it is no UTF-8 is refused like one that is no JSON', async () => {
  const halyard = await app()
  const headers = { 'Content-Type': 'application/json; charset=utf-16' }
  const answer = await ask(halyard, { path: `${BULK}/a`, headers })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ key: 'a', errorCode: 'PARSE_ERROR' })
  const bytes = await halyard.fetch(BULK, { method: 'POST', headers: sdkAuth(), body: Buffer.from([0x22, 0xff, 0x22]) })
  expect([bytes.status, await bytes.json()]).toMatchObject([400, { errorCode: 'PARSE_ERROR' }])
})

test('what has no part in a context that is too large is said with its key, too', async () => {
  const halyard = await app()
  const answer = await ask(halyard, { path: `${BULK}/a`, body: `{"context":{"a":"${'x'.repeat(100_000)}"}}` })
  expect(answer.status).toBe(413)
  expect(await answer.json()).toMatchObject({ code: 'too-large', key: 'a', errorCode: 'GENERAL' })
})

test.for([
  ['nothing', {}],
  ['an unknown key', sdkAuth(credential('hal_sdk_nobody_secretsecret'))],
  ['a mistyped client id', { 'X-API-Key': CLIENT_ID.replace(/.$/, 'x') }],
  ['a basic credential', { Authorization: `Basic ${SDK_KEY}` }],
] as const)('%s is 401', async ([, headers]) => {
  const halyard = await app()
  for (const path of [BULK, `${BULK}/a`]) {
    const answer = await halyard.fetch(path, { method: 'POST', headers, body: '{"context":{}}' })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="halyard"'])
    expect(await answer.json()).toMatchObject({ code: 'unauthorized', detail: expect.stringContaining('X-API-Key') })
  }
})

test('an API token is told that it is another kind of credential', async () => {
  const halyard = await app()
  expect((await ask(halyard, { headers: sdkAuth(credential('hal_api_x_secretsecret')) })).status).toBe(403)
})

test('other methods are 405, and say which one it is', async () => {
  const halyard = await app()
  for (const [path, allow] of [
    [BULK, 'POST'],
    [`${BULK}/a`, 'POST'],
  ] as const) {
    const answer = await halyard.fetch(path, { headers: sdkAuth() })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
    const key = path.endsWith('/a') ? { key: 'a' } : {}
    expect(await answer.json()).toMatchObject({ ...key, code: 'method-not-allowed', errorCode: 'GENERAL' })
  }
  const stream = await halyard.fetch('/ofrep/v1/stream/x', { method: 'POST' })
  expect([stream.status, stream.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

test('whoever asks too often is told when to come again, in whole seconds that a page may read', async () => {
  const halyard = await app({}, undefined, { pollsPerMinute: 1 })
  expect((await ask(halyard)).status).toBe(200)
  for (const path of [BULK, `${BULK}/a`]) {
    const answer = await ask(halyard, { path, headers: ORIGIN })
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/ETag.*Retry-After/)
    expect(await answer.json()).toMatchObject({ errorCode: 'GENERAL' })
  }
})

test('any page may ask, with either header', async () => {
  const halyard = await app()
  for (const path of [BULK, `${BULK}/a`, '/ofrep/v1/stream/x']) {
    const preflight = await halyard.fetch(path, { method: 'OPTIONS', headers: ORIGIN })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe(
      'Authorization, Content-Type, If-None-Match, X-API-Key, X-Halyard-Signature',
    )
  }
  const answers = [await ask(halyard), await ask(halyard, { body: '' }), await ask(halyard, { path: `${BULK}/none` })]
  for (const { headers } of answers) {
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-expose-headers')).toContain('ETag')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  }
})

test('a client that has the answer gets 304, however its tag was weakened on the way', async () => {
  const halyard = await app()
  const etag = (await ask(halyard)).headers.get('etag') ?? ''
  expect(etag).toMatch(/^"[^"]+"$/)
  for (const tag of [etag, `W/${etag}`, `"other", W/${etag}`, '*']) {
    const again = await ask(halyard, { headers: { 'If-None-Match': tag } })
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
    expect(again.headers.get('cache-control')).toBe('private, no-cache')
  }
  halyard.history.commit('production', { a: false })
  expect((await ask(halyard, { headers: { 'If-None-Match': etag } })).status).toBe(200)
})

test('the tag is the context’s as much as the state’s', async () => {
  const halyard = await app()
  const tags = ['{"context":{"targetingKey":"u1"}}', '{"context":{"targetingKey":"u2"}}'].map(
    async (body) => (await ask(halyard, { body })).headers.get('etag') ?? '',
  )
  const [one = '', two = ''] = await Promise.all(tags)
  expect(one).not.toBe(two)
  const headers = { 'If-None-Match': one }
  expect((await ask(halyard, { body: '{"context":{"targetingKey":"u2"}}', headers })).status).toBe(200)
  expect((await ask(halyard, { body: '{"context":{"targetingKey":"u1"}}', headers })).status).toBe(304)
})

test('a client whose stream’s address has aged gets a new one instead of 304 for ever', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_763_640_000_000 })
  onTestFinished(() => void vi.useRealTimers())
  const halyard = await app()
  const headers = { 'If-None-Match': (await ask(halyard)).headers.get('etag') ?? '' }
  vi.advanceTimersByTime(5 * 60_000)
  expect((await ask(halyard, { headers })).status).toBe(304)
  vi.advanceTimersByTime(5 * 60_000)
  const renewed = await ask(halyard, { headers })
  expect([renewed.status, await renewed.json()]).toMatchObject([200, { eventStreams: [{ type: 'sse' }] }])
})

test('behind a proxy the stream’s address is the one that clients reach', async () => {
  const halyard = await app({}, undefined, { trustProxy: true })
  const answer = await ask(halyard, { headers: { 'X-Forwarded-Proto': 'https' } })
  expect(await answer.text()).toContain(`"url":"${halyard.url.replace('http:', 'https:')}/ofrep/v1/stream/`)
  const plain = await app()
  const unproxied = await ask(plain, { headers: { 'X-Forwarded-Proto': 'https' } })
  expect(await unproxied.text()).toContain(`"url":"${plain.url}/ofrep/v1/stream/`)
})

test('a flag asked for by name counts as used, and no line or series holds a context or a key', async () => {
  const halyard = await app()
  await ask(halyard, { path: `${BULK}/a`, body: '{"context":{"targetingKey":"someone@example.com"}}' })
  await ask(halyard)
  const { body } = await halyard.metrics.text()
  expect(body).toMatch(/halyard_evaluations_total\{[^}]*flag="a",variant="on",reason="STATIC"\} 1\n/)
  expect(body).toContain('route="/ofrep/v1/evaluate/flags/:key"')
  expect(body).not.toContain('flag="b"')
  await eventually(() => expect(halyard.log.join()).toContain('/ofrep/v1/evaluate/flags/:key'))
  expect(halyard.log.every((line) => line.includes('"level":"debug"'))).toBe(true)
  expect(halyard.log.join()).not.toMatch(/someone|secretsecret/)
})
