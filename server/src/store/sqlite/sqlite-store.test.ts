import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WRITE_LIMITS } from '@halyard/protocol'
import Database from 'better-sqlite3'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OpenStore } from '../store-contract.ts'
import { describeStore } from '../store-contract.ts'
import { openService } from '../store-contract-actions.ts'
import { migrate } from './migrations.ts'
import { openDatabase, openDataFolder } from './open.ts'
import { chainHash } from './persist.ts'
import * as schema from './schema.ts'
import { SqliteStore } from './sqlite-store.ts'

const options = (nowMs: () => number) => ({
  limits: WRITE_LIMITS,
  nowMs,
  onListenerError: (error: unknown) => {
    throw error
  },
})

async function inMemory(nowMs: () => number): Promise<OpenStore> {
  const database = openDatabase(':memory:')
  const over = (open: Database.Database): OpenStore => ({
    store: new SqliteStore(open, options(nowMs)),
    reopen: async () => over(new Database(open.serialize())),
  })
  return over(database)
}

describeStore('SQLite', inMemory)

describe('the data folder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'halyard-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const openIn = (dir: string) => {
    const { database, close } = openDataFolder(dir)
    return { database, store: new SqliteStore(database, options(Date.now), close) }
  }

  test('keeps what was acknowledged for the next start, and is written through to the disk', async () => {
    const first = openIn(folder)
    expect(first.database.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(first.database.pragma('synchronous', { simple: true })).toBe(2)
    const service = await openService(first.store)
    await service.act({ verb: 'create', flag: 'a' })
    const before = await service.load('production')
    await first.store.close()
    const second = openIn(folder)
    expect(await second.store.load(before.environmentId)).toEqual(before)
    await second.store.close()
  })

  test('a key is revoked at once where keys cannot be read anew, and the others stay valid', async () => {
    const { database, store } = openIn(folder)
    const service = await openService(store)
    const id = await service.createKey('revoked')
    await service.createKey('spoiled')
    expect(await store.keyBySelector('revoked')).toMatchObject({ revokedAtMs: null })
    database.exec("UPDATE sdk_keys SET document = 'damaged' WHERE selector = 'spoiled'")
    await service.revokeKey(id)
    expect(await store.keyBySelector('revoked')).toMatchObject({ revokedAtMs: expect.any(Number) as number })
    expect(await store.keyBySelector('spoiled')).toMatchObject({ revokedAtMs: null })
    await store.close()
  })

  test('a key whose revocation the disk does not take is as valid as before', async () => {
    const { database, store } = openIn(folder)
    const service = await openService(store)
    const id = await service.createKey('kept')
    await service.createKey('spoiled')
    expect(await store.keyBySelector('kept')).toMatchObject({ revokedAtMs: null })
    database.exec("UPDATE sdk_keys SET document = 'damaged' WHERE selector = 'spoiled'")
    database.exec(`CREATE TABLE parents (id INTEGER PRIMARY KEY);
      CREATE TABLE children (id INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
      CREATE TRIGGER fails_at_commit AFTER UPDATE ON sdk_keys BEGIN INSERT INTO children VALUES (1); END`)
    await expect(service.revokeKey(id)).rejects.toThrow(/FOREIGN KEY/)
    expect(await store.keyBySelector('kept')).toMatchObject({ revokedAtMs: null })
    await store.close()
  })

  test('is served by one process at a time: the second is told so in one line', async () => {
    const { store } = openIn(folder)
    expect(() => openDataFolder(folder)).toThrow(/^Another Halyard is running on the data folder .*HALYARD_DATA_DIR\.$/)
    await store.close()
    await openIn(folder).store.close()
  })

  test('that cannot be made is refused with the way out', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect(() => openDataFolder(join(file, 'data'))).toThrow(/cannot be written.*HALYARD_DATA_DIR/)
  })

  test('F11 a schema from the future is refused, an interrupted migration resumes', () => {
    const database = openDatabase(join(folder, 'halyard.db'))
    expect(() => migrate(database, [])).toThrow(/newer Halyard/)
    const again = new Database(':memory:')
    const first = 'CREATE TABLE one (x)'
    const broken = 'CREATE TABLE two (x); CREATE TABLE one (x)'
    expect(() => migrate(again, [first, broken])).toThrow(/already exists/)
    expect(again.pragma('user_version', { simple: true })).toBe(1)
    migrate(again, [first, 'CREATE TABLE two (x)'])
    expect(again.pragma('user_version', { simple: true })).toBe(2)
    database.close()
  })

  test('F7 a history that does not add up to its checksum is not served', async () => {
    const { store } = openIn(folder)
    const service = await openService(store)
    await service.act({ verb: 'create', flag: 'a' })
    await store.close()
    const database = openDatabase(join(folder, 'halyard.db'))
    database.exec("UPDATE history SET hash = 'ffffffffffffffff'")
    database.close()
    expect(() => openDataFolder(folder)).toThrow(/halyard\.db is damaged .*checksum.*"Restore"\.$/)
  })
})

