/** A server on a real port and a real file: what happens to those who listen while something goes wrong. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type Database from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readConfig } from './config.ts'
import { openStream, sdkAuth, type TestStream } from './http/test-app.ts'
import { createLogger } from './logging.ts'
import { startServer } from './server.ts'
import { eventually } from './test-eventually.ts'

/** Connections that were opened: how full a disk is, SQLite can be told of each. */
const opened: Database.Database[] = []

vi.mock('better-sqlite3', async (load) => {
  const { default: Real } = await load<{ default: typeof Database }>()
  class Known extends Real {
    constructor(...given: ConstructorParameters<typeof Real>) {
      super(...given)
      opened.push(this)
    }
  }
  return { default: Known }
})

const TOKEN = 'an-admin-token-that-only-tests-know-0123456789'
const FLAGS = '/projects/default/flags'
const HERE = '/projects/default/environments/production'

interface Answer {
  readonly status: number
  readonly text: string
  readonly body: Record<string, unknown>
}

async function start(openFiles?: number) {
  const dataDir = await mkdtemp(join(tmpdir(), 'halyard-faults-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const log: string[] = []
  const config = readConfig({ PORT: '0', HALYARD_DATA_DIR: dataDir, HALYARD_ADMIN_TOKEN: TOKEN })
  const server = await startServer(config, {
    logger: createLogger({ write: (line) => void log.push(line) }),
    openFiles,
  })
  onTestFinished(() => server.stop(0))
  const call = async (method: string, path: string, body?: unknown, headers = {}): Promise<Answer> => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: body instanceof Uint8Array ? body.slice() : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, body: text === '' ? {} : JSON.parse(text) }
  }
  const { secret } = (await call('POST', `${HERE}/keys`, { kind: 'sdk', name: 'test' })).body
  const stream = async (): Promise<TestStream> => {
    const made = await openStream(`${server.url}/sdk/v1/stream`, sdkAuth(String(secret)))
    onTestFinished(() => made.close())
    return made
  }
  return { url: server.url, call, stream, log, key: String(secret) }
}

test('F4 a full disk: writes are 507, reads and streams go on, one line tells, and room ends it without a restart', async () => {
  opened.length = 0
  const { call, stream, log, url, key } = await start()
  await call('POST', FLAGS, { key: 'f' })
  const listening = await stream()
  await listening.next()
  const limit = (pages: number | undefined): void => {
    for (const database of opened.filter(({ open }) => open)) {
      const now = Number(database.pragma('page_count', { simple: true }))
      database.pragma(`max_page_count = ${pages ?? now}`)
    }
  }
  limit(undefined)
  const members = { included: Array.from({ length: 5_000 }, (_, index) => `user-${index}`) }
  for (let tries = 0; tries < 3; tries++) {
    const refused = await call('PUT', `${HERE}/segments/s`, members)
    expect([refused.status, refused.body]).toMatchObject([507, { code: 'disk-full' }])
  }
  expect(log.map((line) => JSON.parse(line)).filter(({ message }) => message === 'the store refused')).toMatchObject([
    { level: 'error', code: 'FULL' },
  ])
  expect(log.join('')).not.toContain('"stack"')
  expect((await call('GET', `${HERE}/segments/s`)).status).toBe(404)
  expect((await call('GET', FLAGS)).body).toMatchObject({ items: [{ key: 'f' }] })
  expect((await fetch(`${url}/sdk/v1/ruleset`, { headers: sdkAuth(key) })).status).toBe(200)
  expect((await (await stream()).next()).message).toMatchObject({ event: 'snapshot' })
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  limit(1_000_000)
  expect((await call('PUT', `${HERE}/segments/s`, members)).status).toBe(201)
  expect((await listening.nextNews()).message).toMatchObject({ event: 'change', items: { segment: { s: {} } } })
  expect((await call('GET', '/projects/default/audit/verify')).body).toMatchObject({ valid: true })
})

