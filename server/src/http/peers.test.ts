/** What slow, broken, old and vanishing peers get, byte by byte. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../test-eventually.ts'
import { openTestAdmin } from './admin/test-admin.ts'
import { CLIENT_ID, connectTo, openTestApp, SDK_KEY, sdkAuth, type TestApp } from './test-app.ts'

/** Sends this, reads until the server closes, and gives back what came. */
async function exchange(halyard: TestApp, ...parts: readonly string[]): Promise<string> {
  const socket = connectTo(halyard)
  let text = ''
  socket.setEncoding('utf8').on('data', (data: string) => (text += data))
  for (const part of parts) socket.write(part)
  await once(socket, 'close')
  return text
}

interface Line {
  readonly level: string
  readonly message: string
  readonly status?: number
}

function linesOf({ log }: TestApp): Line[] {
  return log.map((line) => JSON.parse(line))
}

const TELEMETRY = `POST /client/v1/${CLIENT_ID}/telemetry HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`

test.each([
  ['health check of HTTP/1.0 without a host, as HAProxy sends it', 'GET /readyz HTTP/1.0\r\n\r\n'],
  ['HEAD of HTTP/1.0', 'HEAD /readyz HTTP/1.0\r\n\r\n'],
  ['request with an empty host', 'GET /readyz HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'],
])('a %s is answered', async (_, request) => {
  const text = await exchange(await openTestApp(), request)
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(text.split('\r\n\r\n')[1]).toMatch(request.startsWith('HEAD') ? /^$/ : /^\{"status":"ready"/)
})

test.each([
  ['host', 'GET /readyz HTTP/1.1\r\nHost: a b<>\r\nConnection: close\r\n\r\n'],
  ['path', 'GET /\\\\evil HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
])('a %s that makes no URL is refused in words', async (_, request) => {
  const text = await exchange(await openTestApp(), request)
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'bad-request', status: 400 })
})

test('a request with two hosts is refused in words, and its connection ends', async () => {
  const text = await exchange(await openTestApp(), 'GET /readyz HTTP/1.1\r\nHost: x\r\nhOST: y\r\n\r\n')
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({
    code: 'bad-request',
    detail: 'The request names its host more than once.',
  })
})

