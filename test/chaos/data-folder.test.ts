import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { lifetime } from '../support/lifetime.ts'
import { metric } from '../support/metrics.ts'
import { runMain, runServer, type ServerProcess, startServer } from '../support/server.ts'
import { arrival, until } from '../support/settle.ts'

const { keep } = lifetime()
const BACKOFF = { baseMs: 50, maxMs: 400 }
const flagPath = (flag: string): string => `${environmentPath()}/flags/${flag}`
const databaseOf = ({ dataDir }: ServerProcess): string => join(dataDir, 'halyard.db')

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A server that has a flag, and what its description makes it weigh. */
async function serverWithFlags(count = 1, description = ''): Promise<ServerProcess> {
  const server = keep(await startServer())
  for (let n = 0; n < count; n += 1) await server.admin.post('/projects/default/flags', { key: `f${n}`, description })
  return server
}

/** What a start that fails says: a line that a person can act on, and no stack. */
async function refusal(server: Pick<ServerProcess, 'dataDir' | 'port'>): Promise<string> {
  const { code, output } = await runServer(server)
  expect(code).toBe(1)
  const lines = output.trim().split('\n')
  expect(lines, output).toHaveLength(1)
  expect(lines[0]).toMatch(/^Halyard cannot go on\. /)
  return lines[0] ?? ''
}

const epochsRaised = (server: ServerProcess): Promise<number> => metric(server.url, 'halyard_epochs_raised_total')

test('F1 a stop, a crash and a new admin token raise no epoch, however much was written in between', async () => {
  const server = await serverWithFlags()
  const token = 'HALYARD_ADMIN_TOKEN'
  for (let round = 0; round < 4; round += 1) {
    // Beyond a full log, so that the database itself is written too.
    const writes = Array.from({ length: 150 }, (_, n) =>
      server.admin.post('/projects/default/flags', { key: `r${round}-${n}`, description: 'x'.repeat(5_000) }),
    )
    await Promise.all(writes)
    if (round % 2 === 0) await server.kill()
    else await server.stop()
    if (round === 3) expect(await runServer(server, 'reset-admin-token')).toMatchObject({ code: 0 })
    await server.start()
    expect(await epochsRaised(server), `${token}, round ${round}`).toBe(0)
  }
  await until(
    'the log was emptied',
    () => statSync(databaseOf(server)).size,
    (size) => size > 1_000_000,
  )
  await server.kill()
  await server.start()
  expect(await epochsRaised(server)).toBe(0)
})

test('F5 a second process that holds the database for long: a bounded wait, a 503, and nothing lost', async () => {
  const server = await serverWithFlags()
  const other = new Database(databaseOf(server))
  other.exec('BEGIN IMMEDIATE')
  const answer = await server.admin.request('POST', `${flagPath('f0')}/kill`)
  expect(answer).toMatchObject({ status: 503, body: { code: 'store-busy' } })
  expect(answer.headers.get('retry-after')).toBe('1')
  other.exec('ROLLBACK')
  other.close()
  expect(await server.admin.post(`${flagPath('f0')}/kill`)).toMatchObject({ killed: true })
})

test('F6 a database that may only be read is served, says so, and is left as it was', async () => {
  const server = await serverWithFlags()
  const { credential: sdkKey } = await server.admin.key('sdk')
  await server.stop()
  chmodSync(databaseOf(server), 0o444)
  const before = readFileSync(databaseOf(server))
  await server.start()
  expect(server.output()).toMatch(/"level":"warn".*may only be read/)
  const app = keep(await startApp({ url: server.url, sdkKey, backoff: BACKOFF }))
  await app.call('ready')
  expect(await app.call('all', {})).toHaveProperty('f0')
  const ready = await fetch(`${server.url}/readyz`)
  expect([ready.status, await ready.json()]).toEqual([
    200,
    expect.objectContaining({ status: 'ready', writes: 'refused', because: 'read-only' }),
  ])
  expect(await metric(server.url, 'halyard_writable')).toBe(0)
  expect(await server.admin.get('/projects')).toMatchObject({ items: [{ key: 'default' }] })
  const refused = await server.admin.request('POST', `${flagPath('f0')}/kill`)
  expect(refused).toMatchObject({ status: 503, body: { code: 'store-failed' } })
  expect(refused.body['detail']).toMatch(/may only be read.*writable/)
  await server.stop()
  expect(readFileSync(databaseOf(server)).equals(before)).toBe(true)
  expect(readdirSync(server.dataDir).filter((name) => /-(wal|shm)$/.test(name))).toEqual([])
  chmodSync(databaseOf(server), 0o600)
  await server.start()
  expect(await server.admin.post(`${flagPath('f0')}/kill`)).toMatchObject({ killed: true })
})

