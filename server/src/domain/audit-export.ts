/** Lines of an export of the audit. */
import type { AuditEntryResource } from '@halyard/admin-api'

/** What ends an export: whoever keeps it can tell later whether the chain was rewritten. */
export interface ExportEnd {
  readonly seq: number
  readonly at: string
  readonly action: 'audit.head'
  readonly hash: string
}

export interface ExportFormat {
  readonly contentType: string
  readonly opening: string
  line(entry: AuditEntryResource): string
  end(end: ExportEnd): string
}

export const JSON_LINES: ExportFormat = {
  contentType: 'application/jsonl',
  opening: '',
  line: (entry) => `${JSON.stringify(entry)}\n`,
  end: (end) => `${JSON.stringify(end)}\n`,
}

type Cells = readonly (string | number | null)[]

const COLUMNS = [
  'seq',
  'at',
  'actorId',
  'actorName',
  'actorRole',
  'address',
  'requestId',
  'action',
  'resourceType',
  'resourceKey',
  'environment',
  'version',
  'reason',
  'before',
  'after',
  'revisions',
  'changeRequest',
  'hash',
] as const

export const CSV: ExportFormat = {
  contentType: 'text/csv; charset=utf-8',
  opening: `${COLUMNS.join(',')}\r\n`,
  line: ({ seq, at, actor, address, requestId, action, resource, version, reason, hash, ...entry }) =>
    csvLine([
      seq,
      at,
      actor.id,
      actor.name,
      actor.role,
      address,
      requestId,
      action,
      resource.type,
      resource.key,
      resource.environment,
      version,
      reason,
      ...[entry.before, entry.after, entry.revisions, entry.changeRequest].map(json),
      hash,
    ]),
  end: ({ seq, at, action, hash }) => csvLine([seq, at, '', '', '', '', '', action, ...EMPTY_CELLS, hash]),
}

const EMPTY_CELLS: Cells = COLUMNS.slice(8, -1).map(() => '')

function json(value: unknown): string {
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

function csvLine(cells: Cells): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : csvCell(cell ?? ''))).join(',')}\r\n`
}

/** Spreadsheets take a cell that begins so as a formula, quoted or not; after an apostrophe they don't. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** A cell that reads as text in every spreadsheet. */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
