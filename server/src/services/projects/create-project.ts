import type { CreateProject, ProjectResource } from '@halyard/admin-api'
import { createProject as decide } from '../../domain/project-verbs.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

/** Makes a project without environments. @throws AccessError */
export async function createProject(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly input: CreateProject },
): Promise<Outcome<ProjectResource>> {
  authorize(actor, 'project.create', { project: ask.input.key })
  const command = { ...commandOf(deps, ask), input: ask.input }
  return deps.store.createProject(actor, (existing) => decide(existing, command, deps.mint), ask)
}

/** Makes the project and the environments that an installation starts with, once. @returns whether it did */
export async function createFirstProject(
  deps: Pick<ServiceDeps, 'store' | 'nowMs' | 'mint'>,
  key: string,
  environments: readonly string[],
): Promise<boolean> {
  if ((await deps.store.projects()).length > 0) return false
  const command = { ...commandOf(deps, { reason: null }), input: { key }, environments }
  await deps.store.createProject(SYSTEM, (existing) => decide(existing, command, deps.mint))
  return true
}

/** The server itself, in the audit. */
export const SYSTEM: Actor = { id: 'system', name: 'Halyard', role: 'admin' }
