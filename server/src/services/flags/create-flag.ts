import type { CreateFlag, WrittenFlag } from '@halyard/admin-api'
import { createFlag as decideCreate } from '../../domain/create-flag.ts'
import { withLimitWarnings } from '../../domain/limit-warnings.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

/** @throws AccessError */
export async function createFlag(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string; readonly input: CreateFlag },
): Promise<Outcome<WrittenFlag>> {
  const { project, input } = ask
  authorize(actor, 'flag.write', { project })
  const command = { ...commandOf(deps, ask), input }
  const scope = { project, environments: 'all', flags: [input.key] } as const
  const decide = (state: ProjectState) => decideCreate(state, command, deps.limits)
  return deps.store.change(scope, actor, (state) => withLimitWarnings(state, decide(state), deps.limits), ask)
}
