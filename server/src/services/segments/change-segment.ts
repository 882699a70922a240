import type { Preview, PutSegment } from '@halyard/admin-api'
import { type Warned, withLimitWarnings } from '../../domain/limit-warnings.ts'
import { withPreview } from '../../domain/preview.ts'
import type { SegmentPut } from '../../domain/segment-verbs.ts'
import { deleteSegment as decideDelete, putSegment as decidePut } from '../../domain/segment-verbs.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Actor, Outcome, Scope } from '../../store/store.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize } from '../policy.ts'

interface SegmentAsk extends Ask {
  readonly project: string
  readonly environment: string
  readonly segment: string
}

/** A dry run also tells what would change, and which rules others would match. @throws AccessError */
export async function putSegment(
  deps: ServiceDeps,
  actor: Actor,
  ask: SegmentAsk & { readonly input: PutSegment },
): Promise<Outcome<SegmentPut & Warned & { readonly preview?: Preview }>> {
  authorize(actor, 'segment.write', ask)
  const command = { ...commandOf(deps, ask), environment: ask.environment, segment: ask.segment, input: ask.input }
  const { limits } = deps
  const decide = (state: ProjectState) => withLimitWarnings(state, decidePut(state, command, limits), limits)
  const told = (state: ProjectState) => withPreview(state, decide(state), 'alone')
  return deps.store.change(scopeOf(ask), actor, ask.dryRun === true ? told : decide, ask)
}

/** @throws AccessError */
export async function deleteSegment(deps: ServiceDeps, actor: Actor, ask: SegmentAsk): Promise<Outcome<undefined>> {
  authorize(actor, 'segment.write', ask)
  const command = { ...commandOf(deps, ask), environment: ask.environment, segment: ask.segment }
  return deps.store.change(scopeOf(ask), actor, (state) => decideDelete(state, command), ask)
}

function scopeOf({ project, environment, segment }: SegmentAsk): Scope {
  return { project, environments: [environment], segments: [segment] }
}
