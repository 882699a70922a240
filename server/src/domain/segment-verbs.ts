import { isDeepStrictEqual } from 'node:util'
import type { PutSegment, SegmentResource } from '@halyard/admin-api'
import { told } from '@halyard/admin-api'
import { findProblems } from '@halyard/evaluator'
import type { Command } from './command.ts'
import { basedOn, draft, environmentIn, staleVersion } from './command.ts'
import { conditionSizes, missingSegments, tooManyPatterns } from './configuration-check.ts'
import type { Decision, Problem, Resource } from './decision.ts'
import { refuse } from './decision.ts'
import type { Segment } from './documents.ts'
import { itemProblems } from './item-problems.ts'
import type { Limits } from './limits.ts'
import { longStrings } from './limits.ts'
import { serverSegment } from './projection.ts'
import { unprotectedOnly } from './protection.ts'
import { cycleThrough, segmentsIn, segmentsInRules } from './references.ts'
import { segmentResource } from './resources.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

/** What segments are judged against. */
type SegmentPlace = Pick<EnvironmentState, 'environment' | 'configurations' | 'segments'>

interface SegmentCommand extends Command {
  readonly environment: string
  readonly segment: string
}

/** What a put came to: whether the segment is new decides between 201 and 200. */
export interface SegmentPut {
  readonly isNew: boolean
  readonly segment: SegmentResource
}

/** Makes or replaces a segment. */
export function putSegment(
  state: ProjectState,
  command: SegmentCommand & { readonly input: PutSegment },
  limits: Limits,
): Decision<SegmentPut> {
  const environment = environmentIn(state, command.environment)
  const { segment: key, nowMs } = command
  const before = environment.segments.get(key)
  const document = before === undefined ? null : segmentResource(environment, before)
  const refused =
    staleVersion(basedOnOwn(command, before), resourceOf(command), before?.version ?? 0, document) ??
    unprotectedOnly(command, environment) ??
    retired(environment, key)
  if (refused !== undefined) return refused
  const after = newSegment(command, before)
  const problems = segmentProblems(environment, after, limits)
  if (problems.length > 0) return refuse('invalid', 'The segment cannot be used as it stands.', problems)
  const answer = (held: ProjectState): SegmentPut => {
    const now = environmentIn(held, command.environment)
    return { isNew: before === undefined, segment: segmentResource(now, now.segments.get(key) ?? after) }
  }
  if (before !== undefined && isSameSegment(before, after)) return { outcome: 'unchanged', answer }
  const segment = { ...after, updatedAtMs: nowMs }
  const action = before === undefined ? 'segment.create' : 'segment.update'
  const entry = draft(
    action,
    resourceOf(command),
    segment.version,
    command,
    document,
    segmentResource(environment, segment),
  )
  return {
    outcome: 'change',
    writes: [{ put: 'segment', environment: command.environment, segment }],
    entries: [entry],
    answer,
  }
}

/** One that is to be made anew is based on nothing that could have changed. */
function basedOnOwn(
  command: SegmentCommand & { readonly input: PutSegment },
  before: Segment | undefined,
): SegmentCommand {
  return before === undefined ? command : basedOn(command, versionSeen(command.input, command))
}

/** The version that a document names, unless it was got elsewhere: that of another segment says nothing of this one. */
export function versionSeen(
  { key, environment, version }: Omit<PutSegment, 'reason'>,
  place: Pick<SegmentCommand, 'segment' | 'environment'>,
): number | undefined {
  const isOwn = (key ?? place.segment) === place.segment && (environment ?? place.environment) === place.environment
  return isOwn ? version : undefined
}

/** Deletes a segment that nothing names. Its key stays taken: apps may still hold it. */
export function deleteSegment(state: ProjectState, command: SegmentCommand): Decision<undefined> {
  const environment = environmentIn(state, command.environment)
  const before = environment.segments.get(command.segment)
  if (before === undefined) {
    return refuse('segment-not-found', `The environment "${command.environment}" has no segment "${command.segment}".`)
  }
  const document = segmentResource(environment, before)
  const refused =
    staleVersion(command, resourceOf(command), before.version, document) ?? unprotectedOnly(command, environment)
  if (refused !== undefined) return refused
  const users = usersIn(state, environment).get(before.key) ?? []
  if (users.length > 0) {
    return refuse('in-use', `The segment "${before.key}" is still named by ${users.slice(0, 10).join(', ')}.`)
  }
  return {
    outcome: 'change',
    writes: [{ remove: 'segment', environment: command.environment, segment: before.key }],
    entries: [draft('segment.delete', resourceOf(command), before.version + 1, command, document, null)],
    answer: () => undefined,
  }
}

