import type { CreateKey, KeyResource, RotateKey } from '@halyard/admin-api'
import { environmentIn } from '../../domain/command.ts'
import type { Decision } from '../../domain/decision.ts'
import {
  createKey as decideCreate,
  revokeKey as decideRevoke,
  rotateKey as decideRotate,
} from '../../domain/key-verbs.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import { conceal } from '../conceal.ts'
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
  const scope = { project, environments: [environment] }
  return conceal(await deps.store.change(scope, actor, (state) => decideCreate(state, command), ask), ask)
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

/** What a rotated key has unless somebody says otherwise: a day. */
const GRACE_SECONDS = 86_400

/** @throws AccessError */
export async function rotateKey(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly project: string; readonly environment: string; readonly id: string; readonly input: RotateKey },
): Promise<Outcome<KeyResource>> {
  const { project, environment, id } = ask
  const { graceSeconds = GRACE_SECONDS, expiresAt = null } = ask.input
  authorize(actor, 'key.write', { project, environment })
  const graceMs = graceSeconds * 1_000
  const decide = (state: ProjectState): Decision<KeyResource> => {
    // A client id stays one, a secret stays secret.
    const credential = deps.mintCredential(environmentIn(state, environment).keys.get(id)?.kind ?? 'sdk')
    const command = { ...commandOf(deps, ask), environment, id, newId: deps.mint.id(), graceMs, expiresAt, credential }
    return decideRotate(state, command)
  }
  return conceal(await deps.store.change({ project, environments: [environment] }, actor, decide, ask), ask)
}