test('F14 strangers who hold more connections than there may be keep no kill out, and the log and the metrics tell', async () => {
  const { call, stream, log, url } = await start(64)
  await call('POST', FLAGS, { key: 'f' })
  const listening = await stream()
  await listening.next()
  const { port, hostname } = new URL(url)
  for (let n = 0; n < 100; n++) {
    const idle = connect(Number(port), hostname).on('error', () => {})
    onTestFinished(() => void idle.destroy())
    await once(idle, 'connect')
  }
  const killed = await call('POST', `${HERE}/flags/f/kill`, {}, { Connection: 'close' })
  expect(killed.status).toBe(200)
  expect((await listening.nextNews()).message).toMatchObject({ event: 'change' })
  const told = log.map((line) => JSON.parse(line)).filter(({ message }) => /as many connections/.test(message))
  expect(told).toMatchObject([{ level: 'warn' }])
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
    /halyard_connections_dropped_total\{reason="idle"\} [1-9]\d/,
  )
})

test('F14 streams leave file descriptors for whoever asks: one too many is told to come again', async () => {
  const { stream } = await start(8)
  for (let n = 0; n < 3; n++) expect((await stream()).status).toBe(200)
  expect((await stream()).status).toBe(503)
})

const HOSTILE = 'a\r\n\r\nevent: goodbye\ndata: {}\n\n\u2028\u2029\u0085\0\u202e<script>alert(1)</script>\u001b[31m'

test('F70 whatever text is served or refused, a frame stays a frame and a line a line', async () => {
  const { call, log, url, key } = await start()
  const response = await new Promise<IncomingMessage>((resolve) => {
    const request = get(`${url}/sdk/v1/stream`, { headers: sdkAuth(key), agent: false }, resolve)
    onTestFinished(() => void request.destroy())
  })
  let received = ''
  response.setEncoding('utf8').on('data', (text: string) => (received += text))
  const made = await call('POST', FLAGS, {
    key: 'f',
    type: 'object',
    description: HOSTILE,
    variants: { on: { [HOSTILE]: HOSTILE }, off: [] },
    metadata: { [HOSTILE]: HOSTILE },
    salt: HOSTILE,
    reason: 'why\nnot',
  })
  expect(made.status).toBe(201)
  const on = { variant: 'on' }
  await call('PATCH', `${HERE}/flags/f`, {
    rules: [{ id: HOSTILE, if: { attribute: HOSTILE, op: 'in', value: [HOSTILE] }, serve: on }],
    targets: [{ attribute: HOSTILE, values: [HOSTILE], variant: 'on' }],
  })
  await call('PUT', `${HERE}/segments/s`, { included: [HOSTILE], description: HOSTILE })
  await call('POST', FLAGS, { key: HOSTILE })
  await call('GET', `${FLAGS}/${encodeURIComponent(HOSTILE)}?q=${encodeURIComponent(HOSTILE)}`)
  await eventually(() => expect(received).toMatch(/"s":\{[^\n]*\n\n/))
  const events = received.split('\n\n').filter((event) => event !== '')
  for (const event of events) {
    expect(event).not.toContain('\r')
    for (const line of event.split('\n')) expect(line).toMatch(/^(?:id|event|data|retry): |^:/)
    expect(/^event: (\S+)$/m.exec(event)?.[1] ?? 'none').toMatch(/^(?:snapshot|change|heartbeat|none)$/)
  }
  const data = events.flatMap((event) => event.split('\n').filter((line) => line.startsWith('data: ')))
  for (const line of data) expect(JSON.parse(line.slice('data: '.length))).toBeTypeOf('object')
  expect(data.join('')).toContain(JSON.stringify(HOSTILE))
  expect(log.length).toBeGreaterThan(3)
  for (const line of log) {
    expect(line.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(JSON.parse(line)).toHaveProperty('message')
    expect(line).not.toContain('alert(1)')
  }
})

test('F70 a gzip bomb is refused unopened, on every plane', async () => {
  const { call, url, key } = await start()
  const bomb = gzipSync(Buffer.alloc(100_000_000, '{"a":'))
  const before = process.memoryUsage().rss
  const refused = await call('POST', FLAGS, bomb, { 'Content-Encoding': 'gzip' })
  expect([refused.status, refused.body]).toMatchObject([400, { code: 'bad-request' }])
  const headers = { ...sdkAuth(key), 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
  const telemetry = await fetch(`${url}/sdk/v1/telemetry`, { method: 'POST', headers, body: new Uint8Array(bomb) })
  expect(telemetry.status).toBe(400)
  // Sent as if it were text, it is bytes that are no UTF-8.
  expect((await call('POST', FLAGS, bomb)).body).toMatchObject({ status: 400, code: 'bad-json' })
  expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000)
})
