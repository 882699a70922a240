import type { ConfigurationResource, KillResource, KillTaggedResource } from '@halyard/admin-api'
import { environmentIn } from '../../domain/command.ts'
import type { FlagCommand } from '../../domain/configuration-verbs.ts'
import type { Decision } from '../../domain/decision.ts'
import { killTagged as decideTagged, kill, restore } from '../../domain/kill.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { FlagPlace } from '../configurations/change-configuration.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

/** Serves the off variant to everyone and touches nothing else. Idempotent. @throws AccessError */
export async function killFlag(deps: ServiceDeps, actor: Actor, ask: Ask & FlagPlace): Promise<Outcome<KillResource>> {
  return switchFlag(deps, actor, ask, kill)
}

/** Brings back exactly what was before the kill. Idempotent. @throws AccessError */
export async function restoreFlag(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & FlagPlace,
): Promise<Outcome<KillResource>> {
  return switchFlag(deps, actor, ask, restore)
}

/** Kills all flags with a tag as one revision. Idempotent. @throws AccessError */
export async function killTagged(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string; readonly environment: string; readonly tag: string },
): Promise<Outcome<KillTaggedResource>> {
  const { project, environment, tag } = ask
  authorize(actor, 'flag.kill', { project, environment })
  const command = { ...commandOf(deps, ask), environment, tag }
  const scope = { project, environments: [environment] }
  return deps.store.change(
    scope,
    actor,
    (state) => connectedTo(deps, state, environment, decideTagged(state, command)),
    ask,
  )
}

async function switchFlag(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & FlagPlace,
  decide: (state: ProjectState, command: FlagCommand) => Decision<ConfigurationResource>,
): Promise<Outcome<KillResource>> {
  const { project, environment, flag } = ask
  authorize(actor, 'flag.kill', { project, environment })
  // Whatever version the caller saw: a kill must not lose against an edit.
  const command = { ...commandOf(deps, ask), ifMatch: undefined, environment, flag }
  const scope = { project, environments: [environment], flags: [flag] }
  return deps.store.change(scope, actor, (state) => connectedTo(deps, state, environment, decide(state, command)), ask)
}

/** Adds who is connected at this moment. */
function connectedTo<T extends object>(
  { connections }: ServiceDeps,
  state: ProjectState,
  environment: string,
  decision: Decision<T>,
): Decision<T & { readonly connected: number; readonly clientsConnected: number }> {
  if (decision.outcome === 'refused') return decision
  const { server, client } = connections.count(environmentIn(state, environment).environment.id)
  const { answer } = decision
  return { ...decision, answer: (after) => ({ ...answer(after), connected: server, clientsConnected: client }) }
}