/** The segment as a put makes it; what it says of when it changed is still that of the one before. */
export function newSegment(
  { input, segment: key, nowMs }: { readonly input: PutSegment; readonly segment: string; readonly nowMs: number },
  before: Segment | undefined,
): Segment {
  return {
    key,
    name: input.name ?? before?.name ?? key,
    description: input.description ?? null,
    by: input.by === 'targetingKey' ? null : (input.by ?? null),
    included: input.included ?? [],
    excluded: input.excluded ?? [],
    if: input.if ?? null,
    version: (before?.version ?? 0) + 1,
    createdAtMs: before?.createdAtMs ?? nowMs,
    updatedAtMs: before?.updatedAtMs ?? nowMs,
  }
}

/** Whether two segments say the same, whatever their versions. */
export function isSameSegment(before: Segment, after: Segment): boolean {
  return isDeepStrictEqual({ ...before, version: 0 }, { ...after, version: 0 })
}

/**
 * @param cycles - `judged`: it is known that no segment leads back to itself.
 * @returns everything that is wrong, as pointers into the segment.
 */
export function segmentProblems(
  environment: SegmentPlace,
  segment: Segment,
  limits: Limits,
  cycles?: 'judged',
): readonly Problem[] {
  const sizes = [
    ...listSizes(segment, limits),
    ...conditionSizes(segment.if, '/if', limits),
    ...tooManyPatterns([segment.if], '/if', limits),
    ...longStrings(segment, limits),
  ]
  if (sizes.length > 0) return sizes
  // A segment that names itself is no missing one, but a cycle.
  const missing = missingSegments({ environment }, segment.if, '/if').filter(({ value }) => value !== segment.key)
  return [
    ...missing,
    ...(cycles === 'judged' ? [] : cycleProblem(environment, segment)),
    ...itemProblems(findProblems('segment', serverSegment(segment))),
  ]
}

function listSizes(segment: Segment, limits: Limits): readonly Problem[] {
  return (['included', 'excluded'] as const).flatMap((name) => {
    const count = segment[name].length
    if (count <= limits.valuesPerSegmentList) return []
    return [{ path: `/${name}`, message: `${count} values`, expected: `at most ${limits.valuesPerSegmentList} values` }]
  })
}

function cycleProblem(environment: SegmentPlace, segment: Segment): readonly Problem[] {
  const cycle = cycleThrough(segment.key, (key) =>
    segmentsIn(key === segment.key ? segment.if : environment.segments.get(key)?.if),
  )
  if (cycle === undefined) return []
  const expected = 'segments that do not lead back to this one'
  return [{ path: '/if', ...told(segment.if), message: cycle.join(' → '), expected }]
}

/** By segment, what names it, in words. */
export function usersIn(
  { flags }: Pick<ProjectState, 'flags'>,
  environment: SegmentPlace,
): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>()
  const note = (named: Iterable<string>, user: string): void => {
    for (const key of named) users.set(key, [...(users.get(key) ?? []).slice(0, 10), user])
  }
  for (const [key, { rules }] of environment.configurations) {
    if (flags.get(key)?.archived === false) note(segmentsInRules(rules), `the flag "${key}"`)
  }
  for (const other of environment.segments.values()) note(segmentsIn(other.if), `the segment "${other.key}"`)
  return users
}

function retired(environment: EnvironmentState, key: string) {
  if (!environment.retiredSegments.has(key)) return undefined
  return refuse(
    'key-taken',
    `"${key}" was the key of a segment that is gone; apps may still hold it. Choose another key.`,
  )
}

function resourceOf({ segment, environment }: SegmentCommand): Resource {
  return { type: 'segment', key: segment, environment }
}
