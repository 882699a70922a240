/** What is known of flags beyond their documents: who evaluates them, who depends on them, which are stale. */
import type { EvaluationCountResource, StaleFlagResource, UsageResource } from '@halyard/admin-api'
import { environmentIn } from '../../domain/command.ts'
import type { Refusal } from '../../domain/decision.ts'
import type { Flag } from '../../domain/documents.ts'
import { findFlag } from '../../domain/find-flag.ts'
import { type FlagInEnvironment, staleReasons } from '../../domain/staleness.ts'
import type { EnvironmentState, ProjectState } from '../../domain/state.ts'
import type { ChangeTimes } from '../../store/change-times.ts'
import { DAY_MS, type EvaluationCountStore, type FlagActivity } from '../../store/evaluation-counts.ts'
import type { Actor, Store } from '../../store/store.ts'
import { authorize, isInReach } from '../policy.ts'

const WEEK_MS = 7 * DAY_MS

export interface InsightDeps {
  readonly store: Store
  readonly evaluationCounts: EvaluationCountStore
  readonly changeTimes: ChangeTimes
  readonly nowMs: () => number
}

/** Flags that should perhaps be gone, judged by the environments that the actor reaches. @throws OutOfReachError */
export async function staleFlags(
  deps: InsightDeps,
  actor: Actor,
  project: string,
): Promise<readonly StaleFlagResource[] | Refusal> {
  authorize(actor, 'project.read', { project })
  return deps.store.read({ project, environments: 'all' }, (state) => {
    const look = lookAround(deps, actor, state)
    return [...state.flags.values()].flatMap((flag) => {
      const reasons = staleReasons(flag, look(flag), deps.nowMs())
      const { key, kind, owner } = flag
      const shown = reasons.map(({ code, detail, sinceMs }) => ({ code, detail, since: timeOf(sinceMs) }))
      return reasons.length === 0 ? [] : [{ flag: key, kind, owner, reasons: shown }]
    })
  })
}

/** Who still evaluates a flag or depends on it. @throws OutOfReachError */
export async function flagUsage(
  deps: InsightDeps,
  actor: Actor,
  { project, flag: key }: { readonly project: string; readonly flag: string },
): Promise<UsageResource | Refusal> {
  authorize(actor, 'project.read', { project })
  return deps.store.read({ project, environments: 'all', flags: [key] }, (state) => {
    const flag = findFlag(state, key)
    if ('code' in flag) return flag
    const places = lookAround(deps, actor, state)(flag)
    const environments = places.map((place) => usageIn(deps, environmentIn(state, place.environment), flag, place))
    const obstacles = environments.flatMap(obstaclesIn)
    return { flag: key, archived: flag.archived, environments, canArchive: obstacles.length === 0, obstacles }
  })
}

/** How often a flag was evaluated in an environment. @throws OutOfReachError */
export async function flagEvaluations(
  deps: InsightDeps,
  actor: Actor,
  place: { readonly project: string; readonly environment: string; readonly flag: string },
  { fromMs = deps.nowMs() - WEEK_MS, toMs = deps.nowMs() }: { readonly fromMs?: number; readonly toMs?: number },
): Promise<readonly EvaluationCountResource[] | Refusal> {
  const { project, environment, flag: key } = place
  authorize(actor, 'project.read', { project, environment })
  return deps.store.read({ project, environments: [environment], flags: [key] }, (state) => {
    const flag = findFlag(state, key)
    if ('code' in flag) return flag
    const { id } = environmentIn(state, environment).environment
    const rows = deps.evaluationCounts.of(id, key, fromMs, toMs)
    return rows.map(({ atMs, variant, sdk, n }) => ({ at: timeOf(atMs), variant, sdk, n }))
  })
}

/** @returns how a flag stands in each environment that the actor reaches. */
function lookAround(
  { evaluationCounts, changeTimes }: InsightDeps,
  actor: Actor,
  state: ProjectState,
): (flag: Flag) => readonly FlagInEnvironment[] {
  const changed = changeTimes.configurations(state.project.id)
  const project = state.project.key
  const reached = [...state.environments.values()].filter(({ environment }) =>
    isInReach(actor, { project, environment: environment.key }),
  )
  const heard = new Map(
    reached.map(({ environment }) => [environment.key, activityOf(evaluationCounts.activityIn(environment.id))]),
  )
  return (flag) =>
    reached.flatMap(({ environment: { key }, configurations }) => {
      const configuration = configurations.get(flag.key)
      if (configuration === undefined) return []
      const changedAtMs = changed.get(key)?.get(flag.key) ?? flag.createdAtMs
      const { last, reportsSinceMs } = heard.get(key) ?? activityOf([])
      return [{ environment: key, configuration, changedAtMs, lastEvaluatedMs: last.get(flag.key), reportsSinceMs }]
    })
}

function activityOf(activity: readonly FlagActivity[]): {
  readonly last: ReadonlyMap<string, number>
  readonly reportsSinceMs: number | undefined
} {
  const firsts = activity.map(({ firstMs }) => firstMs)
  const reportsSinceMs = firsts.length === 0 ? undefined : firsts.reduce((a, b) => Math.min(a, b))
  return { last: new Map(activity.map(({ flag, lastMs }) => [flag, lastMs])), reportsSinceMs }
}

type UsageInEnvironment = UsageResource['environments'][number]

function usageIn(
  { evaluationCounts, nowMs }: InsightDeps,
  { environment, configurations }: EnvironmentState,
  flag: Flag,
  { configuration, changedAtMs, lastEvaluatedMs }: FlagInEnvironment,
): UsageInEnvironment {
  const now = nowMs()
  const rows = evaluationCounts.of(environment.id, flag.key, now - WEEK_MS, now)
  const total = (sinceMs: number): number => rows.reduce((sum, { atMs, n }) => (atMs >= sinceMs ? sum + n : sum), 0)
  const waiting = [...configurations].filter(([, { prerequisites }]) =>
    prerequisites.some((prerequisite) => prerequisite.flag === flag.key),
  )
  return {
    environment: environment.key,
    enabled: configuration.enabled,
    killed: configuration.killed,
    changedAt: timeOf(changedAtMs),
    lastEvaluatedAt: lastEvaluatedMs === undefined ? null : timeOf(lastEvaluatedMs),
    evaluationsLastDay: total(now - DAY_MS),
    evaluationsLastWeek: total(0),
    sdks: [...new Set(rows.map(({ sdk }) => sdk))].sort(),
    prerequisiteOf: waiting.map(([key]) => key).sort(),
  }
}

function obstaclesIn({ environment, evaluationsLastDay, sdks, prerequisiteOf }: UsageInEnvironment): readonly string[] {
  const evaluated = `In ${environment} it was evaluated ${evaluationsLastDay} times within a day (${sdks.join(', ')}).`
  const needed = `In ${environment} it is a prerequisite of ${prerequisiteOf.slice(0, 10).join(', ')}.`
  return [...(evaluationsLastDay > 0 ? [evaluated] : []), ...(prerequisiteOf.length > 0 ? [needed] : [])]
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