test('the tables are those that the migrations make', () => {
  const database = openDatabase(':memory:')
  for (const table of Object.values(schema) as SQLiteTable[]) {
    const { name, columns } = getTableConfig(table)
    const made = database.pragma(`table_info(${name})`) as { name: string; notnull: number; pk: number }[]
    const expected = columns.map((column) => `${column.name} ${column.notNull || column.primary}`)
    const found = made.map((column) => `${column.name} ${column.notnull === 1 || column.pk === 1}`)
    expect(new Set(found)).toEqual(new Set(expected))
  }
})

test('F4 a full disk refuses writes, keeps reading, and recovers without a restart', async () => {
  const database = openDatabase(':memory:')
  const store = new SqliteStore(database, options(Date.now))
  const service = await openService(store)
  await service.act({ verb: 'create', flag: 'a' })
  const before = await service.load('production')
  const pages = Number(database.pragma('page_count', { simple: true }))
  database.pragma(`max_page_count = ${pages}`)
  const members = Array.from({ length: 5_000 }, (_, index) => `user-${index}`)
  const large = { verb: 'segment', segment: 's', condition: null, members } as const
  await expect(service.act(large)).rejects.toMatchObject({ name: 'StoreError', code: 'FULL' })
  expect(await service.load('production')).toEqual(before)
  database.pragma('max_page_count = 1000000')
  await service.act(large)
  expect((await service.load('production')).audiences.server).toMatchObject({ revision: 2 })
})

test('F7 nor is one that was damaged while the server runs, and was to be read anew', async () => {
  const database = openDatabase(':memory:')
  const service = await openService(new SqliteStore(database, options(Date.now)))
  await service.act({ verb: 'create', flag: 'a' })
  const { environmentId } = await service.load('production')
  const damage = "UPDATE states SET digest = 'ffffffffffffffff' WHERE environment_id = ? AND revision = 1"
  database.prepare(damage).run(environmentId)
  const anew = new SqliteStore(database, options(Date.now))
  await expect(anew.load(environmentId)).rejects.toMatchObject({
    code: 'DAMAGED',
    message: expect.stringMatching(/"production" does not add up to its checksum at revision 1/) as unknown,
  })
})

test('F80 the chain of the audit names the first entry that was tampered with', async () => {
  const database = openDatabase(':memory:')
  const service = await openService(new SqliteStore(database, options(Date.now)))
  for (const verb of ['create', 'enable', 'kill', 'restore'] as const) await service.act({ verb, flag: 'a' })
  expect(firstBroken(database)).toBeUndefined()
  database.exec(`UPDATE audit SET reason = 'forged' WHERE action = 'flag.kill'`)
  expect(firstBroken(database)).toBe(
    (database.prepare("SELECT seq FROM audit WHERE action = 'flag.kill'").get() as { seq: number }).seq,
  )
})

test('what another process wrote, such as a restored backup, is read anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-'))
  const file = join(folder, 'halyard.db')
  const ours = await openService(new SqliteStore(openDatabase(file), options(Date.now)))
  await ours.act({ verb: 'create', flag: 'a' })
  const theirs = await openService(new SqliteStore(openDatabase(file), options(Date.now)))
  await theirs.act({ verb: 'kill', flag: 'a' })
  const { audiences } = await ours.load('production')
  expect(audiences.server.items[0]?.item).toMatchObject({ killed: true })
  await ours.store.close()
  await theirs.store.close()
  rmSync(folder, { recursive: true })
})

function firstBroken(database: Database.Database): number | undefined {
  let previous = '0'.repeat(64)
  const rows = database.prepare('SELECT * FROM audit ORDER BY seq').all() as Record<string, string | number | null>[]
  for (const { hash, ...columns } of rows) {
    const entry = Object.fromEntries(Object.entries(columns).map(([name, value]) => [camelCase(name), value]))
    if (chainHash(previous, entry) !== hash) return Number(columns.seq)
    previous = String(hash)
  }
  return undefined
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
}
