import type { EvaluateInput, EvaluateResource } from '@halyard/admin-api'
import { compile, explain } from '@halyard/evaluator'
import { environmentIn } from '../../domain/command.ts'
import type { Refusal } from '../../domain/decision.ts'
import { explained } from '../../domain/explained.ts'
import type { PastRulesets } from '../../store/past-rulesets.ts'
import type { Actor, Store } from '../../store/store.ts'
import { authorize } from '../policy.ts'

/** So many flags are explained at a time, so that streams and other requests come in between. */
const AT_A_TIME = 25

interface Question extends EvaluateInput {
  readonly project: string
  readonly environment: string
}

/**
 * What a context gets and why, by the rules of now or of a past revision.
 * @throws AccessError, OutOfReachError
 */
export async function evaluateContext(
  { store, pastRulesets }: { readonly store: Store; readonly pastRulesets: PastRulesets },
  actor: Actor,
  { project, environment, context, flags, revision }: Question,
): Promise<EvaluateResource | Refusal> {
  authorize(actor, 'project.read', { project, environment })
  const found = await store.read({ project, environments: [environment] }, (state) => {
    const held = environmentIn(state, environment)
    return { id: held.environment.id, revision: held.revision }
  })
  if ('code' in found) return found
  const asOf = revision ?? found.revision
  if (asOf > found.revision) return futureRevision(asOf, found.revision)
  const items = await pastRulesets.at(found.id, asOf)
  // The epoch is the present one's for all that evaluation cares: it looks at items only.
  const ruleset = compile({ project, environment, environmentId: found.id, epoch: 0, revision: asOf, items })
  const keys = flags ?? [...ruleset.flags.keys()].sort()
  const explanations: [string, ReturnType<typeof explained>][] = []
  for (const [index, key] of keys.entries()) {
    if (index % AT_A_TIME === AT_A_TIME - 1) await new Promise(setImmediate)
    explanations.push([key, explained(explain(ruleset, key, context))])
  }
  return { revision: asOf, flags: Object.fromEntries(explanations) }
}

function futureRevision(revision: number, last: number): Refusal {
  const errors = [{ path: '/revision', value: revision, expected: `at most ${last}, the revision of now` }]
  return { code: 'revision-not-found', detail: `There is no revision ${revision} yet.`, errors }
}
