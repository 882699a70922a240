import type { CreateFlag, FlagResource } from '@halyard/admin-api'
import { createFlag as decide } from '../../domain/create-flag.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

/** @throws AccessError */
export async function createFlag(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string; readonly input: CreateFlag },
): Promise<Outcome<FlagResource>> {
  const { project, input } = ask
  authorize(actor, 'flag.write', { project })
  const command = { ...commandOf(deps, ask), input }
  const scope = { project, environments: 'all', flags: [input.key] } as const
  return deps.store.change(scope, actor, (state) => decide(state, command, deps.limits), ask)
}