test('F6 a crash first, then read-only: what stands in the log alone is served too', async () => {
  const server = await serverWithFlags(3)
  await server.kill()
  const files = ['halyard.db', 'halyard.db-wal', 'halyard.db-shm'].map((name) => join(server.dataDir, name))
  for (const file of files) chmodSync(file, 0o400)
  await server.start()
  expect(await server.admin.get('/projects/default/flags/f2')).toMatchObject({ key: 'f2' })
  await server.stop()
  chmodSync(databaseOf(server), 0o600)
  await server.start()
  for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await server.admin.post(`${flagPath('f2')}/kill`)).toMatchObject({ killed: true })
})

test('F7 a database that is cut short, or has bytes flipped, is refused with the file and the way out', async () => {
  const server = await serverWithFlags(50, 'words '.repeat(500))
  await server.stop()
  const whole = readFileSync(databaseOf(server))
  const damages: Record<string, () => void> = {
    'cut in half': () => truncateSync(databaseOf(server), Math.floor(whole.length / 2)),
    'a torn header': () =>
      writeFileSync(databaseOf(server), Buffer.concat([Buffer.alloc(100, 7), whole.subarray(100)])),
    'pages full of nothing': () => {
      const torn = Buffer.from(whole)
      for (let at = 4_096 * 10; at < torn.length; at += 4_096 * 5) torn.fill(0, at, at + 4_096)
      writeFileSync(databaseOf(server), torn)
    },
    'one letter of what is served': () => {
      // Wherever it stands: pages that were split keep what they do not use any more.
      const flipped = whole.toString('latin1').replace(/("hash":"\w{16}","type":")boolean/g, '$1boolexn')
      writeFileSync(databaseOf(server), flipped, 'latin1')
    },
  }
  for (const [name, damage] of Object.entries(damages)) {
    damage()
    const said = await refusal(server)
    expect(said, name).toMatch(/halyard\.db is damaged \(.+\)\. .*"Restore"\.$/)
    writeFileSync(databaseOf(server), whole)
  }
  await server.start()
})

test('F7 cut short while it runs: nothing new is taken, what is held is served on', async () => {
  const server = await serverWithFlags(50, 'words '.repeat(500))
  const { credential: sdkKey } = await server.admin.key('sdk')
  await server.stop()
  await server.start()
  const app = keep(await startApp({ url: server.url, sdkKey, backoff: BACKOFF }))
  await app.call('ready')
  truncateSync(databaseOf(server), 8_192)
  const refused = await server.admin.request('POST', `${flagPath('f0')}/kill`)
  expect(refused).toMatchObject({ status: 503, body: { code: 'store-failed' } })
  await until(
    'the log tells',
    () => server.output(),
    (output) => /"level":"error".*cut short/.test(output),
  )
  const late = keep(await startApp({ url: server.url, sdkKey, backoff: BACKOFF }))
  await late.call('ready')
  expect(await late.call('status')).toMatchObject({ state: 'live' })
  expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ status: 'ready', writes: 'refused' })
})

