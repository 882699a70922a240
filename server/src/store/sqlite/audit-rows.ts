/** Rows of the audit: which columns there are, what they become, and which rows a filter keeps. */
import type { JsonValue } from '@halyard/evaluator'
import type { ResourceType } from '../../domain/decision.ts'
import type { AuditActor, AuditFilter, AuditRecord } from '../audit-log.ts'
import type { AuditEntry } from '../store.ts'

/** Under the names that the chain's hash knows them by. */
export const COLUMNS = `project_id AS projectId, seq, at_ms AS atMs, actor, action, resource_type AS resourceType,
  resource_key AS resourceKey, environment, version, reason, before, after, revisions, hash`

export interface AuditRow {
  readonly projectId: string
  readonly seq: number
  readonly atMs: number
  readonly actor: string
  readonly action: string
  readonly resourceType: string
  readonly resourceKey: string
  readonly environment: string | null
  readonly version: number
  readonly reason: string | null
  readonly before: string
  readonly after: string
  readonly revisions: string
  readonly hash: string
}

export interface PlacedRow extends AuditRow {
  readonly position: number
}

/** What keeps a row, as conditions over the values of `filterValues`. */
export const KEPT = `
  (@flag IS NULL OR (resource_key = @flag AND resource_type IN ('flag', 'configuration')))
  AND (@actor IS NULL OR json_extract(actor, '$.id') = @actor OR json_extract(actor, '$.name') = @actor)
  AND (@action IS NULL OR action = @action OR substr(action, 1, length(@action) + 1) = @action || '.')
  AND (@fromMs IS NULL OR at_ms >= @fromMs)
  AND (@toMs IS NULL OR at_ms < @toMs)
  AND (@keys IS NULL OR environment IN (SELECT value FROM json_each(@keys))
       OR (environment IS NULL
           AND EXISTS (SELECT 1 FROM json_each(revisions) raised WHERE raised.key IN (SELECT value FROM json_each(@ids)))))`

export type FilterValues = Readonly<Record<'flag' | 'actor' | 'action' | 'keys' | 'ids', string | null>> &
  Readonly<Record<'fromMs' | 'toMs', number | null>>

export function filterValues({ flag, environments, actor, action, fromMs, toMs }: AuditFilter): FilterValues {
  return {
    flag: flag ?? null,
    actor: actor ?? null,
    action: action ?? null,
    fromMs: fromMs ?? null,
    toMs: toMs ?? null,
    keys: environments === undefined ? null : JSON.stringify(environments.map(({ key }) => key)),
    ids: JSON.stringify(environments?.flatMap(({ id }) => (id === undefined ? [] : [id])) ?? []),
  }
}

export function recordOf(row: PlacedRow): AuditRecord {
  const { changeRequest, id, name, role, ip, requestId } = JSON.parse(row.actor) as AuditActor &
    Pick<AuditEntry, 'changeRequest'>
  return {
    chain: row.projectId,
    position: row.position,
    seq: row.seq,
    atMs: row.atMs,
    actor: { id, name, role, ip, requestId },
    action: row.action,
    resource: { type: row.resourceType as ResourceType, key: row.resourceKey, environment: row.environment },
    version: row.version,
    reason: row.reason,
    before: JSON.parse(row.before) as JsonValue,
    after: JSON.parse(row.after) as JsonValue,
    revisions: JSON.parse(row.revisions) as Record<string, number>,
    ...(changeRequest === undefined ? undefined : { changeRequest }),
    hash: row.hash,
  }
}

/** What a row weighs in memory, about. */
export function weightOf({ before, after, revisions }: AuditRow): number {
  return 500 + before.length + after.length + revisions.length
}
