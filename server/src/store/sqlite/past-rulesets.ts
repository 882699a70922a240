import type { FlagItem, SegmentItem } from '@halyard/evaluator'
import { and, eq, isNotNull, lte, max, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type { PastRulesets } from '../past-rulesets.ts'
import { guarded } from './guarded.ts'
import { history } from './schema.ts'

export class SqlitePastRulesets implements PastRulesets {
  readonly #rows: ReturnType<typeof prepare>

  constructor(db: BetterSQLite3Database) {
    this.#rows = prepare(db)
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
