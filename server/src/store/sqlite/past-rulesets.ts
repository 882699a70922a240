import type { FlagItem, SegmentItem } from '@halyard/evaluator'
import { and, desc, eq, isNotNull, lte, max, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type { PastRulesets } from '../past-rulesets.ts'
import { guarded } from './guarded.ts'
import { history } from './schema.ts'

/** So many states of a flag are looked at for when it was killed: each is read whole. */
const MAX_LOOKED_AT = 1_000

export class SqlitePastRulesets implements PastRulesets {
  readonly #rows: ReturnType<typeof prepare>
  readonly #states: ReturnType<typeof prepareStates>

  constructor(db: BetterSQLite3Database) {
    this.#rows = prepare(db)
    this.#states = prepareStates(db)
  }

  async at(environmentId: string, revision: number): ReturnType<PastRulesets['at']> {
    const flag: Record<string, FlagItem> = {}
    const segment: Record<string, SegmentItem> = {}
    for (const { kind, key, item } of guarded(() => this.#rows.all({ environmentId, revision }))) {
      if (kind === 'flag') flag[key] = JSON.parse(item ?? '') as FlagItem
      else segment[key] = JSON.parse(item ?? '') as SegmentItem
    }
    return { flag, segment }
  }

  async switchedAt(environmentId: string, flag: string): Promise<number | undefined> {
    const states = guarded(() => this.#states.all({ environmentId, flag }))
    const other = states.findIndex(({ isKilled }) => isKilled !== states[0]?.isKilled)
    return states.at(other === -1 ? -1 : other - 1)?.revision
  }
}

/** Text is searched before JSON is read, which few states are then worth. */
const isKilled = sql<number>`coalesce(instr(${history.item}, '"killed":true') AND json_extract(${history.item}, '$.killed'), 0)`

/** A flag's states as backends saw them, newest first. */
function prepareStates(db: BetterSQLite3Database) {
  return db
    .select({ revision: history.revision, isKilled })
    .from(history)
    .where(
      and(
        eq(history.environmentId, sql.placeholder('environmentId')),
        eq(history.audience, 'server'),
        eq(history.kind, 'flag'),
        eq(history.key, sql.placeholder('flag')),
      ),
    )
    .orderBy(desc(history.revision))
    .limit(MAX_LOOKED_AT)
    .prepare()
}

/** Of each item its last row up to the revision, unless that says that it is gone. */
function prepare(db: BetterSQLite3Database) {
  const later = alias(history, 'later')
  const last = db
    .select({ revision: max(later.revision) })
    .from(later)
    .where(
      and(
        eq(later.environmentId, history.environmentId),
        eq(later.audience, history.audience),
        eq(later.kind, history.kind),
        eq(later.key, history.key),
        lte(later.revision, sql.placeholder('revision')),
      ),
    )
  return db
    .select({ kind: history.kind, key: history.key, item: history.item })
    .from(history)
    .where(
      and(
        eq(history.environmentId, sql.placeholder('environmentId')),
        eq(history.audience, 'server'),
        isNotNull(history.item),
        eq(history.revision, last),
      ),
    )
    .prepare()
}
