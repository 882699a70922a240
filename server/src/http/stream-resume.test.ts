import type { Change } from '@halyard/protocol'
import { expect, test } from 'vitest'
import { TestHistory } from '../live/test-history.ts'
import { eventually } from '../test-eventually.ts'
import { begin, CLIENT_ID, credential, openTestApp, SDK_KEY, sdkAuth, type TestApp } from './test-app.ts'

test('what was missed comes as one change, last states only, deletions included', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true, b: true, c: true })
  const { stream, id } = await begin(halyard)
  stream.close()
  halyard.history.commit('production', { a: false })
  halyard.history.commit('production', { a: true, b: null })
  const { stream: resumed } = await begin(halyard)
  resumed.close()
  const again = await halyard.stream({ headers: { 'Last-Event-ID': id ?? '' } })
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
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const { id } = await begin(halyard)
  const resumed = await begin(halyard, id)
  expect(resumed.event).toBe('heartbeat')
})

test('a browser resumes by query, and the id that it adds by itself counts more', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const { id: old } = await begin(halyard)
  halyard.history.commit('production', { a: false })
  const { id: current } = await begin(halyard)
  const { id: clientId } = await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream` }).then((stream) => {
    return stream.next()
  })
  expect(clientId).toBe(current)
  for (const [headers, event] of [
    [{}, 'change'],
    [{ 'Last-Event-ID': current ?? '' }, 'heartbeat'],
  ] as const) {
    const stream = await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream?since=${old}`, headers })
    expect((await stream.next()).message.event).toBe(event)
  }
})

test('a deletion from before the server started is told to a client that comes back after it', async () => {
  const history = new TestHistory('production')
  history.commit('production', { a: true, b: true })
  const before = await openTestApp({}, history)
  const { id } = await begin(before)
  history.commit('production', { a: null })
  const after = await openTestApp({}, history)
  const stream = await after.stream({ headers: { 'Last-Event-ID': id ?? '' } })
  expect((await stream.next()).message).toMatchObject({ event: 'change', from: 1, items: { flag: { a: null } } })
})

test('a snapshot is sent where it is smaller than what was missed', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const { id } = await begin(halyard)
  const keys = Array.from({ length: 100 }, (_, i) => `flag-${i}`)
  halyard.history.commit('production', Object.fromEntries(keys.map((key) => [key, true])))
  halyard.history.commit('production', Object.fromEntries(keys.map((key) => [key, null])))
  expect(await begin(halyard, id)).toMatchObject({ event: 'snapshot', reason: 'smaller' })
})

test('F35 a client whose state never was gets the whole, marked as such', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const { id = '' } = await begin(halyard)
  halyard.history.commit('production', { b: true })
  const forged = id.replace(/\w{16}$/, 'ffffffffffffffff')
  expect(await begin(halyard, forged)).toMatchObject({ event: 'snapshot', reason: 'diverged' })
})

