import type { PutConfiguration, WrittenConfiguration } from '@halyard/admin-api'
import {
  patchConfiguration as decidePatch,
  putConfiguration as decidePut,
  rollBack as decideRollBack,
} from '../../domain/configuration-verbs.ts'
import type { Decision } from '../../domain/decision.ts'
import { withLimitWarnings } from '../../domain/limit-warnings.ts'
import { withPreview } from '../../domain/preview.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Actor, Outcome, Scope } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

/** A flag in an environment, by keys. */
export interface FlagPlace {
  readonly project: string
  readonly environment: string
  readonly flag: string
}

/** @throws AccessError */
export async function putConfiguration(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & FlagPlace & { readonly input: PutConfiguration },
): Promise<Outcome<WrittenConfiguration>> {
  authorize(actor, 'configuration.write', ask)
  const command = { ...commandOf(deps, ask), environment: ask.environment, flag: ask.flag, input: ask.input }
  return change(deps, actor, ask, (state) => decidePut(state, command, deps))
}

/** @throws AccessError */
export async function patchConfiguration(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & FlagPlace & { readonly patch: Readonly<Record<string, unknown>> },
): Promise<Outcome<WrittenConfiguration>> {
  authorize(actor, 'configuration.write', ask)
  const command = { ...commandOf(deps, ask), environment: ask.environment, flag: ask.flag, patch: ask.patch }
  return change(deps, actor, ask, (state) => decidePatch(state, command, deps))
}

/** Makes the configuration as of an earlier revision a new one. @throws AccessError */
export async function rollBack(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & FlagPlace & { readonly revision: number },
): Promise<Outcome<WrittenConfiguration>> {
  authorize(actor, 'configuration.write', ask)
  const { project, environment, flag, revision } = ask
  // History never changes, so it may be read before the lock is taken.
  const past = await deps.store.configurationAt(project, environment, flag, revision)
  const command = { ...commandOf(deps, ask), environment, flag, revision, past }
  return change(deps, actor, ask, (state) => decideRollBack(state, command, deps))
}

/** A dry run also tells what would change, and whom it would move. */
async function change(
  { store, limits }: ServiceDeps,
  actor: Actor,
  ask: Ask & FlagPlace,
  decideOn: (state: ProjectState) => Decision<WrittenConfiguration>,
): Promise<Outcome<WrittenConfiguration>> {
  const decide = (state: ProjectState) => withLimitWarnings(state, decideOn(state), limits)
  const told = (state: ProjectState) => withPreview(state, decide(state), 'alone')
  return store.change(scopeOf(ask), actor, ask.dryRun === true ? told : decide, ask)
}

function scopeOf({ project, environment, flag }: FlagPlace): Scope {
  return { project, environments: [environment], flags: [flag] }
}
