import type { ConfigurationResource } from '@halyard/admin-api'
import { suggest } from '@halyard/admin-api'
import type { Condition } from '@halyard/evaluator'
import { DAY_MS, type EvaluationCountStore, MAX_ATTRIBUTES } from '../../store/evaluation-counts.ts'
import type { Outcome, Store } from '../../store/store.ts'

interface Place {
  readonly project: string
  readonly environment: string
}

interface AttributeDeps {
  readonly store: Store
  readonly evaluationCounts: EvaluationCountStore
  readonly nowMs: () => number
}

/** Before so many evaluations, and before a day of reports, an SDK may just not have come to it. */
const ENOUGH_EVALUATIONS = 100

/**
 * What adds to a configuration a warning for each attribute that rules and targets ask for and that no SDK of the
 * environment sent so far. Where too little was reported to go by, it adds none.
 */
export async function attributeWarner(
  deps: AttributeDeps,
  place: Place,
): Promise<<T extends ConfigurationResource>(resource: T) => T> {
  const known = await namesIn(deps, place)
  return (resource) => {
    if (known === undefined) return resource
    const warnings = attributesOf(resource).flatMap(([path, attribute]) => {
      const name = topOf(attribute)
      if (known.has(name) || name === 'targetingKey') return []
      const near = suggest(name, known)
      return [`${path}: no SDK here has sent "${name}" so far.${near === undefined ? '' : ` Did you mean "${near}"?`}`]
    })
    return warnings.length === 0 ? resource : { ...resource, warnings: [...(resource.warnings ?? []), ...warnings] }
  }
}

/** The same for what a write came to. */
export async function withAttributeWarnings<T extends ConfigurationResource>(
  deps: AttributeDeps,
  place: Place,
  outcome: Outcome<T>,
): Promise<Outcome<T>> {
  if (outcome.outcome === 'refused') return outcome
  const warned = await attributeWarner(deps, place)
  return { ...outcome, answer: warned(outcome.answer) }
}

/** Undefined where silence says nothing: nobody reports, not for long, or there are more names than are kept. */
async function namesIn(
  { store, evaluationCounts, nowMs }: AttributeDeps,
  { project, environment }: Place,
): Promise<ReadonlySet<string> | undefined> {
  const id = await store.read({ project, environments: [environment] }, ({ environments }) => {
    return environments.get(environment)?.environment.id
  })
  if (typeof id !== 'string') return undefined
  const names = evaluationCounts.attributesIn(id)
  if (names.length === 0 || names.length >= MAX_ATTRIBUTES) return undefined
  const isLong = names.some(({ firstMs }) => nowMs() - firstMs >= DAY_MS)
  if (!isLong && !evaluationCounts.hasCounted(id, ENOUGH_EVALUATIONS)) return undefined
  return new Set(names.map(({ name }) => name))
}

function attributesOf({ targets, rules }: ConfigurationResource): readonly (readonly [path: string, name: string])[] {
  return [
    ...targets.map(({ attribute }, index) => [`/targets/${index}`, attribute] as const),
    ...rules.flatMap(({ if: condition }, index) =>
      [...attributesIn(condition)].map((attribute) => [`/rules/${index}`, attribute] as const),
    ),
  ]
}

function attributesIn(condition: Condition | undefined, found: Set<string> = new Set()): Set<string> {
  if (condition === undefined) return found
  if ('attribute' in condition) found.add(condition.attribute)
  else if ('all' in condition) for (const part of condition.all) attributesIn(part, found)
  else if ('any' in condition) for (const part of condition.any) attributesIn(part, found)
  else if ('not' in condition) attributesIn(condition.not, found)
  return found
}

/** `organization` of `organization.plan`, `a.b` of `/a.b/c`. */
function topOf(attribute: string): string {
  if (!attribute.startsWith('/')) return attribute.split('.')[0] ?? attribute
  return (attribute.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
}
