import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Change, formatStateId, type Snapshot } from '@halyard/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { TestHistory } from '../live/test-history.ts'
import { CLIENT_ID, credential, openTestApp, SDK_KEY, sdkAuth, type TestApp, type TestStream } from './test-app.ts'

async function app(...args: Parameters<typeof openTestApp>): Promise<TestApp> {
  const opened = await openTestApp(...args)
  onTestFinished(() => opened[Symbol.asyncDispose]())
  return opened
}

/** Opens a stream and takes its first event. */
async function begin(
  app: TestApp,
  since?: string,
): Promise<{ stream: TestStream; id: string | undefined; event: string; reason?: unknown }> {
  const stream = await app.stream(since === undefined ? {} : { headers: { 'Last-Event-ID': since } })
  onTestFinished(() => stream.close())
  const { id, message } = await stream.next()
  return { stream, id, event: message.event, ...('reason' in message ? { reason: message.reason } : {}) }
}

test('a stream begins with the whole ruleset and goes on with what changes', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true })
  const stream = await halyard.stream()
  onTestFinished(() => stream.close())
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  })
  expect(stream.headers['content-encoding']).toBeUndefined()
  const first = await stream.next()
  const snapshot = first.message as Snapshot
  expect(snapshot).toMatchObject({
    event: 'snapshot',
    reason: 'initial',
    ruleset: { revision: 1, items: { flag: { a: { enabled: true } } } },
  })
  expect(first.id).toBe(formatStateId({ ...snapshot.ruleset, digest: snapshot.digest }))
  halyard.history.commit('production', { a: false, b: true })
  const second = await stream.next()
  const change = second.message as Change
  expect(change).toMatchObject({
    from: 1,
    revision: 2,
    items: { flag: { a: { enabled: false }, b: { enabled: true } } },
  })
  expect(second.id).toBe(formatStateId(change))
  expect(change.digest).not.toBe(snapshot.digest)
})

test('what was missed comes as one change, last states only, deletions included', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true, b: true, c: true })
  const { stream, id } = await begin(halyard)
  stream.close()
  halyard.history.commit('production', { a: false })
  halyard.history.commit('production', { a: true, b: null })
  const { stream: resumed } = await begin(halyard)
  resumed.close()
  const again = await halyard.stream({ headers: { 'Last-Event-ID': id ?? '' } })
  onTestFinished(() => again.close())
  const { message } = await again.next()
  expect(message).toMatchObject({
    event: 'change',
    from: 1,
    revision: 3,
    items: { flag: { a: { enabled: true }, b: null } },
  })
  expect(Object.keys((message as Change).items.flag ?? {})).toEqual(['a', 'b'])
})

test('a resume that missed nothing is told so at once', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true })
  const { id } = await begin(halyard)
  const resumed = await begin(halyard, id)
  expect(resumed.event).toBe('heartbeat')
})

test('a browser resumes by query, and the id that it adds by itself counts more', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true })
  const { id: old } = await begin(halyard)
  halyard.history.commit('production', { a: false })
  const { id: current } = await begin(halyard)
  const { id: clientId } = await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream` }).then((stream) => {
    onTestFinished(() => stream.close())
    return stream.next()
  })
  expect(clientId).toBe(current)
  for (const [headers, event] of [
    [{}, 'change'],
    [{ 'Last-Event-ID': current ?? '' }, 'heartbeat'],
  ] as const) {
    const stream = await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream?since=${old}`, headers })
    onTestFinished(() => stream.close())
    expect((await stream.next()).message.event).toBe(event)
  }
})

test('a deletion from before the server started is told to a client that comes back after it', async () => {
  const history = new TestHistory('production')
  history.commit('production', { a: true, b: true })
  const before = await app({}, history)
  const { id } = await begin(before)
  history.commit('production', { a: null })
  const after = await app({}, history)
  const stream = await after.stream({ headers: { 'Last-Event-ID': id ?? '' } })
  onTestFinished(() => stream.close())
  expect((await stream.next()).message).toMatchObject({ event: 'change', from: 1, items: { flag: { a: null } } })
})

