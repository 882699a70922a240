/**
 * A change request on its way: asked for, edited, submitted, approved, rejected, withdrawn. None of it touches what is
 * served; `apply-change-request.ts` does.
 * @see docs/api.md, "Change requests"
 */
import { isDeepStrictEqual } from 'node:util'
import type { ChangeRequestResource, ChangeSet, CreateChangeRequest, PatchChangeRequest } from '@halyard/admin-api'
import type { ChangeRequest, Person, Signed } from './change-request.ts'
import { changeRequestResource, keptChanges } from './change-request-resources.ts'
import type { Command } from './command.ts'
import { draft, environmentIn, missingReason, staleVersion } from './command.ts'
import type { Tools } from './configuration-verbs.ts'
import type { Decision, Resource } from './decision.ts'
import { refuse } from './decision.ts'
import { conflictsOf, propose } from './proposal.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

export interface NewRequestCommand extends Command {
  readonly environment: string
  readonly by: Person
}

/** A command about one request. */
export interface RequestCommand extends NewRequestCommand {
  readonly request: string
}

type Answer = Decision<ChangeRequestResource>

/** Asks for a change, or keeps it as a draft. Tried on what is there now, so that what cannot be is refused at once. */
export function createRequest(
  state: ProjectState,
  command: NewRequestCommand & { readonly input: Omit<CreateChangeRequest, 'reason'> },
  tools: Tools,
): Answer {
  const { nowMs, reason, by } = command
  const { draft: isDraft = false, title = null, ...changes } = command.input
  const unreasoned = isDraft ? undefined : missingReason(command, [environmentIn(state, command.environment)])
  if (unreasoned !== undefined) return unreasoned
  const proposal = propose(state, { ...command, changes }, tools)
  if ('code' in proposal) return { outcome: 'refused', refusal: proposal }
  const request: ChangeRequest = {
    id: tools.mint.id(),
    title,
    reason,
    state: isDraft ? 'draft' : 'open',
    changes: keptChanges(changes),
    proposal,
    author: by,
    approvals: [],
    closed: null,
    revision: null,
    version: 1,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  }
  const entry = draft('change-request.create', resourceOf(command, request), 1, command, null, contentOf(request))
  return {
    outcome: 'change',
    writes: [{ put: 'change-request', environment: command.environment, request }],
    entries: [entry],
    answer: answerOf(command, request),
  }
}

/**
 * Its author's edit. What is there now becomes its base, and what others agreed to is no longer what it says: approvals
 * are dropped.
 */
export function editRequest(
  state: ProjectState,
  command: RequestCommand & { readonly input: Omit<PatchChangeRequest, 'reason'> },
  tools: Tools,
): Answer {
  return onRequest(state, command, (before, held) => {
    const refused = notByAuthor(command, before) ?? notIn(before, ['draft', 'open'])
    if (refused !== undefined) return refused
    const { title = before.title, ...input } = command.input
    const asked: ChangeSet = { ...before.changes, ...named(input) }
    const changes = keptChanges(asked)
    const reason = command.reason ?? before.reason
    const isSameChange =
      isDeepStrictEqual(changes, before.changes) && conflictsOf(before.proposal, state, held).length === 0
    if (isSameChange && title === before.title && reason === before.reason) return unchanged(command, before)
    const proposal = isSameChange ? before.proposal : propose(state, { ...command, changes: asked }, tools)
    if ('code' in proposal) return { outcome: 'refused', refusal: proposal }
    const after = { ...before, title, reason, changes, proposal }
    return moved(command, 'change-request.update', before, { ...after, approvals: [] }, contentOf)
  })
}

/** Its author opens a draft. */
export function submitRequest(state: ProjectState, command: RequestCommand): Answer {
  return onRequest(state, command, (before, held) => {
    if (before.state === 'open') return unchanged(command, before)
    const reason = command.reason ?? before.reason
    const refused =
      notByAuthor(command, before) ?? notIn(before, ['draft']) ?? missingReason({ ...command, reason }, [held])
    if (refused !== undefined) return refused
    return moved(command, 'change-request.submit', before, { ...before, reason, state: 'open' }, progressOf)
  })
}

/** Nobody approves their own; nobody counts twice. */
export function approveRequest(state: ProjectState, command: RequestCommand): Answer {
  return onRequest(state, command, (before) => {
    const refused = byAuthor(command, before) ?? notIn(before, ['open'])
    if (refused !== undefined) return refused
    if (before.approvals.some(({ by }) => by.id === command.by.id)) return unchanged(command, before)
    const after = { ...before, approvals: [...before.approvals, signature(command)] }
    return moved(command, 'change-request.approve', before, after, progressOf)
  })
}