test.each([
  ['an announced length', 'Content-Length: 500\r\n\r\n{"batchId": '],
  ['chunks', 'Transfer-Encoding: chunked\r\n\r\n5\r\n{"bat\r\n'],
])('a client that leaves in the middle of a body of %s is no error of ours', async (_, rest) => {
  const halyard = await openTestApp()
  const socket = connectTo(halyard)
  const asked = nextServersEnd()
  socket.write(TELEMETRY + rest)
  await asked
  // The next answer on another connection: by then the body is being waited for.
  await halyard.fetch('/healthz')
  socket.resetAndDestroy()
  const line = await eventually(() => {
    const found = linesOf(halyard).find(({ status }) => status !== 200)
    expect(found).toBeDefined()
    return found
  })
  expect(line).toMatchObject({ level: 'debug', status: 499 })
  expect(linesOf(halyard).filter(({ level }) => level !== 'debug')).toEqual([])
  expect((await halyard.metrics.text()).body).not.toMatch(/status="5/)
})

test('a client that closes its half in the middle of a body is told so, and is no error of ours', async () => {
  const halyard = await openTestApp()
  const socket = connectTo(halyard)
  let text = ''
  socket.setEncoding('utf8').on('data', (data: string) => (text += data))
  socket.end(`${TELEMETRY}Content-Length: 500\r\n\r\n{"batchId": `)
  await once(socket, 'close')
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  await eventually(() => expect(linesOf(halyard)).toMatchObject([{ level: 'debug', status: 499 }]))
})

test('a client that leaves while it waits for this node to catch up is no error of ours', async () => {
  const halyard = await openTestApp({ behindWaitMs: 60_000 })
  const socket = connectTo(halyard)
  const id = 'Last-Event-ID: 1763640000.9.0123456789abcdef'
  socket.write(`GET /sdk/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SDK_KEY}\r\n${id}\r\n\r\n`)
  await eventually(() => expect(halyard.live.hub.size).toBe(1))
  socket.destroy()
  await eventually(() => expect(linesOf(halyard)).toMatchObject([{ level: 'debug', status: 499 }]))
})

test('a node that is behind says so in its log, and not as a failure', async () => {
  const halyard = await openTestApp({ behindWaitMs: 20 })
  const refused = await halyard.stream({ headers: { 'Last-Event-ID': '1763640000.9.0123456789abcdef' } })
  expect(refused.status).toBe(503)
  await eventually(() => expect(linesOf(halyard)).toMatchObject([{ level: 'info', status: 503 }]))
})

test('requests that come before the ones ahead of them are answered get their answers, in order, up to a few', async () => {
  const halyard = await openTestApp()
  const some = 'GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(16)
  const text = await exchange(halyard, `${some}GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(17)
})

test('a connection with a thousand requests in one write ends, and costs no memory', async () => {
  const halyard = await openTestApp()
  const before = process.memoryUsage().rss
  const flood = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_500)
  const texts = await Promise.all(
    Array.from({ length: 40 }, () => exchange(halyard, flood).catch((error: NodeJS.ErrnoException) => error.code)),
  )
  expect(texts.every((text) => text === 'ECONNRESET' || text === 'EPIPE' || (text?.length ?? 0) < 1_000_000)).toBe(true)
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000)
  expect((await halyard.fetch('/healthz')).status).toBe(200)
}, 60_000)

test('F46 a body that comes too slowly ends the connection, and streams live on', async () => {
  const halyard = await openTestApp({}, undefined, { headersTimeoutMs: 100, requestTimeoutMs: 200 })
  const stream = await halyard.stream()
  await stream.next()
  const socket = connectTo(halyard)
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
  socket.on('error', () => {})
  socket.write(`${TELEMETRY}Content-Length: 100000\r\n\r\n`)
  const dripping = setInterval(() => socket.write(' '), 10)
  onTestFinished(() => clearInterval(dripping))
  await once(socket, 'close')
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
  halyard.history.commit('production', { a: true })
  expect((await stream.nextNews()).message).toMatchObject({ event: 'change' })
  await eventually(() => expect(linesOf(halyard).map(({ status }) => status)).toContain(499))
  expect((await halyard.metrics.text()).body).not.toMatch(/status="5/)
})

test('F46 a connection on which nothing is ever sent is not kept', async () => {
  const halyard = await openTestApp({}, undefined, { headersTimeoutMs: 100, requestTimeoutMs: 200 })
  expect(await exchange(halyard)).toMatch(/^HTTP\/1\.1 408 /)
})

test('F44 a client that opens streams without end is told 429, and nobody else notices', async () => {
  const halyard = await openTestApp({ caps: { perNode: 1_000, perKey: 500, perAddress: 40 } })
  const path = `/client/v1/${CLIENT_ID}/stream`
  const opened = await Promise.all(Array.from({ length: 100 }, () => halyard.stream({ path })))
  expect(opened.filter(({ status }) => status === 200)).toHaveLength(40)
  const refused = opened.filter(({ status }) => status === 429)
  expect(refused).toHaveLength(60)
  expect(new Set(refused.map(({ headers }) => headers['retry-after']))).toEqual(new Set(['30']))
  const backend = await halyard.stream()
  await backend.next()
  halyard.history.commit('production', { a: true })
  expect((await backend.nextNews()).message).toMatchObject({ event: 'change' })
  expect((await halyard.fetch('/sdk/v1/ruleset', { headers: sdkAuth() })).status).toBe(200)
})

test.each(['utf-16', 'UTF-16LE', 'latin1', '"iso-8859-1"', 'windows-1252'])(
  'F70 a body that says charset=%s is refused, not read as something else',
  async (charset) => {
    const halyard = await openTestApp()
    const post = (path: string, type: string, headers = {}) =>
      halyard.fetch(path, { method: 'POST', body: '{"context":{}}', headers: { 'Content-Type': type, ...headers } })
    for (const [path, headers] of [
      [`/client/v1/${CLIENT_ID}/evaluate`, {}],
      ['/sdk/v1/telemetry', sdkAuth()],
    ] as const) {
      const refused = await post(path, `application/json; charset=${charset}`, headers)
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({ code: 'bad-json', detail: expect.stringContaining('UTF-8') })
    }
    for (const type of ['application/json; charset=UTF-8', 'text/plain;charset="utf-8"', 'text/plain']) {
      expect((await post(`/client/v1/${CLIENT_ID}/evaluate`, type)).status).toBe(200)
    }
  },
)

test('F70 the admin API takes no other charset either', async () => {
  const { call } = await openTestAdmin()
  const post = (type: string) => call('POST', '/projects/default/flags', { key: 'f' }, { 'content-type': type })
  expect(await post('application/json; charset=utf-16')).toMatchObject({ status: 400, body: { code: 'bad-json' } })
  expect((await post('application/json; charset=utf-8')).status).toBe(201)
})

test('F70 bytes that are no UTF-8, and compressed ones, are refused', async () => {
  const halyard = await openTestApp()
  const post = (body: Uint8Array<ArrayBuffer>, headers = {}) =>
    halyard.fetch(`/client/v1/${CLIENT_ID}/evaluate`, { method: 'POST', body, headers })
  expect((await post(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]))).status).toBe(400)
  expect((await post(new Uint8Array([0x1f, 0x8b]), { 'Content-Encoding': 'gzip' })).status).toBe(400)
})

/** More than sockets hold. */
const MANY_MEGABYTES = Object.fromEntries(Array.from({ length: 1_200 }, (_, n) => [`${n}-${'x'.repeat(10_000)}`, true]))
const RULESET = `GET /sdk/v1/ruleset HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SDK_KEY}\r\n\r\n`

/** Rulesets that were answered. */
async function polls({ metrics }: TestApp): Promise<number> {
  const counted = /_count\{[^}]*route="\/sdk\/v1\/ruleset"[^}]*\} (\d+)/.exec((await metrics.text()).body)
  return Number(counted?.[1] ?? 0)
}

const ASKED = 'http.server.request.start'

/** The server's end of the connection that brings the next request. */
function nextServersEnd(): Promise<Socket> {
  return new Promise((resolve) => {
    const asked = (message: unknown): void => {
      unsubscribe(ASKED, asked)
      resolve((message as { readonly socket: Socket }).socket)
    }
    subscribe(ASKED, asked)
  })
}

test('requests that wait behind an answer that nobody takes are not answered before it is taken', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', MANY_MEGABYTES)
  const socket = connectTo(halyard).pause()
  socket.write(RULESET.repeat(4))
  await eventually(async () => expect(await polls(halyard)).toBe(1))
  for (let n = 0; n < 5; n++) expect((await halyard.fetch('/healthz')).status).toBe(200)
  expect(await polls(halyard)).toBe(1)
  socket.resume()
  await eventually(async () => expect(await polls(halyard)).toBe(4))
})

test('an answer of which nobody takes anything ends with its connection', async () => {
  const halyard = await openTestApp({}, undefined, { unreadTimeoutMs: 200 })
  halyard.history.commit('production', MANY_MEGABYTES)
  const socket = connectTo(halyard).pause()
  const asked = nextServersEnd()
  socket.write(RULESET)
  // A socket that is not read hears of no end: the server's does.
  await once(await asked, 'close')
  expect(await polls(halyard)).toBe(1)
  await once(socket.resume(), 'close')
  expect(socket.bytesRead).toBeLessThan(12_000_000)
})

test.each(['/client/v1/../../metrics', '/client/v1/%2e%2E/%2e./metrics', '/./metrics', '/metrics/..'])(
  '%s is refused: a proxy that looks at the beginning of a path alone would let it in',
  async (path) => {
    const answer = await exchange(await openTestApp(), `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(answer).toContain('400 Bad Request')
    expect(answer).toContain('a segment of dots alone')
  },
)
