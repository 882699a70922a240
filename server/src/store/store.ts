/**
 * The write port. A use case hands the store a decision, not a transaction: the store locks the scope, loads it, calls
 * the pure and synchronous `decide`, and commits documents, revisions, history and audit entries as one. That reads
 * alike on drivers whose transactions are synchronous and on those whose are not.
 * @see ARCHITECTURE.md, "The rooms"
 */

import type { ApprovedBy, Role } from '@halyard/admin-api'
import type { JsonValue } from '@halyard/evaluator'
import type { Decision, Refusal, Resource } from '../domain/decision.ts'
import type { Configuration, Project } from '../domain/documents.ts'
import type { ProjectState } from '../domain/state.ts'
import type { Once } from './once.ts'

/** Who acts. Written into the audit as it stands, so it holds nothing secret. */
export interface Actor {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** Keys of the projects and environments that the actor is confined to; undefined: all of them. */
  readonly projects?: readonly string[] | undefined
  readonly environments?: readonly string[] | undefined
  readonly ip?: string | undefined
  readonly requestId?: string | undefined
}

/** What a decision looks at and may write, by key. An environment that is not named is neither loaded nor locked. */
export interface Scope {
  readonly project: string
  readonly environments: readonly string[] | 'all'
  /** Hints for adapters that load less than everything. */
  readonly flags?: readonly string[] | undefined
  readonly segments?: readonly string[] | undefined
  /** Ids of change requests, which are loaded only when they are named. */
  readonly changeRequests?: readonly string[] | undefined
}

export type Outcome<T> =
  | {
      readonly outcome: 'committed'
      readonly answer: T
      /** The new revisions of the environments whose audiences saw a change, by environment id. */
      readonly revisions: Readonly<Record<string, number>>
      readonly replayed?: true
    }
  | { readonly outcome: 'unchanged'; readonly answer: T; readonly replayed?: true }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

export interface ChangeOptions {
  /** Decides and answers as if, and leaves everything as it is. */
  readonly dryRun?: boolean | undefined
  /** SDKs are to confirm that they have it. */
  readonly confirm?: boolean | undefined
  /** Asked again, it is not done again. */
  readonly once?: Once | undefined
}

/** A line of the audit that concerns a resource. */
export interface AuditEntry {
  readonly seq: number
  readonly atMs: number
  readonly actor: { readonly id: string; readonly name: string }
  readonly action: string
  readonly resource: Resource
  readonly version: number
  readonly reason: string | null
  readonly before: JsonValue
  readonly after: JsonValue
  /** The request that it was made by, where it was. */
  readonly changeRequest?: ApprovedBy
}

/** An entry as a flag's history in one environment shows it. */
export interface HistoryEntry extends AuditEntry {
  readonly revision: number
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Where the next page starts; null after the last. */
  readonly next: number | null
}

export interface Store {
  /**
   * Everything or nothing. A scope whose project or environment is missing is refused before `decide` is asked.
   * @throws StoreError when the disk is full, the file busy for too long, or damaged
   */
  change<T>(
    scope: Scope,
    actor: Actor,
    decide: (state: ProjectState) => Decision<T>,
    options?: ChangeOptions,
  ): Promise<Outcome<T>>
  /** Makes a project with these environments. `decide` sees the projects that there are. */
  createProject<T>(
    actor: Actor,
    decide: (existing: readonly Project[]) => Decision<T> & { readonly project?: Project },
    options?: ChangeOptions,
  ): Promise<Outcome<T>>
  /** A consistent look; `select` must not keep the maps that it was given. */
  read<T>(scope: Scope, select: (state: ProjectState) => T): Promise<T | Refusal>
  projects(): Promise<readonly Project[]>
  /** Entries of this resource with a version above `version`, oldest first; undefined: too much to be read in one go. */
  entriesSince(project: string, resource: Resource, version: number): Promise<readonly AuditEntry[] | undefined>
  /** A flag's history in one environment, newest first; `before` is where the page before ended. */
  flagHistory(
    project: string,
    environment: string,
    flag: string,
    page: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<Page<HistoryEntry>>
  /** A flag's configuration as of a revision, or undefined when there was none yet. */
  configurationAt(
    project: string,
    environment: string,
    flag: string,
    revision: number,
  ): Promise<Configuration | undefined>
  close(): Promise<void>
}

export type StoreErrorCode =
  | 'FULL'
  | 'BUSY'
  | 'LOCKED'
  | 'NEWER_SCHEMA'
  | 'DAMAGED'
  | 'UNWRITABLE'
  | 'MISSING'
  | 'MISMATCH'
  | 'DRIVER'

/** What a person must act on: the disk, the file, the version. */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'StoreError'
    this.code = code
  }
}

export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && error.name === 'StoreError' && 'code' in error
}
