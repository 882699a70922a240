/** A change that waits for others, as it is stored. @see docs/api.md, "Change requests" */
import type { ChangeRequestState, ChangeSet, ConfigurationResource, Preview } from '@halyard/admin-api'
import type { JsonValue } from '@halyard/evaluator'
import type { Segment } from './documents.ts'

/** Kept for good; whatever becomes of it, nobody is served any of it but by being applied. */
export interface ChangeRequest {
  readonly id: string
  readonly title: string | null
  readonly reason: string | null
  readonly state: ChangeRequestState
  /** As they were asked for. */
  readonly changes: ChangeSet
  /** What they come to. */
  readonly proposal: Proposal
  readonly author: Person
  /** Of exactly this proposal. */
  readonly approvals: readonly Signed[]
  /** Who applied, rejected or withdrew it. */
  readonly closed: Signed | null
  /** The environment's revision with it; null until it is applied. */
  readonly revision: number | null
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** Who acts, by the token that they act with. */
export interface Person {
  readonly id: string
  readonly name: string
}

export interface Signed {
  readonly by: Person
  readonly atMs: number
  readonly reason: string | null
}

/**
 * What a change request comes to: of each document, what was there when it was asked for and what it will be. What is
 * approved is this, to the last range, and not the patch that led to it.
 */
export interface Proposal {
  readonly flags: Readonly<Record<string, Move<ProposedFlag>>>
  /** Null: there was none, or it is to go. */
  readonly segments: Readonly<Record<string, Move<ProposedSegment | null>>>
  /** Whom it moves; what it changes can be told from the above. */
  readonly effect: Omit<Preview, 'changes'>
}

export interface Move<T> {
  readonly before: T
  readonly after: T
}

/** `killed` is left out: no request is about it, and a kill meanwhile is no conflict. */
export interface ProposedFlag extends Omit<ConfigurationResource, Placed> {
  /** The values of the variants that the proposal names: another value under the name is another proposal. */
  readonly variants: Readonly<Record<string, JsonValue>>
  readonly salt: string | null
}

export type ProposedSegment = Pick<Segment, 'name' | 'description' | 'by' | 'included' | 'excluded' | 'if'>

/** What is left out of it: where it is, what it is at, and `killed`. */
type Placed = 'flag' | 'environment' | 'revision' | 'killed' | 'version' | 'warnings' | 'preview'
