/**
 * Many changes of one environment as one: all of it or nothing. References are judged against what will be there after
 * all of it, so that a rule may name a segment that is made beside it.
 * @see docs/api.md, "Changes"
 */
import type { ChangeSet, ChangesResource, PutSegment } from '@halyard/admin-api'
import { KEY_EXPECTED, KEY_PATTERN, suggest, told } from '@halyard/admin-api'
import type { Command } from './command.ts'
import { draft, environmentIn, staleVersion } from './command.ts'
import { configurationProblems, MAX_SUGGESTIONS } from './configuration-check.ts'
import { readEither } from './configuration-input.ts'
import type { Tools } from './configuration-verbs.ts'
import { isSameConfiguration, keepSame } from './configuration-verbs.ts'
import type { AuditDraft, Decision, Problem, Refusal, Resource, Write } from './decision.ts'
import { refuse } from './decision.ts'
import type { Configuration, Flag, Segment } from './documents.ts'
import { escapeStep } from './limits.ts'
import { unprotectedOnly } from './protection.ts'
import { anyCycle, segmentsIn } from './references.ts'
import { configurationFields, configurationResource, segmentResource } from './resources.ts'
import { isSameSegment, newSegment, segmentProblems, usersIn, versionSeen } from './segment-verbs.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

/** So many are told; what comes after them is not read. */
const MAX_PROBLEMS = 100

export interface ChangesCommand extends Command {
  readonly environment: string
  readonly changes: ChangeSet
}

interface FlagChange {
  readonly flag: Flag
  readonly path: string
  readonly before: Configuration
  readonly after: Configuration
}

interface SegmentChange {
  readonly key: string
  readonly path: string
  readonly before: Segment | undefined
  /** Undefined: it is deleted. */
  readonly after: Segment | undefined
}

/** What was read of a change set so far. */
interface Reading {
  readonly state: ProjectState
  readonly environment: EnvironmentState
  readonly command: ChangesCommand
  readonly tools: Tools
  readonly flags: FlagChange[]
  readonly segments: SegmentChange[]
  readonly problems: Problem[]
  readonly conflicts: Refusal[]
}

/**
 * Decides on all of a change set. Everything that is wrong with it is named, as pointers into the change set. An entry
 * that carries a `version` is refused when that is no longer the one.
 */
export function decideChanges(state: ProjectState, command: ChangesCommand, tools: Tools): Decision<ChangesResource> {
  const environment = environmentIn(state, command.environment)
  const reading: Reading = {
    state,
    environment,
    command,
    tools,
    flags: [],
    segments: [],
    problems: [],
    conflicts: [],
  }
  const { flags = {}, segments = {} } = command.changes
  const isEnough = (): boolean => reading.problems.length >= MAX_PROBLEMS
  for (const [key, input] of Object.entries(segments)) if (!isEnough()) readSegment(reading, key, input)
  for (const [key, input] of Object.entries(flags)) if (!isEnough()) readFlag(reading, key, input)
  const [conflict] = reading.conflicts
  if (conflict !== undefined) return { outcome: 'refused', refusal: { ...conflict, errors: staleEntries(reading) } }
  const refused = unprotectedOnly(command, environment)
  if (refused !== undefined) return refused
  const problems = reading.problems.length > 0 ? reading.problems : referenceProblems(reading)
  if (problems.length > 0) return refuse('invalid', 'Nothing of it was applied: it cannot be served so.', problems)
  return commit(reading)
}

function readFlag(reading: Reading, key: string, input: Readonly<Record<string, unknown>>): void {
  const { state, environment, tools, problems } = reading
  const path = `/flags/${escapeStep(key)}`
  const flag = state.flags.get(key)
  const before = environment.configurations.get(key)
  if (flag === undefined || before === undefined) {
    const suggestion = problems.length < MAX_SUGGESTIONS ? suggest(key, state.flags.keys()) : undefined
    problems.push({ path, value: key, expected: 'a flag of the project', suggestion })
    return
  }
  if (flag.archived) {
    problems.push({ path, value: key, expected: 'a flag that is not archived' })
    return
  }
  if (
    isStale(reading, resourceOf(reading, 'configuration', key), input.version, before.version, () =>
      configurationResource(environment, key, before),
    )
  ) {
    return
  }
  if (Object.hasOwn(input, 'reason')) {
    problems.push({
      path: `${path}/reason`,
      ...told(input.reason),
      expected: 'one reason for all, beside `flags`',
    })
  }
  const read = readEither(input, { flag, environment: environment.environment.key, before, ...tools })
  if ('problems' in read) problems.push(...under(path, read.problems))
  else reading.flags.push({ flag, path, before, after: { ...read.configuration, version: before.version + 1 } })
}

