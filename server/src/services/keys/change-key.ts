import type { CreateKey, KeyResource } from '@halyard/admin-api'
import { createKey as decideCreate, revokeKey as decideRevoke } from '../../domain/key-verbs.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

/** @throws AccessError */
export async function createKey(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string; readonly environment: string; readonly input: CreateKey },
): Promise<Outcome<KeyResource>> {
  const { project, environment, input } = ask
  authorize(actor, 'key.write', { project, environment })
  const credential = deps.mintCredential(input.kind)
  const command = { ...commandOf(deps, ask), environment, input, id: deps.mint.id(), credential }
  return deps.store.change(
    { project, environments: [environment] },
    actor,
    (state) => decideCreate(state, command),
    ask,
  )
}

/** @throws AccessError */
export async function revokeKey(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string; readonly environment: string; readonly id: string },
): Promise<Outcome<KeyResource>> {
  const { project, environment, id } = ask
  authorize(actor, 'key.write', { project, environment })
  const command = { ...commandOf(deps, ask), environment, id }
  return deps.store.change(
    { project, environments: [environment] },
    actor,
    (state) => decideRevoke(state, command),
    ask,
  )
}
