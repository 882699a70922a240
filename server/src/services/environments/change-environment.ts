import type { CreateEnvironment, EnvironmentResource, PatchEnvironment } from '@halyard/admin-api'
import {
  createEnvironment as decideCreate,
  deleteEnvironment as decideDelete,
  patchEnvironment as decidePatch,
} from '../../domain/environment-verbs.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

/** @throws AccessError */
export async function createEnvironment(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string; readonly input: CreateEnvironment },
): Promise<Outcome<EnvironmentResource>> {
  const { project, input } = ask
  authorize(actor, 'environment.write', { project, environment: input.key })
  const command = { ...commandOf(deps, ask), input }
  const scope = { project, environments: 'all' } as const
  return deps.store.change(scope, actor, (state) => decideCreate(state, command, deps.mint), ask)
}

/** @throws AccessError */
export async function patchEnvironment(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string; readonly environment: string; readonly input: PatchEnvironment },
): Promise<Outcome<EnvironmentResource>> {
  const { project, environment, input } = ask
  authorize(actor, 'environment.write', { project, environment })
  const command = { ...commandOf(deps, ask), environment, input }
  return deps.store.change({ project, environments: [environment] }, actor, (state) => decidePatch(state, command), ask)
}

/** @throws AccessError */
export async function deleteEnvironment(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string; readonly environment: string },
): Promise<Outcome<undefined>> {
  const { project, environment } = ask
  authorize(actor, 'environment.write', { project, environment })
  const command = { ...commandOf(deps, ask), environment }
  return deps.store.change(
    { project, environments: [environment] },
    actor,
    (state) => decideDelete(state, command),
    ask,
  )
}