test('a snapshot is sent where it is smaller than what was missed', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true })
  const { id } = await begin(halyard)
  const keys = Array.from({ length: 100 }, (_, i) => `flag-${i}`)
  halyard.history.commit('production', Object.fromEntries(keys.map((key) => [key, true])))
  halyard.history.commit('production', Object.fromEntries(keys.map((key) => [key, null])))
  expect(await begin(halyard, id)).toMatchObject({ event: 'snapshot', reason: 'smaller' })
})

test('another epoch begins with a snapshot, and open streams get one when it begins', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true })
  const { stream, id } = await begin(halyard)
  halyard.history.raiseEpoch('production')
  const { message } = await stream.nextNews()
  expect(message).toMatchObject({ event: 'snapshot', reason: 'epoch', ruleset: { revision: 1 } })
  expect(await begin(halyard, id)).toMatchObject({ event: 'snapshot', reason: 'epoch' })
})

test('a commit that was not told of is noticed with the next, and nothing is skipped', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true })
  const { stream } = await begin(halyard)
  halyard.history.isSilent = true
  halyard.history.commit('production', { b: true })
  halyard.history.isSilent = false
  halyard.history.commit('production', { c: true })
  const { message } = await stream.nextNews()
  expect(message).toMatchObject({ event: 'change', from: 1, revision: 3, items: { flag: { b: {}, c: {} } } })
})

test('commits in quick succession reach a stream in order, each leading to the digest that it names', async () => {
  const halyard = await app()
  const { stream } = await begin(halyard)
  for (let i = 0; i < 50; i++) halyard.history.commit('production', { [`flag-${i % 7}`]: i % 3 === 0 })
  let revision = 0
  while (revision < 50) {
    const change = (await stream.nextNews()).message as Change
    expect(change.from).toBe(revision)
    revision = change.revision
  }
  const { message } = await (await halyard.stream()).next()
  expect((message as Snapshot).ruleset.revision).toBe(50)
})

test('an environment that is deleted ends its streams', async () => {
  const halyard = await app()
  const { stream } = await begin(halyard)
  halyard.history.remove('production')
  expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye' })
  await stream.ended()
})

test('heartbeats name the state, and none comes before the change that it speaks of', async () => {
  const halyard = await app({ heartbeatMs: 16 })
  const { stream } = await begin(halyard)
  let revision = 0
  for (let i = 0; i < 20; i++) {
    const { message } = await stream.next()
    if (message.event === 'heartbeat') {
      expect(message.revision).toBe(revision)
      halyard.history.commit('production', { a: i % 2 === 0 })
    } else revision = (message as Change).revision
  }
  expect(revision).toBeGreaterThan(3)
})

test('a stream ends after its life with a word that others go on', async () => {
  const halyard = await app({ heartbeatMs: 16, lifeMs: 50 })
  const { stream } = await begin(halyard)
  expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye', reason: 'rotated' })
  await stream.ended()
})

test('a key that is revoked ends its streams, and opens no further ones', async () => {
  const halyard = await app()
  const other = credential('hal_sdk_other_secretsecret')
  halyard.history.addKey(other, 'production')
  const { stream } = await begin(halyard)
  const kept = await halyard.stream({ headers: sdkAuth(other) })
  onTestFinished(() => kept.close())
  halyard.history.revoke(SDK_KEY)
  expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye', reason: 'key-revoked' })
  await stream.ended()
  expect((await halyard.stream()).status).toBe(401)
  await kept.next()
  halyard.history.commit('production', { a: true })
  expect((await kept.nextNews()).message).toMatchObject({ event: 'change' })
})

test('a key that expires ends its streams', async () => {
  const halyard = await app({ heartbeatMs: 16 })
  const passing = credential('hal_sdk_passing_secretsecret')
  halyard.history.addKey(passing, 'production', Date.now() + 1_000)
  const stream = await halyard.stream({ headers: sdkAuth(passing) })
  onTestFinished(() => stream.close())
  await stream.next()
  expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye', reason: 'key-revoked' })
  await stream.ended()
  expect((await halyard.stream({ headers: sdkAuth(passing) })).status).toBe(401)
})

