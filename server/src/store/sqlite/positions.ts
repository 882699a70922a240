/**
 * What SDKs were served last, kept beside the database and not in it: whoever puts an older database in place does not
 * set this back with it. It also knows the file that it speaks of, and itself, from copies.
 * @see docs/operations.md, "What the server notices"
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  futimesSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import type { Audience } from '../history.ts'
import type { FolderPaths } from './data-folder.ts'

/** An audience's state that SDKs may hold. */
export interface ServedPosition {
  readonly environmentId: string
  readonly audience: Audience
  readonly epoch: number
  readonly revision: number
  readonly digest: string
}

/** A file as it was when the record was made. */
export interface FileMark {
  readonly inode: string
  /** Nanoseconds, as text: more digits than a double has. */
  readonly modifiedNs: string
}

/**
 * `checkpointing`: the database was about to be written, so it may be found modified. `stopped`: nothing was left in
 * the log.
 */
export type Phase = 'running' | 'checkpointing' | 'stopped'

export interface ServedRecord {
  readonly positions: readonly ServedPosition[]
  readonly database: FileMark
  readonly phase: Phase
  readonly writtenAtMs: number
  /** It was copied since, so the whole folder was: moved, or brought back from a backup. */
  readonly isCopy: boolean
  /** The database is not the file that was left here, not as it was left, or without its log. */
  readonly isOfAnother: boolean
}

const FORMAT = 1

/** @returns undefined when there is none, or none that can be read. Asked before anybody opens the database. */
export function readRecord({ positions: file, database, wal }: FolderPaths): ServedRecord | undefined {
  try {
    const record = recordOf(JSON.parse(readFileSync(file, 'utf8')))
    const found = statSync(file, { bigint: true })
    // Set on purpose when it was written: a copy has another inode, another time, or both. A change of owner has neither.
    const isItself =
      String(found.ino) === record.inode && found.mtimeNs / 1_000_000_000n === BigInt(record.writtenAtMs) / 1_000n
    // A crash leaves a log, be it an empty one.
    const isLogGone = record.phase === 'running' && !existsSync(wal)
    const isOfAnother = isLogGone || !isSameFile(record, markOf(database))
    return { ...record, isCopy: !isItself, isOfAnother }
  } catch {
    return undefined
  }
}

/**
 * Replaces the record, whole or not at all. Not forced to the disk: lost with the power, the next start takes the
 * careful way, and no commit waits for it.
 */
export function writeRecord(
  { positions: file, database }: FolderPaths,
  positions: readonly ServedPosition[],
  phase: Phase,
  nowMs: number = Date.now(),
): FileMark {
  const mark = markOf(database)
  const temporary = `${file}.tmp`
  rmSync(temporary, { force: true })
  const descriptor = openSync(temporary, 'wx', 0o600)
  try {
    const inode = String(fstatSync(descriptor, { bigint: true }).ino)
    const record = { format: FORMAT, inode, writtenAtMs: nowMs, database: mark, phase, positions }
    writeSync(descriptor, `${JSON.stringify(record)}\n`)
    futimesSync(descriptor, Math.floor(nowMs / 1_000), Math.floor(nowMs / 1_000))
  } finally {
    closeSync(descriptor)
  }
  renameSync(temporary, file)
  return mark
}

/** Runs something that writes the database while no server does; what was right before is right after. */
export function keepingRecord<T>(paths: FolderPaths, write: () => T): T {
  const record = readRecord(paths)
  const result = write()
  if (record === undefined || record.isCopy || record.isOfAnother) return result
  // Beside a server the file itself stays as it is, and the record is the server's.
  if (markOf(paths.database).modifiedNs !== record.database.modifiedNs) writeRecord(paths, record.positions, 'stopped')
  return result
}

export function markOf(file: string): FileMark {
  const { ino, mtimeNs } = statSync(file, { bigint: true })
  return { inode: String(ino), modifiedNs: String(mtimeNs) }
}

function isSameFile({ database, phase }: Written, found: FileMark): boolean {
  if (found.inode !== database.inode) return false
  // Some file systems forget fractions of a second when they are mounted again.
  const wholeSeconds = database.modifiedNs.replace(/\d{9}$/, '000000000')
  return phase === 'checkpointing' || [database.modifiedNs, wholeSeconds].includes(found.modifiedNs)
}

type Written = Omit<ServedRecord, 'isCopy' | 'isOfAnother' | 'inode'> & { readonly inode: string }

function recordOf(value: unknown): Written {
  const record = value as Written & { readonly format: number }
  const isKnown =
    record.format === FORMAT && Array.isArray(record.positions) && Number.isSafeInteger(record.writtenAtMs)
  if (!isKnown || typeof record.database?.inode !== 'string') throw new Error('not a record of this version')
  const { inode, writtenAtMs, database, phase, positions } = record
  return { inode, writtenAtMs, database, phase, positions: positions.filter(isPosition) }
}

function isPosition(value: ServedPosition): boolean {
  const { environmentId, audience, epoch, revision, digest } = value
  const isText = typeof environmentId === 'string' && typeof digest === 'string'
  return isText && (audience === 'server' || audience === 'client') && Number.isSafeInteger(epoch + revision)
}
