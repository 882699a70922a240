import type { ConfigurationResource, PutConfiguration } from '@halyard/admin-api'
import {
  patchConfiguration as decidePatch,
  putConfiguration as decidePut,
  rollBack as decideRollBack,
} from '../../domain/configuration-verbs.ts'
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
): Promise<Outcome<ConfigurationResource>> {
  authorize(actor, 'configuration.write', ask)
  const command = { ...commandOf(deps, ask), environment: ask.environment, flag: ask.flag, input: ask.input }
  return deps.store.change(scopeOf(ask), actor, (state) => decidePut(state, command, deps), ask)
}

/** @throws AccessError */
export async function patchConfiguration(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & FlagPlace & { readonly patch: Readonly<Record<string, unknown>> },
): Promise<Outcome<ConfigurationResource>> {
  authorize(actor, 'configuration.write', ask)
  const command = { ...commandOf(deps, ask), environment: ask.environment, flag: ask.flag, patch: ask.patch }
  return deps.store.change(scopeOf(ask), actor, (state) => decidePatch(state, command, deps), ask)
}

/** Makes the configuration as of an earlier revision a new one. @throws AccessError */
export async function rollBack(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & FlagPlace & { readonly revision: number },
): Promise<Outcome<ConfigurationResource>> {
  authorize(actor, 'configuration.write', ask)
  const { project, environment, flag, revision } = ask
  // History never changes, so it may be read before the lock is taken.
  const past = await deps.store.configurationAt(project, environment, flag, revision)
  const command = { ...commandOf(deps, ask), environment, flag, revision, past }
  return deps.store.change(scopeOf(ask), actor, (state) => decideRollBack(state, command, deps), ask)
}

function scopeOf({ project, environment, flag }: FlagPlace): Scope {
  return { project, environments: [environment], flags: [flag] }
}
