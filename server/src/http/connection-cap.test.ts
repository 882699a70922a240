import { once } from 'node:events'
import type * as Http from 'node:http'
import type { Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { eventually } from '../test-eventually.ts'
import { type DropReason, roomWithin } from './connection-cap.ts'
import { CLIENT_ID, connectTo, openTestApp, SDK_KEY, type TestApp, type TestStream } from './test-app.ts'

const servers: Http.Server[] = []

vi.mock('node:http', async (load) => {
  const http = await load<typeof Http>()
  const createServer = (...given: Parameters<typeof http.createServer>): Http.Server => {
    const server = http.createServer(...given)
    servers.push(server)
    return server
  }
  return { ...http, createServer }
})

const app = (maxConnections: number): Promise<TestApp> => openTestApp({}, undefined, { maxConnections })

async function connected(halyard: TestApp, sends = ''): Promise<Socket> {
  const socket = connectTo(halyard).on('error', () => {})
  await once(socket, 'connect')
  socket.resume().write(sends)
  return socket
}

async function streamOf(halyard: TestApp): Promise<TestStream> {
  const stream = await halyard.stream()
  await stream.next()
  return stream
}

async function dropped({ metrics }: TestApp, reason: DropReason): Promise<number> {
  const line = new RegExp(`halyard_connections_dropped_total\\{reason="${reason}"\\} (\\d+)`)
  return Number(line.exec((await metrics.text()).body)?.[1] ?? 0)
}

/** More than sockets hold. */
const MANY_MEGABYTES = Object.fromEntries(Array.from({ length: 1_200 }, (_, n) => [`${n}-${'x'.repeat(10_000)}`, true]))
const RULESET = `GET /sdk/v1/ruleset HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SDK_KEY}\r\n\r\n`
async function answers({ metrics }: TestApp): Promise<number> {
  const counted = /_count\{[^}]*route="\/sdk\/v1\/ruleset"[^}]*\} (\d+)/.exec((await metrics.text()).body)
  return Number(counted?.[1] ?? 0)
}

const ASKS = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
const HALF = `POST /client/v1/${CLIENT_ID}/telemetry HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"batchId":`

test.each([
  ['say nothing', ''],
  ['have their answer and stay', ASKS],
  ['send half a head', 'GET /healthz HTTP/1.1\r\n'],
  ['send half a body', HALF],
])('F14 strangers who %s make room: whoever asks is answered, and streams stay', async (_, sends) => {
  const halyard = await app(16)
  const stream = await streamOf(halyard)
  for (let n = 0; n < 60; n++) await connected(halyard, sends)
  expect((await halyard.fetch('/readyz', { headers: { Connection: 'close' } })).status).toBe(200)
  expect(await dropped(halyard, 'idle')).toBeGreaterThan(40)
  halyard.history.commit('production', {})
  expect((await stream.nextNews()).message.event).toBe('change')
})

test('F14 strangers who take nothing of their answer make room', async () => {
  const halyard = await app(8)
  halyard.history.commit('production', MANY_MEGABYTES)
  for (let n = 1; n <= 8; n++) {
    ;(await connected(halyard, RULESET)).pause()
    await eventually(async () => expect(await answers(halyard)).toBe(n))
  }
  expect((await halyard.fetch('/readyz', { headers: { Connection: 'close' } })).status).toBe(200)
})

test('who takes a moment to ask is waited for, however many half bodies come meanwhile', async () => {
  const halyard = await app(16)
  for (let n = 0; n < 14; n++) await connected(halyard, HALF)
  const admin = await connected(halyard)
  for (let n = 0; n < 10; n++) await connected(halyard, HALF)
  admin.write(ASKS)
  expect(String(await once(admin, 'data'))).toContain('200 OK')
})

test('who has waited for nothing the longest goes first: who just asked keeps the connection', async () => {
  const halyard = await app(16)
  const silent = await connected(halyard)
  const asks = await connected(halyard)
  for (let n = 0; n < 13; n++) await connected(halyard)
  asks.write(ASKS)
  await once(asks, 'data')
  const gone = once(silent, 'close')
  for (let n = 0; n < 5; n++) await connected(halyard)
  await gone
  asks.write(ASKS)
  await once(asks, 'data')
})

test('where nobody can make room, the newcomer is closed and counted, and who is there stays', async () => {
  const halyard = await app(4)
  const streams: TestStream[] = []
  for (let n = 0; n < 4; n++) streams.push(await streamOf(halyard))
  const late = await connected(halyard)
  if (!late.closed) await once(late, 'close')
  await eventually(async () => expect(await dropped(halyard, 'full')).toBe(1))
  halyard.history.commit('production', {})
  for (const stream of streams) expect((await stream.nextNews()).message.event).toBe('change')
  streams[0]?.close()
  await eventually(async () => expect((await halyard.fetch('/healthz')).status).toBe(200))
})

test('F14 a connection that the system cannot accept is counted, and ends nothing else', async () => {
  const halyard = await app(16)
  const stream = await streamOf(halyard)
  // Where even the file that libuv keeps back for this is gone. An error that nobody listens for would end the process.
  servers.at(-1)?.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE', syscall: 'accept' }))
  expect(await dropped(halyard, 'failed')).toBe(1)
  halyard.history.commit('production', {})
  expect((await stream.nextNews()).message.event).toBe('change')
})

test.each([
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  [21_000, 20_800, 20_500],
  [1_024, 824, 618],
  [64, 32, 24],
])('of %s open files, %s may be connections and %s streams', (openFiles, connections, streams) => {
  expect(roomWithin(openFiles)).toEqual({ connections, streams })
})
