import type BetterSqlite3 from 'better-sqlite3'
import type { AuditFilter, AuditLog, AuditRecord, ChainHead, EnvironmentName, Verification } from '../audit-log.ts'
import type { Page } from '../store.ts'
import { INSTALLATION } from '../tokens.ts'
import { ChainVerifier, NO_HEAD } from './audit-chain.ts'
import type { FilterValues, PlacedRow } from './audit-rows.ts'
import { COLUMNS, filterValues, KEPT, recordOf, weightOf } from './audit-rows.ts'
import { guarded } from './guarded.ts'
import { asStoreError } from './open.ts'

/** How many rows are looked at in one go: a filter that keeps nearly none must hold up nobody. */
const WINDOW = 2_000
/** Pages end when they weigh this. */
const PAGE_BYTES = 2_000_000
const PAGE_ITEMS = 500

type Following = ReturnType<AuditLog['following']>

type Window = FilterValues & { readonly chain: string; readonly above: number; readonly below: number }

export class SqliteAuditLog implements AuditLog {
  readonly #statements: ReturnType<typeof prepare>
  readonly #verifier: ChainVerifier
  /** By chain: whoever asks meanwhile gets the same. */
  readonly #verifying = new Map<string, Promise<Verification>>()
  readonly #listeners = new Set<() => void>()
  #isTelling = false
  #lastFollowed: (Following & { readonly after: number }) | undefined

