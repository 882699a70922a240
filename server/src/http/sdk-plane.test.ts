import { once } from 'node:events'
import { request as rawRequest } from 'node:http'
import { connect } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { formatStateId, parseRulesetBody } from '@halyard/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../test-eventually.ts'
import { CLIENT_ID, credential, openTestApp, SDK_KEY, sdkAuth } from './test-app.ts'

/** A request that neither adds headers nor decompresses. */
async function raw(url: string, headers: Record<string, string>, method = 'GET') {
  const request = rawRequest(url, { headers, agent: false, method }).end()
  const [response] = await once(request, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }
}

test('a poll gets the ruleset once and 304 from then on, until it changes', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const first = await halyard.fetch('/sdk/v1/ruleset', { headers: sdkAuth() })
  const body = parseRulesetBody(await first.text())
  const etag = first.headers.get('etag') ?? ''
  expect(etag).toBe(`"${formatStateId({ ...body.ruleset, digest: body.digest })}"`)
  expect(first.headers.get('cache-control')).toBe('private, no-cache')
  expect(first.headers.get('vary')).toBe('Authorization, Accept-Encoding')
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await halyard.fetch('/sdk/v1/ruleset', { headers: { ...sdkAuth(), 'If-None-Match': tag } })
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
  }
  halyard.history.commit('production', { a: false })
  const changed = await halyard.fetch('/sdk/v1/ruleset', { headers: { ...sdkAuth(), 'If-None-Match': etag } })
  expect(changed.status).toBe(200)
})

test('how old a node’s knowledge is stands in each poll’s head, also where the body is an older one', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const url = '/sdk/v1/ruleset'
  const fresh = await halyard.fetch(url, { headers: sdkAuth() })
  expect(fresh.headers.get('age')).toBeNull()
  halyard.history.failure = new Error('gone')
  vi.setSystemTime(Date.now() + 31_500)
  const polled = await halyard.fetch(url, { headers: sdkAuth() })
  const known = await halyard.fetch(url, {
    headers: { ...sdkAuth(), 'If-None-Match': fresh.headers.get('etag') ?? '' },
  })
  const asked = await halyard.fetch(`/client/v1/${CLIENT_ID}/evaluate`, { method: 'POST', body: '{"context":{}}' })
  for (const [answer, status] of [
    [polled, 200],
    [known, 304],
    [asked, 200],
  ] as const) {
    expect([answer.status, answer.headers.get('age')]).toEqual([status, expect.stringMatching(/^3[2-9]$/)])
  }
  expect(await polled.json()).toMatchObject({ ageMs: 0 })
})

test('a poll is named, counted by its status, and as guarded as every other answer', async () => {
  const halyard = await openTestApp()
  const headers = { ...sdkAuth(), 'X-Request-Id': 'poll-1' }
  const first = await halyard.fetch('/sdk/v1/ruleset', { headers })
  const etag = first.headers.get('etag') ?? ''
  const again = await halyard.fetch('/sdk/v1/ruleset', { headers: { ...headers, 'If-None-Match': etag } })
  for (const { headers: answered } of [first, again]) {
    expect(answered.get('x-request-id')).toBe('poll-1')
    expect(answered.get('x-content-type-options')).toBe('nosniff')
  }
  const page = await halyard.fetch(`/client/v1/${CLIENT_ID}/ruleset`)
  expect(page.headers.get('access-control-allow-origin')).toBe('*')
  await eventually(async () => {
    const counted = await (await halyard.fetch('/metrics')).text()
    expect(counted).toMatch(/route="\/sdk\/v1\/ruleset",status="200"\} 1$/m)
    expect(counted).toMatch(/route="\/sdk\/v1\/ruleset",status="304"\} 1$/m)
  })
})

test('a ruleset is compressed as the client accepts, a small one not', async () => {
  const halyard = await openTestApp()
  const url = `${halyard.url}/client/v1/${CLIENT_ID}/ruleset`
  expect((await raw(url, { 'Accept-Encoding': 'br, gzip' })).headers['content-encoding']).toBeUndefined()
  halyard.history.commit('production', Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`flag-${i}`, true])))
  const plain = await raw(url, {})
  expect(plain.headers).toMatchObject({ 'cache-control': 'public, no-cache', vary: 'Accept-Encoding' })
  const br = await raw(url, { 'Accept-Encoding': 'gzip, deflate, br' })
  expect([br.headers['content-encoding'], brotliDecompressSync(br.body).equals(plain.body)]).toEqual(['br', true])
  const gzip = await raw(url, { 'Accept-Encoding': 'gzip, br;q=0' })
  expect([gzip.headers['content-encoding'], gunzipSync(gzip.body).equals(plain.body)]).toEqual(['gzip', true])
  expect(gzip.body.length).toBeLessThan(plain.body.length / 2)
  expect(gzip.headers.etag).toBe(plain.headers.etag)
})

