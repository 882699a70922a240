/**
 * Watches the open file's name. A file that was removed or replaced keeps its bytes for whoever has it open: what is
 * written there is acknowledged, and gone with the process.
 */
import type BetterSqlite3 from 'better-sqlite3'
import { StoreError } from '../store.ts'
import { statOf } from './data-folder.ts'

/** Why writes are refused. */
export type WriteRefusal = 'read-only' | 'replaced' | 'damaged'

export interface FileGuard {
  /** @throws StoreError while the file is not the one that was opened, or was found damaged */
  assertSame(): void
  /** @throws StoreError as `assertSame`, and always where the file may only be read */
  assertWritable(): void
  /** Hears of every error: after damage was met, nothing new is taken until the next start has looked at the file. */
  noticed(error: unknown): void
  refusal(): WriteRefusal | undefined
}

/** For a database that has no file. */
export const UNGUARDED: FileGuard = {
  assertSame: () => {},
  assertWritable: () => {},
  noticed: () => {},
  refusal: () => undefined,
}

/** @param file - That which `database` was just opened on. */
export function guardFile(file: string, database: BetterSqlite3.Database): FileGuard {
  const opened = statOf(file)
  let size = opened?.size ?? 0
  let damage: StoreError | undefined
  const isSame = (): boolean => {
    const found = statOf(file)
    if (found === undefined || found.ino !== opened?.ino || found.dev !== opened.dev) return false
    // Shorter, and not because somebody ran VACUUM beside it: then the database knows.
    if (found.size < size && found.size < sizeOf(database)) return false
    size = found.size
    return true
  }
  // By a stat of some microseconds before each write, not once a second: none may be acknowledged in between.
  const assertSame = (): void => {
    if (damage !== undefined) throw damage
    if (!isSame()) throw replaced(file)
  }
  return {
    assertSame,
    assertWritable: assertSame,
    noticed: (error) => {
      if (error instanceof StoreError && error.code === 'DAMAGED') damage ??= error
    },
    refusal: () => (damage !== undefined ? 'damaged' : isSame() ? undefined : 'replaced'),
  }
}

/** For a file that may be read only, and was read. */
export function guardReadOnly(file: string): FileGuard {
  const read = statOf(file)
  const assertSame = (): void => {
    const found = statOf(file)
    if (found?.ino === read?.ino && found?.mtimeMs === read?.mtimeMs) return
    throw new StoreError('UNWRITABLE', `${file} is another one than was read at the start. Start Halyard again.`)
  }
  return {
    assertSame,
    assertWritable: () => {
      throw new StoreError(
        'UNWRITABLE',
        `${file} may only be read, so this node serves what it holds and changes nothing. Make the file and its folder ` +
          'writable, and start Halyard again.',
      )
    },
    noticed: () => {},
    refusal: () => 'read-only',
  }
}

function sizeOf(database: BetterSqlite3.Database): number {
  try {
    const [pages, bytes] = ['page_count', 'page_size'].map((name) => Number(database.pragma(name, { simple: true })))
    return (pages ?? 0) * (bytes ?? 0)
  } catch {
    return Number.POSITIVE_INFINITY // Too short even to say.
  }
}

function replaced(file: string): StoreError {
  return new StoreError(
    'UNWRITABLE',
    `${file} was removed, replaced or cut short while Halyard runs. Nothing is written any more, so that nothing is ` +
      'lost; streams and reads go on. Stop Halyard, put the right database in place (docs/operations.md, "Restore"), ' +
      'and start it again.',
  )
}
