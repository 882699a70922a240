import type { DownMessage } from '@halyard/protocol'
import { expect, test } from 'vitest'
import type { LiveOptions } from '../live/live.ts'
import { CLIENT_ID, credential, openTestApp, SDK_KEY, sdkAuth, type TestApp, type TestStream } from './test-app.ts'

const DAY_MS = 86_400_000

async function app(options: Partial<LiveOptions> = {}): Promise<TestApp> {
  const halyard = await openTestApp({ heartbeatMs: DAY_MS, ...options })
  halyard.history.commit('production', { a: true })
  return halyard
}

const instance = (name: string) => ({ headers: { 'X-Halyard-Instance': name, 'X-Halyard-SDK': 'node/1.2.3' } })
const nonceOf = (message: DownMessage): string | undefined => ('nonce' in message ? message.nonce : undefined)
const withinMsOf = (message: DownMessage): number | undefined =>
  'confirm' in message ? message.confirm?.withinMs : undefined

async function begun(stream: TestStream): Promise<{ readonly nonce: string; readonly id: string }> {
  const { message, id = '' } = await stream.next()
  return { nonce: nonceOf(message) ?? '', id }
}

function kill({ history }: TestApp): number {
  return history.commit('production', { a: false }, ['server', 'client'], true)
}

function post({ fetch }: TestApp, body: unknown, headers = sdkAuth(SDK_KEY)): Promise<Response> {
  return fetch('/sdk/v1/receipts', { method: 'POST', headers, body: JSON.stringify(body) })
}

test('each stream has a name of its own from its first event on, whatever that is', async () => {
  const halyard = await app()
  const first = await halyard.stream()
  const snapshot = await first.next()
  const resumed = await halyard.stream({ headers: { 'Last-Event-ID': snapshot.id ?? '' } })
  const heartbeat = await resumed.next()
  halyard.history.commit('production', { b: true })
  const behind = await halyard.stream({ headers: { 'Last-Event-ID': snapshot.id ?? '' } })
  const change = await behind.next()
  const messages = [snapshot, heartbeat, change].map(({ message }) => message)
  expect(messages.map(({ event }) => event)).toEqual(['snapshot', 'heartbeat', 'change'])
  expect(new Set(messages.map(nonceOf)).size).toBe(3)
  for (const message of messages) expect(nonceOf(message)).toMatch(/^[\w-]{16}$/)
  expect(nonceOf((await first.nextNews()).message)).toBeUndefined()
})

