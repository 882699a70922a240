/** Opens the data folder: one process at a time, durable once acknowledged, at this version's schema. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { StoreError } from '../store.ts'
import { migrate } from './migrations.ts'

/** How long a statement waits for another process, such as a backup, that holds the file. */
const BUSY_TIMEOUT_MS = 1_000

export interface OpenFile {
  readonly database: Database.Database
  close(): void
}

/**
 * Opens `halyard.db` in the folder, making both where they are missing.
 * @throws StoreError LOCKED when another process serves this folder, UNWRITABLE, NEWER_SCHEMA, DAMAGED
 */
export function openDataFolder(folder: string): OpenFile {
  makeFolder(folder)
  const lock = lockFolder(folder)
  try {
    const database = openDatabase(join(folder, 'halyard.db'))
    return {
      database,
      close: () => {
        database.close()
        lock.close()
      },
    }
  } catch (error) {
    lock.close()
    throw error
  }
}

/** Opens one database file, or `:memory:`, at this version's schema. */
export function openDatabase(file: string): Database.Database {
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    migrate(database)
    return database
  } catch (error) {
    database.close()
    throw asStoreError(error)
  }
}

/**
 * Opens the folder's database beside a server that may be running, for local commands.
 * @throws StoreError as {@link openDataFolder}, without LOCKED
 */
export function openBeside(folder: string): Database.Database {
  makeFolder(folder)
  return openDatabase(join(folder, 'halyard.db'))
}

/** What SQLite says, as a person can act on it; anything else as it is. */
export function asStoreError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  if (error.code === 'SQLITE_FULL') {
    return new StoreError(
      'FULL',
      'The disk that holds the data folder is full. Free some space; no restart is needed.',
      error,
    )
  }
  if (error.code.startsWith('SQLITE_BUSY')) {
    return new StoreError(
      'BUSY',
      'Another process, such as a backup, holds the database. Try again in a moment.',
      error,
    )
  }
  if (error.code.startsWith('SQLITE_READONLY') || error.code.startsWith('SQLITE_CANTOPEN')) {
    return new StoreError('UNWRITABLE', 'The database cannot be written. Check the rights of the data folder.', error)
  }
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') {
    return new StoreError('DAMAGED', 'The database file is damaged. Restore the last backup of the data folder.', error)
  }
  return error
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new StoreError(
      'UNWRITABLE',
      `The data folder ${folder} cannot be written. Give this user the right to, or name another in HALYARD_DATA_DIR.`,
      error,
    )
  }
}

/** The operating system holds this lock for as long as the process lives, so that a crash leaves none behind. */
function lockFolder(folder: string): { close(): void } {
  const lock = new Database(join(folder, 'halyard.lock'), { timeout: 0 })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    throw new StoreError(
      'LOCKED',
      `Another Halyard is running on the data folder ${folder}. Stop it, or name another folder in HALYARD_DATA_DIR.`,
      error,
    )
  }
}
