/** Outcomes of writes that came with an `Idempotency-Key`. Called inside the write's transaction. */
import { and, eq, gt, lte, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Once } from '../once.ts'
import { KEPT_MS } from '../once.ts'
import type { ChangeOptions, Outcome } from '../store.ts'
import { once as records } from './schema.ts'

interface Kept {
  readonly fingerprint: string
  readonly outcome: string
}

const given = sql.placeholder
const set = (name: string) => sql`${given(name)}`

export class OnceRecords {
  readonly #statements: ReturnType<typeof prepare>
  readonly #nowMs: () => number

  constructor(db: BetterSQLite3Database, nowMs: () => number) {
    this.#statements = prepare(db)
    this.#nowMs = nowMs
  }

  /** Does the work, or gives what it came to when the same was asked before. What was refused may be tried again. */
  run<T>({ once, dryRun = false }: ChangeOptions, work: () => Outcome<T>): Outcome<T> {
    if (once === undefined || dryRun) return work()
    const nowMs = this.#nowMs()
    const { actorId, key, fingerprint } = once
    const sinceMs = nowMs - KEPT_MS
    const kept = this.#statements.find.get({ actorId, key, sinceMs })
    if (kept !== undefined && !once.isUrgent) return replay(once, kept)
    const outcome = work()
    if (outcome.outcome === 'refused') return outcome
    if (outcome.outcome === 'unchanged' && kept?.fingerprint === fingerprint) return replay(once, kept)
    this.#statements.forget.run({ sinceMs })
    this.#statements.keep.run({ actorId, key, fingerprint, outcome: once.seal(JSON.stringify(outcome)), atMs: nowMs })
    return outcome
  }
}

function prepare(db: BetterSQLite3Database) {
  const outcome = { fingerprint: set('fingerprint'), outcome: set('outcome'), atMs: set('atMs') }
  return {
    find: db
      .select({ fingerprint: records.fingerprint, outcome: records.outcome })
      .from(records)
      .where(
        and(eq(records.actorId, given('actorId')), eq(records.key, given('key')), gt(records.atMs, given('sinceMs'))),
      )
      .prepare(),
    keep: db
      .insert(records)
      .values({ actorId: set('actorId'), key: set('key'), ...outcome })
      .onConflictDoUpdate({ target: [records.actorId, records.key], set: outcome })
      .prepare(),
    forget: db
      .delete(records)
      .where(lte(records.atMs, given('sinceMs')))
      .prepare(),
  }
}

function replay<T>(once: Once, kept: Kept): Outcome<T> {
  if (kept.fingerprint !== once.fingerprint) {
    const detail = 'This Idempotency-Key came with another request before. Send a new key with a new request.'
    return { outcome: 'refused', refusal: { code: 'idempotency-mismatch', detail } }
  }
  const outcome = JSON.parse(once.open(kept.outcome)) as Exclude<Outcome<T>, { outcome: 'refused' }>
  return { ...outcome, replayed: true }
}
