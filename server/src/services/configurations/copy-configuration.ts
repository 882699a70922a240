import type { WrittenConfiguration } from '@halyard/admin-api'
import { copyConfiguration as decideCopy } from '../../domain/copy-configuration.ts'
import { withLimitWarnings } from '../../domain/limit-warnings.ts'
import { withPreview } from '../../domain/preview.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

interface CopyAsk extends Ask {
  readonly project: string
  readonly flag: string
  /** Keys of environments. */
  readonly from: string
  readonly to: string
}

/** Serves in one environment what another one serves, and always tells the difference. @throws AccessError */
export async function copyConfiguration(
  deps: ServiceDeps,
  actor: Actor,
  ask: CopyAsk,
): Promise<Outcome<WrittenConfiguration>> {
  const { project, flag, from, to } = ask
  authorize(actor, 'project.read', { project, environment: from })
  authorize(actor, 'configuration.write', { project, environment: to })
  const command = { ...commandOf(deps, ask), environment: to, from, flag }
  const scope = { project, environments: from === to ? [to] : [from, to], flags: [flag] }
  const decide = (state: ProjectState) => withLimitWarnings(state, decideCopy(state, command, deps), deps.limits)
  return deps.store.change(scope, actor, (state) => withPreview(state, decide(state), 'alone'), ask)
}