function readSegment(reading: Reading, key: string, input: Omit<PutSegment, 'reason'> | null): void {
  const { environment, command, problems } = reading
  const path = `/segments/${escapeStep(key)}`
  const before = environment.segments.get(key)
  const { nowMs } = command
  if (input === null) {
    if (before !== undefined) reading.segments.push({ key, path, before, after: undefined })
    else
      problems.push({
        path,
        value: key,
        expected: 'a segment of the environment',
        suggestion: nearSegment(reading, key),
      })
    return
  }
  if (!KEY_PATTERN.test(key)) problems.push({ path, ...told(key), expected: `a key of ${KEY_EXPECTED}` })
  else if (environment.retiredSegments.has(key)) {
    problems.push({ path, value: key, expected: 'a key that no deleted segment had: apps may still hold it' })
  } else if (
    !isStale(reading, resourceOf(reading, 'segment', key), seenIn(reading, key, input), before?.version ?? 0, () =>
      before === undefined ? null : segmentResource(environment, before),
    )
  ) {
    reading.segments.push({ key, path, before, after: newSegment({ input, segment: key, nowMs }, before) })
  }
}

function nearSegment({ environment, problems }: Reading, key: string): string | undefined {
  return problems.length < MAX_SUGGESTIONS ? suggest(key, environment.segments.keys()) : undefined
}

function seenIn({ command: { environment } }: Reading, segment: string, input: Omit<PutSegment, 'reason'>) {
  return versionSeen(input, { segment, environment })
}

/** An entry's own `version` is what `If-Match` is to a single write. */
function isStale(
  { conflicts }: Reading,
  resource: Resource,
  seen: unknown,
  version: number,
  document: () => unknown,
): boolean {
  if (typeof seen !== 'number' || seen === version) return false
  const refused = staleVersion({ ifMatch: [seen] }, resource, version, document())
  if (refused !== undefined) conflicts.push(refused.refusal)
  return true
}

function staleEntries({ conflicts }: Reading): readonly Problem[] {
  return conflicts.flatMap(({ current }) => {
    if (current === undefined) return []
    const { resource, seen, version } = current
    const place = resource.type === 'segment' ? 'segments' : 'flags'
    return [
      { path: `/${place}/${escapeStep(resource.key)}/version`, value: seen, expected: `${version}, as it is now` },
    ]
  })
}

/** Judges everything that changes against what is there afterwards. */
function referenceProblems({ state, environment, tools: { limits }, flags, segments }: Reading): readonly Problem[] {
  const after = afterwards(environment, flags, segments)
  const place = { project: state, environment: after, limits, cycles: 'judged' } as const
  const isAnyDeleted = segments.some(({ after: segment }) => segment === undefined)
  const users = isAnyDeleted ? usersIn(state, after) : new Map<string, readonly string[]>()
  const problems: Problem[] = []
  for (const { key, path, after: segment } of segments) {
    if (problems.length >= MAX_PROBLEMS) break
    if (segment !== undefined) problems.push(...under(path, segmentProblems(after, segment, limits, 'judged')))
    else if (users.has(key)) problems.push(stillNamed(path, users.get(key)))
  }
  for (const { flag, path, after: configuration } of flags) {
    if (problems.length >= MAX_PROBLEMS) break
    problems.push(...under(path, configurationProblems(place, flag, configuration)))
  }
  return problems.length > 0 ? problems : cycleProblems(after, flags, segments)
}

function stillNamed(path: string, users: readonly string[] = []): Problem {
  return { path, value: null, expected: `it to stay: it is still named by ${users.slice(0, 10).join(', ')}` }
}

