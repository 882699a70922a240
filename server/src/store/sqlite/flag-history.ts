import type { Environment } from '../../domain/documents.ts'
import type { HistoryEntry, Page } from '../store.ts'
import { entryOf } from './entries.ts'
import type { Statements } from './statements.ts'

/** Entries of the audit about a flag that could be seen in one environment, newest first. */
export function flagHistory(
  statements: Pick<Statements, 'flagEntries'>,
  projectId: string,
  { id, key: environment }: Pick<Environment, 'id' | 'key'>,
  flag: string,
  { limit, before = Number.MAX_SAFE_INTEGER }: { readonly limit: number; readonly before?: number | undefined },
): Page<HistoryEntry> {
  const items: HistoryEntry[] = []
  for (let beforeSeq = before; items.length <= limit && beforeSeq > 0; ) {
    const wanted = limit + 1 - items.length
    const rows = statements.flagEntries.all({ projectId, environment, flag, beforeSeq, limit: wanted })
    for (const row of rows) {
      const revision = (JSON.parse(row.revisions) as Record<string, number>)[id]
      // Those that nobody in this environment could see, such as a new description, are no part of its history.
      if (revision !== undefined) items.push({ ...entryOf(row), revision })
    }
    beforeSeq = rows.length < wanted ? 0 : (rows.at(-1)?.seq ?? 0)
  }
  const shown = items.slice(0, limit)
  return { items: shown, next: items.length > limit ? (shown.at(-1)?.seq ?? null) : null }
}
