import type { ChangeRequestResource, CreateChangeRequest, PatchChangeRequest, Permission } from '@halyard/admin-api'
import { applyRequest } from '../../domain/apply-change-request.ts'
import type { RequestCommand } from '../../domain/change-request-verbs.ts'
import {
  approveRequest,
  createRequest,
  editRequest,
  rejectRequest,
  submitRequest,
  withdrawRequest,
} from '../../domain/change-request-verbs.ts'
import type { Decision } from '../../domain/decision.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

interface Place {
  readonly project: string
  readonly environment: string
}

type RequestAsk = Ask & Place & { readonly id: string }
type Result = Promise<Outcome<ChangeRequestResource>>

/** Asks for a change, or keeps it as a draft. @throws AccessError */
export async function createChangeRequest(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & Place & { readonly input: Omit<CreateChangeRequest, 'reason'> },
): Result {
  const { project, environment, input } = ask
  authorize(actor, 'change.request', { project, environment })
  const command = { ...commandOf(deps, ask), environment, by: personOf(actor), input }
  return deps.store.change(
    { project, environments: [environment] },
    actor,
    (state) => createRequest(state, command, deps),
    ask,
  )
}

/** Its author's edit, which drops approvals. @throws AccessError */
export async function editChangeRequest(
  deps: ServiceDeps,
  actor: Actor,
  ask: RequestAsk & { readonly input: Omit<PatchChangeRequest, 'reason'> },
): Result {
  const { input } = ask
  return decideOn(deps, actor, ask, ['change.request'], (state, command) =>
    editRequest(state, { ...command, input }, deps),
  )
}

/** @throws AccessError */
export async function submitChangeRequest(deps: ServiceDeps, actor: Actor, ask: RequestAsk): Result {
  return decideOn(deps, actor, ask, ['change.request'], submitRequest)
}

/** @throws AccessError */
export async function approveChangeRequest(deps: ServiceDeps, actor: Actor, ask: RequestAsk): Result {
  return decideOn(deps, actor, ask, ['change.approve'], approveRequest)
}

/** @throws AccessError */
export async function rejectChangeRequest(deps: ServiceDeps, actor: Actor, ask: RequestAsk): Result {
  return decideOn(deps, actor, ask, ['change.approve'], rejectRequest)
}

/** @throws AccessError */
export async function withdrawChangeRequest(deps: ServiceDeps, actor: Actor, ask: RequestAsk): Result {
  return decideOn(deps, actor, ask, ['change.request'], withdrawRequest)
}

/** Makes it what is served. @throws AccessError */
export async function applyChangeRequest(deps: ServiceDeps, actor: Actor, ask: RequestAsk): Result {
  return decideOn(deps, actor, ask, ['configuration.write', 'segment.write'], (state, command) =>
    applyRequest(state, command, deps),
  )
}

async function decideOn(
  deps: ServiceDeps,
  actor: Actor,
  ask: RequestAsk,
  permissions: readonly Permission[],
  decide: (state: ProjectState, command: RequestCommand) => Decision<ChangeRequestResource>,
): Result {
  const { project, environment, id } = ask
  for (const permission of permissions) authorize(actor, permission, { project, environment })
  const command = { ...commandOf(deps, ask), environment, by: personOf(actor), request: id }
  const scope = { project, environments: [environment], changeRequests: [id] }
  return deps.store.change(scope, actor, (state) => decide(state, command), ask)
}

function personOf({ id, name }: Actor): { readonly id: string; readonly name: string } {
  return { id, name }
}