test.for([
  ['nothing', ''],
  ['no credential', 'Bearer nonsense'],
  ['a mistyped key', `Bearer ${SDK_KEY.replace(/.$/, 'x')}`],
  ['an unknown key', `Bearer ${credential('hal_sdk_nobody_secretsecret')}`],
  ['the right selector with another secret', `Bearer ${credential('hal_sdk_selectorA_othersecret')}`],
  ['another scheme', `Basic ${SDK_KEY}`],
])('%s is refused like any other wrong credential', async ([, authorization]) => {
  const halyard = await openTestApp()
  for (const path of ['/sdk/v1/ruleset', '/sdk/v1/stream']) {
    const refused = await halyard.fetch(path, {
      headers: authorization === '' ? {} : { Authorization: authorization ?? '' },
    })
    expect([refused.status, refused.headers.get('content-type')]).toEqual([401, 'application/problem+json'])
    expect(await refused.json()).toMatchObject({ code: 'unauthorized', detail: expect.stringContaining('hal_sdk_') })
  }
})

test('expired and revoked keys are refused in the words that unknown ones are', async () => {
  const halyard = await openTestApp()
  const expired = credential('hal_sdk_expired_secretsecret')
  halyard.history.addKey(expired, 'production', Date.now() - 1)
  halyard.history.revoke(SDK_KEY)
  const answers = [SDK_KEY, expired, credential('hal_sdk_unknown_secretsecret')].map(async (key) => {
    const answer = await halyard.fetch('/sdk/v1/ruleset', { headers: { ...sdkAuth(key), 'X-Request-Id': 'same' } })
    return answer.text()
  })
  expect(new Set(await Promise.all(answers)).size).toBe(1)
})

test('a credential of another kind is named as such, and never repeated', async () => {
  const halyard = await openTestApp()
  const byClient = await halyard.fetch('/sdk/v1/ruleset', { headers: sdkAuth(CLIENT_ID) })
  expect(byClient.status).toBe(403)
  const inPath = await halyard.fetch(`/client/v1/${SDK_KEY}/ruleset`)
  expect(inPath.status).toBe(403)
  expect(await inPath.text()).not.toContain('secretsecret')
  expect(halyard.log.join()).not.toContain('secretsecret')
})

