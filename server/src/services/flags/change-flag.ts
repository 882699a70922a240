import type { FlagResource, PatchFlag, WrittenFlag } from '@halyard/admin-api'
import {
  archiveFlag as decideArchive,
  patchFlag as decidePatch,
  purgeFlag as decidePurge,
} from '../../domain/flag-verbs.ts'
import { withLimitWarnings } from '../../domain/limit-warnings.ts'
import { withReveals } from '../../domain/reveals.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Actor, Outcome, Scope } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize, isInReach } from '../policy.ts'

interface FlagAsk extends Ask {
  readonly project: string
  readonly flag: string
}

/** @throws AccessError */
export async function patchFlag(
  deps: ServiceDeps,
  actor: Actor,
  ask: FlagAsk & { readonly input: PatchFlag },
): Promise<Outcome<WrittenFlag>> {
  authorize(actor, 'flag.write', { project: ask.project })
  const command = { ...commandOf(deps, ask), flag: ask.flag, input: ask.input }
  const isTold = (environment: string) => isInReach(actor, { project: ask.project, environment })
  const decide = (state: ProjectState) => withReveals(state, decidePatch(state, command, deps.limits), isTold)
  return deps.store.change(scopeOf(ask), actor, (state) => withLimitWarnings(state, decide(state), deps.limits), ask)
}

/** @throws AccessError */
export async function archiveFlag(deps: ServiceDeps, actor: Actor, ask: FlagAsk): Promise<Outcome<FlagResource>> {
  authorize(actor, 'flag.write', { project: ask.project })
  const command = { ...commandOf(deps, ask), flag: ask.flag }
  return deps.store.change(scopeOf(ask), actor, (state) => decideArchive(state, command), ask)
}

/** @throws AccessError */
export async function purgeFlag(deps: ServiceDeps, actor: Actor, ask: FlagAsk): Promise<Outcome<undefined>> {
  authorize(actor, 'flag.write', { project: ask.project })
  const command = { ...commandOf(deps, ask), flag: ask.flag }
  return deps.store.change(scopeOf(ask), actor, (state) => decidePurge(state, command), ask)
}

/** A flag's own fields are served everywhere. */
function scopeOf({ project, flag }: FlagAsk): Scope {
  return { project, environments: 'all', flags: [flag] }
}