  constructor(database: BetterSqlite3.Database) {
    this.#statements = prepare(database)
    this.#verifier = new ChainVerifier(database, (chain) => this.head(chain))
    // Whoever appends, on this connection, is noticed without having to say so.
    database.function('halyard_appended', () => this.#appended())
    database.exec(
      'CREATE TEMP TRIGGER halyard_audit_appended AFTER INSERT ON main.audit BEGIN SELECT halyard_appended(); END',
    )
  }

  chainOf(project: string): string | undefined {
    return guarded(() => this.#statements.projectId.get(project) ?? this.#statements.deletedProjectId.get(project))
  }

  environmentsOf(chain: string): readonly EnvironmentName[] {
    return guarded(() => this.#statements.environments.all(chain))
  }

  projectKeys(): ReadonlyMap<string, string> {
    return new Map(guarded(() => this.#statements.projects.all()).map(({ id, key }) => [id, key]))
  }

  async newest(
    chain: string,
    filter: AuditFilter,
    { limit, before }: Parameters<AuditLog['newest']>[2],
  ): Promise<Page<AuditRecord>> {
    const pile = new Pile(limit)
    const values = filterValues(filter)
    for (let below = before ?? this.#lastSeq(chain) + 1; below > 1; below -= WINDOW) {
      const window = { ...values, chain, above: Math.max(0, below - WINDOW - 1), below }
      if (!guarded(() => pile.takeAll(this.#statements.newest.iterate(window)))) return pile.page()
      await nextTurn()
    }
    return pile.page()
  }

  async oldest(chain: string, filter: AuditFilter, after: number): Promise<Page<AuditRecord>> {
    // Whoever walks through all of it leaves the thread to others between pages.
    await nextTurn()
    const pile = new Pile(PAGE_ITEMS)
    const values = filterValues(filter)
    const last = this.#lastSeq(chain)
    for (let above = after; above < last; above += WINDOW) {
      const window = { ...values, chain, above, below: above + WINDOW + 1 }
      if (!guarded(() => pile.takeAll(this.#statements.oldest.iterate(window)))) return pile.page()
      await nextTurn()
    }
    return pile.page()
  }

  following(position: number): Following {
    // Most who follow are at the same place: what came last is read for all of them.
    if (this.#lastFollowed?.after === position) return this.#lastFollowed
    const followed = this.#follow(position)
    // Nothing is not kept: what another process appends is not heard of.
    if (followed.items.length > 0) this.#lastFollowed = { ...followed, after: position }
    return followed
  }

  #follow(position: number): Following {
    const pile = new Pile(PAGE_ITEMS)
    guarded(() => pile.takeAll(this.#statements.following.iterate(position)))
    return { items: pile.items, end: pile.items.at(-1)?.position ?? position }
  }

  entriesAfter(chain: string, after: number, limit: number): readonly AuditRecord[] {
    const pile = new Pile(limit)
    const window = { ...filterValues({}), chain, above: after, below: Number.MAX_SAFE_INTEGER }
    guarded(() => pile.takeAll(this.#statements.oldest.iterate(window)))
    return pile.items
  }

  entry(chain: string, seq: number): AuditRecord | undefined {
    const row = guarded(() => this.#statements.entry.get(chain, seq))
    return row === undefined ? undefined : recordOf(row)
  }

  hashAtPosition(position: number): string | undefined {
    return guarded(() => this.#statements.hashAtPosition.get(position))
  }

  lastPosition(): number {
    return guarded(() => this.#statements.lastPosition.get()) ?? 0
  }

  head(chain: string): ChainHead {
    return guarded(() => this.#statements.head.get(chain)) ?? NO_HEAD
  }

  heads(): readonly (ChainHead & { readonly chain: string })[] {
    return guarded(() => this.#statements.heads.all())
  }

  verify(chain: string): Promise<Verification> {
    const known = this.#verifying.get(chain)
    if (known !== undefined) return known
    const verifying = this.#verifier
      .verify(chain)
      .catch((error: unknown) => {
        throw asStoreError(error)
      })
      .finally(() => this.#verifying.delete(chain))
    this.#verifying.set(chain, verifying)
    return verifying
  }

  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Not the head's: whoever cut the chain short must not hide what is left. */
  #lastSeq(chain: string): number {
    return guarded(() => this.#statements.lastSeq.get(chain)) ?? 0
  }

  /** Inside the transaction, which is synchronous: in the next turn it is on disk, or was undone. */
  #appended(): null {
    this.#lastFollowed = undefined
    if (this.#listeners.size > 0 && !this.#isTelling) {
      this.#isTelling = true
      setImmediate(() => {
        this.#isTelling = false
        for (const listener of this.#listeners) listener()
      })
    }
    return null
  }
}

/** Records until there are enough of them. */
class Pile {
  readonly items: AuditRecord[] = []
  readonly #limit: number
  #bytes = 0
  #isFull = false

  constructor(limit: number) {
    this.#limit = limit
  }

  /** @returns false when there was one more than fits */
  takeAll(rows: Iterable<PlacedRow>): boolean {
    for (const row of rows) {
      if (this.items.length > 0 && (this.items.length >= this.#limit || this.#bytes > PAGE_BYTES)) {
        this.#isFull = true
        return false
      }
      this.#bytes += weightOf(row)
      this.items.push(recordOf(row))
    }
    return true
  }

  page(): Page<AuditRecord> {
    return { items: this.items, next: this.#isFull ? (this.items.at(-1)?.seq ?? null) : null }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function prepare(database: BetterSqlite3.Database) {
  const within = `SELECT rowid AS position, ${COLUMNS} FROM audit
    WHERE project_id = @chain AND seq > @above AND seq < @below AND ${KEPT} ORDER BY seq`
  return {
    newest: database.prepare<[Window], PlacedRow>(`${within} DESC`),
    oldest: database.prepare<[Window], PlacedRow>(within),
    // Entries are never deleted, so rowids go on without gaps, whatever a VACUUM does.
    following: database.prepare<[number], PlacedRow>(
      `SELECT rowid AS position, ${COLUMNS} FROM audit WHERE rowid > ? ORDER BY rowid LIMIT ${WINDOW}`,
    ),
    entry: database.prepare<[string, number], PlacedRow>(
      `SELECT rowid AS position, ${COLUMNS} FROM audit WHERE project_id = ? AND seq = ?`,
    ),
    hashAtPosition: database.prepare<[number], string>('SELECT hash FROM audit WHERE rowid = ?').pluck(),
    lastPosition: database.prepare<[], number>('SELECT max(rowid) FROM audit').pluck(),
    lastSeq: database.prepare<[string], number>('SELECT max(seq) FROM audit WHERE project_id = ?').pluck(),
    head: database.prepare<[string], ChainHead>('SELECT seq, hash FROM audit_heads WHERE project_id = ?'),
    heads: database.prepare<[], ChainHead & { readonly chain: string }>(
      'SELECT project_id AS chain, seq, hash FROM audit_heads ORDER BY project_id',
    ),
    projects: database.prepare<[], { readonly id: string; readonly key: string }>('SELECT id, key FROM projects'),
    projectId: database.prepare<[string], string>('SELECT id FROM projects WHERE key = ?').pluck(),
    // Its last entry says that it was deleted.
    deletedProjectId: database
      .prepare<[string], string>(
        `SELECT audit.project_id FROM audit_heads
         JOIN audit ON audit.project_id = audit_heads.project_id AND audit.seq = audit_heads.seq
         WHERE audit.project_id <> '${INSTALLATION}' AND audit.resource_type = 'project' AND audit.resource_key = ?
           AND audit.project_id NOT IN (SELECT id FROM projects)
         ORDER BY audit.at_ms DESC LIMIT 1`,
      )
      .pluck(),
    environments: database.prepare<[string], { readonly id: string; readonly key: string }>(
      'SELECT id, key FROM environments WHERE project_id = ?',
    ),
  }
}
