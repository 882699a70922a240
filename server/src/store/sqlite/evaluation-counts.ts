import type BetterSqlite3 from 'better-sqlite3'
import { and, asc, desc, eq, gte, lt, notInArray, sql, sum } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import {
  type AttributeName,
  DAY_MS,
  type EvaluationCountRow,
  type EvaluationCountStore,
  type FlagActivity,
  MAX_ATTRIBUTES,
} from '../evaluation-counts.ts'
import type { Audience } from '../history.ts'
import { type FileGuard, UNGUARDED } from './file-guard.ts'
import { guarded } from './guarded.ts'
import { evaluationCounts as counts, flagActivity, attributeNames as names } from './schema.ts'

const given = sql.placeholder
const set = (name: string) => sql`${given(name)}`
const KEY = [counts.environmentId, counts.flag, counts.atMs, counts.variant, counts.sdk]

export class SqliteEvaluationCounts implements EvaluationCountStore {
  readonly #database: BetterSqlite3.Database
  readonly #guard: FileGuard
  readonly #statements: ReturnType<typeof prepare>

  /** @param guard - Nothing is written to a file that was replaced or is damaged, counts no more than anything else. */
  constructor(database: BetterSqlite3.Database, guard: FileGuard = UNGUARDED) {
    this.#database = database
    this.#guard = guard
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

  hasCounted(environmentId: string, n: number): boolean {
    return guarded(() => {
      const rows = this.#statements.someCounts.all({ environmentId, limit: n })
      return rows.reduce((total, row) => total + row.n, 0) >= n
    })
  }

  addAttributes(environmentId: string, audience: Audience, names: Iterable<string>, atMs: number): void {
    const known = new Map(this.attributesIn(environmentId).map((attribute) => [attribute.name, attribute]))
    const isNoted = (name: string): boolean => {
      const before = known.get(name)
      if (before === undefined) return false
      return before.audience === audience ? atMs - before.lastMs < DAY_MS : before.audience === 'server'
    }
    const kept = MAX_ATTRIBUTES[audience]
    const noted = [...new Set(names)].filter((name) => !isNoted(name)).slice(0, kept)
    if (noted.length === 0) return
    this.#inTransaction(() => {
      for (const name of noted) this.#statements.noteName.run({ environmentId, name, audience, atMs })
      this.#statements.dropNames.run({ environmentId, audience, kept })
    })
  }

  attributesIn(environmentId: string): readonly AttributeName[] {
    return guarded(() => this.#statements.namesIn.all({ environmentId }))
  }

  fold(hoursBeforeMs: number, daysBeforeMs: number): void {
    this.#inTransaction(() => {
      const days = this.#statements.hoursAsDays.all({ hoursBeforeMs })
      for (const { n, ...row } of days) this.#statements.add.run({ ...row, n: Number(n ?? 0) })
      this.#statements.dropHours.run({ hoursBeforeMs })
      this.#statements.dropDays.run({ daysBeforeMs })
      this.#statements.dropOldNames.run({ daysBeforeMs })
    })
  }

  #inTransaction(work: () => void): void {
    this.#guard.assertWritable()
    guarded(() => this.#database.transaction(work).immediate())
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
    someCounts: db
      .select({ n: counts.n })
      .from(counts)
      .where(eq(environmentId, given('environmentId')))
      .limit(given('limit'))
      .prepare(),
    noteName: db
      .insert(names)
      .values({
        environmentId: set('environmentId'),
        name: set('name'),
        audience: set('audience'),
        firstMs: set('atMs'),
        lastMs: set('atMs'),
      })
      .onConflictDoUpdate({
        target: [names.environmentId, names.name],
        set: { audience: sql`excluded.audience`, lastMs: sql`max(${names.lastMs}, excluded.last_ms)` },
      })
      .prepare(),
    namesIn: db
      .select({ name: names.name, audience: names.audience, firstMs: names.firstMs, lastMs: names.lastMs })
      .from(names)
      .where(eq(names.environmentId, given('environmentId')))
      .prepare(),
    dropNames: db
      .delete(names)
      .where(
        and(
          eq(names.environmentId, given('environmentId')),
          eq(names.audience, given('audience')),
          notInArray(
            names.name,
            db
              .select({ name: names.name })
              .from(names)
              .where(and(eq(names.environmentId, given('environmentId')), eq(names.audience, given('audience'))))
              .orderBy(desc(sql`${names.lastMs} / ${sql.raw(String(DAY_MS))}`), asc(names.firstMs), asc(names.name))
              .limit(given('kept')),
          ),
        ),
      )
      .prepare(),
    dropOldNames: db
      .delete(names)
      .where(lt(names.lastMs, given('daysBeforeMs')))
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
