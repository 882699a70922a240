import type { EvaluateInput, ExplanationResource } from '@halyard/admin-api'
import { type CompiledRuleset, explaining } from '@halyard/evaluator'
import { environmentIn } from '../../domain/command.ts'
import { compileInSlices, type Pacing } from '../../domain/compile-in-slices.ts'
import type { Refusal } from '../../domain/decision.ts'
import { explained } from '../../domain/explained.ts'
import type { PastRulesets } from '../../store/past-rulesets.ts'
import type { Actor, Store } from '../../store/store.ts'
import { authorize } from '../policy.ts'

export interface ContextEvaluation {
  /** By whose rules. */
  readonly revision: number
  /** By key; made while they are read, because all of them together may be large. */
  readonly flags: AsyncIterable<readonly [key: string, explanation: ExplanationResource]>
}

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
  pacing: Pacing,
): Promise<ContextEvaluation | Refusal> {
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
  const document = { project, environment, environmentId: found.id, epoch: 0, revision: asOf, items }
  const ruleset = await compileInSlices(document, pacing)
  const keys = flags ?? [...ruleset.flags.keys()].sort()
  return { revision: asOf, flags: explanations(ruleset, new Set(keys), context, pacing) }
}

async function* explanations(
  ruleset: CompiledRuleset,
  keys: Iterable<string>,
  context: unknown,
  pacing: Pacing,
): AsyncGenerator<readonly [string, ExplanationResource]> {
  for (const key of keys) {
    if (pacing.isOver()) await pacing.next()
    yield [key, explained(await pacing.through(explaining(ruleset, key, context)))]
  }
}

function futureRevision(revision: number, last: number): Refusal {
  const errors = [{ path: '/revision', value: revision, expected: `at most ${last}, the revision of now` }]
  return { code: 'revision-not-found', detail: `There is no revision ${revision} yet.`, errors }
}