test('browsers get no name and are asked for nothing', async () => {
  const halyard = await app()
  const browser = await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream` })
  const first = await browser.next()
  kill(halyard)
  const second = await browser.next()
  for (const { message } of [first, second])
    expect([nonceOf(message), withinMsOf(message)]).toEqual([undefined, undefined])
  expect(await halyard.live.receipts.applied('production', 2)).toMatchObject({ connected: 0, clientsConnected: 1 })
})

test('a change that asks is counted once each stream said that it has it', async () => {
  const halyard = await app()
  const streams = [await halyard.stream(instance('one')), await halyard.stream(instance('two'))]
  const names = [await begun(streams[0] as TestStream), await begun(streams[1] as TestStream)]
  const revision = kill(halyard)
  const { message, id } = await (streams[0] as TestStream).next()
  expect(withinMsOf(message)).toBe(0)
  const applied = halyard.live.receipts.applied('production', revision, { share: 1, timeoutMs: 60_000 })
  for (const { nonce } of [...names, ...names]) expect((await post(halyard, { nonce, id, heldMs: 0 })).status).toBe(202)
  expect(await applied).toMatchObject({ connected: 2, applied: 2, laggards: [], timedOut: false })
  const metrics = await (await halyard.fetch('/metrics')).text()
  expect(metrics).toContain('halyard_confirmations_total{project="default",environment="production"} 2')
})

test('nobody confirms for a stream of another key, nor a state that never was; both are answered alike', async () => {
  const halyard = await app()
  const other = credential('hal_sdk_other_secretsecret')
  halyard.history.addKey(other, 'production')
  const stream = await halyard.stream(instance('one'))
  const { nonce } = await begun(stream)
  const revision = kill(halyard)
  const { id = '' } = await stream.next()
  const applied = () => halyard.live.receipts.applied('production', revision)
  expect((await post(halyard, { nonce, id, heldMs: 0 }, sdkAuth(other))).status).toBe(202)
  const forged = id.replace(/\w{16}$/, 'ffffffffffffffff')
  expect((await post(halyard, { nonce, id: forged, heldMs: 0 })).status).toBe(202)
  expect(await applied()).toMatchObject({ connected: 1, applied: 0, laggards: [{ instance: 'one' }] })
  await post(halyard, { nonce, id, heldMs: 0 })
  expect(await applied()).toMatchObject({ connected: 1, applied: 1 })
})

test('quick commits that come as one keep the word of the one that asked', async () => {
  const halyard = await app()
  const slow = await halyard.stream()
  const { id } = await slow.next()
  kill(halyard)
  halyard.history.commit('production', { b: true })
  const resumed = await halyard.stream({ headers: { 'Last-Event-ID': id ?? '' } })
  const { message } = await resumed.next()
  expect([message.event, withinMsOf(message)]).toEqual(['change', 0])
})

test('a resume at or beyond it counts, in the place of the stream that ended', async () => {
  const halyard = await app()
  const stream = await halyard.stream(instance('one'))
  await stream.next()
  const revision = kill(halyard)
  const { id } = await stream.next()
  expect(await halyard.live.receipts.applied('production', revision)).toMatchObject({ connected: 1, applied: 0 })
  stream.close()
  const again = await halyard.stream({ headers: { ...instance('one').headers, 'Last-Event-ID': id ?? '' } })
  await again.next()
  const settled = await halyard.live.receipts.applied('production', revision, { share: 1, timeoutMs: 5_000 })
  expect(settled).toMatchObject({ connected: 1, applied: 1, timedOut: false })
})

test('waiting ends when time is up, when nobody waits any more, and when the node drains', async () => {
  const halyard = await app()
  await (await halyard.stream(instance('one'))).next()
  const revision = kill(halyard)
  const { receipts } = halyard.live
  expect(await receipts.applied('production', revision, { share: 1, timeoutMs: 1 })).toMatchObject({ timedOut: true })
  expect(await receipts.applied('production', revision, { share: 0, timeoutMs: DAY_MS })).toMatchObject({
    timedOut: false,
  })
  const hungUp = new AbortController()
  const waiting = receipts.applied('production', revision, { share: 1, timeoutMs: 60_000, signal: hungUp.signal })
  hungUp.abort()
  expect(await waiting).toMatchObject({ timedOut: true })
  const draining = receipts.applied('production', revision, { share: 1, timeoutMs: 60_000 })
  const drained = halyard.live.drain(1_000)
  expect(await draining).toMatchObject({ applied: 0, timedOut: true })
  await drained
})

test('who is connected is listed, those who poll apart, and none by a name that is none', async () => {
  const halyard = await app({ telemetryMs: 60_000 })
  await (await halyard.stream(instance('one'))).next()
  await (await halyard.stream({ headers: { 'X-Halyard-Instance': 'no name at all', 'X-Halyard-SDK': '<b>' } })).next()
  await (await halyard.stream({ path: `/client/v1/${CLIENT_ID}/stream?instance=page&sdk=browser/1.0.0` })).next()
  await halyard.fetch('/sdk/v1/ruleset', { headers: { ...sdkAuth(), ...instance('poller').headers } })
  expect(halyard.live.receipts.connections('production')).toMatchObject([
    { instance: 'one', sdk: 'node/1.2.3', keyId: expect.any(String), audience: 'server', state: 'current' },
    { instance: undefined, sdk: undefined, audience: 'server', state: 'current' },
    { instance: 'poller', sdk: 'node/1.2.3', audience: 'server', state: 'polling' },
    { instance: 'page', sdk: 'browser/1.0.0', audience: 'client', state: 'current' },
  ])
})

test('who polls is counted after a kill until it shows that it has it', async () => {
  const halyard = await app()
  const poll = async (tag: string): Promise<string> => {
    const headers = { ...sdkAuth(), ...instance('poller').headers, 'If-None-Match': tag }
    return (await halyard.fetch('/sdk/v1/ruleset', { headers })).headers.get('etag') ?? ''
  }
  const before = await poll('""')
  const revision = kill(halyard)
  const polling = async () => (await halyard.live.receipts.applied('production', revision)).polling
  expect(await polling()).toBe(1)
  // It is given the new state, and says with the next poll that it has it.
  const after = await poll(before)
  expect(await polling()).toBe(1)
  await poll(after)
  expect(await polling()).toBe(0)
})

test('a stream that says too much is told to wait, and holds up nobody else', async () => {
  const halyard = await openTestApp({ heartbeatMs: DAY_MS }, undefined, { pollsPerMinute: 3 })
  halyard.history.commit('production', { a: true })
  const [loud, quiet] = [await begun(await halyard.stream()), await begun(await halyard.stream())]
  const say = async ({ nonce, id }: typeof loud): Promise<number> =>
    (await post(halyard, { nonce, id, heldMs: 0 })).status
  const answers: number[] = []
  for (let n = 0; n < 5; n++) answers.push(await say(loud))
  expect(answers).toEqual([202, 202, 202, 429, 429])
  expect(await say(quiet)).toBe(202)
})
