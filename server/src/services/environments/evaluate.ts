import type { EvaluateInput, ExplanationResource } from '@halyard/admin-api'
import { type CompiledRuleset, compile, explaining, type Ruleset } from '@halyard/evaluator'
import { environmentIn } from '../../domain/command.ts'
import type { Refusal } from '../../domain/decision.ts'
import { explained } from '../../domain/explained.ts'
import type { PastRulesets } from '../../store/past-rulesets.ts'
import type { Actor, Store } from '../../store/store.ts'
import { authorize } from '../policy.ts'

/** How long work makes room for streams and other requests, such as kills. */
export interface Pacing {
  /** To be asked often: then `next` is due. */
  isOver(): boolean
  next(): Promise<void>
  /** Walks to the end, and returns what comes of it. */
  through<T>(walk: Iterator<unknown, T, undefined>): Promise<T>
}

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

/** Patterns of so many characters are compiled in some tens of milliseconds. */
const BATCH_CHARS = 20_000

async function compileInSlices(document: Ruleset, pacing: Pacing): Promise<CompiledRuleset> {
  let compiled: CompiledRuleset | undefined
  let chars = 0
  const items: Ruleset['items'] = { flag: Object.create(null), segment: Object.create(null) }
  for (const kind of ['flag', 'segment'] as const) {
    for (const [key, item] of Object.entries(document.items[kind])) {
      Object.assign(items[kind], { [key]: item })
      chars += JSON.stringify(item).length
      if (chars < BATCH_CHARS) continue
      chars = 0
      compiled = compile({ ...document, items }, compiled)
      if (pacing.isOver()) await pacing.next()
    }
  }
  return compile(document, compiled)
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
