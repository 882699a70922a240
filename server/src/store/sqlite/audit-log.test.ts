import { WRITE_LIMITS } from '@halyard/protocol'
import type Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openService } from '../store-contract-actions.ts'
import { SqliteAuditLog } from './audit-log.ts'
import { openDatabase } from './open.ts'
import { chainHash } from './persist.ts'
import { SqliteStore } from './sqlite-store.ts'

interface World {
  readonly database: Database.Database
  readonly log: SqliteAuditLog
  readonly chain: string
  readonly act: Awaited<ReturnType<typeof openService>>['act']
}

/** A chain of ten entries and more. */
async function openWorld(): Promise<World> {
  const database = openDatabase(':memory:')
  const log = new SqliteAuditLog(database)
  const store = new SqliteStore(database, { limits: WRITE_LIMITS, nowMs: Date.now, onListenerError: () => {} })
  const service = await openService(store)
  for (const verb of ['create', 'enable', 'kill', 'restore', 'kill', 'restore', 'describe'] as const) {
    await service.act({ verb, flag: 'a' })
  }
  const chain = log.heads()[0]?.chain ?? ''
  return { database, log, chain, act: service.act.bind(service) }
}

const swap = `
  UPDATE audit SET seq = -5 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = 6; UPDATE audit SET seq = 6 WHERE seq = -5`

const columns = ['actor', 'action', 'resource_key', 'before', 'after', 'revisions', 'hash'] as const

const TAMPERED: readonly (readonly [what: string, sql: string, firstBadSeq: (last: number) => number])[] = [
  ...columns.map((name) => {
    const sql = `UPDATE audit SET ${name} = substr(${name}, 1, length(${name}) - 1) || 'x' WHERE seq = 4`
    return [`one byte of ${name} changed`, sql, () => 4] as const
  }),
  ['a reason made up', "UPDATE audit SET reason = 'approved' WHERE seq = 3", () => 3],
  ['a moment moved', 'UPDATE audit SET at_ms = at_ms + 1 WHERE seq = 3', () => 3],
  ['an entry deleted', 'DELETE FROM audit WHERE seq = 5', () => 5],
  ['the first one deleted', 'DELETE FROM audit WHERE seq = 1', () => 1],
  ['two swapped', swap, () => 5],
  ['the end cut off', 'DELETE FROM audit WHERE seq >= 6', () => 6],
  ['the last one cut off', 'DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)', (last) => last],
  ['everything deleted', 'DELETE FROM audit', () => 1],
  ['the head altered', "UPDATE audit_heads SET hash = replace(hash, substr(hash, 1, 1), 'x')", (last) => last],
  ['the end cut off, the head too', 'DELETE FROM audit WHERE seq >= 6; UPDATE audit_heads SET seq = 5', () => 5],
  ['the head removed', 'DELETE FROM audit_heads', () => 1],
]

test.each(TAMPERED)('F80 %s: the first bad entry is named', async (_, sql, firstBadSeq) => {
  const { database, log, chain } = await openWorld()
  const { seq: last } = log.head(chain)
  expect(await log.verify(chain)).toMatchObject({ entries: last, firstBadSeq: undefined })
  database.exec(sql)
  expect((await log.verify(chain)).firstBadSeq).toBe(firstBadSeq(last))
})

test('F80 a chain that was rewritten as a whole holds together, but not with a head that was kept elsewhere', async () => {
  const { database, log, chain, act } = await openWorld()
  const kept = log.head(chain)
  await act({ verb: 'kill', flag: 'a' })
  database.exec("UPDATE audit SET reason = 'forged' WHERE seq = 3")
  rewrite(database)
  expect(await log.verify(chain)).toMatchObject({ firstBadSeq: undefined })
  expect(log.entry(chain, kept.seq)?.hash).not.toBe(kept.hash)
})

/** What an admin of the database can do who reads this code. */
function rewrite(database: Database.Database): void {
  const rows = database
    .prepare<[], Record<string, string | number | null>>(
      `SELECT project_id AS projectId, seq, at_ms AS atMs, actor, action, resource_type AS resourceType,
         resource_key AS resourceKey, environment, version, reason, before, after, revisions FROM audit ORDER BY seq`,
    )
    .all()
  let hash = '0'.repeat(64)
  for (const row of rows) {
    hash = chainHash(hash, row)
    database.prepare('UPDATE audit SET hash = ? WHERE seq = ?').run(hash, row.seq)
  }
  database.prepare('UPDATE audit_heads SET hash = ?').run(hash)
}

test('verifying and walking through all of it leave the thread to others every few milliseconds', async () => {
  const { log, chain, act } = await openWorld()
  for (let n = 0; n < 3_000; n++) await act({ verb: n % 2 === 0 ? 'kill' : 'restore', flag: 'a' })
  let turns = 0
  let isDone = false
  const count = (): void => {
    turns += 1
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  const result = await log.verify(chain)
  const turnsOfVerify = turns
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<typeof log.oldest>> = await log.oldest(chain, {}, after)
    after = page.next
  }
  isDone = true
  expect(turns - turnsOfVerify).toBeGreaterThan(1)
  expect(result.firstBadSeq).toBeUndefined()
  expect(result.entries).toBeGreaterThan(3_000)
  expect(turnsOfVerify).toBeGreaterThan(1)
})

test('pages join up whatever is filtered, and are found by flag, actor, action and time', async () => {
  const { log, chain } = await openWorld()
  const all = (await log.newest(chain, {}, { limit: 1_000 })).items
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, n) => all.length - n))
  const walked: number[] = []
  for (let before: number | undefined; ; ) {
    const { items, next } = await log.newest(chain, {}, { limit: 2, before })
    walked.push(...items.map(({ seq }) => seq))
    if (next === null) break
    before = next
  }
  expect(walked).toEqual(all.map(({ seq }) => seq))
  const actions = async (filter: Parameters<typeof log.newest>[1]) =>
    (await log.newest(chain, filter, { limit: 100 })).items.map(({ action }) => action)
  expect(await actions({ action: 'flag.kill' })).toEqual(['flag.kill', 'flag.kill'])
  expect(await actions({ action: 'flag', flag: 'a' })).toHaveLength(6)
  expect(await actions({ flag: 'b' })).toEqual([])
  expect(await actions({ actor: 'nobody' })).toEqual([])
  expect(await actions({ fromMs: Date.now() + 1_000 })).toEqual([])
  expect(await actions({ toMs: Date.now() + 1_000 })).toHaveLength(all.length)
})

test('listeners hear of what was appended, by whatever way, and not of what was undone', async () => {
  const { log, act } = await openWorld()
  const before = log.lastPosition()
  const heard = new Promise<number>((resolve) => log.onAppend(() => resolve(log.lastPosition())))
  await act({ verb: 'kill', flag: 'a' })
  expect(await heard).toBe(before + 1)
})
