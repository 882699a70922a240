import type { ChangeRequestResource } from '@halyard/admin-api'
import { told } from '@halyard/admin-api'
import type { ChangeRequest } from './change-request.ts'
import { approvedBy } from './change-request-resources.ts'
import type { RequestCommand } from './change-request-verbs.ts'
import { moved, notIn, onRequest, progressOf, signature, unchanged } from './change-request-verbs.ts'
import { decideChanges } from './changes.ts'
import { environmentIn, missingReason } from './command.ts'
import type { Tools } from './configuration-verbs.ts'
import type { Decision } from './decision.ts'
import { refuse } from './decision.ts'
import { conflictsOf, exactly } from './proposal.ts'
import { approvalsFor } from './protection.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

/**
 * Applies a request that enough others approved: exactly what they approved, once, as one commit. Never over what
 * somebody changed since, and never over a kill.
 */
export function applyRequest(
  state: ProjectState,
  command: RequestCommand,
  tools: Tools,
): Decision<ChangeRequestResource> {
  return onRequest(state, command, (before, held) => {
    if (before.state === 'applied') return unchanged(command, before)
    const reason = command.reason ?? before.reason
    const refused =
      notIn(before, ['open']) ??
      lacksApproval(before, held) ??
      missingReason({ ...command, reason }, [held]) ??
      conflicting(before, state, held)
    if (refused !== undefined) return refused
    const approved = {
      ...command,
      ifMatch: undefined,
      ifNoneMatch: undefined,
      reason,
      changes: exactly(before.proposal),
    }
    const decision = decideChanges(state, { ...approved, isApproved: true }, tools)
    if (decision.outcome === 'refused') return decision
    const { writes, entries } = decision.outcome === 'change' ? decision : { writes: [], entries: [] }
    const after: ChangeRequest = { ...before, state: 'applied', closed: signature(command) }
    const step = moved(command, 'change-request.apply', before, after, progressOf)
    const changeRequest = approvedBy(before)
    return {
      ...step,
      writes: [...writes, ...step.writes],
      entries: [...entries, ...step.entries].map((entry) => ({ ...entry, reason, changeRequest })),
      answer: (committed) => {
        const { environment } = command
        const { revision } = environmentIn(committed, environment)
        return { ...step.answer(committed), revision }
      },
    }
  })
}

function lacksApproval({ approvals }: ChangeRequest, { environment }: EnvironmentState) {
  const missing = approvalsFor(environment) - approvals.length
  if (missing <= 0) return undefined
  const others = missing === 1 ? 'somebody else' : `${missing} others`
  return refuse('approval-required', `The change request waits for approval by ${others}: POST …/approve.`)
}

function conflicting({ proposal }: ChangeRequest, state: ProjectState, held: EnvironmentState) {
  const conflicts = conflictsOf(proposal, state, held)
  if (conflicts.length === 0) return undefined
  const errors = conflicts.map(({ path, before, after }) => ({
    path,
    ...told(after ?? null),
    expected: `${inWords(before ?? null)}, as when the change was asked for`,
  }))
  const detail =
    'Somebody changed it since it was asked for, and would be overwritten. ' +
    'Its author takes what is there now as its base with a PATCH, and others approve it anew.'
  return refuse('change-request-conflict', detail, errors)
}

function inWords(document: unknown): string {
  const { value, message } = told(document)
  return message ?? JSON.stringify(value)
}