test('a second stream too many is refused, and there is room again once one closes', async () => {
  const halyard = await app({ caps: { perNode: 10, perKey: 1, perAddress: 1 } })
  const { stream } = await begin(halyard)
  const refused = await halyard.stream()
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '30'])
  const client = await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream` })
  onTestFinished(() => client.close())
  expect(client.status).toBe(200)
  stream.close()
  await vi.waitFor(async () => expect((await begin(halyard)).event).toBe('snapshot'))
})

test('a node that is full sends others away', async () => {
  const halyard = await app({ caps: { perNode: 1, perKey: 10, perAddress: 10 } })
  await begin(halyard)
  const refused = await halyard.stream()
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5'])
})

test('F15 draining says goodbye to everyone, is not ready meanwhile, and lets nobody new in', async () => {
  const halyard = await app()
  const streams = await Promise.all(Array.from({ length: 50 }, () => begin(halyard)))
  const draining = halyard.live.drain(5_000)
  expect((await halyard.fetch('/readyz')).status).toBe(503)
  const refused = await halyard.stream()
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1'])
  for (const { stream } of streams) {
    expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye', reason: 'draining', spreadMs: 1_000 })
    await stream.ended()
  }
  await draining
  expect(halyard.live.hub.size).toBe(0)
})

test('F34 a flag that goes from A to B and back ends on A, however the commits fall together', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true })
  const { stream, id } = await begin(halyard)
  halyard.history.commit('production', { a: false })
  const revision = halyard.history.commit('production', { a: true })
  let last = (await stream.nextNews()).message as Change
  while (last.revision < revision) last = (await stream.nextNews()).message as Change
  expect(last.items.flag?.a).toMatchObject({ enabled: true })
  const resumed = await halyard.stream({ headers: { 'Last-Event-ID': id ?? '' } })
  onTestFinished(() => resumed.close())
  expect((await resumed.next()).message).toMatchObject({ from: 1, revision, items: { flag: { a: { enabled: true } } } })
})

test('F35 a client whose state never was gets the whole, marked as such', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true })
  const { id = '' } = await begin(halyard)
  halyard.history.commit('production', { b: true })
  const forged = id.replace(/\w{16}$/, 'ffffffffffffffff')
  expect(await begin(halyard, forged)).toMatchObject({ event: 'snapshot', reason: 'diverged' })
})

test('F36 the first request to an empty environment gets a ruleset, whatever it claims to have', async () => {
  const halyard = await app()
  for (const headers of [{}, { 'If-None-Match': '""' }, { 'If-None-Match': '"1763640000.1.0000000000000000"' }]) {
    const answer = await halyard.fetch('/sdk/v1/ruleset', { headers: { ...sdkAuth(), ...headers } })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      digest: '0000000000000000',
      ruleset: { revision: 0, items: { flag: {} } },
    })
  }
  expect(await begin(halyard)).toMatchObject({ event: 'snapshot', reason: 'initial' })
})

test.for<[string, string, Partial<{ event: string; reason: string }>]>([
  ['garbage', 'x'.repeat(100), { event: 'snapshot', reason: 'initial' }],
  ['an id of another epoch', '1.1.0123456789abcdef', { event: 'snapshot', reason: 'epoch' }],
  ['a forged digest', '1763640000.1.0123456789abcdef', { event: 'snapshot', reason: 'diverged' }],
  [
    'a revision that this audience never had',
    '1763640000.2.0123456789abcdef',
    { event: 'snapshot', reason: 'diverged' },
  ],
])('F37 resuming from %s gets a snapshot', async ([, since, expected]) => {
  const halyard = await app()
  halyard.history.commit('production', { a: true })
  halyard.history.commit('production', { b: true }, ['client'])
  halyard.history.commit('production', { c: true })
  expect(await begin(halyard, since)).toMatchObject(expected)
  const path = `/client/v1/${CLIENT_ID}/stream?since=${since}`
  const browser = await halyard.stream({ path })
  onTestFinished(() => browser.close())
  expect((await browser.next()).message).toMatchObject(expected)
})

test("F37 another audience's or environment's id gets a snapshot of one's own ruleset and nothing else", async () => {
  const history = new TestHistory('production', 'staging')
  const stagingKey = credential('hal_sdk_staging_secretsecret')
  history.addKey(stagingKey, 'staging')
  history.commit('production', { secret: true }, ['server'])
  history.commit('production', { open: true })
  history.commit('staging', { other: true })
  history.commit('staging', { other: false })
  history.commit('staging', { other: true })
  const halyard = await app({}, history)
  const { id: serverId } = await begin(halyard)
  const client = await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream?since=${serverId}` })
  onTestFinished(() => client.close())
  const seen = await client.next()
  expect(seen.message).toMatchObject({ event: 'snapshot', reason: 'diverged' })
  expect(JSON.stringify(seen.message)).not.toContain('secret')
  const staging = await halyard.stream({ headers: { ...sdkAuth(stagingKey), 'Last-Event-ID': serverId ?? '' } })
  onTestFinished(() => staging.close())
  expect((await staging.next()).message).toMatchObject({
    event: 'snapshot',
    reason: 'diverged',
    ruleset: { environment: 'staging' },
  })
})