test('a database removed or replaced while it runs: no write is acknowledged into nowhere', async () => {
  const server = await serverWithFlags()
  const { credential: sdkKey } = await server.admin.key('sdk')
  const app = keep(await startApp({ url: server.url, sdkKey, backoff: BACKOFF }))
  await app.call('ready')
  const elsewhere = `${databaseOf(server)}.moved`
  renameSync(databaseOf(server), elsewhere)
  for (const replace of [() => {}, () => copyFileSync(elsewhere, databaseOf(server))]) {
    replace()
    const refused = await server.admin.request('POST', `${flagPath('f0')}/kill`)
    expect(refused).toMatchObject({ status: 503, body: { code: 'store-failed' } })
    expect(refused.body['detail']).toMatch(/removed, replaced.*Stop Halyard/)
  }
  expect(await server.admin.get('/projects/default/flags/f0')).toMatchObject({ key: 'f0' })
  expect(await app.call('status')).toMatchObject({ state: 'live' })
  expect(await metric(server.url, 'halyard_writable')).toBe(0)
  await until(
    'the log tells, without a request',
    () => server.output(),
    (output) => /"level":"error".*removed, replaced.*what is held is served on/.test(output),
  )
  renameSync(elsewhere, databaseOf(server))
  const killed = await server.admin.post(`${flagPath('f0')}/kill`)
  await arrival(app, killed['revision'])
})

test('a database that is gone or empty is no new installation; a folder that never was one is, and says so', async () => {
  const server = await serverWithFlags()
  expect(server.output()).toMatch(/new data folder: made project default/)
  expect(statSync(databaseOf(server)).mode & 0o777).toBe(0o600)
  await server.stop()
  const kept = readFileSync(databaseOf(server))
  rmSync(databaseOf(server))
  expect(await refusal(server)).toMatch(/halyard\.db is missing, and .* served before.*"Restore"/)
  writeFileSync(databaseOf(server), '')
  expect(await refusal(server)).toMatch(/halyard\.db is empty, and .* served before/)
  rmSync(join(server.dataDir, 'halyard.positions.json'))
  expect(await refusal(server)).toMatch(/halyard\.db is empty/)
  writeFileSync(databaseOf(server), kept)
  await server.start()
  expect(server.output().match(/new data folder/g)).toHaveLength(1)
  expect(await server.admin.get('/projects/default/flags/f0')).toMatchObject({ key: 'f0' })
})

test('F8 a backup put over a crashed database: its log is not replayed over it, and the way out is one command', async () => {
  for (const after of [0, 60]) {
    const server = await serverWithFlags()
    const backup = join(temporary(), 'backup.db')
    const beside = new Database(databaseOf(server))
    await beside.backup(backup)
    beside.close()
    for (let n = 0; n < after; n += 1) {
      await server.admin.post('/projects/default/flags', { key: `later${n}`, description: 'y'.repeat(500) })
    }
    await server.admin.post(`${flagPath('f0')}/kill`)
    await server.kill()
    // At once and in place: neither time nor inode tell much.
    copyFileSync(backup, databaseOf(server))
    const said = await refusal(server)
    expect(said).toMatch(/halyard\.db-wal was left by a crash.*If a backup was put there/)
    const command = /the log must go: (rm \S+ \S+)\. /.exec(said)?.[1] ?? ''
    execFileSync('sh', ['-c', command])
    await server.start()
    expect(await server.admin.get(flagPath('f0'))).toMatchObject({ killed: false })
    expect(await server.admin.get('/projects/default/flags')).toMatchObject({ items: [{ key: 'f0' }] })
    expect(await epochsRaised(server)).toBe(2)
    await server.close()
  }
})

test('F8 a log that is gone: what is left is whole and older, and that is not silent', async () => {
  const server = await serverWithFlags()
  await server.stop()
  await server.start()
  await server.admin.post(`${flagPath('f0')}/kill`)
  await server.kill()
  rmSync(join(server.dataDir, 'halyard.db-wal'))
  await server.start()
  expect(await server.admin.get(flagPath('f0'))).toMatchObject({ killed: false })
  expect(server.output()).toMatch(/"level":"warn".*epoch raised/)
})

