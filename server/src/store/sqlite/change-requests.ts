import { and, desc, eq, lt, or, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { ChangeRequest } from '../../domain/change-request.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { ChangeRequests } from '../change-requests.ts'
import type { Page, Scope } from '../store.ts'
import { guarded } from './guarded.ts'
import { changeRequests } from './schema.ts'

const given = sql.placeholder

export class SqliteChangeRequests implements ChangeRequests {
  readonly #rows: ReturnType<typeof listed>

  constructor(db: BetterSQLite3Database) {
    this.#rows = listed(db)
  }

  async list(
    environmentId: string,
    { limit, before = Number.MAX_SAFE_INTEGER, state }: Parameters<ChangeRequests['list']>[1],
  ): Promise<Page<ChangeRequest>> {
    const rows = guarded(() => this.#rows.all({ environmentId, before, limit: limit + 1, state: state ?? null }))
    const shown = rows.slice(0, limit)
    const next = rows.length > limit ? (shown.at(-1)?.seq ?? null) : null
    return { items: shown.map(({ document }) => JSON.parse(document) as ChangeRequest), next }
  }
}

/** The change requests that a scope names, beside what it sees anyway. */
export function withChangeRequests(
  statements: ReturnType<typeof changeRequestStatements>,
  state: ProjectState,
  scope: Scope,
): ProjectState {
  const { changeRequests: ids } = scope
  if (ids === undefined) return state
  const found = new Map<string, ChangeRequest>()
  for (const { environment } of state.environments.values()) {
    for (const id of ids) {
      const row = statements.changeRequest.get({ id, environmentId: environment.id })
      if (row !== undefined) found.set(id, JSON.parse(row.document) as ChangeRequest)
    }
  }
  const { project, flags, retiredFlags, environments } = state
  return { project, flags, retiredFlags, environments, changeRequests: found }
}

export function changeRequestStatements(db: BetterSQLite3Database) {
  return {
    changeRequest: db
      .select({ document: changeRequests.document })
      .from(changeRequests)
      .where(and(eq(changeRequests.id, given('id')), eq(changeRequests.environmentId, given('environmentId'))))
      .prepare(),
    putChangeRequest: db
      .insert(changeRequests)
      .values({
        id: given('id'),
        environmentId: given('environmentId'),
        state: given('state'),
        document: given('document'),
      })
      .onConflictDoUpdate({
        target: changeRequests.id,
        set: { state: sql`excluded.state`, document: sql`excluded.document` },
      })
      .prepare(),
  }
}

function listed(db: BetterSQLite3Database) {
  return db
    .select({ seq: changeRequests.seq, document: changeRequests.document })
    .from(changeRequests)
    .where(
      and(
        eq(changeRequests.environmentId, given('environmentId')),
        or(sql`${given('state')} IS NULL`, eq(changeRequests.state, given('state'))),
        lt(changeRequests.seq, given('before')),
      ),
    )
    .orderBy(desc(changeRequests.seq))
    .limit(given('limit'))
    .prepare()
}
