import type { ConfigurationResource } from '@halyard/admin-api'
import { suggest } from '@halyard/admin-api'
import type { Condition } from '@halyard/evaluator'
import type { EvaluationCountStore } from '../../store/evaluation-counts.ts'
import type { Store } from '../../store/store.ts'

interface Place {
  readonly project: string
  readonly environment: string
}

interface AttributeDeps {
  readonly store: Store
  readonly evaluationCounts: EvaluationCountStore
}

/** Adds a warning for each attribute that rules and targets ask for and that no SDK of the environment sent so far. */
export async function withAttributeWarnings<T extends ConfigurationResource>(
  { store, evaluationCounts }: AttributeDeps,
  { project, environment }: Place,
  resource: T,
): Promise<T> {
  const found = await store.read({ project, environments: [environment] }, ({ environments }) => {
    return environments.get(environment)?.environment.id
  })
  const known = typeof found === 'string' ? new Set(evaluationCounts.attributesIn(found)) : new Set<string>()
  // Where no SDK says what it sends, its silence says nothing.
  if (known.size === 0) return resource
  const asked = [
    ...resource.targets.map(({ attribute }, index) => [`/targets/${index}`, attribute] as const),
    ...resource.rules.flatMap(({ if: condition }, index) =>
      [...attributesIn(condition)].map((attribute) => [`/rules/${index}`, attribute] as const),
    ),
  ]
  const warnings = asked.flatMap(([path, attribute]) => {
    const name = topOf(attribute)
    if (known.has(name) || name === 'targetingKey') return []
    const near = suggest(name, known)
    return [`${path}: no SDK here has sent "${name}" so far.${near === undefined ? '' : ` Did you mean "${near}"?`}`]
  })
  return warnings.length === 0 ? resource : { ...resource, warnings: [...(resource.warnings ?? []), ...warnings] }
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