test('any web page may read what clients get, errors included, and nothing asks for cookies', async () => {
  const halyard = await openTestApp()
  const origin = { Origin: 'https://shop.example' }
  for (const path of [`/client/v1/${CLIENT_ID}/ruleset`, `/client/v1/nobody/ruleset`]) {
    const answer = await halyard.fetch(path, { headers: origin })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  }
  const preflight = await halyard.fetch(`/client/v1/${CLIENT_ID}/evaluate`, { method: 'OPTIONS', headers: origin })
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, POST'])
  const stream = await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream`, headers: origin })
  stream.close()
  expect(stream.headers['access-control-allow-origin']).toBe('*')
  const secret = await halyard.fetch('/sdk/v1/ruleset', { headers: { ...sdkAuth(), ...origin } })
  expect(secret.headers.get('access-control-allow-origin')).toBeNull()
})

test('a web page may read why it was refused, and when to come again', async () => {
  // Not a second of the minute passes.
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const halyard = await openTestApp({ caps: { perNode: 10, perKey: 10, perAddress: 0 } }, undefined, {
    pollsPerMinute: 1,
  })
  const headers = { Origin: 'https://shop.example' }
  const path = `/client/v1/${CLIENT_ID}`
  expect((await halyard.fetch(`${path}/ruleset`, { headers })).status).toBe(200)
  const refused = [
    await halyard.fetch(`${path}/ruleset`, { headers }),
    await halyard.fetch(`${path}/stream`, { headers }),
    await halyard.fetch(`${path}/telemetry`, { method: 'POST', body: '{}', headers }),
    await halyard.fetch(`${path}/nothing-here`, { headers }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([429, 429, 429, 404])
  for (const { headers } of refused) {
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-expose-headers')).toMatch(/ETag.*Retry-After/)
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  }
  expect(Object.fromEntries(refused[0]?.headers ?? [])).toMatchObject({
    'retry-after': '60',
    'ratelimit-limit': '1',
    'ratelimit-remaining': '0',
    'ratelimit-reset': '60',
  })
})

test('an SDK key that polls too often waits, other keys do not, and streams cost nothing', async () => {
  const halyard = await openTestApp({}, undefined, { pollsPerMinute: 2 })
  const other = credential('hal_sdk_other_secretsecret')
  halyard.history.addKey(other, 'production')
  const poll = async (key?: string) => (await halyard.fetch('/sdk/v1/ruleset', { headers: sdkAuth(key) })).status
  expect([await poll(), await poll(), await poll()]).toEqual([200, 200, 429])
  expect(await poll(other)).toBe(200)
  const stream = await halyard.stream()
  stream.close()
  expect(stream.status).toBe(200)
})

test('a client may have its flags evaluated here, and is told when nothing changed', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true, b: false })
  const evaluate = (context: unknown, headers: Record<string, string> = {}) =>
    halyard.fetch(`/client/v1/${CLIENT_ID}/evaluate`, { method: 'POST', body: JSON.stringify({ context }), headers })
  const answer = await evaluate({ targetingKey: 'u-17' })
  expect(await answer.json()).toMatchObject({
    flags: {
      a: { value: true, variant: 'on', reason: 'STATIC' },
      b: { value: false, variant: 'off', reason: 'DISABLED' },
    },
  })
  const etag = answer.headers.get('etag') ?? ''
  expect((await evaluate({ targetingKey: 'u-17' }, { 'If-None-Match': etag })).status).toBe(304)
  halyard.history.commit('production', { a: false })
  const changed = await evaluate({ targetingKey: 'u-17' }, { 'If-None-Match': etag })
  expect(await changed.json()).toMatchObject({ flags: { a: { value: false, reason: 'DISABLED' } } })
  expect((await evaluate(null)).status).toBe(200)
  const bad = await halyard.fetch(`/client/v1/${CLIENT_ID}/evaluate`, { method: 'POST', body: '[]' })
  expect(bad.status).toBe(422)
})

function batch(batchId: string, counts: readonly object[]): RequestInit {
  const body = { batchId, instance: 'i-1', revision: 1, from: 1, to: 2, counts }
  return { method: 'POST', body: JSON.stringify(body), headers: sdkAuth() }
}

test('F57 evaluation counts add up, a repeated batch counts once', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const counts = [{ flag: 'a', variant: 'on', reason: 'STATIC', n: 5 }]
  for (const id of ['b-1', 'b-1', 'b-2']) {
    expect((await halyard.fetch('/sdk/v1/telemetry', batch(id, counts))).status).toBe(202)
  }
  const { body } = await halyard.metrics.text()
  expect(body).toContain(
    'halyard_evaluations_total{project="default",environment="production",audience="server",flag="a",variant="on",reason="STATIC"} 10',
  )
})

test('F81 whatever flags, variants and reasons are reported, the number of series stays bounded', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const counts = Array.from({ length: 500 }, (_, i) => [
    { flag: `made-up-${i}`, variant: `v-${i}`, reason: 'STATIC', n: 1 },
    { flag: 'a', variant: `v-${i}`, reason: `R-${i}`, n: 1 },
    { flag: 'a', reason: 'ERROR', n: 0 },
  ]).flat()
  expect((await halyard.fetch('/sdk/v1/telemetry', batch('b-1', counts))).status).toBe(202)
  const { body } = await halyard.metrics.text()
  const series = body.split('\n').filter((line) => line.startsWith('halyard_evaluations_total{'))
  expect(series).toHaveLength(2)
  expect(series.join()).toContain('flag="(other)",variant="(other)",reason="STATIC"} 500')
})

test('telemetry that cannot be read is refused with the place, however it was sent', async () => {
  const halyard = await openTestApp()
  const post = (body: string) => halyard.fetch('/sdk/v1/telemetry', { method: 'POST', body, headers: sdkAuth() })
  const wrong = await post('{"batchId": 7}')
  expect(wrong.status).toBe(422)
  expect(await wrong.json()).toMatchObject({ detail: expect.stringContaining('batchId') })
  expect((await post('{')).status).toBe(400)
  expect((await post(`"${'x'.repeat(100_001)}"`)).status).toBe(413)
  const body = new ReadableStream({ start: (stream) => (stream.enqueue(Buffer.alloc(200_000)), stream.close()) })
  const chunked = await halyard.fetch('/sdk/v1/telemetry', {
    method: 'POST',
    body,
    headers: sdkAuth(),
    duplex: 'half',
  } as RequestInit)
  expect(chunked.status).toBe(413)
})

test.each([
  ['POST', '/sdk/v1/ruleset', 'GET, HEAD'],
  ['DELETE', '/sdk/v1/stream', 'GET, HEAD'],
  ['GET', '/sdk/v1/telemetry', 'POST'],
  ['GET', '/sdk/v1/receipts', 'POST'],
  ['PUT', `/client/v1/${CLIENT_ID}/ruleset`, 'GET, HEAD'],
  ['GET', `/client/v1/${CLIENT_ID}/evaluate`, 'POST'],
  ['POST', '/healthz', 'GET, HEAD'],
  ['OPTIONS', '/readyz', 'GET, HEAD'],
  ['PROPFIND', '/metrics', 'GET, HEAD'],
])('%s %s is told which methods there are', async (method, path, allow) => {
  const halyard = await openTestApp()
  const refused = await halyard.fetch(path, { method })
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, allow])
  expect(await refused.json()).toMatchObject({ code: 'method-not-allowed', detail: expect.stringContaining(method) })
})

test('every answer carries a request id, and only a harmless one is taken over', async () => {
  const halyard = await openTestApp()
  const given = await halyard.fetch('/healthz', { headers: { 'X-Request-Id': 'abc-123' } })
  expect(given.headers.get('x-request-id')).toBe('abc-123')
  const odd = await halyard.fetch('/nowhere?token=geheim', { headers: { 'X-Request-Id': 'a b"<' } })
  expect(odd.status).toBe(404)
  const id = odd.headers.get('x-request-id')
  expect(id).toMatch(/^[\da-f-]{36}$/)
  expect(await odd.json()).toMatchObject({ code: 'not-found', requestId: id })
  const stream = await halyard.stream({ headers: { 'X-Request-Id': 'stream-1' } })
  stream.close()
  expect(stream.headers['x-request-id']).toBe('stream-1')
})

test('the log has a line per request with its route, and neither queries nor credentials', async () => {
  const halyard = await openTestApp()
  await halyard.fetch('/sdk/v1/ruleset?password=geheim', { headers: { ...sdkAuth(), 'X-Request-Id': 'r-1' } })
  await halyard.fetch('/%0d%0aforged', { headers: { 'User-Agent': 'geheim' } })
  await eventually(() => expect(halyard.log).toHaveLength(2))
  const lines = halyard.log.map((line) => JSON.parse(line))
  expect(lines[0]).toMatchObject({ requestId: 'r-1', method: 'GET', route: '/sdk/v1/ruleset', status: 200 })
  expect(lines[1]).toMatchObject({ route: 'unmatched', status: 404 })
  expect(halyard.log.join()).not.toMatch(/geheim|secretsecret|forged/)
})

test('metrics tell of streams, broadcasts, rulesets and requests', async () => {
  const halyard = await openTestApp()
  const stream = await halyard.stream()
  await stream.next()
  halyard.history.commit('production', { a: true })
  await stream.nextNews()
  const { body } = await eventually(async () => {
    const text = await halyard.metrics.text()
    expect(text.body).toContain('halyard_broadcasts_total{audience="server"} 1')
    return text
  })
  expect(body).toContain('halyard_streams{project="default",environment="production",audience="server"} 1')
  expect(body).toContain('halyard_stream_begins_total{audience="server",with="snapshot",reason="initial"} 1')
  expect(body).toContain('halyard_ruleset_revision{project="default",environment="production",audience="server"} 1')
  expect(body).toContain('halyard_http_request_seconds_count{method="GET",route="/sdk/v1/stream",status="200"} 1')
  stream.close()
  expect(await (await halyard.fetch('/metrics')).text()).toContain('halyard_state_age_seconds')
})

test('HEAD answers like GET and holds nothing open', async () => {
  const halyard = await openTestApp()
  const stream = await raw(`${halyard.url}/sdk/v1/stream`, sdkAuth(), 'HEAD')
  expect([stream.status, stream.headers['content-type'], stream.body.length]).toEqual([200, 'text/event-stream', 0])
  const ruleset = await raw(`${halyard.url}/sdk/v1/ruleset`, sdkAuth(), 'HEAD')
  expect([ruleset.status, ruleset.body.length]).toEqual([200, 0])
  expect(halyard.live.hub.size).toBe(0)
})

test('what is no HTTP gets a short answer and the connection closed', async () => {
  const halyard = await openTestApp()
  const { port, hostname } = new URL(halyard.url)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.setEncoding('utf8').on('data', (data: string) => (text += data))
  socket.write('\x16\x03\x01\x02\r\n\r\n')
  await once(socket, 'close')
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'bad-request' })
})