/** Closes it for good. Its author withdraws it instead. */
export function rejectRequest(state: ProjectState, command: RequestCommand): Answer {
  return onRequest(state, command, (before) => {
    if (before.state === 'rejected') return unchanged(command, before)
    const refused = byAuthor(command, before) ?? notIn(before, ['open'])
    if (refused !== undefined) return refused
    const after: ChangeRequest = { ...before, state: 'rejected', closed: signature(command) }
    return moved(command, 'change-request.reject', before, after, progressOf)
  })
}

/** Its author takes it back. */
export function withdrawRequest(state: ProjectState, command: RequestCommand): Answer {
  return onRequest(state, command, (before) => {
    if (before.state === 'withdrawn') return unchanged(command, before)
    const refused = notByAuthor(command, before) ?? notIn(before, ['draft', 'open'])
    if (refused !== undefined) return refused
    const after: ChangeRequest = { ...before, state: 'withdrawn', closed: signature(command) }
    return moved(command, 'change-request.withdraw', before, after, progressOf)
  })
}

/** Finds the request and holds it against the version that the asker saw. */
export function onRequest(
  state: ProjectState,
  command: RequestCommand,
  decide: (request: ChangeRequest, held: EnvironmentState) => Answer,
): Answer {
  const held = environmentIn(state, command.environment)
  const request = state.changeRequests?.get(command.request)
  if (request === undefined) return notThere(command.request)
  const document = changeRequestResource(state, held, request)
  const conflict = staleVersion(command, resourceOf(command, request), request.version, document)
  return conflict ?? decide(request, held)
}

export function notThere(id: string): ReturnType<typeof refuse> {
  return refuse('change-request-not-found', `There is no change request "${id}" here.`)
}

/** The request one step further. */
export function moved(
  command: RequestCommand,
  action: string,
  before: ChangeRequest,
  next: ChangeRequest,
  shown: (request: ChangeRequest) => unknown,
): Extract<Answer, { outcome: 'change' }> {
  const request = { ...next, version: before.version + 1, updatedAtMs: command.nowMs }
  const entry = draft(action, resourceOf(command, before), request.version, command, shown(before), shown(request))
  return {
    outcome: 'change',
    writes: [{ put: 'change-request', environment: command.environment, request }],
    entries: [entry],
    answer: answerOf(command, request),
  }
}

export function unchanged(command: RequestCommand, request: ChangeRequest): Answer {
  return { outcome: 'unchanged', answer: answerOf(command, request) }
}

/** Refuses what cannot be done to a request that has come this far. */
export function notIn({ state }: ChangeRequest, states: readonly ChangeRequest['state'][]) {
  if (states.includes(state)) return undefined
  const hint = state === 'draft' ? ' Its author submits it first: POST …/submit.' : ''
  return refuse('change-request-state', `The change request is ${STATE_IN_WORDS[state]}.${hint}`)
}

const STATE_IN_WORDS: Readonly<Record<ChangeRequest['state'], string>> = {
  draft: 'still a draft',
  open: 'open',
  applied: 'applied already',
  rejected: 'rejected: ask anew',
  withdrawn: 'withdrawn: ask anew',
}

export function signature({ by, nowMs, reason }: RequestCommand): Signed {
  return { by, atMs: nowMs, reason }
}

/** What an audit entry keeps of a step; what was asked for stands in the entry that asked. */
export function progressOf({ state, approvals, closed }: ChangeRequest): unknown {
  return { state, approvals, closed }
}

function contentOf({ title, reason, state, changes, proposal, approvals }: ChangeRequest): unknown {
  return { title, reason, state, changes, proposal, approvals }
}

/** Of two groups, those that a patch names. */
function named({ flags, segments }: ChangeSet): ChangeSet {
  return { ...(flags === undefined ? undefined : { flags }), ...(segments === undefined ? undefined : { segments }) }
}

function notByAuthor({ by }: RequestCommand, { author }: ChangeRequest) {
  if (by.id === author.id) return undefined
  return refuse('not-the-author', `Only "${author.name}", who asked for it, can do this.`)
}

function byAuthor({ by }: RequestCommand, { author }: ChangeRequest) {
  if (by.id !== author.id) return undefined
  const detail = 'You asked for this change: somebody else, with another token, must judge it. You can withdraw it.'
  return refuse('own-change-request', detail)
}

function answerOf(
  { environment }: NewRequestCommand,
  request: ChangeRequest,
): (after: ProjectState) => ChangeRequestResource {
  return (after) => changeRequestResource(after, environmentIn(after, environment), request)
}

function resourceOf({ environment }: NewRequestCommand, { id }: Pick<ChangeRequest, 'id'>): Resource {
  return { type: 'change-request', key: id, environment }
}
