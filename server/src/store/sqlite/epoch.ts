/**
 * Raises epochs: an environment's history is not a continuation of what SDKs saw, and with a higher epoch they take
 * its state though its revision is lower.
 * @see docs/protocol.md, "History"
 */
import type BetterSqlite3 from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Environment } from '../../domain/documents.ts'
import type { Audience } from '../history.ts'
import type { Actor } from '../store.ts'
import { persistAudit } from './persist.ts'
import type { ServedPosition, ServedRecord } from './positions.ts'
import { prepareStatements } from './statements.ts'

export interface RaisedEpoch {
  readonly project: string
  readonly environment: string
  readonly from: number
  readonly to: number
  readonly reason: string
}

/** Why an environment's history is not what SDKs saw; undefined: it is. */
export type Doubt = (environment: EnvironmentRow) => string | undefined

export interface EnvironmentRow {
  readonly id: string
  readonly key: string
  readonly epoch: number
  readonly revision: number
  readonly document: string
  readonly projectId: string
  readonly project: string
}

const AUDIENCES: readonly Audience[] = ['server', 'client']

/**
 * Raises the epoch of every environment that is in doubt, each with its entry in the audit, all or none.
 * @param record - What was served: the new epochs are above those in it, too.
 */
export function raiseEpochs(
  database: BetterSqlite3.Database,
  doubt: Doubt,
  record: ServedRecord | undefined,
  actor: Actor,
  nowMs: number,
): readonly RaisedEpoch[] {
  const statements = prepareStatements(drizzle(database))
  const setEpoch = database.prepare('UPDATE environments SET epoch = ?, state_version = state_version + 1 WHERE id = ?')
  const raise = (row: EnvironmentRow, reason: string): RaisedEpoch => {
    const served = record?.positions.filter(({ environmentId }) => environmentId === row.id) ?? []
    const to = Math.max(Math.floor(nowMs / 1_000), ...[row, ...served].map(({ epoch }) => epoch + 1))
    for (const audience of AUDIENCES) {
      const state = statements.lastState.get({ environmentId: row.id, audience })
      if (state !== undefined) statements.addState.run({ ...state, environmentId: row.id, audience, epoch: to })
    }
    setEpoch.run(to, row.id)
    const { version } = JSON.parse(row.document) as Environment
    const resource = { type: 'environment', key: row.key, environment: row.key } as const
    const { epoch: from, revision } = row
    const [before, after] = [
      { epoch: from, revision },
      { epoch: to, revision },
    ]
    const entry = { action: 'environment.raise-epoch', resource, version, before, after, reason }
    persistAudit(statements, row.projectId, actor, nowMs, [entry], {})
    return { project: row.project, environment: row.key, from, to, reason }
  }
  return database
    .transaction(() =>
      environmentRows(database).flatMap((row) => {
        const reason = doubt(row)
        return reason === undefined ? [] : [raise(row, reason)]
      }),
    )
    .immediate()
}

/** Holds the database against the record of what SDKs were served. */
export function doubtBy(database: BetterSqlite3.Database, record: ServedRecord | undefined): Doubt {
  const digestAt = database
    .prepare<[string, string, number, number], string>(
      'SELECT digest FROM states WHERE environment_id = ? AND audience = ? AND epoch = ? AND revision = ?',
    )
    .pluck()
  const isKnown = ({ environmentId, audience, epoch, revision, digest }: ServedPosition): boolean =>
    digestAt.get(environmentId, audience, epoch, revision) === digest
  return ({ id }) => {
    if (record === undefined) return 'there is no record of what SDKs were served (halyard.positions.json)'
    const served = record.positions.filter(({ environmentId }) => environmentId === id)
    if (served.length === 0) return 'there is no record of what SDKs were served of this environment'
    const lost = served.find((position) => !isKnown(position))
    if (lost !== undefined) {
      return `SDKs were served revision ${lost.revision} (epoch ${lost.epoch}), which this database does not hold: it is older, or another one`
    }
    const isForeign = record.isCopy || record.isOfAnother
    return isForeign
      ? 'halyard.db is not as Halyard left it, so SDKs may have been served more than it knows of'
      : undefined
  }
}

/** What SDKs are served from this database when a server starts on it. */
export function positionsIn(database: BetterSqlite3.Database): readonly ServedPosition[] {
  const { lastState } = prepareStatements(drizzle(database))
  return environmentRows(database).flatMap(({ id: environmentId, epoch }) =>
    AUDIENCES.flatMap((audience) => {
      const state = lastState.get({ environmentId, audience })
      return state === undefined ? [] : [{ environmentId, audience, epoch, ...state }]
    }),
  )
}

function environmentRows(database: BetterSqlite3.Database): readonly EnvironmentRow[] {
  return database
    .prepare<[], EnvironmentRow>(
      `SELECT environments.id, environments.key, environments.epoch, environments.revision, environments.document,
              projects.id AS projectId, projects.key AS project
       FROM environments JOIN projects ON projects.id = environments.project_id ORDER BY projects.key, environments.key`,
    )
    .all()
}
