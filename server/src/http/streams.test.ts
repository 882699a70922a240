import { type Change, formatStateId, type Snapshot } from '@halyard/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { begin, credential, openTestApp, SDK_KEY, sdkAuth } from './test-app.ts'

test('a stream begins with the whole ruleset and goes on with what changes', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const stream = await halyard.stream()
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

test('another epoch begins with a snapshot, and open streams get one when it begins', async () => {
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const { stream, id } = await begin(halyard)
  halyard.history.raiseEpoch('production')
  const { message } = await stream.nextNews()
  expect(message).toMatchObject({ event: 'snapshot', reason: 'epoch', ruleset: { revision: 1 } })
  expect(await begin(halyard, id)).toMatchObject({ event: 'snapshot', reason: 'epoch' })
})

test('a commit that was not told of is noticed with the next, and nothing is skipped', async () => {
  const halyard = await openTestApp()
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
  const halyard = await openTestApp()
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
  const halyard = await openTestApp()
  const { stream } = await begin(halyard)
  halyard.history.remove('production')
  expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye' })
  await stream.ended()
})

test('heartbeats name the state, and none comes before the change that it speaks of', async () => {
  const halyard = await openTestApp({ heartbeatMs: 16 })
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
  const halyard = await openTestApp({ heartbeatMs: 16, lifeMs: 50 })
  const { stream } = await begin(halyard)
  expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye', reason: 'rotated' })
  await stream.ended()
})

test('a key that is revoked ends its streams, and opens no further ones', async () => {
  const halyard = await openTestApp()
  const other = credential('hal_sdk_other_secretsecret')
  halyard.history.addKey(other, 'production')
  const { stream } = await begin(halyard)
  const kept = await halyard.stream({ headers: sdkAuth(other) })
  halyard.history.revoke(SDK_KEY)
  expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye', reason: 'key-revoked' })
  await stream.ended()
  expect((await halyard.stream()).status).toBe(401)
  await kept.next()
  halyard.history.commit('production', { a: true })
  expect((await kept.nextNews()).message).toMatchObject({ event: 'change' })
})

test('a key that expires ends its streams', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const halyard = await openTestApp({ heartbeatMs: 16 })
  const passing = credential('hal_sdk_passing_secretsecret')
  halyard.history.addKey(passing, 'production', Date.now() + 60_000)
  const stream = await halyard.stream({ headers: sdkAuth(passing) })
  await stream.next()
  vi.advanceTimersByTime(59_999)
  halyard.history.commit('production', { a: true })
  expect((await stream.nextNews()).message).toMatchObject({ event: 'change' })
  vi.advanceTimersByTime(1)
  expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye', reason: 'key-revoked' })
  await stream.ended()
  expect((await halyard.stream({ headers: sdkAuth(passing) })).status).toBe(401)
})

test('F15 draining says goodbye to everyone, is not ready meanwhile, and lets nobody new in', async () => {
  const halyard = await openTestApp()
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
  const halyard = await openTestApp()
  halyard.history.commit('production', { a: true })
  const { stream, id } = await begin(halyard)
  halyard.history.commit('production', { a: false })
  const revision = halyard.history.commit('production', { a: true })
  let last = (await stream.nextNews()).message as Change
  while (last.revision < revision) last = (await stream.nextNews()).message as Change
  expect(last.items.flag?.a).toMatchObject({ enabled: true })
  const resumed = await halyard.stream({ headers: { 'Last-Event-ID': id ?? '' } })
  expect((await resumed.next()).message).toMatchObject({ from: 1, revision, items: { flag: { a: { enabled: true } } } })
})

test('with the store gone streams, snapshots and readiness go on, and the age says so', async () => {
  const halyard = await openTestApp({ heartbeatMs: 16, confirmMs: 5 })
  halyard.history.commit('production', { a: true })
  const { stream } = await begin(halyard)
  halyard.history.failure = new Error('gone')
  const heard = async (isAwaited: (ageMs: number) => boolean): Promise<void> => {
    while (!isAwaited((await stream.next()).message.ageMs));
  }
  await heard((ageMs) => ageMs > 100)
  expect((await halyard.fetch('/readyz')).status).toBe(200)
  expect(await begin(halyard)).toMatchObject({ event: 'snapshot' })
  halyard.history.failure = undefined
  await heard((ageMs) => ageMs < 50)
})
