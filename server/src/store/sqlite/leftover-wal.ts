/**
 * After a crash the last commits stand in the write-ahead log alone, and SQLite replays it over whatever database lies
 * beside it. Over another one, such as a backup, that undoes the restore, or tears the file: so that is refused.
 * @see docs/operations.md, "Restore"
 */
import { statSync } from 'node:fs'
import { StoreError } from '../store.ts'
import type { FolderPaths } from './data-folder.ts'
import type { ServedRecord } from './positions.ts'

/** Clocks of file systems are coarse, and a disk may take its time between the log and the database. */
const TOLERANCE_MS = 2_000
/** A record is rewritten within about a second of every commit. */
const RECORD_LAG_MS = 10_000

/** @throws StoreError MISMATCH when the log was written for another file than the one that lies there */
export function assertOwnLog(paths: FolderPaths, record: ServedRecord | undefined): void {
  const log = statSync(paths.wal, { throwIfNoEntry: false })
  if (log === undefined || log.size === 0 || belongs(paths, log.mtimeMs, record)) return
  throw new StoreError(
    'MISMATCH',
    `${paths.wal} was left by a crash, and the halyard.db beside it is not as Halyard left it. If a backup was put ` +
      `there, the log must go: rm ${paths.wal} ${paths.sharedMemory}. If nobody touched it, the record must: ` +
      `rm ${paths.positions}.`,
  )
}

function belongs({ database }: FolderPaths, logMs: number, record: ServedRecord | undefined): boolean {
  // Only a checkpoint writes the database, right after the log.
  const isOlder = statSync(database).mtimeMs <= logMs + TOLERANCE_MS
  if (record === undefined) return isOlder
  if (record.isCopy) return isOlder && logMs <= record.writtenAtMs + RECORD_LAG_MS
  return !record.isOfAnother
}
