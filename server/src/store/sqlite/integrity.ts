/** Whether a database is whole: its pages, its documents, and what each audience is served. */
import type { FlagItem, SegmentItem } from '@halyard/evaluator'
import { addToDigest, EMPTY_DIGEST } from '@halyard/protocol'
import type BetterSqlite3 from 'better-sqlite3'
import { itemHash } from '../plan.ts'
import { StoreError } from '../store.ts'

/** Text that is read as JSON, by table. */
const DOCUMENTS = [
  'projects',
  'environments',
  'flags',
  'configurations',
  'configuration_versions',
  'segments',
  'sdk_keys',
]

/**
 * Reads the whole file once.
 * @throws StoreError DAMAGED naming the file, the first thing found, and the way out
 */
export function assertPagesWhole(database: BetterSqlite3.Database, file: string): void {
  const found = database.pragma('quick_check(1)', { simple: true })
  // It comes with a heading.
  if (found !== 'ok') throw damaged(file, String(found).split('\n').at(-1) ?? '')
}

/**
 * Pages carry no checksums, so a byte that flipped inside a text is found here or nowhere.
 * @throws StoreError DAMAGED
 */
export function assertContentWhole(database: BetterSqlite3.Database, file: string): void {
  for (const table of DOCUMENTS) {
    const broken = database
      .prepare(`SELECT count(*) FROM ${table} WHERE document IS NOT NULL AND NOT json_valid(document)`)
      .pluck()
      .get()
    if (broken !== 0) throw damaged(file, `${String(broken)} documents in ${table} cannot be read`)
  }
  const digests = new Map<string, string>()
  for (const { environment_id, audience, kind, key, hash, item } of servedItems(database)) {
    if (hashOf(item) !== hash) throw damaged(file, `what is served of "${key}" does not add up to its checksum`)
    const id = `${environment_id} ${audience}`
    digests.set(id, addToDigest(digests.get(id) ?? EMPTY_DIGEST, kind, key, hash))
  }
  for (const { environment_id, audience, revision, digest } of lastStates(database)) {
    if ((digests.get(`${environment_id} ${audience}`) ?? EMPTY_DIGEST) === digest) continue
    throw damaged(file, `what ${audience}s were served at revision ${revision} does not add up to its checksum`)
  }
}

interface ServedItem {
  readonly environment_id: string
  readonly audience: string
  readonly kind: string
  readonly key: string
  readonly hash: string
  readonly item: string
}

function servedItems(database: BetterSqlite3.Database): IterableIterator<ServedItem> {
  // SQLite takes bare columns beside max() from the row that holds the maximum.
  return database
    .prepare<[], ServedItem>(
      `SELECT environment_id, audience, kind, key, hash, item, max(revision) FROM history
       GROUP BY environment_id, audience, kind, key HAVING hash IS NOT NULL`,
    )
    .iterate()
}

interface LastState {
  readonly environment_id: string
  readonly audience: string
  readonly revision: number
  readonly digest: string
}

function* lastStates(database: BetterSqlite3.Database): Generator<LastState> {
  const last = database.prepare<[string, string], LastState>(
    `SELECT environment_id, audience, revision, digest FROM states
     WHERE environment_id = ? AND audience = ? ORDER BY epoch DESC, revision DESC LIMIT 1`,
  )
  for (const id of database.prepare<[], string>('SELECT id FROM environments').pluck().all()) {
    for (const audience of ['server', 'client']) {
      const state = last.get(id, audience)
      if (state !== undefined) yield state
    }
  }
}

export function damaged(file: string, found: string, cause?: unknown): StoreError {
  return new StoreError(
    'DAMAGED',
    `${file} is damaged (${found}). Move halyard.db, halyard.db-wal and halyard.db-shm away and put a backup in their ` +
      'place: docs/operations.md, "Restore".',
    cause,
  )
}

function hashOf(json: string): string | undefined {
  try {
    const { revision: _revision, hash: _hash, ...content } = JSON.parse(json) as FlagItem | SegmentItem
    return itemHash(content as Parameters<typeof itemHash>[0])
  } catch {
    return undefined
  }
}