test('F37 an id from the future waits and is refused when it does not come true', async () => {
  const halyard = await app({ behindWaitMs: 60 })
  halyard.history.commit('production', { a: true })
  const loads = halyard.history.loads
  const refused = await halyard.stream({ headers: { 'Last-Event-ID': '1763640000.9.0123456789abcdef' } })
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1'])
  expect(halyard.live.hub.size).toBe(0)
  // What anybody can make up must not cost a load of everything.
  expect(halyard.history.loads).toBe(loads)
})

test('a stream that still waits to begin counts as open nowhere', async () => {
  const halyard = await app({ behindWaitMs: 500 })
  halyard.history.commit('production', { a: true })
  await begin(halyard)
  const waiting = halyard.stream({ headers: { 'Last-Event-ID': '1763640000.9.0123456789abcdef' } })
  await vi.waitFor(() => expect(halyard.live.hub.size).toBe(2))
  expect(halyard.live.connected('production')).toEqual({ server: 1, client: 0 })
  const open = 'halyard_streams{project="default",environment="production",audience="server"} 1'
  expect((await halyard.metrics.text()).body).toContain(open)
  expect((await waiting).status).toBe(503)
  expect((await halyard.metrics.text()).body).toContain(open)
})

test('F37 an id that is too long is refused, in a header, a query, and beyond what headers may be', async () => {
  const halyard = await app()
  const long = 'x'.repeat(129)
  expect((await halyard.stream({ headers: { 'Last-Event-ID': long } })).status).toBe(400)
  expect((await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream?since=${long}` })).status).toBe(400)
  expect((await halyard.stream({ headers: { 'Last-Event-ID': 'x'.repeat(65_536) } })).status).toBe(431)
  expect((await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream?since=${'x'.repeat(65_536)}` })).status).toBe(
    431,
  )
  expect(await begin(halyard)).toMatchObject({ event: 'snapshot' })
})

test('a client that is ahead is served as soon as this node has caught up', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true })
  halyard.history.isSilent = true
  halyard.history.commit('production', { b: true })
  halyard.history.isSilent = false
  const other = await app({}, halyard.history)
  const { id } = await begin(other)
  const caughtUp = await begin(halyard, id)
  expect(caughtUp.event).toBe('heartbeat')
})

test('F38 a write between the reading of the state and the first event is delivered', async () => {
  const history = new TestHistory('production')
  history.commit('production', { a: true })
  history.commit('production', { a: false })
  const halyard = await app({}, history)
  const release = history.hold()
  const opening = halyard.stream({ headers: { 'Last-Event-ID': '1763640000.1.0123456789abcdef' } })
  await vi.waitFor(() => expect(halyard.live.hub.size).toBe(1))
  const revision = history.commit('production', { b: true })
  release()
  const stream = await opening
  onTestFinished(() => stream.close())
  expect((await stream.next()).message).toMatchObject({
    event: 'snapshot',
    ruleset: { revision, items: { flag: { b: {} } } },
  })
  history.commit('production', { c: true })
  expect((await stream.nextNews()).message).toMatchObject({ event: 'change', from: revision })
})

