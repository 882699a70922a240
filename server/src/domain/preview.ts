/** What a decision would change and whom it would move, before anyone is. @see docs/api.md, "Dry runs" */
import { isDeepStrictEqual } from 'node:util'
import type { Preview, Reach } from '@halyard/admin-api'
import type { Decision, Write } from './decision.ts'
import { differences } from './differences.ts'
import type { Configuration, Segment } from './documents.ts'
import { escapeStep } from './limits.ts'
import { movesOf, reachOf } from './moves.ts'
import { summaryOf } from './preview-summary.ts'
import { segmentsIn, segmentsInRules } from './references.ts'
import { configurationFields } from './resources.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

/** Whether pointers go into the one configuration or segment, or into a change set. */
type Paths = 'alone' | 'together'

interface Changed {
  readonly flag: string
  readonly before: Configuration
  readonly after: Configuration
}

/** Adds the preview to the answer. To be asked under the lock of the decision, before it is applied. */
export function withPreview<T extends object>(
  state: ProjectState,
  decision: Decision<T>,
  paths: Paths,
): Decision<T & { readonly preview?: Preview }> {
  if (decision.outcome === 'refused') return decision
  const { answer } = decision
  const preview = previewOf(state, decision.outcome === 'change' ? decision.writes : [], paths)
  return { ...decision, answer: (after) => ({ ...answer(after), preview }) }
}

/** What the writes change, and whom they move. @param state - As it is before them. */
export function previewOf(state: ProjectState, writes: readonly Write[], paths: Paths = 'together'): Preview {
  const configurations = writes.flatMap((write) => changedConfiguration(state, write))
  const changes = [
    ...writes.flatMap((write) => segmentChanges(state, write, paths)),
    ...configurations.flatMap(({ flag, before, after }) => {
      const path = paths === 'alone' ? '' : `/flags/${escapeStep(flag)}`
      return differences(configurationFields(before), configurationFields(after), path)
    }),
  ]
  const moves = configurations.flatMap(({ flag, before, after }) => movesOf(flag, before, after))
  const reach = [
    ...configurations.flatMap(({ flag, before, after }) => reachOf(flag, before, after)),
    ...[...state.environments.values()].flatMap((environment) => reachOfSegments(state, environment, writes)),
  ]
  const killed = configurations.filter(({ before, after }) => before.killed && after.killed).map(({ flag }) => flag)
  const named = paths === 'together' || configurations.length === 0
  return { summary: summaryOf({ changes, moves, reach }, killed, named), changes, moves, reach }
}

function changedConfiguration(state: ProjectState, write: Write): readonly Changed[] {
  if (!('put' in write) || write.put !== 'configuration') return []
  const { environment, flag, configuration: after } = write
  const before = state.environments.get(environment)?.configurations.get(flag)
  return before === undefined ? [] : [{ flag, before, after }]
}

function segmentChanges(state: ProjectState, write: Write, paths: Paths): Preview['changes'] {
  const change = segmentIn(write)
  if (change === undefined) return []
  const { environment, key, after } = change
  const before = state.environments.get(environment)?.segments.get(key)
  return differences(contentOf(before), contentOf(after), paths === 'alone' ? '' : `/segments/${escapeStep(key)}`)
}

interface SegmentWrite {
  readonly environment: string
  readonly key: string
  readonly after: Segment | undefined
}

function segmentIn(write: Write): SegmentWrite | undefined {
  if ('put' in write) {
    if (write.put !== 'segment') return undefined
    return { environment: write.environment, key: write.segment.key, after: write.segment }
  }
  if (write.remove !== 'segment') return undefined
  return { environment: write.environment, key: write.segment, after: undefined }
}

function contentOf(segment: Segment | undefined): object | undefined {
  if (segment === undefined) return undefined
  const { name, description, by, included, excluded } = segment
  return { name, description, by, included, excluded, if: segment.if }
}

/** Rules that are as they were, but name a segment that is not; what is off moves nobody by that. */
function reachOfSegments(
  { flags }: ProjectState,
  environment: EnvironmentState,
  writes: readonly Write[],
): readonly Reach[] {
  const changed = writes.flatMap((write) => changedMembers(environment, write))
  if (changed.length === 0) return []
  const causes = causesIn(environment, changed)
  const rewritten = new Map(writes.flatMap(configurationIn))
  return [...environment.configurations].flatMap(([flag, before]) => {
    const after = rewritten.get(flag) ?? before
    if (flags.get(flag)?.archived !== false || [before, after].some((side) => !side.enabled || side.killed)) return []
    return before.rules.flatMap((rule): readonly Reach[] => {
      const cause = [...segmentsInRules([rule])].map((key) => causes.get(key)).find((key) => key !== undefined)
      if (cause === undefined || !after.rules.some((other) => isDeepStrictEqual(other, rule))) return []
      return [{ flag, where: 'rule', rule: rule.id, segment: cause, change: 'changed' }]
    })
  })
}

function configurationIn(write: Write): readonly (readonly [flag: string, after: Configuration])[] {
  return 'put' in write && write.put === 'configuration' ? [[write.flag, write.configuration]] : []
}

/** The key of a segment that has other members afterwards. */
function changedMembers({ environment, segments }: EnvironmentState, write: Write): readonly string[] {
  const change = segmentIn(write)
  if (change === undefined || change.environment !== environment.key) return []
  const before = segments.get(change.key)
  if (before === undefined || change.after === undefined) return []
  return isDeepStrictEqual(membersOf(before), membersOf(change.after)) ? [] : [change.key]
}

function membersOf({ by, included, excluded, if: condition }: Segment): readonly unknown[] {
  return [by, included, excluded, condition]
}

/** By segment, the changed one that it is or that it names, however far. */
function causesIn({ segments }: EnvironmentState, changed: readonly string[]): ReadonlyMap<string, string> {
  const causes = new Map(changed.map((key) => [key, key]))
  // A Map's iteration meets what is added meanwhile.
  for (const [key, cause] of causes) {
    for (const { key: user, if: condition } of segments.values()) {
      if (!causes.has(user) && segmentsIn(condition).has(key)) causes.set(user, cause)
    }
  }
  return causes
}
