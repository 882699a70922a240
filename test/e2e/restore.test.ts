import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { type App, startApp } from '../support/app.ts'
import { lifetime } from '../support/lifetime.ts'
import { metric } from '../support/metrics.ts'
import { runServer, type ServerProcess, startServer } from '../support/server.ts'
import { arrival, until } from '../support/settle.ts'

const { keep } = lifetime()
const FLAG = 'checkout'
const PATH = `${environmentPath()}/flags/${FLAG}`
const BACKOFF = { baseMs: 50, maxMs: 400 }

/** What stood in the folder at the time of the backup. */
interface Shop {
  readonly server: ServerProcess
  readonly sdkKey: string
  readonly backup: string
  /** Two apps with a cache on disk; `live` is connected. */
  readonly live: App
  readonly cacheFolder: string
}

/** A server, a backup of its folder from when the flag was on, and apps that have seen it being switched off since. */
async function shopWithBackup(): Promise<Shop> {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: FLAG })
  await server.admin.patch(PATH, { enabled: true, fallthrough: { variant: 'on' } })
  const { credential: sdkKey } = await server.admin.key('sdk')
  await server.stop()
  const backup = copyOf(server.dataDir)
  await server.start()
  const cacheFolder = mkdtempSync(join(tmpdir(), 'halyard-cache-'))
  onTestFinished(() => rmSync(cacheFolder, { recursive: true, force: true }))
  const live = keep(await startApp({ url: server.url, sdkKey, backoff: BACKOFF, cachePath: join(cacheFolder, 'live') }))
  await live.call('ready')
  return { server, sdkKey, backup, live, cacheFolder }
}

/** Writes that the backup lacks; the last one leaves the flag off. @returns the revision that SDKs hold then */
async function writeOn(server: ServerProcess, app: App, writes = 5): Promise<number> {
  let last = 0
  for (let n = 0; n < writes; n += 1) {
    const { revision } = await server.admin.patch(PATH, { enabled: n % 2 === 1 })
    last = Number(revision)
  }
  await arrival(app, last)
  return last
}

/** With each file's own times, as a snapshot has them. */
function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'halyard-backup-'))
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }))
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true })
  return copy
}

const reads = (app: App): Promise<boolean> => app.call('boolean', FLAG, false, { targetingKey: 'u-1' })

const becomes = (app: App, value: boolean): Promise<boolean> =>
  until(
    `the app reads ${value}`,
    () => reads(app),
    (seen) => seen === value,
  )

/** The log is written beside the work: a line may come after the answer that tells the same. */
const saidBy = (server: ServerProcess, line: RegExp): Promise<string> =>
  until(
    `the log has ${line}`,
    () => server.output(),
    (text) => line.test(text),
  )

function auditOf(dataDir: string): readonly Record<string, unknown>[] {
  const database = new Database(join(dataDir, 'halyard.db'), { readonly: true })
  try {
    const sql = `SELECT action, resource_key AS environment, reason, before, after FROM audit
                 WHERE action = 'environment.raise-epoch' ORDER BY seq`
    return database.prepare(sql).all() as Record<string, unknown>[]
  } finally {
    database.close()
  }
}

test('F9 an older database under live SDKs: all take its state without a restart, and obey the next kill', async () => {
  const { server, sdkKey, backup, live, cacheFolder } = await shopWithBackup()
  const cached = { url: server.url, sdkKey, backoff: BACKOFF, cachePath: join(cacheFolder, 'cached') }
  const before = keep(await startApp(cached))
  await before.call('ready')
  const seen = await writeOn(server, live)
  await arrival(before, seen)
  expect(await reads(live)).toBe(false)
  // Its cache has what the backup has not.
  await until(
    'the cache is written',
    () => readFileSync(cached.cachePath, 'utf8'),
    (text) => text.includes(`"revision":${seen}`),
  )
  await before.kill()

  await server.kill()
  for (const name of ['halyard.db-wal', 'halyard.db-shm']) rmSync(join(server.dataDir, name), { force: true })
  cpSync(join(backup, 'halyard.db'), join(server.dataDir, 'halyard.db'))
  await server.start()

  await becomes(live, true)
  const after = keep(await startApp(cached))
  await becomes(after, true)
  const killed = await server.admin.post(`${PATH}/kill`, { reason: 'at 3 a.m.' })
  expect(Number(killed['revision'])).toBeLessThan(seen)
  await Promise.all([becomes(live, false), becomes(after, false)])
  expect(
    await live.call('details', FLAG, true, { targetingKey: 'u-1' }, 'boolean').catch(() => undefined),
  ).toBeDefined()

  await saidBy(server, /"level":"warn".*"environment":"production".*epoch raised/)
  expect(await metric(server.url, 'halyard_epochs_raised_total', 'environment="production"')).toBe(1)
  const entry = auditOf(server.dataDir).find(({ environment }) => environment === 'production')
  expect(entry?.['reason']).toMatch(/SDKs (were|may have been) served/)
})