test('F39 a deletion exactly after the point to resume from is told', async () => {
  const halyard = await app()
  halyard.history.commit('production', { a: true, b: true })
  const { id } = await begin(halyard)
  halyard.history.commit('production', { a: null })
  const stream = await halyard.stream({ headers: { 'Last-Event-ID': id ?? '' } })
  onTestFinished(() => stream.close())
  expect((await stream.next()).message).toMatchObject({ event: 'change', from: 1, items: { flag: { a: null } } })
})

test('F39 when the history cannot be read, a resuming client gets the whole', async () => {
  const history = new TestHistory('production')
  history.commit('production', { a: true })
  const { id } = await begin(await app({}, history))
  history.commit('production', { a: null, b: true })
  const halyard = await app({}, history)
  history.failure = new Error('gone')
  expect(await begin(halyard, id)).toMatchObject({ event: 'snapshot', reason: 'initial' })
})

test('with the store gone streams, snapshots and readiness go on, and the age says so', async () => {
  const halyard = await app({ heartbeatMs: 16, confirmMs: 5 })
  halyard.history.commit('production', { a: true })
  const { stream } = await begin(halyard)
  halyard.history.failure = new Error('gone')
  await vi.waitFor(async () => expect((await stream.next()).message.ageMs).toBeGreaterThan(100))
  expect((await halyard.fetch('/readyz')).status).toBe(200)
  expect(await begin(halyard)).toMatchObject({ event: 'snapshot' })
  halyard.history.failure = undefined
  await vi.waitFor(async () => expect((await stream.next()).message.ageMs).toBeLessThan(50))
})

test('a client that goes away leaves nothing behind', async () => {
  const halyard = await app()
  const { stream } = await begin(halyard)
  expect(halyard.live.connected('production')).toEqual({ server: 1, client: 0 })
  stream.close()
  await vi.waitFor(() => expect(halyard.live.hub.size).toBe(0))
})

test('an HTTP/1.0 proxy gets the same bytes', async () => {
  const halyard = await app()
  const socket = connectTo(halyard)
  socket.write(`GET /sdk/v1/stream HTTP/1.0\r\nAuthorization: Bearer ${SDK_KEY}\r\nHost: x\r\n\r\n`)
  let text = ''
  socket.setEncoding('utf8').on('data', (data: string) => (text += data))
  await vi.waitFor(() => expect(text).toMatch(/\r\n\r\nid: [\d.a-f]+\nevent: snapshot\ndata: .*\n\n$/))
  expect(text).not.toMatch(/transfer-encoding/i)
})

test('a client that leaves while it waits for this node to catch up is forgotten at once', async () => {
  const halyard = await app()
  const socket = connectTo(halyard)
  socket.write(
    `GET /sdk/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SDK_KEY}\r\nLast-Event-ID: 1763640000.9.0123456789abcdef\r\n\r\n`,
  )
  await vi.waitFor(() => expect(halyard.live.hub.size).toBe(1))
  socket.destroy()
  await vi.waitFor(() => expect(halyard.live.hub.size).toBe(0))
})

test('F46 headers that come too slowly end the connection, a stream lives on', async () => {
  const halyard = await app({}, undefined, { headersTimeoutMs: 100 })
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
    const halyard = await app({ caps }, undefined, { trustProxy })
    const first = await halyard.stream({ path, headers: { 'X-Forwarded-For': '6.6.6.6, 10.0.0.1' } })
    onTestFinished(() => first.close())
    const second = await halyard.stream({ path, headers: { 'X-Forwarded-For': '6.6.6.6, 10.0.0.2' } })
    onTestFinished(() => second.close())
    expect([first.status, second.status]).toEqual([200, status])
  }
})

function connectTo({ url }: TestApp): Socket {
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  return socket
}
