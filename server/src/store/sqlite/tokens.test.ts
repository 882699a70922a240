import type BetterSqlite3 from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createToken, revokeToken } from '../../domain/token-verbs.ts'
import { mintCredential } from '../../services/credentials.ts'
import type { Actor } from '../store.ts'
import { UNGUARDED } from './file-guard.ts'
import { openDatabase } from './open.ts'
import { SqliteTokens } from './tokens.ts'

const ADMIN: Actor = { id: 'admin-token', name: 'admin token', role: 'admin' }
const COMMAND = { nowMs: 7, reason: 'pipeline', ifMatch: undefined }

function open(database: BetterSqlite3.Database = openDatabase(':memory:')) {
  const tokens = new SqliteTokens(database, { nowMs: () => 7, guard: UNGUARDED })
  const make = async (id: string) => {
    const credential = mintCredential('api')
    const command = { ...COMMAND, input: { name: id, role: 'viewer' } as const, id, credential, author: ADMIN }
    await tokens.change(ADMIN, (existing) => createToken(existing, command), {})
    return credential
  }
  return { database, tokens, make }
}

test('making and revoking a token are in the installation’s own audit, without the secret', async () => {
  const { database, tokens, make } = open()
  const { selector, text } = await make('a')
  await tokens.change(ADMIN, ([token]) => (token === undefined ? expect.fail() : revokeToken(token, COMMAND)), {})
  expect(tokens.bySelector(selector)?.revokedAtMs).toBe(7)
  const rows = database.prepare('SELECT project_id, seq, action, reason, actor, before, after FROM audit').all()
  expect(rows).toMatchObject([
    { project_id: '', seq: 1, action: 'token.create', reason: 'pipeline', before: 'null' },
    { project_id: '', seq: 2, action: 'token.revoke' },
  ])
  const [, , , secret = ''] = text.split('_')
  expect(JSON.stringify([rows, database.prepare('SELECT document FROM tokens').all()])).not.toContain(secret)
})

test('a token that cannot be audited is neither made nor found', async () => {
  const { database, tokens, make } = open()
  await make('a')
  database.exec(`CREATE TRIGGER no_more BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END`)
  await expect(make('b')).rejects.toThrow()
  expect(tokens.list().map(({ id }) => id)).toEqual(['a'])
  expect(open(database).tokens.list()).toEqual(tokens.list())
})

test('tokens and their last uses are there after a restart', async () => {
  const { database, tokens, make } = open()
  const { selector } = await make('a')
  tokens.used(new Map([['a', 60_000]]))
  const again = open(database).tokens
  expect(again.bySelector(selector)).toEqual(tokens.bySelector(selector))
  expect([...again.lastUsed()]).toEqual([['a', 60_000]])
  expect(again.bySelector('unknown')).toBeUndefined()
})