test('F9 the whole folder put back, record and all, is told from the one that was served', async () => {
  const { server, backup, live } = await shopWithBackup()
  await writeOn(server, live)
  await server.kill()
  rmSync(server.dataDir, { recursive: true })
  cpSync(backup, server.dataDir, { recursive: true, preserveTimestamps: true })
  await server.start()
  await becomes(live, true)
  await server.admin.post(`${PATH}/kill`)
  await becomes(live, false)
  expect(auditOf(server.dataDir)).toHaveLength(2)
})

test('F9 a restore that leaves no trace is told by its clients, and raise-epoch ends it', async () => {
  const { server, backup, live } = await shopWithBackup()
  const seen = await writeOn(server, live)
  await server.kill()
  putBackAsAVolumeWould(backup, server.dataDir)
  await server.start()
  expect(server.output()).not.toContain('epoch raised')
  await until(
    'the client is counted',
    () => metric(server.url, 'halyard_clients_ahead_total', 'environment="production"', 'audience="server"'),
    (count) => count > 0,
  )
  await saidBy(server, /"level":"warn".*holds newer state.*raise-epoch/)
  expect(await reads(live)).toBe(false)

  const refused = await runServer(server, 'raise-epoch')
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('Another Halyard is running') as unknown })
  await server.stop()
  const raised = await runServer(server, 'raise-epoch')
  expect(raised).toMatchObject({
    code: 0,
    output: expect.stringMatching(/default\/production: epoch \d+ -> \d+/) as unknown,
  })
  await server.start()
  await becomes(live, true)
  expect(Number((await live.call<{ revision: number }>('status')).revision)).toBeLessThan(seen)
  expect(auditOf(server.dataDir)).toHaveLength(2)
})

test('F9 an app that was bundled with a state of an epoch that never was takes the server’s, and obeys the next kill', async () => {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: FLAG })
  await server.admin.patch(PATH, { enabled: true, fallthrough: { variant: 'on' } })
  const { credential: sdkKey } = await server.admin.key('sdk')
  const answer = await fetch(`${server.url}/sdk/v1/ruleset`, { headers: { Authorization: `Bearer ${sdkKey}` } })
  const { ruleset, digest } = (await answer.json()) as { ruleset: object; digest: string }
  const bootstrap = { ruleset: { ...ruleset, epoch: 999_999_999_999_998 }, digest }
  const app = keep(
    await startApp({
      url: server.url,
      sdkKey,
      backoff: { ...BACKOFF, fallbackMs: 1000 },
      pollIntervalMs: 300,
      bootstrap,
    }),
  )
  expect(await reads(app)).toBe(true)
  await server.admin.post(`${PATH}/kill`)
  await becomes(app, false)
  await server.admin.post(`${PATH}/restore`)
  await becomes(app, true)
})

test('F10 restored without a higher epoch, and written to until the revision is the same: its digest tells them apart', async () => {
  const { server, backup, live } = await shopWithBackup()
  const seen = await writeOn(server, live, 3)
  await server.kill()
  putBackAsAVolumeWould(backup, server.dataDir)
  await server.start()
  let revision = 0
  for (let n = 0; revision < seen; n += 1) {
    revision = Number(
      (await server.admin.patch(PATH, { fallthrough: { variant: n % 2 === 0 ? 'off' : 'on' } }))['revision'],
    )
  }
  const { enabled, fallthrough } = await server.admin.get(PATH)
  expect({ enabled, revision }).toEqual({ enabled: true, revision: seen })
  await server.admin.patch('/projects/default/flags/checkout', { description: 'no audience sees this' })
  await becomes(live, (fallthrough as { variant: string }).variant === 'on')
  await server.admin.post(`${PATH}/kill`)
  await becomes(live, false)
  expect(auditOf(server.dataDir)).toEqual([])
})

/** As a snapshot of the volume brings files back: nothing about them tells that they were away. */
function putBackAsAVolumeWould(backup: string, dataDir: string): void {
  rmSync(dataDir, { recursive: true })
  cpSync(backup, dataDir, { recursive: true, preserveTimestamps: true })
  const file = join(dataDir, 'halyard.positions.json')
  const { atime, mtime } = statSync(file)
  const record = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  const database = statSync(join(dataDir, 'halyard.db'), { bigint: true })
  const mark = { inode: String(database.ino), modifiedNs: String(database.mtimeNs) }
  const inode = String(statSync(file, { bigint: true }).ino)
  writeFileSync(file, JSON.stringify({ ...record, inode, database: mark }))
  utimesSync(file, atime, mtime)
}
