/** A server whose heap is nearly full: V8 would end it, and with it every stream. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { lifetime } from '../support/lifetime.ts'
import { metric } from '../support/metrics.ts'
import { startServer } from '../support/server.ts'
import { arrival, state, until } from '../support/settle.ts'

const { keep } = lifetime()
const PATH = `${environmentPath()}/flags/checkout`
/** Long enough for a server that collects garbage, and a machine that stalls: three of them without a byte are too many. */
const HEARTBEAT_MS = 4_000
const OPTIONS = { heartbeatMs: HEARTBEAT_MS, backoff: { baseMs: 50, maxMs: 400 } }
/** Polls soon, and takes time for each poll. */
const POLLS = { heartbeatMs: HEARTBEAT_MS, pollIntervalMs: 500, backoff: { baseMs: 50, maxMs: 5_000, fallbackMs: 500 } }
const AT_ONCE = 50
/** More than fit into the heap of this test; a server without a watch has ended by then. */
const MOST_STREAMS = 12_000

/** As small as a request can be, so that many fit into this process. @returns the head of the answer, and the socket. */
async function rawStream(port: number, sdkKey: string): Promise<{ readonly head: string; readonly socket: Socket }> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET /sdk/v1/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${sdkKey}\r\n\r\n`)
  const [data] = (await once(socket, 'data')) as [Buffer]
  socket.on('error', () => {})
  socket.resume()
  return { head: data.toString(), socket }
}

test('F14 a heap that is nearly full: new streams 503, the old ones live, kills arrive, no crash; all well when there is room again', async () => {
  const server = keep(
    await startServer({
      HALYARD_HEARTBEAT_MS: String(HEARTBEAT_MS),
      NODE_OPTIONS: '--max-old-space-size=48',
      HALYARD_LOG_LEVEL: 'warn',
    }),
  )
  const { admin, url, port, pid } = server
  await admin.post('/projects/default/flags', { key: 'checkout' })
  await admin.put(PATH, { enabled: true, offVariant: 'off', fallthrough: { variant: 'on' } })
  const { credential: sdkKey } = await admin.key('sdk')
  const old = keep(await startApp({ url, sdkKey, ...OPTIONS }))
  await state(old, 'live')
  const heard = old.events.length

  const open = new Set<Socket>()
  keep({ close: async () => open.forEach((socket) => void socket.destroy()) })
  let lost = 0
  const some = async (): Promise<readonly string[]> => {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => rawStream(port, String(sdkKey))))
    for (const { head, socket } of answers) {
      if (!head.startsWith('HTTP/1.1 200')) continue
      open.add(socket)
      socket.once('close', () => (lost += 1))
    }
    return answers.map(({ head }) => head)
  }
  let refused: string | undefined
  while (refused === undefined && open.size < MOST_STREAMS) {
    refused = (await some()).find((head) => !head.startsWith('HTTP/1.1 200'))
  }
  expect(refused).toMatch(/^HTTP\/1\.1 503 /)
  expect(refused).toMatch(/\r\ncontent-type: application\/problem\+json\r\n/i)
  expect(refused).toMatch(/\r\nretry-after: 30\r\n/i)
  expect(refused).toContain('short of memory')

  // Whoever goes on trying gets no further, and does no harm.
  for (let n = 0; n < 20; n += 1) await some()
  expect(await metric(url, 'halyard_takes_streams')).toBe(0)
  expect(await metric(url, 'halyard_streams_refused_total', 'code="low-memory"')).toBeGreaterThan(0)
  const ready = await fetch(`${url}/readyz`)
  expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ready', streams: 'refused' }])

  // A newcomer has what a poll brings, and so it has kills.
  const late = keep(await startApp({ url, sdkKey, ...POLLS }))
  await late.call('ready', { timeoutMs: 19_000 })
  const { revision } = await admin.post(`${PATH}/kill`, { reason: 'while memory is short' })
  await Promise.all([arrival(old, revision), arrival(late, revision)])
  expect(await old.call('boolean', 'checkout', true, { targetingKey: 'u-1' })).toBe(false)
  expect(await late.call('boolean', 'checkout', true, { targetingKey: 'u-1' })).toBe(false)
  expect(await metric(url, 'halyard_takes_streams')).toBe(0)
  const states = old.events.slice(heard).filter(({ event }) => event === 'status')
  expect(states.filter(({ detail }) => detail?.['state'] !== 'live')).toEqual([])
  expect(lost).toBe(0)
  expect(server.output().match(/"level":"error"/g)).toHaveLength(1)
  expect(server.output()).toContain('nearly out of memory')

  for (const socket of open) socket.destroy()
  await until(
    'V8 has collected what is gone, and streams are taken again',
    () => metric(url, 'halyard_takes_streams'),
    (takes) => takes === 1,
    120_000,
  )
  const fresh = keep(await startApp({ url, sdkKey, ...OPTIONS }))
  await state(fresh, 'live')
  expect(server.pid).toBe(pid)
  process.kill(pid ?? -1, 0)
}, 240_000)
