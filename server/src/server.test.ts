import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Change, digestOf, type Snapshot } from '@halyard/protocol'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readConfig } from './config.ts'
import { openStream, sdkAuth, type TestStream } from './http/test-app.ts'
import { createLogger } from './logging.ts'
import { type RunningServer, startServer } from './server.ts'

const TOKEN = 'an-admin-token-that-only-tests-know-0123456789'
const PRODUCTION = '/projects/default/environments/production'

interface TestServer extends RunningServer {
  readonly dataDir: string
  admin(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
  /** A stream under a new SDK key. */
  stream(since?: string): Promise<TestStream>
}

async function start(env: Record<string, string> = {}): Promise<TestServer> {
  const dataDir = env.HALYARD_DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'halyard-server-')))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const config = readConfig({ PORT: '0', HALYARD_DATA_DIR: dataDir, HALYARD_ADMIN_TOKEN: TOKEN, ...env })
  const server = await startServer(config, { logger: createLogger({ write: () => {} }) })
  onTestFinished(() => server.stop(0))
  const admin = async (method: string, path: string, body?: unknown) => {
    const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' }
    const init = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${server.url}/api/v1${path}`, { method, headers, ...init })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
  let key: unknown
  const stream = async (since?: string): Promise<TestStream> => {
    key ??= (await admin('POST', `${PRODUCTION}/keys`, { kind: 'sdk', name: 'test' })).secret
    const opened = await openStream(`${server.url}/sdk/v1/stream`, {
      ...sdkAuth(String(key)),
      ...(since === undefined ? {} : { 'Last-Event-ID': since }),
    })
    onTestFinished(() => opened.close())
    return opened
  }
  return { ...server, dataDir, admin, stream }
}

test('a kill reaches an open stream, and a restore brings back what was', async () => {
  const server = await start()
  await server.admin('POST', '/projects/default/flags', { key: 'checkout' })
  const stream = await server.stream()
  const before = (await stream.next()).message as Snapshot
  expect(before.ruleset.items.flag).toMatchObject({ checkout: { enabled: false } })
  const killed = await server.admin('POST', `${PRODUCTION}/flags/checkout/kill`, { reason: 'errors' })
  expect(killed).toMatchObject({ killed: true, connected: 1 })
  expect((await stream.nextNews()).message).toMatchObject({
    event: 'change',
    revision: killed.revision,
    items: { flag: { checkout: { killed: true } } },
  })
  await server.admin('POST', `${PRODUCTION}/flags/checkout/restore`, {})
  const restored = (await stream.nextNews()).message as Change
  expect(restored.items.flag?.checkout?.hash).toBe(before.ruleset.items.flag.checkout?.hash)
  expect(restored.digest).toBe(before.digest)
})

test('a key that is deleted by the API ends its streams', async () => {
  const server = await start()
  const stream = await server.stream()
  await stream.next()
  const { items } = (await server.admin('GET', `${PRODUCTION}/keys`)) as { items: { id: string }[] }
  await server.admin('DELETE', `${PRODUCTION}/keys/${items[0]?.id}`)
  expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye', reason: 'key-revoked' })
  await stream.ended()
})

test('names of attributes are kept by who reported them: whoever knows the client id, or an SDK key', async () => {
  const server = await start()
  const report = async (kind: 'sdk' | 'client', attribute: string) => {
    const made = await server.admin('POST', `${PRODUCTION}/keys`, { kind, name: kind })
    const credential = String(made.secret ?? made.clientId)
    const path = kind === 'sdk' ? '/sdk/v1/telemetry' : `/client/v1/${credential}/telemetry`
    const headers = { 'Content-Type': 'application/json', ...(kind === 'sdk' && sdkAuth(credential)) }
    const batch = { batchId: kind, instance: kind, revision: 1, from: 1, to: 2, counts: [], attributes: [attribute] }
    const { status } = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(batch) })
    expect(status).toBe(202)
  }
  await report('client', 'browser')
  await report('sdk', 'plan')
  await server.stop(0)
  const database = new Database(join(server.dataDir, 'halyard.db'), { readonly: true })
  onTestFinished(() => void database.close())
  expect(database.prepare('SELECT name, audience FROM attribute_names').all()).toEqual([
    { name: 'browser', audience: 'client' },
    { name: 'plan', audience: 'server' },
  ])
})

test('a stream on a rotated key goes on, and ends when the grace does', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const server = await start()
  const stream = await server.stream()
  await stream.next()
  const { items } = (await server.admin('GET', `${PRODUCTION}/keys`)) as { items: { id: string }[] }
  const rotate = `${PRODUCTION}/keys/${items[0]?.id}/rotate`
  const { secret } = await server.admin('POST', rotate, { graceSeconds: 60 })
  vi.advanceTimersByTime(59_000)
  await server.admin('POST', '/projects/default/flags', { key: 'meanwhile' })
  expect((await stream.nextNews()).message).toMatchObject({ event: 'change' })
  vi.advanceTimersByTime(1_000 + 5_000)
  expect((await stream.nextNews()).message).toMatchObject({ event: 'goodbye', reason: 'key-revoked' })
  await stream.ended()
  expect((await server.stream()).status).toBe(401)
  const next = await openStream(`${server.url}/sdk/v1/stream`, sdkAuth(String(secret)))
  onTestFinished(() => next.close())
  expect((await next.next()).message).toMatchObject({ event: 'snapshot' })
})

test('a stream resumes where it was after a restart', async () => {
  const first = await start()
  await first.admin('POST', '/projects/default/flags', { key: 'a' })
  const { secret } = await first.admin('POST', `${PRODUCTION}/keys`, { kind: 'sdk', name: 'x' })
  const before = await openStream(`${first.url}/sdk/v1/stream`, sdkAuth(String(secret)))
  const { id = '' } = await before.next()
  await first.admin('POST', '/projects/default/flags', { key: 'b' })
  await first.admin('DELETE', '/projects/default/flags/a')
  await first.stop(1_000)
  const second = await start({ HALYARD_DATA_DIR: first.dataDir })
  const after = await openStream(`${second.url}/sdk/v1/stream`, { ...sdkAuth(String(secret)), 'Last-Event-ID': id })
  onTestFinished(() => after.close())
  expect((await after.next()).message).toMatchObject({ event: 'change', items: { flag: { a: null, b: {} } } })
})

test('after any sequence of writes a stream holds what a new one is given, digest and all', async () => {
  const server = await start()
  const keys = ['a', 'b', 'c', 'd']
  for (const key of keys) await server.admin('POST', '/projects/default/flags', { key })
  const write = fc.tuple(fc.constantFrom(...keys), fc.constantFrom('kill', 'restore', 'expose', 'hide', 'describe'))
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 8 }), async (writes) => {
      const stream = await server.stream()
      const { ruleset } = (await stream.next()).message as Snapshot
      for (const [key, verb] of writes) await server.admin(...requestOf(key, verb))
      const fresh = await server.stream()
      const whole = (await fresh.next()).message as Snapshot
      const flags = new Map(Object.entries(ruleset.items.flag))
      let { revision } = ruleset
      while (revision < whole.ruleset.revision) {
        const change = (await stream.nextNews()).message as Change
        revision = change.revision
        for (const [key, item] of Object.entries(change.items.flag ?? {})) {
          if (item === null) flags.delete(key)
          else flags.set(key, item)
        }
        expect(digestOf({ flag: Object.fromEntries(flags) })).toBe(change.digest)
      }
      expect(Object.fromEntries(flags)).toEqual(whole.ruleset.items.flag)
      expect(digestOf(whole.ruleset.items)).toBe(whole.digest)
      stream.close()
      fresh.close()
    }),
    { numRuns: 15 },
  )
})

function requestOf(key: string, verb: string): [method: string, path: string, body: unknown] {
  const flag = `/projects/default/flags/${key}`
  if (verb === 'expose' || verb === 'hide') return ['PATCH', flag, { exposeToClients: verb === 'expose' }]
  if (verb === 'describe') return ['PATCH', flag, { description: 'said anew' }]
  return ['POST', `${PRODUCTION}/flags/${key}/${verb}`, {}]
}

test('a change of what nobody is sent raises no revision', async () => {
  const server = await start()
  await server.admin('POST', '/projects/default/flags', { key: 'a' })
  const stream = await server.stream()
  const { ruleset } = (await stream.next()).message as Snapshot
  await server.admin('PATCH', '/projects/default/flags/a', { description: 'new words' })
  const { message } = await (await server.stream()).next()
  expect(message).toMatchObject({ ruleset: { revision: ruleset.revision } })
})

test('the address that the start prints leads a browser to the reference of the API', async () => {
  const { url } = await start()
  const answer = await fetch(url)
  expect([answer.status, answer.url]).toEqual([200, `${url}/api/docs`])
})

test('a first start that finds its port taken leaves the admin token for the start that is seen', async () => {
  const { url } = await start()
  const dataDir = await mkdtemp(join(tmpdir(), 'halyard-server-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const options = { logger: createLogger({ write: () => {} }) }
  const env = { HALYARD_DATA_DIR: dataDir }
  await expect(startServer(readConfig({ ...env, PORT: new URL(url).port }), options)).rejects.toThrow('EADDRINUSE')
  expect(await readdir(dataDir)).toEqual([])
  const seen = await startServer(readConfig({ ...env, PORT: '0' }), options)
  onTestFinished(() => seen.stop(0))
  expect(seen.newAdminToken).toMatch(/^hal_api_/)
})

test('a port that is taken, and a folder that is, are told apart', async () => {
  const server = await start()
  const port = new URL(server.url).port
  const other = await mkdtemp(join(tmpdir(), 'halyard-server-'))
  onTestFinished(() => rm(other, { recursive: true, force: true }))
  await expect(start({ PORT: port, HALYARD_DATA_DIR: other })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  // What failed to start left nothing locked.
  await start({ HALYARD_DATA_DIR: other })
  await expect(start({ HALYARD_DATA_DIR: server.dataDir })).rejects.toMatchObject({
    name: 'StoreError',
    code: 'LOCKED',
  })
})