/** Judged once for all of it: entry by entry, a long chain would be walked once for each of its links. */
function cycleProblems(
  { configurations, segments: held }: Pick<EnvironmentState, 'configurations' | 'segments'>,
  flags: readonly FlagChange[],
  segments: readonly SegmentChange[],
): readonly Problem[] {
  const flagPaths = new Map(flags.map(({ flag, path }) => [flag.key, `${path}/prerequisites`]))
  const segmentPaths = new Map(segments.map(({ key, path }) => [key, `${path}/if`]))
  const ofFlags = anyCycle(flagPaths.keys(), (key) =>
    (configurations.get(key)?.prerequisites ?? []).map((prerequisite) => prerequisite.flag),
  )
  const ofSegments = anyCycle(segmentPaths.keys(), (key) => segmentsIn(held.get(key)?.if))
  return [
    ...alongCycle(ofSegments, segmentPaths, 'segments that do not lead back to this one'),
    ...alongCycle(ofFlags, flagPaths, 'prerequisites that do not lead back to the flag'),
  ]
}

/** A problem at each of its members that is among what changes. */
function alongCycle(
  cycle: readonly string[] = [],
  paths: ReadonlyMap<string, string>,
  expected: string,
): readonly Problem[] {
  return cycle.slice(0, MAX_PROBLEMS).flatMap((key, index) => {
    const path = paths.get(key)
    const message = [...cycle.slice(index), ...cycle.slice(0, index), key].slice(0, 50).join(' → ')
    return path === undefined ? [] : [{ path, message, expected }]
  })
}

function afterwards(
  before: EnvironmentState,
  flags: readonly FlagChange[],
  segments: readonly SegmentChange[],
): Pick<EnvironmentState, 'environment' | 'configurations' | 'segments'> {
  const configurations = new Map(before.configurations)
  for (const { flag, after } of flags) configurations.set(flag.key, after)
  const kept = new Map(before.segments)
  for (const { key, after } of segments) {
    if (after === undefined) kept.delete(key)
    else kept.set(key, after)
  }
  return { environment: before.environment, configurations, segments: kept }
}

function commit(reading: Reading): Decision<ChangesResource> {
  const { environment, command, flags, segments } = reading
  const writes: Write[] = []
  const entries: AuditDraft[] = []
  const { key: name } = environment.environment
  for (const change of segments) {
    const { key, before, after } = change
    if (before !== undefined && after !== undefined && isSameSegment(before, after)) continue
    writes.push(
      after === undefined
        ? { remove: 'segment', environment: name, segment: key }
        : { put: 'segment', environment: name, segment: { ...after, updatedAtMs: command.nowMs } },
    )
    entries.push(segmentEntry(reading, change))
  }
  for (const { flag, before, after } of flags) {
    if (isSameConfiguration(before, after)) continue
    const configuration = keepSame(before, after)
    writes.push({ put: 'configuration', environment: name, flag: flag.key, configuration })
    const resource = resourceOf(reading, 'configuration', flag.key)
    const [from, to] = [configurationFields(before), configurationFields(configuration)]
    entries.push(draft('configuration.update', resource, configuration.version, command, from, to))
  }
  const answer = answerOf(reading)
  return writes.length === 0 ? { outcome: 'unchanged', answer } : { outcome: 'change', writes, entries, answer }
}

function segmentEntry(reading: Reading, { key, before, after }: SegmentChange): AuditDraft {
  const { environment, command } = reading
  const action = after === undefined ? 'segment.delete' : before === undefined ? 'segment.create' : 'segment.update'
  const version = after?.version ?? (before?.version ?? 0) + 1
  const [from, to] = [before, after && { ...after, updatedAtMs: command.nowMs }].map((segment) =>
    segment === undefined ? null : segmentResource(environment, segment),
  )
  return draft(action, resourceOf(reading, 'segment', key), version, command, from, to)
}

/** Everything that was named, as it is now. */
function answerOf({ command, flags, segments }: Reading): (after: ProjectState) => ChangesResource {
  return (state) => {
    const held = environmentIn(state, command.environment)
    const shownFlags = flags.map(({ flag: { key }, before }) => {
      const now = held.configurations.get(key) ?? before
      return [key, configurationResource(held, key, now)] as const
    })
    const shownSegments = segments.map(({ key }) => {
      const now = held.segments.get(key)
      return [key, now === undefined ? null : segmentResource(held, now)] as const
    })
    return {
      environment: held.environment.key,
      revision: held.revision,
      flags: Object.fromEntries(shownFlags),
      segments: Object.fromEntries(shownSegments),
    }
  }
}

function resourceOf({ environment }: Reading, type: 'configuration' | 'segment', key: string): Resource {
  return { type, key, environment: environment.environment.key }
}

function under(path: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, path: `${path}${problem.path}` }))
}
