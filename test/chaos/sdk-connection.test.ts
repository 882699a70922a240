/** Servers and networks that refuse, vanish, stall or lie; what a client does about it. */
import { once } from 'node:events'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { expiredCertificate } from '../support/expired-certificate.ts'
import { lifetime } from '../support/lifetime.ts'
import { until, within } from '../support/settle.ts'
import { holds, next, reaches, startClient, steadyTime } from './scripted-client.ts'
import { createHistory } from './scripted-history.ts'
import { type Answer, startScriptedServer } from './scripted-server.ts'

steadyTime()
const life = lifetime()
const start = async () => life.keep(await startScriptedServer())
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(code, headers).end()

/** What a logger heard. */
function listen() {
  const said: string[] = []
  const log = (message: string, data?: unknown): void => void said.push(message, JSON.stringify(data) ?? '')
  // Not `info`: there the client says which instance it is.
  return { said, logger: { debug: log, warn: log, error: log } }
}

/** A `fetch` that tells when a client takes bytes of an answer's body. */
function watchBytes() {
  let tell = (): void => {}
  const next = (): Promise<void> => within('the client takes bytes', new Promise((resolve) => (tell = resolve)))
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const response = await globalThis.fetch(url, init)
    const watched = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk)
        tell()
      },
    })
    return new Response(response.body?.pipeThrough(watched), response)
  }
  return { fetch, next }
}

test('resumes from the last state that was applied, with its key and its name', async () => {
  const server = await start()
  const history = createHistory({ a: 1 })
  const client = startClient(life, server.url)
  const stream = await server.nextStream()
  expect(stream.headers).toMatchObject({
    authorization: 'Bearer hal_sdk_test_test_00000000',
    accept: 'text/event-stream',
    'x-halyard-sdk': expect.stringMatching(/^node\/\d/),
    'x-halyard-instance': expect.stringMatching(/^\S+\.\d+\.[\da-f]{8}$/),
  })
  expect(stream.headers['last-event-id']).toBeUndefined()
  await stream.send(history.snapshot())
  await holds(client, 1)
  stream.destroy()
  const again = await server.nextStream()
  expect(again.headers['last-event-id']).toBe(history.head.id)
  await again.send(history.heartbeat())
  await reaches(client, 'live')
})

test('keeps listening after a goodbye until it leaves, and comes back within the spread', async () => {
  const server = await start()
  const history = createHistory({ a: 1 })
  const client = startClient(life, server.url)
  const stream = await server.nextStream()
  await stream.send(history.snapshot())
  const before = history.head
  history.commit({ a: 2 })
  await stream.send(`event: goodbye\ndata: {"reason":"draining","spreadMs":200,"ageMs":0}\n\n${history.change(before)}`)
  await holds(client, 2)
  expect(client.status().state).toBe('live')
  const again = await server.nextStream()
  await stream.closed
  expect(again.headers['last-event-id']).toBe(history.head.id)
})

test('F26 a stream that falls silent is destroyed after three heartbeats and made anew', async () => {
  const server = await start()
  const history = createHistory({ a: 1 })
  const heartbeatMs = 60
  const bytes = watchBytes()
  const client = startClient(life, server.url, { heartbeatMs, fetch: bytes.fetch })
  const stream = await server.nextStream()
  await stream.send(history.snapshot())
  // Any byte is a sign of life, an event or not: each follows as soon as the one before was heard.
  const untilMs = performance.now() + 1.5 * 3 * heartbeatMs
  while (performance.now() < untilMs) {
    const heard = bytes.next()
    await stream.send(':\n')
    await heard
  }
  expect(server.count('stream')).toBe(1)
  await stream.send(history.heartbeat())
  await stream.closed
  await server.nextStream()
  expect(client.number('a', 0)).toBe(1)
})

test('F26 beside a stream that brings bytes and proves nothing for six heartbeats, a kill arrives by polling', async () => {
  const server = await start()
  const history = createHistory({ a: 1 })
  const bytes = watchBytes()
  server.answer('ruleset', (_, response) => void response.writeHead(200).end(history.body()))
  const client = startClient(life, server.url, { heartbeatMs: 60, pollIntervalMs: 50, fetch: bytes.fetch })
  const stream = await server.nextStream()
  await stream.send(history.snapshot())
  await holds(client, 1)
  history.commit({ a: 2 })
  while (client.number('a', 0) === 1) {
    const heard = bytes.next()
    await stream.send(':\n')
    await heard
  }
  expect(client.number('a', 0)).toBe(2)
  await reaches(client, 'polling')
  expect(server.count('stream')).toBe(1)
  await stream.send(history.heartbeat())
  await reaches(client, 'live')
})

