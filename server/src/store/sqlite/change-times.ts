import { and, eq, max, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { ChangeTimes } from '../change-times.ts'
import { guarded } from './guarded.ts'
import { audit } from './schema.ts'

export class SqliteChangeTimes implements ChangeTimes {
  readonly #configurations: ReturnType<typeof prepare>

  constructor(db: BetterSQLite3Database) {
    this.#configurations = prepare(db)
  }

  configurations(projectId: string): ReadonlyMap<string, ReadonlyMap<string, number>> {
    const times = new Map<string, Map<string, number>>()
    for (const { environment, flag, atMs } of guarded(() => this.#configurations.all({ projectId }))) {
      const here = times.get(environment ?? '') ?? new Map<string, number>()
      times.set(environment ?? '', here.set(flag, atMs ?? 0))
    }
    return times
  }
}

function prepare(db: BetterSQLite3Database) {
  return db
    .select({ environment: audit.environment, flag: audit.resourceKey, atMs: max(audit.atMs) })
    .from(audit)
    .where(and(eq(audit.projectId, sql.placeholder('projectId')), eq(audit.resourceType, 'configuration')))
    .groupBy(audit.environment, audit.resourceKey)
    .prepare()
}
