/** What the audit holds of one resource, read so that heavy documents hold up nobody who waits for a kill. */
import type { Resource } from '../../domain/decision.ts'
import type { Environment } from '../../domain/documents.ts'
import type { AuditEntry, HistoryEntry, Page } from '../store.ts'
import { entryOf } from './entries.ts'
import type { Statements } from './statements.ts'

/** So much is read in one go, or put on a page: an entry has up to two whole documents. */
const MAX_CHARACTERS = 2_000_000
/** Of a page. */
const WINDOW = 4

/** Entries of a resource with a version above `version`, oldest first; undefined: too much to be read in one go. */
export function entriesSince(
  statements: Pick<Statements, 'entriesSince' | 'weightSince'>,
  projectId: string,
  { type: resourceType, key: resourceKey, environment }: Resource,
  version: number,
): readonly AuditEntry[] | undefined {
  const wanted = { projectId, resourceType, resourceKey, environment, version }
  const { bytes = 0 } = statements.weightSince.get(wanted) ?? {}
  return bytes > MAX_CHARACTERS ? undefined : statements.entriesSince.all(wanted).map(entryOf)
}

/** Entries of the audit about a flag that could be seen in one environment, newest first. */
export function flagHistory(
  statements: Pick<Statements, 'flagEntries'>,
  projectId: string,
  { id, key: environment }: Pick<Environment, 'id' | 'key'>,
  flag: string,
  { limit, before = Number.MAX_SAFE_INTEGER }: { readonly limit: number; readonly before?: number | undefined },
): Page<HistoryEntry> {
  const items: HistoryEntry[] = []
  let characters = 0
  for (let beforeSeq = before; ; ) {
    const rows = statements.flagEntries.all({ projectId, environment, flag, beforeSeq, limit: WINDOW })
    for (const row of rows) {
      const revision = (JSON.parse(row.revisions) as Record<string, number>)[id]
      // Those that nobody in this environment could see, such as a new description, are no part of its history.
      if (revision === undefined) continue
      const isFull = items.length >= limit || characters >= MAX_CHARACTERS
      if (isFull) return { items, next: items.at(-1)?.seq ?? null }
      characters += row.before.length + row.after.length
      items.push({ ...entryOf(row), revision })
    }
    const last = rows.at(-1)
    if (rows.length < WINDOW || last === undefined) return { items, next: null }
    beforeSeq = last.seq
  }
}
