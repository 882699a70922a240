import type { PatchProject, ProjectResource } from '@halyard/admin-api'
import { deleteProject as decideDelete, patchProject as decidePatch } from '../../domain/project-verbs.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

/** @throws AccessError */
export async function patchProject(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string; readonly input: PatchProject },
): Promise<Outcome<ProjectResource>> {
  const { project, input } = ask
  authorize(actor, 'project.write', { project })
  const command = { ...commandOf(deps, ask), input }
  return deps.store.change({ project, environments: [] }, actor, (state) => decidePatch(state, command), ask)
}

/** @throws AccessError */
export async function deleteProject(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string },
): Promise<Outcome<undefined>> {
  const { project } = ask
  authorize(actor, 'project.delete', { project })
  const command = commandOf(deps, ask)
  return deps.store.change({ project, environments: 'all' }, actor, (state) => decideDelete(state, command), ask)
}