test('F11 two servers start at once on a new folder: one serves, the other says who has it', async () => {
  const server = keep(await startServer())
  await server.stop()
  for (const name of readdirSync(server.dataDir)) rmSync(join(server.dataDir, name))
  const other = startServer({ HALYARD_DATA_DIR: server.dataDir }).then(keep)
  const starts = await Promise.allSettled([server.start(), other])
  const lost = starts.filter((start) => start.status === 'rejected')
  expect(lost).toHaveLength(1)
  expect(String(lost[0]?.reason)).toContain('Another Halyard is running on the data folder')
})

test('what cannot be used is told in one line, without a stack, and nothing is made on the way', async () => {
  const cases: Record<string, readonly [make: (folder: string) => void, said: RegExp]> = {
    'a database that is a folder': [(folder) => mkdirSync(join(folder, 'halyard.db')), /halyard\.db is a folder/],
    'a lock that is a folder': [(folder) => mkdirSync(join(folder, 'halyard.lock')), /halyard\.lock is a folder/],
    'a lock of somebody else': [
      (folder) => cpSync('package.json', join(folder, 'halyard.lock')),
      /halyard\.db is missing|not the lock/,
    ],
    'a database of something else': [
      (folder) => writeFileSync(join(folder, 'halyard.db'), 'no database at all, but long enough '.repeat(100)),
      /halyard\.db is damaged/,
    ],
  }
  for (const [name, [make, said]] of Object.entries(cases)) {
    const folder = temporary()
    make(folder)
    expect(await refusal({ dataDir: folder, port: 0 }), name).toMatch(said)
  }
  expect(await refusal({ dataDir: '/proc/nope', port: 0 })).toMatch(/data folder \/proc\/nope cannot be written/)
})

test('a garbled lock beside a database says that it is no lock, not that another server runs', async () => {
  const server = await serverWithFlags()
  await server.stop()
  writeFileSync(join(server.dataDir, 'halyard.lock'), 'garbage '.repeat(200))
  expect(await refusal(server)).toMatch(/halyard\.lock is not the lock that Halyard made.*remove it/)
  rmSync(join(server.dataDir, 'halyard.lock'))
  await server.start()
})

test.runIf(process.getuid?.() === 0)('a database of another user is told from a damaged one', async () => {
  const server = await serverWithFlags()
  await server.stop()
  chmodSync(server.dataDir, 0o755)
  chmodSync(databaseOf(server), 0o600)
  const env = { HALYARD_DATA_DIR: server.dataDir, PORT: '0' }
  const { code, output } = await runMain([], env, { uid: 65_534 })
  expect(code).toBe(1)
  expect(output.trim()).toMatch(/^Halyard cannot go on\. \S+halyard\.db cannot be read by this user\..*$/)
})

test('local commands where there is no database say so, and make none', async () => {
  for (const command of ['reset-admin-token', 'raise-epoch']) {
    const cwd = temporary()
    const { code, output } = await runMain([command], {}, { cwd })
    expect([code, output.trim()]).toEqual([
      1,
      expect.stringMatching(/^Halyard cannot go on\. There is no database in .*data\./),
    ])
    expect(existsSync(join(cwd, 'data'))).toBe(false)
  }
})

test('--help lists the commands; a wrong one says the same, and fails', async () => {
  expect(await runMain(['--help'], {})).toMatchObject({
    code: 0,
    output: expect.stringContaining('raise-epoch') as unknown,
  })
  expect(await runMain(['backup'], {})).toMatchObject({
    code: 1,
    output: expect.stringContaining('no command "backup"') as unknown,
  })
})

test('a misspelt variable is warned about with the right name; the server says draining before it says stopped', async () => {
  const server = keep(await startServer({ HALYARD_HEARTBAET_MS: '5000' }))
  await server.stop()
  const lines = server.output().split('\n')
  const at = (text: string): number => lines.findIndex((line) => line.includes(text))
  expect(lines[at('HALYARD_HEARTBAET_MS')]).toMatch(/"level":"warn".*Did you mean HALYARD_HEARTBEAT_MS\?/)
  expect(at('"draining"')).toBeGreaterThan(0)
  expect(at('"stopped"')).toBeGreaterThan(at('"draining"'))
})
