/** What clients come to see when a flag is exposed to them. @see docs/api.md, "What an exposure reveals" */
import type { RevealedItem, Reveals } from '@halyard/admin-api'
import type { Condition, JsonValue } from '@halyard/evaluator'
import { ClosureFinder } from './closure.ts'
import type { Decision } from './decision.ts'
import type { Configuration, Flag, Segment } from './documents.ts'
import { isHashed } from './projection.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

/** Which operands of a document stay readable, and which become hashes. */
type Operands = Pick<RevealedItem, 'hashed' | 'readable'>

/**
 * Adds to the answer what the change shows to clients, where it exposes a flag. To be asked under the lock of the
 * decision, before it is applied.
 * @param isTold - Whether the one who asks may know of an environment.
 */
export function withReveals<T extends object>(
  state: ProjectState,
  decision: Decision<T>,
  isTold: (environment: string) => boolean,
): Decision<T & { readonly reveals?: Reveals }> {
  if (decision.outcome !== 'change') return decision
  const put = decision.writes.find((write) => 'put' in write && write.put === 'flag')
  if (put === undefined || !('flag' in put) || typeof put.flag === 'string') return decision
  const { flag } = put
  if (!isExposed(flag) || isExposed(state.flags.get(flag.key))) return decision
  const environments = [...state.environments.values()].filter(({ environment }) => isTold(environment.key))
  const reveals = environments.map((environment) => ({
    environment: environment.environment.key,
    items: revealedIn(state, environment, flag),
  }))
  const { answer } = decision
  return { ...decision, answer: (after) => ({ ...answer(after), reveals }) }
}

function isExposed(flag: Flag | undefined): boolean {
  return flag !== undefined && flag.exposeToClients && !flag.archived
}

/** What is in clients' rulesets with the flag, and is not without it. */
function revealedIn(
  { flags }: ProjectState,
  { configurations, segments }: EnvironmentState,
  exposed: Flag,
): readonly RevealedItem[] {
  const closures = new ClosureFinder()
  const before = closures.find({ flags, configurations, segments })
  const after = closures.find({ flags: new Map(flags).set(exposed.key, exposed), configurations, segments })
  const shownFlags = [...after.flags].flatMap(([key, visibility]): readonly RevealedItem[] => {
    const configuration = configurations.get(key)
    if (configuration === undefined || before.flags.get(key) === visibility) return []
    const hidden = visibility === 'hidden' ? { hidden: true as const } : undefined
    return [{ type: 'flag', key, ...hidden, ...operandsOfFlag(configuration) }]
  })
  const shownSegments = [...after.segments].flatMap((key): readonly RevealedItem[] => {
    const segment = segments.get(key)
    if (segment === undefined || before.segments.has(key)) return []
    return [{ type: 'segment', key, ...operandsOfSegment(segment) }]
  })
  return [...shownFlags, ...shownSegments]
}

function operandsOfFlag({ targets, rules }: Configuration): Operands {
  const conditions = rules.map((rule, index) => operandsOf(rule.if, `/rules/${index}/if`))
  return {
    hashed: [...targets.map((_, index) => `/targets/${index}/values`), ...conditions.flatMap(({ hashed }) => hashed)],
    readable: conditions.flatMap(({ readable }) => readable),
  }
}

function operandsOfSegment(segment: Segment): Operands {
  const lists = (['included', 'excluded'] as const).filter((name) => segment[name].length > 0)
  const { hashed, readable } = operandsOf(segment.if, '/if')
  return { hashed: [...lists.map((name) => `/${name}`), ...hashed], readable }
}

function operandsOf(condition: Condition | null | undefined, path: string): Operands {
  if (condition === null || condition === undefined || 'segment' in condition) return { hashed: [], readable: [] }
  if ('not' in condition) return operandsOf(condition.not, `${path}/not`)
  if ('all' in condition || 'any' in condition) {
    const [name, parts] = 'all' in condition ? ['all', condition.all] : ['any', condition.any]
    const found = parts.map((part, index) => operandsOf(part, `${path}/${name}/${index}`))
    return { hashed: found.flatMap(({ hashed }) => hashed), readable: found.flatMap(({ readable }) => readable) }
  }
  if (isHashed(condition)) return { hashed: [`${path}/value`], readable: [] }
  const { attribute, op, value } = condition
  // Stored documents hold lists as people wrote them, never as hashes.
  const operand = value === undefined ? undefined : { value: value as JsonValue }
  return { hashed: [], readable: [{ path, attribute, op, ...operand }] }
}
