/** The folder itself: its files, the lock on it, and what must be true before SQLite may touch anything. */
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { StoreError } from '../store.ts'

export interface FolderPaths {
  readonly folder: string
  readonly database: string
  readonly wal: string
  readonly sharedMemory: string
  readonly lock: string
  readonly positions: string
}

/** Absolute: whoever reads a message in a log need not know where the process was started. */
export function pathsIn(folder: string): FolderPaths {
  const at = (name: string): string => join(resolve(folder), name)
  return {
    folder: resolve(folder),
    database: at('halyard.db'),
    wal: at('halyard.db-wal'),
    sharedMemory: at('halyard.db-shm'),
    lock: at('halyard.lock'),
    positions: at('halyard.positions.json'),
  }
}

/**
 * `new`: nothing was ever kept here. `gone`: something was. `read-only`: the database may be read, and nothing else.
 */
export type FolderState = 'new' | 'gone' | 'writable' | 'read-only'

/**
 * Looks, and changes nothing.
 * @throws StoreError UNWRITABLE, which says what to do
 */
export function inspect(paths: FolderPaths): FolderState {
  const { folder, database, lock } = paths
  if (statOf(folder)?.isDirectory() === false) {
    throw new StoreError('UNWRITABLE', `${folder} is no folder. Name one in HALYARD_DATA_DIR.`)
  }
  for (const file of [database, lock]) {
    if (statOf(file)?.isDirectory() === true) {
      throw new StoreError('UNWRITABLE', `${file} is a folder, and should be a file. Move it away.`)
    }
  }
  const file = statOf(database)
  if (file === undefined || file.size === 0) return wasServed(paths) ? 'gone' : 'new'
  if (!isAllowed(database, constants.R_OK)) {
    throw new StoreError('UNWRITABLE', `${database} cannot be read by this user. Check its owner and its rights.`)
  }
  // A file that nobody may write is meant to stay as it is, even where the superuser could.
  const isWritable =
    (file.mode & 0o222) !== 0 && isAllowed(database, constants.W_OK) && isAllowed(folder, constants.W_OK)
  return isWritable ? 'writable' : 'read-only'
}

/** For a database that is `gone`. */
export function missing({ folder, database }: FolderPaths): StoreError {
  return new StoreError(
    'MISSING',
    `${database} is ${statOf(database) === undefined ? 'missing' : 'empty'}, and this folder has been served before. Put a backup in its place ` +
      `(docs/operations.md, "Restore"). To begin with nothing instead, empty ${folder}.`,
  )
}

/** @throws StoreError UNWRITABLE */
export function makeFolder(folder: string): void {
  try {
    makeFolders(folder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new StoreError(
      'UNWRITABLE',
      `The data folder ${folder} cannot be written. Give this user the right to, or name another in HALYARD_DATA_DIR.`,
      error,
    )
  }
}

/** For this user alone: it holds who may do what. SQLite gives its other files the rights of this one. */
export function makePrivateFile(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
}

/**
 * The operating system holds this lock for as long as the process lives, so that a crash leaves none behind.
 * @throws StoreError LOCKED, UNWRITABLE
 */
export function lockFolder({ folder, lock: file }: FolderPaths): { close(): void } {
  let lock: Database.Database | undefined
  try {
    makePrivateFile(file)
    lock = new Database(file, { timeout: 0 })
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    throw lockError(folder, file, error)
  }
}

/** SQLite makes these with the rights of the database: one that could not be written once left them so. */
export function makeLogWritable({ wal, sharedMemory }: FolderPaths): void {
  for (const file of [wal, sharedMemory]) {
    const found = statOf(file)
    if (found !== undefined && (found.mode & 0o200) === 0) chmodSync(file, 0o600)
  }
}

/** Leaves nothing of a folder that could not be made ready the first time, so that the next start may try again. */
export function removeFiles({ database, wal, sharedMemory, lock }: FolderPaths): void {
  for (const file of [wal, sharedMemory, database, lock]) rmSync(file, { force: true })
}

export function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined // Something on the way is no folder, or may not be entered.
  }
}

function wasServed({ lock, positions, wal }: FolderPaths): boolean {
  return [lock, positions, wal].some((file) => existsSync(file))
}

function isAllowed(file: string, mode: number): boolean {
  try {
    accessSync(file, mode)
    return true
  } catch {
    return false
  }
}

/** Node's own `recursive` never ends under `/proc`. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) makeFolders(parent)
  mkdirSync(folder, { mode: 0o700 })
}

function lockError(folder: string, file: string, error: unknown): StoreError {
  const code = error instanceof Database.SqliteError ? error.code : ''
  if (code.startsWith('SQLITE_BUSY')) {
    const detail = `Another Halyard is running on the data folder ${folder}. Stop it, or name another folder in HALYARD_DATA_DIR.`
    return new StoreError('LOCKED', detail, error)
  }
  const detail =
    code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')
      ? `${file} is not the lock that Halyard made. It holds nothing: remove it.`
      : `${file} cannot be opened for writing. Run Halyard as the user that owns it, or check its rights.`
  return new StoreError('UNWRITABLE', detail, error)
}