test('F36 the first request to an empty environment gets a ruleset, whatever it claims to have', async () => {
  const halyard = await openTestApp()
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
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  halyard.history.commit('production', { b: true }, ['client'])
  halyard.history.commit('production', { c: true })
  expect(await begin(halyard, since)).toMatchObject(expected)
  const path = `/client/v1/${CLIENT_ID}/stream?since=${since}`
  const browser = await halyard.stream({ path })
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
  const halyard = await openTestApp({}, history)
  const { id: serverId } = await begin(halyard)
  const client = await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream?since=${serverId}` })
  const seen = await client.next()
  expect(seen.message).toMatchObject({ event: 'snapshot', reason: 'diverged' })
  expect(JSON.stringify(seen.message)).not.toContain('secret')
  const staging = await halyard.stream({ headers: { ...sdkAuth(stagingKey), 'Last-Event-ID': serverId ?? '' } })
  expect((await staging.next()).message).toMatchObject({
    event: 'snapshot',
    reason: 'diverged',
    ruleset: { environment: 'staging' },
  })
})

test('F37 an id from the future waits and is refused when it does not come true', async () => {
  const halyard = await openTestApp({ behindWaitMs: 60 })
  halyard.history.commit('production', { a: true })
  const loads = halyard.history.loads
  const refused = await halyard.stream({ headers: { 'Last-Event-ID': '1763640000.9.0123456789abcdef' } })
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1'])
  expect(halyard.live.hub.size).toBe(0)
  // What anybody can make up must not cost a load of everything.
  expect(halyard.history.loads).toBe(loads)
})

test('F37 an id that is too long is refused, in a header, a query, and beyond what headers may be', async () => {
  const halyard = await openTestApp()
  const long = 'x'.repeat(129)
  expect((await halyard.stream({ headers: { 'Last-Event-ID': long } })).status).toBe(400)
  expect((await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream?since=${long}` })).status).toBe(400)
  expect((await halyard.stream({ headers: { 'Last-Event-ID': 'x'.repeat(65_536) } })).status).toBe(431)
  expect((await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream?since=${'x'.repeat(65_536)}` })).status).toBe(
    431,
  )
  expect(await begin(halyard)).toMatchObject({ event: 'snapshot' })
})

test.each([
  ['when this node drains', (halyard: TestApp): void => void halyard.live.drain(60_000)],
  ['when its key is revoked', (halyard: TestApp): void => halyard.history.revoke(SDK_KEY)],
] as const)('nobody waits for what this node may have later %s', async (_, end) => {
  const halyard = await openTestApp({ behindWaitMs: 60_000 })
  const refused = halyard.stream({ headers: { 'Last-Event-ID': '1763640000.9.0123456789abcdef' } })
  await eventually(() => expect(halyard.live.hub.size).toBe(1))
  end(halyard)
  expect((await refused).status).toBe(503)
  expect(halyard.live.hub.size).toBe(0)
})

test('a client that is ahead is served as soon as this node has caught up', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  halyard.history.isSilent = true
  halyard.history.commit('production', { b: true })
  halyard.history.isSilent = false
  const other = await openTestApp({}, halyard.history)
  const { id } = await begin(other)
  const caughtUp = await begin(halyard, id)
  expect(caughtUp.event).toBe('heartbeat')
})

test('F38 a write between the reading of the state and the first event is delivered', async () => {
  const history = new TestHistory('production')
  history.commit('production', { a: true })
  history.commit('production', { a: false })
  const halyard = await openTestApp({}, history)
  const release = history.hold()
  const opening = halyard.stream({ headers: { 'Last-Event-ID': '1763640000.1.0123456789abcdef' } })
  await eventually(() => expect(halyard.live.hub.size).toBe(1))
  const revision = history.commit('production', { b: true })
  release()
  const stream = await opening
  expect((await stream.next()).message).toMatchObject({
    event: 'snapshot',
    ruleset: { revision, items: { flag: { b: {} } } },
  })
  history.commit('production', { c: true })
  expect((await stream.nextNews()).message).toMatchObject({ event: 'change', from: revision })
})

test('F39 a deletion exactly after the point to resume from is told', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true, b: true })
  const { id } = await begin(halyard)
  halyard.history.commit('production', { a: null })
  const stream = await halyard.stream({ headers: { 'Last-Event-ID': id ?? '' } })
  expect((await stream.next()).message).toMatchObject({ event: 'change', from: 1, items: { flag: { a: null } } })
})

test('F39 when the history cannot be read, a resuming client gets the whole', async () => {
  const history = new TestHistory('production')
  history.commit('production', { a: true })
  const { id } = await begin(await openTestApp({}, history))
  history.commit('production', { a: null, b: true })
  const halyard = await openTestApp({}, history)
  history.failure = new Error('gone')
  expect(await begin(halyard, id)).toMatchObject({ event: 'snapshot', reason: 'initial' })
})
