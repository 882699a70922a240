// What a commit writes: one row, or the rows of a kill in Halyard's own tables with its revision, history and audit.
import { openDatabase } from '../../../server/dist/store/sqlite/open.js'
import Database from './sqlite.mjs'

// About as long as the change that a kill sends.
const body = 'x'.repeat(500)

export function oneRow(file) {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('create table changes (revision integer primary key, body text not null)')
  const insert = database.prepare('insert into changes (revision, body) values (?, ?)')
  return (revision) => void insert.run(revision, body)
}

export function killRows(file) {
  const database = openDatabase(file)
  const ids = { project: '0199a000-0000-7000-8000-000000000001', environment: '0199a000-0000-7000-8000-000000000002' }
  const documents = JSON.stringify({ killed: true, text: 'x'.repeat(280) })
  database
    .prepare('insert into projects (id, key, document, state_version) values (?, ?, ?, 0)')
    .run(ids.project, 'default', '{}')
  database
    .prepare(`insert into environments (id, project_id, key, document, epoch, revision, state_version)
       values (?, ?, ?, ?, 1, 0, 0)`)
    .run(ids.environment, ids.project, 'production', '{}')
  database
    .prepare('insert into configurations (environment_id, flag, killed, version, document) values (?, ?, 0, 1, ?)')
    .run(ids.environment, 'new-checkout', documents)
  const [configuration, history, state, environment, audit, head] = [
    'update configurations set killed = ?, version = ? where environment_id = ? and flag = ?',
    `insert into history (environment_id, audience, revision, kind, key, hash, item)
     values (?, 'server', ?, 'flag', 'new-checkout', ?, ?)`,
    "insert into states (environment_id, audience, epoch, revision, digest) values (?, 'server', 1, ?, ?)",
    'update environments set revision = ?, state_version = ? where id = ?',
    `insert into audit (project_id, seq, at_ms, actor, action, resource_type, resource_key, environment, version,
                        before, after, revisions, hash)
     values (?, ?, ?, ?, 'flag.kill', 'configuration', 'new-checkout', 'production', ?, ?, ?, ?, ?)`,
    `insert into audit_heads (project_id, seq, hash) values (?, ?, ?)
     on conflict do update set seq = excluded.seq, hash = excluded.hash`,
  ].map((sql) => database.prepare(sql))
  const hash = 'f'.repeat(64)
  const write = database.transaction((revision) => {
    configuration.run(revision % 2, revision, ids.environment, 'new-checkout')
    history.run(ids.environment, revision, hash.slice(48), body)
    state.run(ids.environment, revision, hash.slice(48))
    environment.run(revision, revision, ids.environment)
    const actor = JSON.stringify({ id: 'admin-token', name: 'admin token', role: 'admin', ip: '127.0.0.1' })
    audit.run(ids.project, revision, Date.now(), actor, revision, documents, documents, '{}', hash)
    head.run(ids.project, revision, hash)
  })
  return (revision) => write.immediate(revision)
}
