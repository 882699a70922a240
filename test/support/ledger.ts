/**
 * Reads a stopped server's database file and holds its parts against each other, with none of the server's code:
 * documents, versions, what SDKs were told, and the audit must all tell the same story.
 */
import { createHash } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalJson, digestOf } from '@halyard/protocol'
import Database from 'better-sqlite3'
import { expect } from 'vitest'

/** A write that the server acknowledged. */
export interface Acknowledged {
  readonly flag: string
  readonly revision: number
  /** What it set: buckets of the variant `on`. */
  readonly on: number
}

type Row = Record<string, string | number | null>

/**
 * @param dataDir - Of a server that is down; its files are copied first, so that looking at them repairs nothing.
 * @param acknowledged - Every one must be in the file.
 */
export async function verifyLedger(dataDir: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const copy = await mkdtemp(join(tmpdir(), 'halyard-ledger-'))
  await cp(dataDir, copy, { recursive: true })
  const database = new Database(join(copy, 'halyard.db'))
  try {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    const rows = (sql: string): Row[] => database.prepare(sql).all() as Row[]
    verifyAcknowledged(rows, acknowledged)
    verifyConfigurations(rows)
    verifyHistory(rows)
    verifyAudit(rows)
  } finally {
    database.close()
    await rm(copy, { recursive: true, force: true })
  }
}

type Read = (sql: string) => Row[]

function verifyAcknowledged(rows: Read, acknowledged: readonly Acknowledged[]): void {
  const versions = new Map(
    rows('SELECT flag, revision, document FROM configuration_versions').map((row) => [
      `${row['flag']} ${row['revision']}`,
      onBuckets(String(row['document'])),
    ]),
  )
  const lost = acknowledged.filter(({ flag, revision, on }) => versions.get(`${flag} ${revision}`) !== on)
  expect(lost, 'acknowledged, but not there').toEqual([])
}

/** The configuration in force is the newest version, and the one that the audit speaks of last. */
function verifyConfigurations(rows: Read): void {
  const newest = rows(
    `SELECT environment_id, flag, document, max(revision * 1000000 + version) FROM configuration_versions
     GROUP BY environment_id, flag ORDER BY environment_id, flag`,
  )
  const inForce = rows('SELECT environment_id, flag, document FROM configurations ORDER BY environment_id, flag')
  expect(inForce.map(({ flag, document }) => [flag, document])).toEqual(
    newest.map(({ flag, document }) => [flag, document]),
  )
}

/** What each audience was told adds up to the digest of its last state, gaplessly up to the environment's revision. */
function verifyHistory(rows: Read): void {
  for (const { id, revision } of rows('SELECT id, revision FROM environments')) {
    const highest = rows(`SELECT max(revision) AS top FROM states WHERE environment_id = '${id}'`)[0]?.['top']
    expect(highest).toBe(revision)
    for (const audience of ['server', 'client']) {
      const of = `environment_id = '${id}' AND audience = '${audience}'`
      const live = rows(`SELECT kind, key, hash, max(revision) FROM history WHERE ${of} GROUP BY kind, key`)
      const items: Record<string, Record<string, { revision: number; hash: string }>> = {}
      for (const { kind, key, hash } of live) {
        if (hash !== null) (items[String(kind)] ??= {})[String(key)] = { revision: 0, hash: String(hash) }
      }
      const state = rows(`SELECT digest FROM states WHERE ${of} ORDER BY epoch DESC, revision DESC LIMIT 1`)[0]
      expect(digestOf(items), `the ${audience}'s state`).toBe(state?.['digest'])
    }
  }
}

/** Gapless, unbroken, up to its head, one entry for each version of a configuration. */
function verifyAudit(rows: Read): void {
  for (const { project_id, seq, hash } of rows('SELECT project_id, seq, hash FROM audit_heads')) {
    let previous = '0'.repeat(64)
    const entries = rows(`SELECT * FROM audit WHERE project_id = '${project_id}' ORDER BY seq`)
    for (const [n, { hash: own, ...columns }] of entries.entries()) {
      expect(columns['seq']).toBe(n + 1)
      const entry = Object.fromEntries(Object.entries(columns).map(([name, value]) => [camelCase(name), value]))
      previous = createHash('sha256').update(previous).update(canonicalJson(entry)).digest('hex')
      expect(own, `entry ${n + 1} of the audit`).toBe(previous)
    }
    expect([entries.length, previous]).toEqual([seq, hash])
  }
  const audited = new Map<string, Set<number>>()
  for (const { resource_key, revisions } of rows(
    'SELECT resource_key, revisions FROM audit WHERE environment IS NOT NULL',
  )) {
    const flag = String(resource_key)
    const seen = audited.get(flag) ?? new Set()
    for (const revision of Object.values(JSON.parse(String(revisions)) as Record<string, number>)) seen.add(revision)
    audited.set(flag, seen)
  }
  const silent = rows('SELECT flag, revision FROM configuration_versions WHERE version > 1').filter(
    ({ flag, revision }) => !audited.get(String(flag))?.has(Number(revision)),
  )
  expect(silent, 'written, but not in the audit').toEqual([])
}

function onBuckets(document: string): number | undefined {
  const { fallthrough } = JSON.parse(document) as { fallthrough: { split?: { ranges: [string, number][] } } }
  const [first] = fallthrough.split?.ranges ?? []
  return first?.[0] === 'on' ? first[1] : undefined
}

function camelCase(column: string): string {
  return column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())
}
