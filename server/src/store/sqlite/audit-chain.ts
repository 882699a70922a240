/** Holds a chain against itself. @see docs/security.md */
import type BetterSqlite3 from 'better-sqlite3'
import type { ChainHead, Verification } from '../audit-log.ts'
import { type AuditRow, COLUMNS } from './audit-rows.ts'
import { CHAIN_START, chainHash } from './persist.ts'

/** How long requests may wait for a slice of it. */
const SLICE_MS = 5

export const NO_HEAD: ChainHead = { seq: 0, hash: CHAIN_START }

export class ChainVerifier {
  readonly #rows: BetterSqlite3.Statement<[string, number], AuditRow>
  readonly #head: (chain: string) => ChainHead

  constructor(database: BetterSqlite3.Database, head: (chain: string) => ChainHead) {
    this.#rows = database.prepare(`SELECT ${COLUMNS} FROM audit WHERE project_id = ? AND seq > ? ORDER BY seq`)
    this.#head = head
  }

  /** Lets others have the thread between slices; entries that come meanwhile are read too. */
  async verify(chain: string): Promise<Verification> {
    const progress: Progress = { last: NO_HEAD, entries: 0, firstBadSeq: undefined }
    while (!this.#slice(chain, progress)) await new Promise((resolve) => setImmediate(resolve))
    // In the same turn as the last slice: nothing came in between.
    const head = this.#head(chain)
    const firstBadSeq = progress.firstBadSeq ?? whereItEndsWrong(progress.last, head)
    return { entries: progress.entries, head, firstBadSeq }
  }

  /** @returns whether the end was reached */
  #slice(chain: string, progress: Progress): boolean {
    const untilMs = performance.now() + SLICE_MS
    for (const row of this.#rows.iterate(chain, progress.last.seq)) {
      follow(progress, row)
      if (performance.now() >= untilMs) return false
    }
    return true
  }
}

interface Progress {
  last: ChainHead
  entries: number
  firstBadSeq: number | undefined
}

function follow(progress: Progress, { hash, ...entry }: AuditRow): void {
  const { last } = progress
  const expectedSeq = last.seq + 1
  progress.entries += 1
  if (progress.firstBadSeq === undefined) {
    if (entry.seq !== expectedSeq) progress.firstBadSeq = expectedSeq
    else if (chainHash(last.hash, entry) !== hash) progress.firstBadSeq = entry.seq
  }
  progress.last = { seq: entry.seq, hash }
}

/** The head is kept apart from the entries, so that a chain cut short, or one that grew by other hands, is noticed. */
function whereItEndsWrong(last: ChainHead, head: ChainHead): number | undefined {
  if (last.seq !== head.seq) return Math.min(last.seq, head.seq) + 1
  return last.hash === head.hash ? undefined : Math.max(1, last.seq)
}
