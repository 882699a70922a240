import type { FlagItem, JsonValue, SegmentItem } from '@halyard/evaluator'
import type { Person } from '../../domain/change-request.ts'
import type { ResourceType } from '../../domain/decision.ts'
import type { ItemKind, ItemState } from '../history.ts'
import type { AuditEntry } from '../store.ts'
import type { audit } from './schema.ts'

/** A row of the audit as its readers get it. */
export function entryOf(row: typeof audit.$inferSelect): AuditEntry {
  const { id, name, changeRequest } = JSON.parse(row.actor) as Pick<AuditEntry, 'changeRequest'> & Person
  return {
    seq: row.seq,
    atMs: row.atMs,
    actor: { id, name },
    action: row.action,
    resource: { type: row.resourceType as ResourceType, key: row.resourceKey, environment: row.environment },
    version: row.version,
    reason: row.reason,
    before: JSON.parse(row.before) as JsonValue,
    after: JSON.parse(row.after) as JsonValue,
    ...(changeRequest === undefined ? undefined : { changeRequest }),
  }
}

/** A row of the history as its readers get it. */
export function itemStateOf(row: {
  readonly kind: ItemKind
  readonly key: string
  readonly revision: number
  readonly item: string | null
}): ItemState {
  const { kind, key, revision, item } = row
  return { kind, key, revision, item: item === null ? null : (JSON.parse(item) as FlagItem | SegmentItem) }
}