describe('polling', () => {
  test('F27 behind a proxy that buffers streams, said once, with ETags, until a stream gets through', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    server.answer('ruleset', ({ headers }, response) => {
      const etag = `"${history.head.id}"`
      if (headers['if-none-match'] === etag) response.writeHead(304, { etag }).end()
      else response.writeHead(200, { etag }).end(history.body())
    })
    const { said, logger } = listen()
    const client = startClient(life, server.url, {
      logger,
      pollIntervalMs: 20,
      backoff: { fallbackMs: 200, refusedMs: 100 },
    })
    await holds(client, 1)
    await reaches(client, 'polling')
    expect(await client.ready()).toEqual({ source: 'network' })
    await server.nextRequest('ruleset')
    expect((await server.nextRequest('ruleset')).headers['if-none-match']).toBe(`"${history.head.id}"`)
    history.commit({ a: 2 })
    await holds(client, 2)
    expect(client.number('a', 0)).toBe(2)
    await server.nextStream()
    await server.nextStream()
    // From the third on they get through.
    server.answer('stream', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(history.heartbeat())
    })
    await reaches(client, 'live')
    expect(said.filter((message) => message.includes('polling'))).toHaveLength(1)
  })

  test('F28 behind a proxy that closes every stream at once', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    server.answer('stream', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(history.snapshot())
    })
    server.answer('ruleset', (_, response) => void response.end(history.body()))
    const client = startClient(life, server.url, { pollIntervalMs: 20 })
    await reaches(client, 'polling')
    expect(server.count('stream')).toBe(3)
    history.commit({ a: 2 })
    await holds(client, 2)
  })

  test('without a stream for too long; stale while that fails, and the stream at once when it succeeds', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const client = startClient(life, server.url, { pollIntervalMs: 20, backoff: { fallbackMs: 200 } })
    await (await server.nextStream()).send(history.snapshot())
    await reaches(client, 'live')
    const port = Number(new URL(server.url).port)
    const stale = next(client, 'stale')
    await server.close()
    expect(await stale).toMatchObject({ state: 'stale', revision: 1, source: 'network' })
    expect(client.number('a', 0)).toBe(1)

    const back = life.keep(await startScriptedServer(port))
    back.answer('ruleset', (_, response) => void response.writeHead(304).end())
    const stream = await back.nextStream()
    expect(stream.headers['last-event-id']).toBe(history.head.id)
    await stream.send(history.heartbeat())
    await reaches(client, 'live')
  })

  test('F29 a captive portal’s page is no ruleset', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const { said, logger } = listen()
    const client = startClient(life, server.url, { logger, pollIntervalMs: 20, backoff: { fallbackMs: 200 } })
    const stream = await server.nextStream()
    await stream.send(history.snapshot())
    await holds(client, 1)
    const page: Answer = (_, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>')
    server.answer('stream', page)
    server.answer('ruleset', page)
    stream.destroy()
    await reaches(client, 'stale')
    for (let n = 0; n < 2; n += 1) await server.nextRequest('ruleset')
    expect(client.number('a', 0)).toBe(1)
    // The stream's attempts fail in between, for the same reason.
    await until(
      'a poll has failed',
      () => client.status().failure,
      (failure) => failure === 'no usable ruleset',
    )
    expect(said.filter((message) => message.includes('trying again'))).toHaveLength(1)
    expect(said.join()).not.toContain('log in')
  })

  test('F36 a 304 that nobody asked for is a failure, not an empty ruleset', async () => {
    const server = await start()
    server.answer('stream', status(503))
    server.answer('ruleset', status(304))
    const client = startClient(life, server.url, { pollIntervalMs: 20, backoff: { fallbackMs: 50 } })
    await server.nextRequest('ruleset')
    await server.nextRequest('ruleset')
    expect(client.status()).toMatchObject({ source: undefined, revision: undefined })
  })
})

