import { once } from 'node:events'
import { expect, test } from 'vitest'
import { eventually } from '../test-eventually.ts'
import { begin, CLIENT_ID, connectTo, openTestApp, SDK_KEY } from './test-app.ts'

test('a second stream too many is refused, and there is room again once one closes', async () => {
  const halyard = await openTestApp({ caps: { perNode: 10, perKey: 1, perAddress: 1 } })
  const { stream } = await begin(halyard)
  const refused = await halyard.stream()
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '30'])
  const client = await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream` })
  expect(client.status).toBe(200)
  stream.close()
  await eventually(async () => expect((await begin(halyard)).event).toBe('snapshot'))
})

test('a node that is full sends others away', async () => {
  const halyard = await openTestApp({ caps: { perNode: 1, perKey: 10, perAddress: 10 } })
  await begin(halyard)
  const refused = await halyard.stream()
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5'])
})

test('a stream that still waits to begin counts as open nowhere', async () => {
  const halyard = await openTestApp({ behindWaitMs: 500 })
  halyard.history.commit('production', { a: true })
  await begin(halyard)
  const waiting = halyard.stream({ headers: { 'Last-Event-ID': '1763640000.9.0123456789abcdef' } })
  await eventually(() => expect(halyard.live.hub.size).toBe(2))
  expect(halyard.live.connected('production')).toEqual({ server: 1, client: 0 })
  const open = 'halyard_streams{project="default",environment="production",audience="server"} 1'
  expect((await halyard.metrics.text()).body).toContain(open)
  expect((await waiting).status).toBe(503)
  expect((await halyard.metrics.text()).body).toContain(open)
})

test('a client that goes away leaves nothing behind', async () => {
  const halyard = await openTestApp()
  const { stream } = await begin(halyard)
  expect(halyard.live.connected('production')).toEqual({ server: 1, client: 0 })
  stream.close()
  await eventually(() => expect(halyard.live.hub.size).toBe(0))
})

test('an HTTP/1.0 proxy gets the same bytes', async () => {
  const halyard = await openTestApp()
  const socket = connectTo(halyard)
  socket.write(`GET /sdk/v1/stream HTTP/1.0\r\nAuthorization: Bearer ${SDK_KEY}\r\nHost: x\r\n\r\n`)
  let text = ''
  socket.setEncoding('utf8').on('data', (data: string) => (text += data))
  await eventually(() => expect(text).toMatch(/\r\n\r\nid: [\d.a-f]+\nevent: snapshot\ndata: .*\n\n$/))
  expect(text).not.toMatch(/transfer-encoding/i)
})

test('a client that leaves while it waits for this node to catch up is forgotten at once', async () => {
  const halyard = await openTestApp({ behindWaitMs: 60_000 })
  const socket = connectTo(halyard)
  socket.write(
    `GET /sdk/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SDK_KEY}\r\nLast-Event-ID: 1763640000.9.0123456789abcdef\r\n\r\n`,
  )
  await eventually(() => expect(halyard.live.hub.size).toBe(1))
  socket.destroy()
  await eventually(() => expect(halyard.live.hub.size).toBe(0))
})

test('F46 headers that come too slowly end the connection, a stream lives on', async () => {
  const halyard = await openTestApp({}, undefined, { headersTimeoutMs: 100 })
  const { stream } = await begin(halyard)
  const socket = connectTo(halyard)
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  await once(socket, 'close')
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  halyard.history.commit('production', { a: true })
  expect((await stream.nextNews()).message).toMatchObject({ event: 'change' })
})

test('behind a trusted proxy clients are told apart by the address that it names', async () => {
  const caps = { perNode: 10, perKey: 10, perAddress: 1 }
  const path = `/client/v1/${CLIENT_ID}/stream`
  for (const [trustProxy, status] of [
    [true, 200],
    [false, 429],
  ] as const) {
    const halyard = await openTestApp({ caps }, undefined, { trustProxy })
    const first = await halyard.stream({ path, headers: { 'X-Forwarded-For': '6.6.6.6, 10.0.0.1' } })
    const second = await halyard.stream({ path, headers: { 'X-Forwarded-For': '6.6.6.6, 10.0.0.2' } })
    expect([first.status, second.status]).toEqual([200, status])
  }
})
