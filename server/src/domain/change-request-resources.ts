/** How a change request is shown. */
import type { ApprovedBy, ChangeRequestResource, ChangeRequestSummary, ChangeSet } from '@halyard/admin-api'
import type { ChangeRequest, Signed } from './change-request.ts'
import type { Environment } from './documents.ts'
import { conflictsOf, previewOfProposal } from './proposal.ts'
import { approvalsFor } from './protection.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

export function changeRequestSummary(environment: Environment, request: ChangeRequest): ChangeRequestSummary {
  const { id, title, reason, state, author, approvals, closed, revision, createdAtMs, updatedAtMs, version } = request
  return {
    id,
    environment: environment.key,
    title,
    reason,
    state,
    author,
    approvals: approvals.map(signed),
    requiredApprovals: approvalsFor(environment),
    closed: closed === null ? null : signed(closed),
    revision,
    createdAt: text(createdAtMs),
    updatedAt: text(updatedAtMs),
    version,
  }
}

export function changeRequestResource(
  state: Pick<ProjectState, 'flags'>,
  held: EnvironmentState,
  request: ChangeRequest,
): ChangeRequestResource {
  const { changes, proposal } = request
  const isWaiting = request.state === 'draft' || request.state === 'open'
  return {
    ...changeRequestSummary(held.environment, request),
    // What was read from JSON is JSON.
    changes: changes as ChangeRequestResource['changes'],
    preview: previewOfProposal(proposal),
    conflicts: isWaiting ? conflictsOf(proposal, state, held) : [],
  }
}

/**
 * What was asked for, without what answers carry beside what can be written: versions that were seen, or whether a flag
 * was killed, were held against what was there then. Later, a proposal is held against its own base.
 */
export function keptChanges({ flags = {}, segments = {} }: ChangeSet): Required<ChangeSet> {
  return { flags: withoutEchoes(flags), segments: withoutEchoes(segments) }
}

const ECHOES = [
  'flag',
  'key',
  'environment',
  'revision',
  'version',
  'killed',
  'createdAt',
  'updatedAt',
  'preview',
  'warnings',
]

function withoutEchoes<T extends object | null>(entries: Readonly<Record<string, T>>): Record<string, T> {
  const kept = Object.entries(entries).map(([key, entry]) => {
    const fields = Object.entries(entry ?? {}).filter(([name]) => !ECHOES.includes(name))
    return [key, entry === null ? entry : (Object.fromEntries(fields) as T)] as const
  })
  return Object.fromEntries(kept)
}

/** On whose word it is applied. */
export function approvedBy({ id, author, approvals }: ChangeRequest): ApprovedBy {
  return { id, author, approvers: approvals.map(({ by }) => by) }
}

function signed({ by, atMs, reason }: Signed) {
  return { by, at: text(atMs), reason }
}

const text = (ms: number): string => new Date(ms).toISOString()
