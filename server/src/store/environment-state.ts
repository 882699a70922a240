import type { Audience, AudienceState, EnvironmentState } from './history.ts'
import type { WorkingEnvironment, WorkingProject } from './working-state.ts'

/** What the live plane gets of an environment that is held in memory. */
export function stateOf(project: WorkingProject, held: WorkingEnvironment): EnvironmentState {
  const of = (name: Audience): AudienceState => {
    const rows = held.audiences[name]
    const items = [...rows.live()].map(({ kind, key, revision, item }) => ({ kind, key, revision, item }))
    return { revision: rows.revision, digest: rows.digest, items }
  }
  return {
    project: project.project.key,
    environment: held.environment.key,
    environmentId: held.environment.id,
    epoch: held.epoch,
    hashSalt: held.environment.hashSalt,
    audiences: { server: of('server'), client: of('client') },
  }
}
