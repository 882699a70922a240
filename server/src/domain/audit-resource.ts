/** Entries of the audit as the API, exports, events and webhooks show them. */
import type { ApprovedBy, AuditEntryResource } from '@halyard/admin-api'
import type { JsonValue } from '@halyard/evaluator'
import type { Resource } from './decision.ts'

/** What is known of a change. */
export interface AuditedChange {
  readonly seq: number
  readonly atMs: number
  readonly actor: {
    readonly id: string
    readonly name: string
    readonly role: string
    readonly ip?: string | undefined
    readonly requestId?: string | undefined
  }
  readonly action: string
  readonly resource: Resource
  readonly version: number
  readonly reason: string | null
  readonly before: JsonValue
  readonly after: JsonValue
  readonly revisions: Readonly<Record<string, number>>
  readonly changeRequest?: ApprovedBy
  readonly hash: string
}

/** Names of environments by id; those that who asks may not know of are undefined. */
export type EnvironmentNames = (id: string) => string | undefined

export function auditEntryResource(change: AuditedChange, nameOf: EnvironmentNames): AuditEntryResource {
  const { id, name, role, ip = null, requestId = null } = change.actor
  const { type, key, environment } = change.resource
  return {
    seq: change.seq,
    at: new Date(change.atMs).toISOString(),
    actor: { id, name, role },
    address: ip,
    requestId,
    action: change.action,
    resource: { type, key, environment },
    version: change.version,
    reason: change.reason,
    before: change.before,
    after: change.after,
    revisions: named(change.revisions, nameOf),
    ...(change.changeRequest === undefined ? undefined : { changeRequest: change.changeRequest }),
    hash: change.hash,
  }
}

function named(revisions: Readonly<Record<string, number>>, nameOf: EnvironmentNames): Record<string, number> {
  const shown: Record<string, number> = {}
  for (const [id, revision] of Object.entries(revisions)) {
    const name = nameOf(id)
    if (name !== undefined) shown[name] = revision
  }
  return shown
}

/** Whether a change happened in one of these environments, or changed what one of them serves. */
export function concerns(
  { resource, revisions }: Pick<AuditedChange, 'resource' | 'revisions'>,
  environments: readonly { readonly key: string; readonly id: string | undefined }[],
): boolean {
  if (resource.environment !== null) return environments.some(({ key }) => key === resource.environment)
  return environments.some(({ id }) => id !== undefined && revisions[id] !== undefined)
}