describe('F40 statuses', () => {
  test.each([408, 429, 500, 502, 503])('%i is retried with back-off', async (code) => {
    const server = await start()
    const history = createHistory({ a: 1 })
    server.answer('stream', status(code))
    const client = startClient(life, server.url, { backoff: { refusedMs: 60_000 } })
    for (let n = 0; n < 4; n += 1) await server.nextRequest('stream')
    server.answer('stream', undefined)
    await (await server.nextStream()).send(history.snapshot())
    await reaches(client, 'live')
  })

  test.each([400, 401, 403, 404, 407, 410])('%i is said once and retried slowly, for ever', async (code) => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const { said, logger } = listen()
    const client = startClient(life, server.url, { logger, backoff: { refusedMs: 80 } })
    const stream = await server.nextStream()
    await stream.send(history.snapshot())
    await holds(client, 1)
    server.answer('stream', status(code))
    stream.destroy()
    const times: number[] = []
    for (let n = 0; n < 3; n += 1) times.push((await server.nextRequest('stream')).atMs)
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(40)
    expect(client.status().state).toBe('stale')
    expect(client.number('a', 0)).toBe(1)
    expect(server.count('ruleset')).toBe(0)
    expect(said.filter((message) => message.includes('every few minutes'))).toHaveLength(1)
    expect(said.join()).not.toContain('hal_sdk_')
    server.answer('stream', undefined)
    await (await server.nextStream()).send(history.heartbeat())
    await reaches(client, 'live')
  })

  test('what the server says of a refusal is in the message', async () => {
    const server = await start()
    const problem = JSON.stringify({ status: 401, detail: 'The credential is unknown.' })
    server.answer('stream', (_, response) => void response.writeHead(401).end(problem))
    const { said, logger } = listen()
    const client = startClient(life, server.url, { logger })
    await expect(client.ready()).rejects.toMatchObject({
      code: 'REFUSED',
      message: `not ready: HTTP status 401: The credential is unknown. (${server.url}/sdk/v1)`,
    })
    expect(said[0]).toBe('halyard: refused; trying again every few minutes')
    expect(JSON.parse(said[1] ?? '')).toMatchObject({ message: 'HTTP status 401: The credential is unknown.' })
  })

  test('Retry-After is honoured', async () => {
    const server = await start()
    server.answer('stream', status(503, { 'retry-after': '1' }))
    const first = server.nextRequest('stream')
    startClient(life, server.url)
    const before = await first
    const after = await server.nextRequest('stream')
    expect(after.atMs - before.atMs).toBeGreaterThanOrEqual(990)
  })

  test('a redirect is not followed with the key', async () => {
    const server = await start()
    const elsewhere = await start()
    server.answer('stream', status(307, { location: `${elsewhere.url}/sdk/v1/stream` }))
    startClient(life, server.url)
    for (let n = 0; n < 3; n += 1) await server.nextRequest('stream')
    expect(elsewhere.seen).toEqual([])
  })
})

describe('F41 before a server is reached', () => {
  test('a name that does not resolve is retried with back-off', async () => {
    const { said, logger } = listen()
    // A resolver that nobody answers says so only after some seconds.
    const client = startClient(life, 'https://halyard.invalid', { logger, backoff: { fallbackMs: 200_000 } })
    await expect(client.ready({ timeoutMs: 300 })).rejects.toMatchObject({ code: 'TIMEOUT' })
    await until(
      'it has failed',
      () => said.length,
      (count) => count > 0,
      50_000,
    )
    expect(said[0]).toBe('halyard: failed; trying again')
    expect(JSON.parse(said[1] ?? '').message).toMatch(/(ENOTFOUND|EAI_AGAIN)$/)
  })

  test('a certificate that has expired and that nobody vouches for is a refusal: said once, retried slowly', async () => {
    const { key, cert } = expiredCertificate()
    let connections = 0
    const server = createServer({ key, cert }, (_, response) => void response.end())
    server.on('tlsClientError', () => {
      connections += 1
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { said, logger } = listen()
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    const client = startClient(life, url, { logger, backoff: { refusedMs: 100_000 } })
    await expect(client.ready()).rejects.toMatchObject({ code: 'REFUSED' })
    expect(said).toHaveLength(2)
    expect(said[0]).toContain('every few minutes')
    expect(said[1]).toMatch(/CERT/)
    expect(connections).toBeLessThanOrEqual(1)
    await new Promise((resolve) => server.close(resolve))
  })

  test('a server that accepts and never answers is given up, and polled', async () => {
    const sockets = new Set<Socket>()
    const mute = createTcpServer((socket) => void sockets.add(socket.on('error', () => {})))
    mute.listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const url = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`
    const client = startClient(life, url, { backoff: { fallbackMs: 100 } })
    await until(
      'it connects twice',
      () => sockets.size,
      (count) => count >= 2,
    )
    expect(client.boolean('a', true)).toBe(true)
    await client.close()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => mute.close(resolve))
  })
})
