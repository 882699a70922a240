import type BetterSqlite3 from 'better-sqlite3'
import { and, asc, eq, gte, lt, sql, sum } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import {
  DAY_MS,
  type EvaluationCountRow,
  type EvaluationCountStore,
  type FlagActivity,
  MAX_ATTRIBUTES,
} from '../evaluation-counts.ts'
import { asStoreError } from './open.ts'
import { attributeNames, evaluationCounts as counts, flagActivity } from './schema.ts'

const given = sql.placeholder
const set = (name: string) => sql`${given(name)}`
const KEY = [counts.environmentId, counts.flag, counts.atMs, counts.variant, counts.sdk]

export class SqliteEvaluationCounts implements EvaluationCountStore {
  readonly #database: BetterSqlite3.Database
  readonly #statements: ReturnType<typeof prepare>

  constructor(database: BetterSqlite3.Database) {
    this.#database = database
    this.#statements = prepare(drizzle(database))
  }

  add(rows: readonly EvaluationCountRow[]): void {
    this.#inTransaction(() => {
      for (const row of rows) {
        this.#statements.add.run({ ...row })
        this.#statements.touch.run({ ...row })
      }
    })
  }

  of(environmentId: string, flag: string, fromMs: number, toMs: number): readonly EvaluationCountRow[] {
    return guarded(() => this.#statements.of.all({ environmentId, flag, fromMs, toMs }))
  }

  activityIn(environmentId: string): readonly FlagActivity[] {
    return guarded(() => this.#statements.activityIn.all({ environmentId }))
  }

  addAttributes(environmentId: string, names: Iterable<string>): void {
    const known = new Set(this.attributesIn(environmentId))
    const added = [...names].filter((name) => !known.has(name)).slice(0, Math.max(0, MAX_ATTRIBUTES - known.size))
    if (added.length === 0) return
    this.#inTransaction(() => {
      for (const name of added) this.#statements.addName.run({ environmentId, name })
    })
  }

  attributesIn(environmentId: string): readonly string[] {
    return guarded(() => this.#statements.namesIn.all({ environmentId }).map(({ name }) => name))
  }

  fold(hoursBeforeMs: number, daysBeforeMs: number): void {
    this.#inTransaction(() => {
      const days = this.#statements.hoursAsDays.all({ hoursBeforeMs })
      for (const { n, ...row } of days) this.#statements.add.run({ ...row, n: Number(n ?? 0) })
      this.#statements.dropHours.run({ hoursBeforeMs })
      this.#statements.dropDays.run({ daysBeforeMs })
    })
  }

  #inTransaction(work: () => void): void {
    guarded(() => this.#database.transaction(work).immediate())
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asStoreError(error)
  }
}

function prepare(db: BetterSQLite3Database) {
  const day = sql<number>`${counts.atMs} - ${counts.atMs} % ${sql.raw(String(DAY_MS))}`
  const isOldHour = and(lt(counts.atMs, given('hoursBeforeMs')), sql`${counts.atMs} % ${sql.raw(String(DAY_MS))} <> 0`)
  const { environmentId, flag, variant, sdk } = counts
  return {
    add: db
      .insert(counts)
      .values({
        environmentId: set('environmentId'),
        flag: set('flag'),
        atMs: set('atMs'),
        variant: set('variant'),
        sdk: set('sdk'),
        n: set('n'),
      })
      .onConflictDoUpdate({ target: KEY, set: { n: sql`${counts.n} + excluded.n` } })
      .prepare(),
    of: db
      .select()
      .from(counts)
      .where(
        and(
          eq(environmentId, given('environmentId')),
          eq(flag, given('flag')),
          gte(counts.atMs, given('fromMs')),
          lt(counts.atMs, given('toMs')),
        ),
      )
      .orderBy(asc(counts.atMs), asc(variant), asc(sdk))
      .prepare(),
    touch: db
      .insert(flagActivity)
      .values({ environmentId: set('environmentId'), flag: set('flag'), firstMs: set('atMs'), lastMs: set('atMs') })
      .onConflictDoUpdate({
        target: [flagActivity.environmentId, flagActivity.flag],
        set: { lastMs: sql`max(${flagActivity.lastMs}, excluded.last_ms)` },
      })
      .prepare(),
    activityIn: db
      .select({ flag: flagActivity.flag, firstMs: flagActivity.firstMs, lastMs: flagActivity.lastMs })
      .from(flagActivity)
      .where(eq(flagActivity.environmentId, given('environmentId')))
      .prepare(),
    addName: db
      .insert(attributeNames)
      .values({ environmentId: set('environmentId'), name: set('name') })
      .onConflictDoNothing()
      .prepare(),
    namesIn: db
      .select({ name: attributeNames.name })
      .from(attributeNames)
      .where(eq(attributeNames.environmentId, given('environmentId')))
      .prepare(),
    hoursAsDays: db
      .select({ environmentId, flag, variant, sdk, atMs: day.as('at_ms'), n: sum(counts.n) })
      .from(counts)
      .where(isOldHour)
      .groupBy(environmentId, flag, variant, sdk, day)
      .prepare(),
    dropHours: db.delete(counts).where(isOldHour).prepare(),
    dropDays: db
      .delete(counts)
      .where(lt(counts.atMs, given('daysBeforeMs')))
      .prepare(),
  }
}
