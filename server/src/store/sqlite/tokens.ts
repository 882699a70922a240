import type BetterSqlite3 from 'better-sqlite3'
import { asc, eq, sql } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import type { Token } from '../../domain/token.ts'
import type { TokenDecision } from '../../domain/token-verbs.ts'
import type { Actor, ChangeOptions, Outcome } from '../store.ts'
import { INSTALLATION, type TokenStore } from '../tokens.ts'
import type { FileGuard } from './file-guard.ts'
import { OnceRecords } from './once.ts'
import { asStoreError } from './open.ts'
import { persistAudit } from './persist.ts'
import { tokens, tokenUse } from './schema.ts'
import { type AuditStatements, auditStatements } from './statements.ts'

export interface SqliteTokensOptions {
  readonly nowMs: () => number
  readonly guard: FileGuard
}

export class SqliteTokens implements TokenStore {
  readonly #database: BetterSqlite3.Database
  readonly #statements: ReturnType<typeof prepare>
  readonly #audit: AuditStatements
  readonly #once: OnceRecords
  readonly #options: SqliteTokensOptions

  constructor(database: BetterSqlite3.Database, options: SqliteTokensOptions) {
    const db = drizzle(database)
    this.#database = database
    this.#statements = prepare(db)
    this.#audit = auditStatements(db)
    this.#once = new OnceRecords(db, options.nowMs)
    this.#options = options
  }

  async change<T>(
    actor: Actor,
    decide: (existing: readonly Token[]) => TokenDecision,
    options: ChangeOptions,
  ): Promise<Outcome<T>> {
    return this.#guarded(() => {
      this.#options.guard.assertWritable()
      const run = (): Outcome<T> => this.#commit(actor, decide(this.list()), options)
      return this.#database.transaction(() => this.#once.run(options, run)).immediate()
    })
  }

  list(): readonly Token[] {
    return this.#guarded(() => this.#statements.all.all().map(({ document }) => JSON.parse(document) as Token))
  }

  bySelector(selector: string): Token | undefined {
    const row = this.#guarded(() => this.#statements.bySelector.get({ selector }))
    return row === undefined ? undefined : (JSON.parse(row.document) as Token)
  }

  lastUsed(): ReadonlyMap<string, number> {
    return new Map(this.#guarded(() => this.#statements.uses.all()).map(({ id, lastMs }) => [id, lastMs]))
  }

  used(id: string, atMs: number): void {
    this.#guarded(() => this.#statements.use.run({ id, lastMs: atMs }))
  }

  /** The type parameter is what the caller's decision answers; a token's resource. */
  #commit<T>(actor: Actor, decision: TokenDecision, { dryRun = false }: ChangeOptions): Outcome<T> {
    if (decision.outcome === 'refused') return decision
    const answer = decision.answer as T
    if (decision.outcome === 'unchanged' || dryRun) return { outcome: 'unchanged', answer }
    const { token, entry } = decision
    this.#statements.put.run({ id: token.id, selector: token.selector, document: JSON.stringify(token) })
    persistAudit(this.#audit, INSTALLATION, actor, this.#options.nowMs(), [entry], {})
    return { outcome: 'committed', answer, revisions: {} }
  }

  #guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      const failure = asStoreError(error)
      this.#options.guard.noticed(failure)
      throw failure
    }
  }
}

const given = sql.placeholder

function prepare(db: BetterSQLite3Database) {
  const document = { document: tokens.document }
  return {
    all: db.select(document).from(tokens).orderBy(asc(tokens.id)).prepare(),
    bySelector: db
      .select(document)
      .from(tokens)
      .where(eq(tokens.selector, given('selector')))
      .prepare(),
    put: db
      .insert(tokens)
      .values({ id: given('id'), selector: given('selector'), document: given('document') })
      .onConflictDoUpdate({ target: tokens.id, set: { document: sql`excluded.document` } })
      .prepare(),
    uses: db.select().from(tokenUse).prepare(),
    use: db
      .insert(tokenUse)
      .values({ id: given('id'), lastMs: given('lastMs') })
      .onConflictDoUpdate({ target: tokenUse.id, set: { lastMs: sql`excluded.last_ms` } })
      .prepare(),
  }
}
