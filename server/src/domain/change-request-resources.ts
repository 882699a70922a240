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
    changes: bothGroups(changes) as ChangeRequestResource['changes'],
    preview: previewOfProposal(proposal),
    conflicts: isWaiting ? conflictsOf(proposal, state, held) : [],
  }
}

/** Both groups, whichever were named. */
export function bothGroups({ flags = {}, segments = {} }: ChangeSet): Required<ChangeSet> {
  return { flags, segments }
}

/** On whose word it is applied. */
export function approvedBy({ id, author, approvals }: ChangeRequest): ApprovedBy {
  return { id, author, approvers: approvals.map(({ by }) => by) }
}

function signed({ by, atMs, reason }: Signed) {
  return { by, at: text(atMs), reason }
}

const text = (ms: number): string => new Date(ms).toISOString()
