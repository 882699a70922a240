/**
 * The audit as its readers see it. Entries are appended by whoever commits a change, in the same transaction; here they
 * are found, followed and held against their chain. Each project has a chain, and the installation one of its own.
 */
import type { AuditEntry, Page } from './store.ts'

/** An entry with all that is known of it. */
export interface AuditRecord extends Omit<AuditEntry, 'actor'> {
  /** Id of its project; `INSTALLATION` for what belongs to none. */
  readonly chain: string
  /** Rises with every entry of all chains. */
  readonly position: number
  readonly actor: AuditActor
  /** Environment id → revision, of the commit. */
  readonly revisions: Readonly<Record<string, number>>
  readonly hash: string
}

export interface AuditActor {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly ip?: string | undefined
  readonly requestId?: string | undefined
}

/** What is left out is not looked at. */
export interface AuditFilter {
  readonly flag?: string | undefined
  /** Entries in one of these, or that raised its revision. */
  readonly environments?: readonly EnvironmentName[] | undefined
  /** Id or name. */
  readonly actor?: string | undefined
  /** `flag.kill`, or `flag` for all that begins with `flag.`. */
  readonly action?: string | undefined
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
}

/** Without an id: one that is gone. */
export interface EnvironmentName {
  readonly key: string
  readonly id: string | undefined
}

/** The last entry of a chain; `seq` 0 where there is none. */
export interface ChainHead {
  readonly seq: number
  readonly hash: string
}

export interface Verification {
  readonly entries: number
  readonly head: ChainHead
  /** The first entry that is missing, or that does not follow from the others. */
  readonly firstBadSeq: number | undefined
}

export interface AuditLog {
  /** The chain of a project, of a deleted one too; undefined where there never was one. */
  chainOf(project: string): string | undefined
  /** Environments that a chain's project has now. */
  environmentsOf(chain: string): readonly EnvironmentName[]
  /** Keys of projects that there are now, by chain. */
  projectKeys(): ReadonlyMap<string, string>
  /** Newest first. A page may be shorter than its limit when entries are large. */
  newest(
    chain: string,
    filter: AuditFilter,
    page: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<Page<AuditRecord>>
  /** Oldest first, above `after`; `next` is where to go on, and null at the end. */
  oldest(chain: string, filter: AuditFilter, after: number): Promise<Page<AuditRecord>>
  /** Of all chains, above a position, in the order in which they were written; `end` is how far was looked. */
  following(position: number): { readonly items: readonly AuditRecord[]; readonly end: number }
  /** Up to `limit` entries of a chain above `after`, oldest first. */
  entriesAfter(chain: string, after: number, limit: number): readonly AuditRecord[]
  entry(chain: string, seq: number): AuditRecord | undefined
  /** The hash of the entry at a position of all chains. */
  hashAtPosition(position: number): string | undefined
  lastPosition(): number
  head(chain: string): ChainHead
  heads(): readonly (ChainHead & { readonly chain: string })[]
  /** Recomputes the whole chain, a few milliseconds at a time. */
  verify(chain: string): Promise<Verification>
  /** Calls soon after an entry was appended, once for several. @returns a function that stops it */
  onAppend(listener: () => void): () => void
}
