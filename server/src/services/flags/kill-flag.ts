import type {
  AppliedResource,
  ConfigurationResource,
  KillResource,
  KillTaggedResource,
  LaggardResource,
} from '@halyard/admin-api'
import { PERMISSIONS } from '@halyard/admin-api'
import type { Applied, Laggard, Wait } from '../../domain/applied.ts'
import { environmentIn } from '../../domain/command.ts'
import type { FlagCommand } from '../../domain/configuration-verbs.ts'
import type { Decision } from '../../domain/decision.ts'
import { killTagged as decideTagged, kill, restore } from '../../domain/kill.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { FlagPlace } from '../configurations/change-configuration.ts'
import { nameAndVersion } from '../connections/list-connections.ts'
import type { Ask, ServiceDeps, SwitchedPlace } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

/** What a kill or a restore is asked with. */
export interface SwitchAsk extends Ask {
  /** Undefined: the figures of the moment will do. */
  readonly wait?: Wait | undefined
}

interface EnvironmentPlace {
  readonly project: string
  readonly environment: string
}

/** Serves the off variant to everyone and touches nothing else. Idempotent. @throws AccessError */
export async function killFlag(
  deps: ServiceDeps,
  actor: Actor,
  ask: SwitchAsk & FlagPlace,
): Promise<Outcome<KillResource>> {
  return switchFlag(deps, actor, ask, 'kill', kill)
}

/** Brings back exactly what was before the kill. Idempotent. @throws AccessError */
export async function restoreFlag(
  deps: ServiceDeps,
  actor: Actor,
  ask: SwitchAsk & FlagPlace,
): Promise<Outcome<KillResource>> {
  return switchFlag(deps, actor, ask, 'restore', restore)
}

/** Kills all flags with a tag as one revision. Idempotent. @throws AccessError */
export async function killTagged(
  deps: ServiceDeps,
  actor: Actor,
  ask: SwitchAsk & EnvironmentPlace & { readonly tag: string },
): Promise<Outcome<KillTaggedResource>> {
  const { project, environment, tag } = ask
  authorize(actor, 'flag.kill', { project, environment })
  const command = { ...commandOf(deps, ask), environment, tag }
  const scope = { project, environments: [environment] }
  const decide = (state: ProjectState) => decideTagged(state, command)
  const outcome = await deps.store.change(scope, actor, decide, { ...ask, confirm: true })
  if (outcome.outcome === 'refused') return outcome
  const { flags } = outcome.answer
  const killed = flags.filter(({ changed }) => changed).map(({ flag }) => flag)
  const place = { project, environment, flags: killed, action: 'kill' } as const
  return withFigures(deps, actor, outcome, { place, switched: flags, wait: ask.dryRun === true ? undefined : ask.wait })
}

async function switchFlag(
  deps: ServiceDeps,
  actor: Actor,
  ask: SwitchAsk & FlagPlace,
  action: SwitchedPlace['action'],
  decide: (state: ProjectState, command: FlagCommand) => Decision<ConfigurationResource>,
): Promise<Outcome<KillResource>> {
  const { project, environment, flag } = ask
  authorize(actor, 'flag.kill', { project, environment })
  // Whatever version the caller saw: a kill must not lose against an edit.
  const command = { ...commandOf(deps, ask), ifMatch: undefined, ifNoneMatch: undefined, environment, flag }
  const scope = { project, environments: [environment], flags: [flag] }
  const outcome = await deps.store.change(scope, actor, (state) => decide(state, command), { ...ask, confirm: true })
  if (outcome.outcome === 'refused') return outcome
  const place = { project, environment, flags: [flag], action }
  const wait = ask.dryRun === true ? undefined : ask.wait
  const switched = [{ flag, changed: outcome.outcome === 'committed', revision: outcome.answer.revision }]
  const figures = { place, switched, wait }
  const answered = await withFigures(deps, actor, outcome, figures)
  return wait === undefined ? answered : tellOfTurn(deps, ask, action, answered)
}

/** What the answer says of the flag is of the commit: whoever waited hears where it was switched back meanwhile. */
async function tellOfTurn(
  { store }: ServiceDeps,
  { project, environment, flag }: FlagPlace,
  action: SwitchedPlace['action'],
  outcome: Outcome<KillResource>,
): Promise<Outcome<KillResource>> {
  if (outcome.outcome === 'refused') return outcome
  const isKilled = await store.read({ project, environments: [environment], flags: [flag] }, (state) => {
    return environmentIn(state, environment).configurations.get(flag)?.killed
  })
  if (typeof isKilled !== 'boolean' || isKilled === (action === 'kill')) return outcome
  const warning = `Meanwhile the flag was ${isKilled ? 'killed again' : 'restored: it is not killed any more'}.`
  return { ...outcome, answer: { ...outcome.answer, warnings: [...(outcome.answer.warnings ?? []), warning] } }
}

interface Following {
  readonly place: SwitchedPlace
  readonly switched: readonly Switched[]
  readonly wait: Wait | undefined
}

interface Switched {
  readonly flag: string
  readonly changed: boolean
  /** Of the flag, now. */
  readonly revision: number
}

/** Adds who has applied it. All of this comes after the commit, when the change is on its way already. */
async function withFigures<T extends object>(
  deps: ServiceDeps,
  actor: Actor,
  outcome: Exclude<Outcome<T>, { readonly outcome: 'refused' }>,
  { place, switched, wait }: Following,
): Promise<Outcome<T & AppliedResource>> {
  const { project, environment } = place
  const scope = { project, environments: [environment] }
  const environmentId = await deps.store.read(scope, (state) => environmentIn(state, environment).environment.id)
  // Deleted since: nobody is connected to it any more.
  const id = typeof environmentId === 'string' ? environmentId : ''
  // The last of them: whoever has that has all.
  const revision = Math.max(0, ...(await Promise.all(switched.map((one) => switchedAt(deps, id, one)))))
  if (outcome.outcome === 'committed' && outcome.replayed !== true) deps.connections.follow(place, id, revision)
  const applied = await deps.connections.applied(id, revision, wait)
  const figures = resourceOf(applied, PERMISSIONS[actor.role].has('project.read'))
  return { ...outcome, answer: { ...outcome.answer, ...figures } }
}

/**
 * The revision that has to be confirmed. A flag that was killed already may have been edited since, which asks nobody to
 * confirm: everybody who has the kill has what this is about.
 */
async function switchedAt(
  { pastRulesets }: ServiceDeps,
  environmentId: string,
  { flag, changed, revision }: Switched,
): Promise<number> {
  return changed ? revision : ((await pastRulesets.switchedAt(environmentId, flag)) ?? revision)
}

/** @param isReader - Whether who asks may know who is connected. */
function resourceOf(applied: Applied, isReader: boolean): AppliedResource {
  const { connected, p50Ms, p99Ms, laggards, clientsConnected, polling, timedOut } = applied
  return {
    connected,
    applied: applied.applied,
    p50Ms: p50Ms ?? null,
    p99Ms: p99Ms ?? null,
    laggards: isReader ? laggards.map(laggardOf) : [],
    clientsConnected,
    polling,
    timedOut,
  }
}

function laggardOf({ instance, sdk, revision, lastSeenMs, isGone }: Laggard): LaggardResource {
  const seen = { revision: revision ?? null, lastSeenMs: Math.round(lastSeenMs), gone: isGone }
  return { instance: instance ?? null, ...nameAndVersion(sdk), ...seen }
}
