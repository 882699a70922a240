/** Reads a database that may not be written into memory, log and all: SQLite itself would leave files beside it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { FolderPaths } from './data-folder.ts'
import { statOf } from './data-folder.ts'

/** Where a file says that it has a write-ahead log (2), which nothing in memory can have (1). */
const FORMAT_VERSIONS = [18, 19] as const

/** @throws SqliteError */
export function readIntoMemory({ database, wal }: FolderPaths): Database.Database {
  const hasLog = (statOf(wal)?.size ?? 0) > 0
  const bytes = hasLog ? withLog(database, wal) : readFileSync(database)
  for (const at of FORMAT_VERSIONS) if (bytes[at] === 2) bytes[at] = 1
  return new Database(bytes)
}

function withLog(database: string, wal: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-'))
  try {
    const copy = join(folder, 'halyard.db')
    for (const [from, to] of [
      [database, copy],
      [wal, `${copy}-wal`],
    ] as const) {
      // Not copied as files: they would keep their rights, and so could not be written either.
      writeFileSync(to, readFileSync(from), { mode: 0o600 })
    }
    // The last to close it puts the log into the file.
    new Database(copy).exec('SELECT count(*) FROM sqlite_schema').close()
    return readFileSync(copy)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
