import type { CreateProject, PatchProject, ProjectResource } from '@halyard/admin-api'
import type { Command, Mint } from './command.ts'
import { draft, staleVersion } from './command.ts'
import type { Decision, Resource } from './decision.ts'
import { refuse } from './decision.ts'
import type { Environment, Project } from './documents.ts'
import { newEnvironment } from './environment-verbs.ts'
import { environmentResource, projectResource } from './resources.ts'
import type { ProjectState } from './state.ts'

/** Makes a project; with it, on a first start, the environments that everyone begins with. */
export function createProject(
  existing: readonly Project[],
  command: Command & { readonly input: CreateProject; readonly environments?: readonly string[] },
  mint: Mint,
): Decision<ProjectResource> {
  const { key, name = key } = command.input
  if (existing.some((project) => project.key === key)) {
    return refuse('key-taken', `There is a project "${key}" already.`, [
      { path: '/key', value: key, expected: 'a key that is free' },
    ])
  }
  const project: Project = { id: mint.id(), key, name, version: 1, createdAtMs: command.nowMs }
  const environments = (command.environments ?? []).map((each) => newEnvironment({ key: each }, command.nowMs, mint))
  return {
    outcome: 'change',
    writes: [
      { put: 'project', project },
      ...environments.map((environment) => ({ put: 'environment', environment }) as const),
    ],
    entries: [
      draft('project.create', resourceOf(project), 1, command, null, projectResource(project)),
      ...environments.map((environment) => created(environment, command)),
    ],
    answer: () => projectResource(project),
  }
}

/** A new name. */
export function patchProject(
  state: ProjectState,
  command: Command & { readonly input: PatchProject },
): Decision<ProjectResource> {
  const before = state.project
  const conflict = staleVersion(command, resourceOf(before), before.version, projectResource(before))
  if (conflict !== undefined) return conflict
  const name = command.input.name ?? before.name
  const answer = (after: ProjectState) => projectResource(after.project)
  if (name === before.name) return { outcome: 'unchanged', answer }
  const project = { ...before, name, version: before.version + 1 }
  const entry = draft(
    'project.update',
    resourceOf(project),
    project.version,
    command,
    projectResource(before),
    projectResource(project),
  )
  return { outcome: 'change', writes: [{ put: 'project', project }], entries: [entry], answer }
}

/** Only an empty project goes: its environments are deleted one by one, deliberately. */
export function deleteProject(state: ProjectState, command: Command): Decision<undefined> {
  const { project } = state
  const conflict = staleVersion(command, resourceOf(project), project.version, projectResource(project))
  if (conflict !== undefined) return conflict
  if (state.environments.size > 0) {
    const names = [...state.environments.keys()].join(', ')
    return refuse('in-use', `The project still has environments (${names}). Delete them first.`)
  }
  const entry = draft(
    'project.delete',
    resourceOf(project),
    project.version + 1,
    command,
    projectResource(project),
    null,
  )
  return { outcome: 'change', writes: [{ remove: 'project' }], entries: [entry], answer: () => undefined }
}

function created(environment: Environment, command: Command) {
  const resource: Resource = { type: 'environment', key: environment.key, environment: environment.key }
  return draft('environment.create', resource, 1, command, null, environmentResource(environment, 0))
}

function resourceOf(project: Project): Resource {
  return { type: 'project', key: project.key, environment: null }
}
