import type BetterSqlite3 from 'better-sqlite3'
import { asc, sql } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import type { Token } from '../../domain/token.ts'
import type { TokenDecision } from '../../domain/token-verbs.ts'
import type { Actor, ChangeOptions, Outcome } from '../store.ts'
import { INSTALLATION, type TokenStore } from '../tokens.ts'
import type { FileGuard } from './file-guard.ts'
import { guarded } from './guarded.ts'
import { OnceRecords } from './once.ts'
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
  /** What is committed, by selector. Nobody else writes tokens while this process has the data folder. */
  #bySelector: Map<string, Token> | undefined

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
      let written: Token | undefined
      const run = (): Outcome<T> => {
        const decision = decide(this.list())
        if (decision.outcome === 'refused') return decision
        const answer = decision.answer as T
        if (decision.outcome === 'unchanged' || options.dryRun === true) return { outcome: 'unchanged', answer }
        this.#persist(actor, decision)
        written = decision.token
        return { outcome: 'committed', answer, revisions: {} }
      }
      const outcome = this.#database.transaction(() => this.#once.run(options, run)).immediate()
      if (written !== undefined) this.#held().set(written.selector, written)
      return outcome
    })
  }

  list(): readonly Token[] {
    return [...this.#held().values()]
  }

  bySelector(selector: string): Token | undefined {
    return this.#held().get(selector)
  }

  lastUsed(): ReadonlyMap<string, number> {
    return new Map(this.#guarded(() => this.#statements.uses.all()).map(({ id, lastMs }) => [id, lastMs]))
  }

  used(atMs: ReadonlyMap<string, number>): void {
    this.#guarded(() => {
      this.#options.guard.assertWritable()
      this.#database.transaction(() => {
        for (const [id, lastMs] of atMs) this.#statements.use.run({ id, lastMs })
      })()
    })
  }

  #held(): Map<string, Token> {
    this.#bySelector ??= this.#guarded(() => {
      const read = this.#statements.all.all().map(({ document }) => JSON.parse(document) as Token)
      return new Map(read.map((token) => [token.selector, token]))
    })
    return this.#bySelector
  }

  #persist(actor: Actor, { token, entry }: Extract<TokenDecision, { outcome: 'change' }>): void {
    this.#statements.put.run({ id: token.id, selector: token.selector, document: JSON.stringify(token) })
    persistAudit(this.#audit, INSTALLATION, actor, this.#options.nowMs(), [entry], {})
  }

  #guarded<T>(work: () => T): T {
    return guarded(work, this.#options.guard)
  }
}

const given = sql.placeholder

function prepare(db: BetterSQLite3Database) {
  return {
    all: db.select({ document: tokens.document }).from(tokens).orderBy(asc(tokens.id)).prepare(),
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
