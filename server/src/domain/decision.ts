/** What a decision can come to: a change to commit, nothing to do, or a refusal that says what would do. */
import type { ApprovedBy } from '@halyard/admin-api'
import type { JsonValue } from '@halyard/evaluator'
import type { ChangeRequest } from './change-request.ts'
import type { Configuration, Environment, Flag, Project, SdkKey, Segment } from './documents.ts'
import type { ProjectState } from './state.ts'

/** Puts a document; what it replaces is known from its key. */
export type Write =
  | { readonly put: 'project'; readonly project: Project }
  | { readonly put: 'environment'; readonly environment: Environment }
  | { readonly put: 'flag'; readonly flag: Flag }
  | {
      readonly put: 'configuration'
      readonly environment: string
      readonly flag: string
      readonly configuration: Configuration
      /** Only `killed` and `version` differ: nothing else is written again. */
      readonly onlyKilled?: true
    }
  | { readonly put: 'segment'; readonly environment: string; readonly segment: Segment }
  | { readonly put: 'key'; readonly environment: string; readonly key: SdkKey }
  | { readonly put: 'change-request'; readonly environment: string; readonly request: ChangeRequest }
  | { readonly remove: 'project' }
  | { readonly remove: 'environment'; readonly environment: string }
  | { readonly remove: 'flag'; readonly flag: string }
  | { readonly remove: 'segment'; readonly environment: string; readonly segment: string }

export type ResourceType =
  | 'project'
  | 'environment'
  | 'flag'
  | 'configuration'
  | 'segment'
  | 'key'
  | 'change-request'
  | 'token'
  | 'webhook'

/** What an entry of the audit is about. */
export interface Resource {
  readonly type: ResourceType
  /** The flag's key for a configuration. */
  readonly key: string
  /** The environment's key, where the resource lives in one. */
  readonly environment: string | null
}

/** An entry of the audit before the store adds who, when, which revisions and the chain. */
export interface AuditDraft {
  readonly action: string
  readonly resource: Resource
  /** The resource's version after the change. */
  readonly version: number
  /** The document before, or the part of it that changed; null where there was none. */
  readonly before: JsonValue
  readonly after: JsonValue
  readonly reason: string | null
  /** The request that the change was made by, where it was. */
  readonly changeRequest?: ApprovedBy
}

/** One thing that is wrong with what came. */
export interface Problem {
  /** JSON Pointer into the request's body, `?name` for a query parameter. */
  readonly path: string
  readonly value?: unknown
  readonly expected: string
  /** What came, where `value` does not say it. */
  readonly message?: string | undefined
  readonly suggestion?: string | undefined
}

export type RefusalCode =
  | 'project-not-found'
  | 'environment-not-found'
  | 'flag-not-found'
  | 'segment-not-found'
  | 'key-not-found'
  | 'token-not-found'
  | 'webhook-not-found'
  | 'delivery-not-found'
  | 'key-taken'
  | 'flag-archived'
  | 'in-use'
  | 'protected'
  | 'version-conflict'
  | 'invalid'
  | 'reason-required'
  | 'limit-reached'
  | 'ruleset-too-large'
  | 'salt-collision'
  | 'revision-not-found'
  | 'rollback-impossible'
  | 'copy-impossible'
  | 'idempotency-mismatch'
  | 'approval-required'
  | 'change-request-not-found'
  | 'change-request-state'
  | 'change-request-conflict'
  | 'own-change-request'
  | 'not-the-author'

export interface Refusal {
  readonly code: RefusalCode
  readonly detail: string
  readonly errors?: readonly Problem[] | undefined
  /** For `version-conflict`: the resource as it is now. */
  readonly current?: Current | undefined
}

interface Current {
  readonly resource: Resource
  readonly version: number
  readonly document: unknown
  /** The version that the writer saw. */
  readonly seen: number
}

/**
 * `answer` is asked after the change was applied, under the same lock, so that revisions are known and nobody else's
 * change can slip in between.
 */
export type Decision<T> =
  | {
      readonly outcome: 'change'
      readonly writes: readonly Write[]
      readonly entries: readonly AuditDraft[]
      readonly answer: (after: ProjectState) => T
      /** Kills and restores take effect however full the environment is. */
      readonly ignoresLimits?: true
    }
  | { readonly outcome: 'unchanged'; readonly answer: (after: ProjectState) => T }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

export function refuse(
  code: RefusalCode,
  detail: string,
  errors?: readonly Problem[],
): { readonly outcome: 'refused'; readonly refusal: Refusal } {
  return { outcome: 'refused', refusal: errors === undefined ? { code, detail } : { code, detail, errors } }
}
