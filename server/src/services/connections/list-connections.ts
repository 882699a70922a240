import type { ConnectionResource } from '@halyard/admin-api'
import type { Connection } from '../../domain/applied.ts'
import { environmentIn } from '../../domain/command.ts'
import type { Refusal } from '../../domain/decision.ts'
import type { Actor } from '../../store/store.ts'
import type { ServiceDeps } from '../deps.ts'
import { authorize } from '../policy.ts'

/** Everybody who holds a stream of the environment, or polls it. @throws AccessError */
export async function listConnections(
  { store, connections }: Pick<ServiceDeps, 'store' | 'connections'>,
  actor: Actor,
  { project, environment }: { readonly project: string; readonly environment: string },
): Promise<readonly ConnectionResource[] | Refusal> {
  authorize(actor, 'project.read', { project, environment })
  const scope = { project, environments: [environment] }
  const id = await store.read(scope, (state) => environmentIn(state, environment).environment.id)
  return typeof id === 'string' ? connections.list(id).map(resourceOf) : id
}

function resourceOf({ instance, sdk, keyId, audience, revision, lagMs, connectedAtMs, state }: Connection) {
  return {
    instance: instance ?? null,
    ...nameAndVersion(sdk),
    key: keyId,
    audience,
    revision: revision ?? null,
    lagMs: lagMs === undefined ? null : Math.round(lagMs),
    connectedAt: new Date(connectedAtMs).toISOString(),
    state,
  }
}

/** @param sdk - As it names itself: `node/1.2.0`. */
export function nameAndVersion(sdk: string | undefined): {
  readonly sdk: string | null
  readonly version: string | null
} {
  const [name, version] = sdk?.split('/') ?? []
  return { sdk: name ?? null, version: version ?? null }
}
