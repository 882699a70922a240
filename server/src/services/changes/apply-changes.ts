import type { ChangeSet, ChangesResource } from '@halyard/admin-api'
import { decideChanges } from '../../domain/changes.ts'
import { withLimitWarnings } from '../../domain/limit-warnings.ts'
import { withPreview } from '../../domain/preview.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

interface ChangesAsk extends Ask {
  readonly project: string
  readonly environment: string
  readonly changes: ChangeSet
}

/** Changes flags and segments of an environment as one. @throws AccessError */
export async function applyChanges(
  deps: ServiceDeps,
  actor: Actor,
  ask: ChangesAsk,
): Promise<Outcome<ChangesResource>> {
  const { project, environment, changes } = ask
  const { flags = {}, segments = {} } = changes
  authorize(actor, 'configuration.write', { project, environment })
  if (Object.keys(segments).length > 0) authorize(actor, 'segment.write', { project, environment })
  const command = { ...commandOf(deps, ask), environment, changes }
  const scope = {
    project,
    environments: [environment],
    flags: Object.keys(flags),
    segments: Object.keys(segments),
  }
  const decide = (state: ProjectState) =>
    withLimitWarnings(state, decideChanges(state, command, deps), deps.limits, 'together')
  const told = (state: ProjectState) => withPreview(state, decide(state), 'together')
  return deps.store.change(scope, actor, ask.dryRun === true ? told : decide, ask)
}
