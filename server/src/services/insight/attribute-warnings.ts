import type { ConfigurationResource, SegmentResource } from '@halyard/admin-api'
import { suggest } from '@halyard/admin-api'
import type { Condition } from '@halyard/evaluator'
import { DAY_MS, type EvaluationCountStore, MAX_ATTRIBUTES } from '../../store/evaluation-counts.ts'
import type { Audience } from '../../store/history.ts'
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
/** Of one document. */
const MAX_WARNINGS = 50
/** For so many names what was meant is looked up: each is a walk through all that are known. */
const MAX_SUGGESTIONS = 20

/** What rules, targets and splits ask for, or what a segment does. */
type Asking = ConfigurationResource | SegmentResource
type Warn = <T extends Asking & { readonly warnings?: readonly string[] | undefined }>(resource: T) => T

/**
 * What adds to a document a warning for each attribute that it asks for and that no SDK of the environment sent so far.
 * Where too little was reported to go by, it adds none.
 */
export async function attributeWarner(deps: AttributeDeps, place: Place): Promise<Warn> {
  const names = await namesIn(deps, place)
  if (names === undefined) return (resource) => resource
  const meant = nearestIn(names)
  return (resource) => {
    const unknown = new Map<string, string>()
    for (const [path, attribute] of 'fallthrough' in resource ? askedByRules(resource) : askedBySegment(resource)) {
      const name = topOf(attribute)
      if (isKnown(names, name) || name === 'targetingKey' || unknown.has(name)) continue
      if (!names.isComplete && meant(name) === undefined) continue
      if (unknown.size === MAX_WARNINGS) break
      unknown.set(name, path)
    }
    if (unknown.size === 0) return resource
    const warnings = [...unknown].map(([name, path]) => {
      const near = meant(name)
      const hint = near === undefined ? '' : ` Did you mean "${near}"?`
      return `${path}: no SDK here has sent "${name.slice(0, 128)}" so far.${hint}`
    })
    return { ...resource, warnings: [...(resource.warnings ?? []), ...warnings] }
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

interface Names {
  readonly server: ReadonlySet<string>
  /** What client ids alone reported: anyone's word. */
  readonly client: ReadonlySet<string>
  /** Whether none of clients had to be left out. Otherwise a name that was not heard may still be sent. */
  readonly isComplete: boolean
}

function isKnown({ server, client }: Names, name: string): boolean {
  return server.has(name) || client.has(name)
}

/** What SDK keys reported goes first, so that a stranger's word is not put in its place. */
function nearestIn({ server, client, isComplete }: Names): (name: string) => string | undefined {
  const found = new Map<string, string | undefined>()
  return (name) => {
    if (!found.has(name) && found.size < MAX_SUGGESTIONS) {
      found.set(name, suggest(name, server) ?? (isComplete ? suggest(name, client) : undefined))
    }
    return found.get(name)
  }
}

/** Undefined where silence says nothing: nobody reports, not for long, or there are more names than are kept. */
async function namesIn(
  { store, evaluationCounts, nowMs }: AttributeDeps,
  { project, environment }: Place,
): Promise<Names | undefined> {
  const id = await store.read({ project, environments: [environment] }, ({ environments }) => {
    return environments.get(environment)?.environment.id
  })
  if (typeof id !== 'string') return undefined
  const names = evaluationCounts.attributesIn(id)
  const of = (audience: Audience): ReadonlySet<string> => {
    return new Set(names.filter((name) => name.audience === audience).map(({ name }) => name))
  }
  const [server, client] = [of('server'), of('client')]
  if (names.length === 0 || server.size >= MAX_ATTRIBUTES.server) return undefined
  const isLong = names.some(({ firstMs }) => nowMs() - firstMs >= DAY_MS)
  if (!isLong && !evaluationCounts.hasCounted(id, ENOUGH_EVALUATIONS)) return undefined
  return { server, client, isComplete: client.size < MAX_ATTRIBUTES.client }
}

type Asked = Iterable<readonly [path: string, attribute: string]>

function* askedByRules({ targets, rules, fallthrough }: ConfigurationResource): Asked {
  for (const [index, { attribute }] of targets.entries()) yield [`/targets/${index}`, attribute]
  for (const [index, { if: condition, serve }] of rules.entries()) {
    for (const attribute of attributesIn(condition)) yield [`/rules/${index}`, attribute]
    if ('split' in serve) yield [`/rules/${index}/serve/split`, serve.split.by]
  }
  if ('split' in fallthrough) yield ['/fallthrough/split', fallthrough.split.by]
}

function* askedBySegment({ by, included, excluded, if: condition }: SegmentResource): Asked {
  if (by !== null && included.length + excluded.length > 0) yield ['/by', by]
  for (const attribute of attributesIn(condition ?? undefined)) yield ['/if', attribute]
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
