/**
 * The write that takes a document or an environment to the alarm's share of a limit says so in its answer: there is
 * still time to clean up, or to ask for more.
 * @see docs/api.md, "Warnings"
 */
import type { Decision, Write } from './decision.ts'
import { escapeStep, type Limits } from './limits.ts'
import type { ProjectState } from './state.ts'
import { type DocumentLimit, type Use, usesOfLists, usesOfRules } from './uses.ts'

export interface Warned {
  readonly warnings?: readonly string[]
}

/**
 * Adds to the answer what the change takes near a limit. To be asked under the lock of the decision, before it is
 * applied.
 * @param paths - Whether pointers go into the one document, or into a change set.
 */
export function withLimitWarnings<T extends object>(
  state: ProjectState,
  decision: Decision<T>,
  limits: Limits,
  paths: 'alone' | 'together' = 'alone',
): Decision<T & Warned> {
  if (decision.outcome !== 'change') return decision
  const ofDocuments = decision.writes.flatMap((write) => documentWarnings(state, write, limits, paths))
  const before = usesOf(state, limits)
  const answer = (after: ProjectState): T & Warned => {
    const plain: T & Warned = decision.answer(after)
    const ofEnvironments = environmentWarnings(before, usesOf(after, limits), limits)
    const warnings = [...(plain.warnings ?? []), ...ofDocuments, ...ofEnvironments]
    return warnings.length === 0 ? plain : { ...plain, warnings }
  }
  return { ...decision, answer }
}

const NOUNS: Readonly<Record<DocumentLimit, string>> = {
  rulesPerFlag: 'entries',
  rangesPerSplit: 'ranges',
  valuesPerCondition: 'values',
  valuesPerSegmentList: 'members',
}

function documentWarnings(
  { environments }: ProjectState,
  write: Write,
  limits: Limits,
  paths: 'alone' | 'together',
): readonly string[] {
  if (!('put' in write) || (write.put !== 'configuration' && write.put !== 'segment')) return []
  const held = environments.get(write.environment)
  const [place, before, after] =
    write.put === 'segment'
      ? [`/segments/${escapeStep(write.segment.key)}`, held?.segments.get(write.segment.key), write.segment]
      : [`/flags/${escapeStep(write.flag)}`, held?.configurations.get(write.flag), write.configuration]
  const usedBefore = new Map(before === undefined ? [] : usesIn(before).map(({ limit, used }) => [limit, used]))
  return usesIn(after).flatMap(({ limit, used, path }) => {
    if (!isCrossed(usedBefore.get(limit) ?? 0, used, limits[limit], limits)) return []
    const pointer = paths === 'alone' ? path : `${place}${path}`
    return [`${pointer}: ${used} ${NOUNS[limit]}, and ${limits[limit]} is the limit.`]
  })
}

function usesIn(document: Parameters<typeof usesOfRules>[0] | Parameters<typeof usesOfLists>[0]): readonly Use[] {
  return 'fallthrough' in document ? usesOfRules(document) : usesOfLists(document)
}

interface EnvironmentUse {
  readonly used: number
  readonly allowed: number
  /** A sentence without its end. */
  readonly text: string
}

/** By limit and place. */
function usesOf({ flags, environments }: ProjectState, limits: Limits): ReadonlyMap<string, EnvironmentUse> {
  const uses = new Map<string, EnvironmentUse>()
  let count = 0
  for (const { archived } of flags.values()) if (!archived) count++
  uses.set('flags', { used: count, allowed: limits.flagsPerEnvironment, text: `The project has ${count} flags` })
  for (const [key, environment] of environments) {
    for (const audience of ['server', 'client'] as const) {
      const used = environment.rulesetBytes(audience)
      const allowed = audience === 'server' ? limits.serverRulesetBytes : limits.clientRulesetBytes
      uses.set(`${audience} ${key}`, { used, allowed, text: `The ${audience} ruleset of "${key}" has ${used} bytes` })
    }
  }
  return uses
}

function environmentWarnings(
  before: ReadonlyMap<string, EnvironmentUse>,
  after: ReadonlyMap<string, EnvironmentUse>,
  limits: Limits,
): readonly string[] {
  return [...after].flatMap(([name, { used, allowed, text }]) =>
    isCrossed(before.get(name)?.used ?? 0, used, allowed, limits) ? [`${text}, and ${allowed} is the limit.`] : [],
  )
}

function isCrossed(before: number, after: number, allowed: number, { alarmShare }: Limits): boolean {
  return before < allowed * alarmShare && after >= allowed * alarmShare
}
