/**
 * What SDKs were served last, kept beside the database and not in it: whoever puts an older database in place does not
 * set this back with it. It also knows the file that it speaks of, and itself, from copies.
 * @see docs/operations.md, "What the server notices"
 */
import {
  closeSync,
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

export interface ServedRecord {
  readonly positions: readonly ServedPosition[]
  readonly database: FileMark
  /** The database was being written when this was: it may be found modified. */
  readonly isCheckpointing: boolean
  readonly writtenAtMs: number
  /** It was copied since, so the whole folder was: moved, or brought back from a backup. */
  readonly isCopy: boolean
}

const FORMAT = 1

/** @returns undefined when there is none, or none that can be read */
export function readRecord({ positions: file }: FolderPaths): ServedRecord | undefined {
  try {
    const { inode, ...record } = recordOf(JSON.parse(readFileSync(file, 'utf8')))
    const found = statSync(file, { bigint: true })
    // Set on purpose when it was written: a copy has another inode, another time, or both. A change of owner has neither.
    const isItself =
      String(found.ino) === inode && found.mtimeNs / 1_000_000_000n === BigInt(record.writtenAtMs) / 1_000n
    return { ...record, isCopy: !isItself }
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
  isCheckpointing: boolean,
  nowMs: number = Date.now(),
): FileMark {
  const mark = markOf(database)
  const temporary = `${file}.tmp`
  rmSync(temporary, { force: true })
  const descriptor = openSync(temporary, 'wx', 0o600)
  try {
    const inode = String(fstatSync(descriptor, { bigint: true }).ino)
    const record = { format: FORMAT, inode, writtenAtMs: nowMs, database: mark, isCheckpointing, positions }
    writeSync(descriptor, `${JSON.stringify(record)}\n`)
    futimesSync(descriptor, Math.floor(nowMs / 1_000), Math.floor(nowMs / 1_000))
  } finally {
    closeSync(descriptor)
  }
  renameSync(temporary, file)
  return mark
}

export function markOf(file: string): FileMark {
  const { ino, mtimeNs } = statSync(file, { bigint: true })
  return { inode: String(ino), modifiedNs: String(mtimeNs) }
}

type Written = Omit<ServedRecord, 'isCopy'> & { readonly inode: string }

function recordOf(value: unknown): Written {
  const record = value as Written & { readonly format: number }
  const isKnown =
    record.format === FORMAT && Array.isArray(record.positions) && Number.isSafeInteger(record.writtenAtMs)
  if (!isKnown || typeof record.database?.inode !== 'string') throw new Error('not a record of this version')
  const { inode, writtenAtMs, database, isCheckpointing, positions } = record
  return { inode, writtenAtMs, database, isCheckpointing, positions: positions.filter(isPosition) }
}

function isPosition(value: ServedPosition): boolean {
  const { environmentId, audience, epoch, revision, digest } = value
  const isText = typeof environmentId === 'string' && typeof digest === 'string'
  return isText && (audience === 'server' || audience === 'client') && Number.isSafeInteger(epoch + revision)
}
