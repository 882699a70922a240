/**
 * Keeps the record of what SDKs were served, off the path of commits: looked at four times a second, written at most
 * once a second and when the server stops. Also empties the write-ahead log, because the record must know when the
 * database itself is written.
 * @see docs/operations.md, "What the server notices"
 */
import { rmSync } from 'node:fs'
import type BetterSqlite3 from 'better-sqlite3'
import type { FolderPaths } from './data-folder.ts'
import { statOf } from './data-folder.ts'
import type { FileGuard } from './file-guard.ts'
import { type FileMark, markOf, type Phase, type ServedPosition, writeRecord } from './positions.ts'

const LOOK_MS = 250
const WRITE_EVERY_MS = 1_000
/** As SQLite's own: 1,000 pages. */
const FULL_LOG_BYTES = 4_096_000

export interface KeeperDeps {
  readonly database: BetterSqlite3.Database
  readonly paths: FolderPaths
  readonly guard: FileGuard
  /** What SDKs are being served now. */
  readonly served: () => Iterable<ServedPosition>
  /** The record cannot be written, or can be again (undefined). Told once each. */
  readonly onFailure: (error: unknown) => void
}

export class PositionKeeper {
  readonly #deps: KeeperDeps
  readonly #timer: NodeJS.Timeout
  #written: { readonly positions: string; readonly mark: FileMark; readonly atMs: number } | undefined
  /** When the log had last been written as it was put into the database. */
  #checkpointedLogMs = 0
  #isFailing = false

  /** Writes the first record at once. */
  constructor(deps: KeeperDeps) {
    this.#deps = deps
    this.#write()
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
    this.#timer.unref()
  }

  /** Before the database is closed, which writes it. @returns what to call when it is. */
  stop(): () => void {
    clearInterval(this.#timer)
    const isOurs = this.#deps.guard.refusal() === undefined
    const served = [...this.#deps.served()]
    if (!isOurs) return () => {}
    this.#write('checkpointing', served)
    return () => void this.#write('stopped', served)
  }

  #look(): void {
    const { guard, paths } = this.#deps
    // A file that is not ours any more is none of ours: the record goes on telling of the one that was.
    if (guard.refusal() !== undefined) return
    const log = statOf(paths.wal)
    if (log !== undefined && log.size >= FULL_LOG_BYTES && log.mtimeMs !== this.#checkpointedLogMs) {
      this.#checkpoint(log.mtimeMs)
    } else if (performance.now() - (this.#written?.atMs ?? 0) >= WRITE_EVERY_MS && this.#isStale()) this.#write()
  }

  #isStale(): boolean {
    const { paths, served } = this.#deps
    if (this.#written === undefined || this.#written.positions !== JSON.stringify([...served()])) return true
    try {
      return markOf(paths.database).modifiedNs !== this.#written.mark.modifiedNs
    } catch {
      return false // Gone since the guard looked, which says so the next time.
    }
  }

  #checkpoint(logMs: number): void {
    // Killed in between, the database is not what the record says. None is better than one that is wrong.
    if (!this.#write('checkpointing') && !this.#forget()) return
    try {
      this.#deps.database.pragma('wal_checkpoint(PASSIVE)')
      this.#checkpointedLogMs = logMs
    } catch (error) {
      this.#deps.guard.noticed(error)
    }
    this.#write()
  }

  /** @returns false where the record stays, such as in a folder that may only be read by now. */
  #forget(): boolean {
    try {
      rmSync(this.#deps.paths.positions, { force: true })
      return true
    } catch {
      return false // That it could not be written was told.
    }
  }

  #write(phase: Phase = 'running', positions: readonly ServedPosition[] = [...this.#deps.served()]): boolean {
    const { paths, onFailure } = this.#deps
    try {
      const mark = writeRecord(paths, positions, phase)
      this.#written = { positions: JSON.stringify(positions), mark, atMs: performance.now() }
      if (this.#isFailing) onFailure(undefined)
      this.#isFailing = false
      return true
    } catch (error) {
      if (!this.#isFailing) onFailure(error)
      this.#isFailing = true
      return false
    }
  }
}
