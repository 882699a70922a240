/** What a change request comes to, and whether that still can be. */
import type { ChangeSet, Preview, PutSegment, ServeResource } from '@halyard/admin-api'
import type { Move, Proposal, ProposedFlag, ProposedSegment } from './change-request.ts'
import type { ChangesCommand } from './changes.ts'
import { decideChanges } from './changes.ts'
import { environmentIn } from './command.ts'
import type { Tools } from './configuration-verbs.ts'
import type { Refusal, Write } from './decision.ts'
import { differences } from './differences.ts'
import type { Configuration, Flag, Segment } from './documents.ts'
import { escapeStep } from './limits.ts'
import { previewOf } from './preview.ts'
import { variantUses } from './references.ts'
import { configurationFields } from './resources.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

type Difference = Preview['changes'][number]
type Moves = Pick<Proposal, 'flags' | 'segments'>

/** Tries a change set on what is there now. */
export function propose(state: ProjectState, command: ChangesCommand, tools: Tools): Proposal | Refusal {
  // Nothing of this is written, so nothing of it needs to be approved.
  const decision = decideChanges(
    state,
    { ...command, ifMatch: undefined, ifNoneMatch: undefined, isApproved: true },
    tools,
  )
  if (decision.outcome === 'refused') return decision.refusal
  if (decision.outcome === 'unchanged') {
    return { code: 'invalid', detail: 'Nothing would change: it is all there already.', errors: NOTHING }
  }
  const environment = environmentIn(state, command.environment)
  const moves = decision.writes.map((write) => moveOf(state, environment, write))
  const { changes: _, ...effect } = previewOf(state, decision.writes)
  return {
    effect,
    flags: Object.fromEntries(moves.flatMap(({ flag = [] }) => flag)),
    segments: Object.fromEntries(moves.flatMap(({ segment = [] }) => segment)),
  }
}

const NOTHING = [{ path: '', expected: 'a change of at least one flag or segment' }]

interface MoveOf {
  readonly flag?: readonly [readonly [string, Move<ProposedFlag>]]
  readonly segment?: readonly [readonly [string, Move<ProposedSegment | null>]]
}

function moveOf({ flags }: ProjectState, { configurations, segments }: EnvironmentState, write: Write): MoveOf {
  if ('put' in write && write.put === 'configuration') {
    const flag = flags.get(write.flag)
    const configuration = configurations.get(write.flag)
    if (flag === undefined || configuration === undefined) throw new Error(`There is no flag "${write.flag}"`)
    const names = [...new Set(variantUses(write.configuration).map(({ variant }) => variant))]
    const before = proposedFlag(flag, configuration, names)
    return { flag: [[write.flag, { before, after: proposedFlag(flag, write.configuration, names) }]] }
  }
  if ('put' in write && write.put === 'segment') {
    const { key } = write.segment
    return { segment: [[key, { before: proposedSegment(segments.get(key)), after: proposedSegment(write.segment) }]] }
  }
  if ('remove' in write && write.remove === 'segment') {
    const before = proposedSegment(segments.get(write.segment))
    return { segment: [[write.segment, { before, after: null }]] }
  }
  throw new Error('A change set writes configurations and segments only')
}

function proposedFlag(flag: Flag, configuration: Configuration, names: readonly string[]): ProposedFlag {
  const { killed: _, ...fields } = configurationFields(configuration)
  const variants = Object.fromEntries(
    names.flatMap((name) => {
      const value = flag.variants[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
  return { ...fields, variants, salt: flag.salt }
}

function proposedSegment(segment: Segment | undefined): ProposedSegment | null {
  if (segment === undefined) return null
  const { name, description, by, included, excluded } = segment
  return { name, description, by, included, excluded, if: segment.if }
}

/** What will be different, and whom it moves. */
export function previewOfProposal({ flags, segments, effect }: Proposal): Preview {
  return { ...effect, changes: [...inGroup('segments', segments), ...inGroup('flags', flags)] }
}

function inGroup(name: string, moves: Readonly<Record<string, Move<unknown>>>): readonly Difference[] {
  return Object.entries(moves).flatMap(([key, { before, after }]) =>
    differences(before, after, `/${name}/${escapeStep(key)}`),
  )
}

/** What is no longer as it was when the proposal was made, and isn't what it is to become either. */
export function conflictsOf(
  { flags, segments }: Moves,
  state: Pick<ProjectState, 'flags'>,
  environment: EnvironmentState,
): readonly Difference[] {
  const ofFlags = Object.entries(flags).flatMap(([key, move]) => {
    const flag = state.flags.get(key)
    const configuration = environment.configurations.get(key)
    const isServed = flag !== undefined && !flag.archived && configuration !== undefined
    const now = isServed ? proposedFlag(flag, configuration, Object.keys(move.before.variants)) : null
    return conflict(move, now, `/flags/${escapeStep(key)}`)
  })
  const ofSegments = Object.entries(segments).flatMap(([key, move]) =>
    conflict(move, proposedSegment(environment.segments.get(key)), `/segments/${escapeStep(key)}`),
  )
  return [...ofFlags, ...ofSegments]
}

function conflict({ before, after }: Move<unknown>, now: unknown, path: string): readonly Difference[] {
  const moved = differences(before, now, path)
  return moved.length === 0 || differences(after, now).length === 0 ? [] : moved
}

/** The proposal as a change set that comes to exactly the same. */
export function exactly({ flags, segments }: Moves): ChangeSet {
  const ofFlags = Object.entries(flags).map(([key, { after }]) => {
    const { variants: _, salt: __, ...fields } = after
    const rules = fields.rules.map((rule) => ({ ...rule, serve: exactServe(rule.serve) }))
    return [key, { ...fields, rules, fallthrough: exactServe(fields.fallthrough) }] as const
  })
  const ofSegments = Object.entries(segments).map(([key, { after }]) => [key, after as PutSegment | null] as const)
  return { flags: Object.fromEntries(ofFlags), segments: Object.fromEntries(ofSegments) }
}

/** Ranges say it all: of weights beside them, it would be asked which of the two is meant. */
function exactServe(serve: ServeResource): unknown {
  return 'variant' in serve ? serve : { split: { by: serve.split.by, ranges: serve.split.ranges } }
}
