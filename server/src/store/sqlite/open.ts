/** Opens the data folder: one process at a time, durable once acknowledged, whole, at this version's schema. */
import Database from 'better-sqlite3'
import { StoreError } from '../store.ts'
import type { FolderPaths } from './data-folder.ts'
import {
  inspect,
  lockFolder,
  makeFolder,
  makeLogWritable,
  makePrivateFile,
  missing,
  pathsIn,
  removeFiles,
  statOf,
} from './data-folder.ts'
import { assertDriver } from './driver.ts'
import { type FileGuard, guardFile, guardReadOnly } from './file-guard.ts'
import { assertContentWhole, assertPagesWhole, damaged } from './integrity.ts'
import { assertOwnLog } from './leftover-wal.ts'
import { migrate } from './migrations.ts'
import { readRecord, type ServedRecord } from './positions.ts'
import { readIntoMemory } from './read-only.ts'

/** How long a statement waits for another process, such as a backup, that holds the file. */
const BUSY_TIMEOUT_MS = 1_000

export interface OpenFile {
  readonly database: Database.Database
  readonly paths: FolderPaths
  /** Nothing was ever kept here. */
  readonly isNew: boolean
  readonly isReadOnly: boolean
  /** What SDKs were served last, as far as is known. */
  readonly record: ServedRecord | undefined
  readonly guard: FileGuard
  /** @param afterDatabase - Called when the database is closed, and the folder still this process's own. */
  close(afterDatabase?: () => void): void
}

/**
 * Opens `halyard.db` in the folder, making both where they are missing. A database that may only be read is served from
 * memory and never touched.
 * @throws StoreError LOCKED when another process serves this folder, UNWRITABLE, MISSING, MISMATCH, NEWER_SCHEMA,
 *   DAMAGED, DRIVER; each says what to do
 */
export function openDataFolder(folder: string): OpenFile {
  assertDriver()
  const paths = pathsIn(folder)
  if (statOf(paths.folder) === undefined) makeFolder(paths.folder)
  const state = inspect(paths)
  if (state === 'read-only') return openReadOnly(paths)
  makeFolder(paths.folder)
  const lock = lockFolder(paths)
  // Another server may have made it, and ended, since.
  const isThere = (statOf(paths.database)?.size ?? 0) > 0
  const isNew = state === 'new' && !isThere
  try {
    if (state === 'gone' && !isThere) throw missing(paths)
    return openLocked(paths, isNew, lock)
  } catch (error) {
    lock.close()
    if (isNew) removeFiles(paths)
    throw error
  }
}

/** Opens one database file, or `:memory:`, at this version's schema. */
export function openDatabase(file: string): Database.Database {
  return opened(file, (database) => migrate(database))
}

/**
 * Opens the folder's database beside a server that may be running, for local commands.
 * @throws StoreError as {@link openDataFolder}, without LOCKED; MISSING where nothing was ever kept
 */
export function openBeside(folder: string): Database.Database {
  assertDriver()
  return openDatabase(existing(folder).database)
}

/**
 * Opens the folder for a local command that must be alone.
 * @throws StoreError as {@link openDataFolder}; MISSING where nothing was ever kept
 */
export function openAlone(folder: string): OpenFile {
  existing(folder)
  return openDataFolder(folder)
}

/** What SQLite says, as a person can act on it; anything else as it is. */
export function asStoreError(error: unknown, file = 'The database file'): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const { code } = error
  if (code === 'SQLITE_FULL') {
    return new StoreError(
      'FULL',
      'The disk that holds the data folder is full. Free some space; no restart is needed.',
      error,
    )
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new StoreError(
      'BUSY',
      'Another process, such as a backup, holds the database. Try again in a moment.',
      error,
    )
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) {
    return new StoreError('UNWRITABLE', 'The database cannot be written. Check the rights of the data folder.', error)
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return damaged(file, error.message, error)
  if (code.startsWith('SQLITE_IOERR')) {
    return new StoreError('UNWRITABLE', `The database cannot be read or written (${code}). Check its disk.`, error)
  }
  return error
}

function openLocked(paths: FolderPaths, isNew: boolean, lock: { close(): void }): OpenFile {
  const { database: file } = paths
  const record = readRecord(paths)
  if (isNew) makePrivateFile(file)
  assertOwnLog(paths, record)
  makeLogWritable(paths)
  const database = opened(file, (open) => {
    // The keeper does it, and records what the file looks like then: so a file from elsewhere is told from this one.
    open.pragma('wal_autocheckpoint = 0')
    if (!isNew) assertPagesWhole(open, file)
    migrate(open)
    if (!isNew) assertContentWhole(open, file)
  })
  const close = (afterDatabase?: () => void): void => {
    database.close()
    afterDatabase?.()
    lock.close()
  }
  return { database, paths, isNew, isReadOnly: false, record, guard: guardFile(file, database), close }
}

/** No lock: nothing is written, and where the folder cannot be written either there is nowhere to put one. */
function openReadOnly(paths: FolderPaths): OpenFile {
  const { database: file } = paths
  const record = readRecord(paths)
  assertOwnLog(paths, record)
  const guard = guardReadOnly(file)
  try {
    const database = readIntoMemory(paths)
    assertPagesWhole(database, file)
    migrate(database)
    assertContentWhole(database, file)
    return { database, paths, isNew: false, isReadOnly: true, record, guard, close: () => void database.close() }
  } catch (error) {
    throw asStoreError(error, file)
  }
}

function opened(file: string, prepare: (database: Database.Database) => void): Database.Database {
  let database: Database.Database | undefined
  try {
    database = new Database(file, { timeout: BUSY_TIMEOUT_MS })
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    prepare(database)
    return database
  } catch (error) {
    database?.close()
    throw asStoreError(error, file)
  }
}

function existing(folder: string): FolderPaths {
  const paths = pathsIn(folder)
  const state = statOf(paths.folder) === undefined ? 'new' : inspect(paths)
  if (state === 'gone') throw missing(paths)
  if (state !== 'new') return paths
  throw new StoreError(
    'MISSING',
    `There is no database in ${paths.folder}. Go where the server is started, or name its folder in HALYARD_DATA_DIR.`,
  )
}
