/** What a decision may look at: the documents in its scope, as of the lock that it holds. */
import type { ChangeRequest } from './change-request.ts'
import type { Configuration, Environment, Flag, Project, SdkKey, Segment } from './documents.ts'

export interface EnvironmentState {
  readonly environment: Environment
  /** The environment's last revision. */
  readonly revision: number
  /** By flag key. Every flag of the project that was not purged has one. */
  readonly configurations: ReadonlyMap<string, Configuration>
  readonly segments: ReadonlyMap<string, Segment>
  /** Segment keys that were given out once and are gone. */
  readonly retiredSegments: ReadonlySet<string>
  /** By id, revoked ones too. */
  readonly keys: ReadonlyMap<string, SdkKey>
  /** The revision that last changed the flag as backends see it; 0 when it was never served. */
  flagRevision(key: string): number
  segmentRevision(key: string): number
  /** What the items that an audience sees weigh as JSON. */
  rulesetBytes(audience: 'server' | 'client'): number
}

export interface ProjectState {
  readonly project: Project
  /** Archived ones too. */
  readonly flags: ReadonlyMap<string, Flag>
  /** Flag keys that were given out once and are gone. */
  readonly retiredFlags: ReadonlySet<string>
  /** Of the scope, by key. */
  readonly environments: ReadonlyMap<string, EnvironmentState>
  /** Those that the scope names, by id. */
  readonly changeRequests?: ReadonlyMap<string, ChangeRequest>
}
