/** What a running server tells of changes: to webhooks, to streams, to auditors. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from './config.ts'
import { createLogger } from './logging.ts'
import { type RunningServer, startServer } from './server.ts'
import { openReceiver, type TestReceiver } from './webhooks/test-receiver.ts'

const TOKEN = 'an-admin-token-that-only-tests-know-0123456789'
const FLAG = '/projects/default/environments/production/flags/checkout'
const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' }

interface TestServer extends RunningServer {
  readonly log: string[]
  admin(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'halyard-changes-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

async function start(dataDir: string): Promise<TestServer> {
  const env = { PORT: '0', HALYARD_DATA_DIR: dataDir, HALYARD_ADMIN_TOKEN: TOKEN, HALYARD_WEBHOOKS_TO_LOOPBACK: 'true' }
  const log: string[] = []
  const server = await startServer(readConfig(env), { logger: createLogger({ write: (line) => void log.push(line) }) })
  onTestFinished(() => server.stop(0))
  const admin = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${server.url}/api/v1${path}`, { method, headers, ...init })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
  return { ...server, log, admin }
}

async function receiver(status = 200): Promise<TestReceiver> {
  const opened = await openReceiver((response) => response.writeHead(status).end())
  onTestFinished(() => opened.close())
  return opened
}

async function follow(url: string): Promise<IncomingMessage> {
  const request = get(`${url}/api/v1/events`, { headers, agent: false })
  onTestFinished(() => void request.destroy())
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return response.setEncoding('utf8')
}

test('a kill is told at once, to a webhook and on a stream, and counted', async () => {
  const server = await start(await folder())
  const target = await receiver()
  await server.admin('POST', '/projects/default/flags', { key: 'checkout' })
  const url = `http://127.0.0.1:${target.port}/`
  await server.admin('POST', '/projects/default/webhooks', { url, actions: ['flag.kill'] })
  const stream = await follow(server.url)
  await server.admin('POST', `${FLAG}/kill`, { reason: 'errors' })
  await target.came(1)
  expect(JSON.parse(target.requests[0]?.body ?? '')).toMatchObject({ type: 'flag.kill', data: { reason: 'errors' } })
  let text = ''
  for await (const chunk of stream) {
    text += String(chunk)
    if (text.includes('flag.kill')) break
  }
  expect(text).toContain('event: change')
  const delivered = /halyard_webhook_attempts_total\{outcome="delivered"\} 1/
  // The receiver has its answer before the outcome is written down.
  const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text()
  while (!delivered.test(await metrics()));
  expect(await metrics()).toMatch(/halyard_webhook_backlog 0\n/)
  expect(await metrics()).toMatch(/halyard_audit_entries\{project="default"\} \d+/)
})

test('a stream ends with a goodbye when the server stops, and what a receiver missed is sent after the start', async () => {
  const dataDir = await folder()
  const first = await start(dataDir)
  const target = await receiver()
  const url = `http://127.0.0.1:${target.port}/`
  const { id } = await first.admin('POST', '/projects/default/webhooks', { url })
  const stream = await follow(first.url)
  const stopping = (async () => {
    await first.admin('POST', '/projects/default/flags', { key: 'checkout' })
    await first.stop(5_000)
  })()
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  await stopping
  expect(text).toContain('event: goodbye')
  const second = await start(dataDir)
  await target.came(1)
  expect(target.requests.map(({ body }) => JSON.parse(body).type)).toContain('flag.create')
  expect(await second.admin('GET', `/projects/default/webhooks/${String(id)}`)).toMatchObject({ enabled: true })
})

test('F80 one byte that was changed in the database file is named by verify', async () => {
  const dataDir = await folder()
  const server = await start(dataDir)
  await server.admin('POST', '/projects/default/flags', { key: 'checkout' })
  await server.admin('POST', `${FLAG}/kill`, { reason: 'errors' })
  await server.admin('POST', `${FLAG}/restore`)
  const verify = () => server.admin('GET', '/projects/default/audit/verify')
  const before = await verify()
  expect(before).toMatchObject({ valid: true })
  const beside = new Database(join(dataDir, 'halyard.db'))
  beside.exec("UPDATE audit SET reason = 'Errors' WHERE action = 'flag.kill'")
  const seq = beside.prepare("SELECT seq FROM audit WHERE action = 'flag.kill'").pluck().get()
  beside.close()
  expect(await verify()).toEqual({ ...before, valid: false, firstBadSeq: seq })
})

test('the heads of the audit are in the log from the start', async () => {
  const dataDir = await folder()
  const { admin, stop } = await start(dataDir)
  const { head } = await admin('GET', '/projects/default/audit/verify')
  await stop(0)
  const { log } = await start(dataDir)
  const line = log.map((text) => JSON.parse(text)).find(({ message }) => message === 'audit head')
  expect(line).toMatchObject({ project: 'default', ...(head as object) })
})
