import { compileAttribute } from './attribute.ts'
import type { CompiledFlag, CompiledRuleset, CompiledSegment, Needs, Test, Truth } from './compiled.ts'
import { compileCondition } from './conditions.ts'
import { isLive, isMet, MAX_FLAGS } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import {
  type ConditionTrace,
  type Explanation,
  type FlagTrace,
  type SegmentTrace,
  type StepTrace,
  traceSplit,
} from './explain.ts'
import { needsOf } from './needs.ts'
import { notFound } from './outcome.ts'
import type { Comparison, Condition, FlagType } from './ruleset.ts'
import { segmentCondition } from './segments.ts'
import { serve as serveStep } from './split.ts'

type Outcome = ConditionTrace['outcome']

interface Call {
  readonly ruleset: CompiledRuleset
  readonly context: unknown
  readonly ageMs: number
  readonly tests: ComparisonTests
  readonly needs: Needs<CompiledFlag, Evaluation>
  /** Those that flags name, in the order in which they did. */
  readonly named: Set<string>
  /** Each segment is worked out once, however many name it. */
  readonly told: Map<string, SegmentTrace>
}

/** A walk that may be paused at each question. */
type Walk<T> = Generator<undefined, T>

/** What comparisons compile to. Whoever explains often keeps it from one time to the next, while the salt stays. */
export type ComparisonTests = WeakMap<Comparison, readonly Test[]>

/**
 * Explains as `explain` does, a step at a time and in one walk: between two steps lies one comparison, one operand of
 * it, or one segment. For a server, whose documents and contexts are other people's: it takes time linear in what is
 * told, and others come in between. `explain` is small instead, for pages.
 * @param tests - What was compiled for it before, and what is now.
 * @see docs/evaluation.md, "Explaining"
 */
export function* explaining(
  ruleset: CompiledRuleset,
  flagKey: string,
  context: unknown,
  ageMs = 0,
  type?: FlagType,
  tests: ComparisonTests = new WeakMap(),
): Walk<Explanation> {
  const flag = ruleset.flags.get(flagKey)
  const untold = { ageMs, prerequisites: [], steps: [], evaluated: [], segments: [] }
  if (flag === undefined || flag.hidden) return { ...notFound(flagKey), ...untold }
  const off = type !== undefined && type !== flag.type ? flag.mismatch : offOf(flag, ageMs)
  if (off) return { ...off, ...untold }
  const needs = needsOf<CompiledFlag, Evaluation>(flag, ruleset.flags, MAX_FLAGS)
  const call = { ruleset, context, ageMs, tests, needs, named: new Set<string>(), told: new Map() }
  const evaluated: FlagTrace[] = []
  for (const one of needs.order) {
    const trace = yield* traceFlag(one, call)
    needs.answers.set(one.key, trace)
    evaluated.push(trace)
  }
  return { ...untold, ...(evaluated.pop() as FlagTrace), evaluated, segments: segmentsOf(call) }
}

function offOf({ settled, stale, maxStalenessMs }: CompiledFlag, ageMs: number): Evaluation | undefined {
  return settled ? (isLive(settled) ? undefined : settled) : ageMs > maxStalenessMs ? stale : undefined
}

function* traceFlag(flag: CompiledFlag, call: Call): Walk<FlagTrace> {
  const off = offOf(flag, call.ageMs)
  if (off) return { ...off, prerequisites: [], steps: [] }
  let failed: Evaluation | undefined
  const prerequisites = flag.prerequisites.map((entry) => {
    const met = isMet(flag, entry, call.needs)
    if (!met) failed ??= entry.failed
    return { flag: entry.flag, variant: entry.variant, isMet: met }
  })
  const steps: StepTrace[] = []
  if (failed) return { ...failed, prerequisites, steps }
  const { key, hashSalt } = flag
  const { salt = key } = flag.logic
  for (const step of flag.steps) {
    const { id, if: condition, serve } = step
    const trace = condition && (yield* traceCondition(condition, hashSalt, call))
    const holds = !trace || trace.outcome === true
    const placed = holds && 'split' in serve ? traceSplit(serve.split, salt, call.context) : undefined
    steps.push({ id, if: trace, serve, placed })
    const served = holds ? serveStep(step, call.context) : undefined
    if (served) return { ...served, prerequisites, steps }
  }
  return { ...flag.unplaced, prerequisites, steps }
}

function* traceCondition(condition: Condition, hashSalt: string | undefined, call: Call): Walk<ConditionTrace> {
  if ('attribute' in condition) {
    const outcomes: Outcome[] = []
    for (const test of testsOf(condition, hashSalt, call.tests)) {
      outcomes.push(test.ask(call.context, call.ruleset) ?? 'unknown')
      yield
    }
    return {
      condition,
      outcome: settle(true, outcomes),
      actual: compileAttribute(condition.attribute).of(call.context),
    }
  }
  if ('segment' in condition) {
    const { segment } = condition
    call.named.add(segment)
    if (!call.told.has(segment)) yield* tellSegment(segment, call)
    return { condition, outcome: call.told.get(segment)?.outcome ?? 'unknown' }
  }
  const parts: ConditionTrace[] = []
  for (const part of 'all' in condition ? condition.all : 'any' in condition ? condition.any : [condition.not])
    parts.push(yield* traceCondition(part, hashSalt, call))
  const outcomes = parts.map(({ outcome }) => outcome)
  const outcome = settle(!('all' in condition), outcomes)
  return { condition, outcome: 'not' in condition && outcome !== 'unknown' ? !outcome : outcome, parts }
}

/** Kleene's `any` (settled by true) and `all` (settled by false). */
function settle(settling: boolean, outcomes: readonly Outcome[]): Outcome {
  return outcomes.includes(settling) ? settling : outcomes.includes('unknown') ? 'unknown' : !settling
}

/** Of several operands any will do, and each has a test: in a long text it may take long. Members are looked up. */
function testsOf(condition: Comparison, hashSalt: string | undefined, known: ComparisonTests): readonly Test[] {
  const tests = known.get(condition)
  if (tests) return tests
  const { op, value } = condition
  const isList = op !== 'in' && Array.isArray(value) && value.length > 0
  const each = isList ? value.map((one) => ({ ...condition, value: one })) : [condition]
  const made = each.map((one) => compileCondition(one as Comparison, hashSalt))
  known.set(condition, made)
  return made
}

/** Works a segment out after all that it needs; whatever leads back to itself is unknown, meanwhile and in the end. */
function* tellSegment(key: string, call: Call): Walk<void> {
  const { told, ruleset } = call
  const segment = ruleset.segments.get(key)
  if (segment === undefined) {
    told.set(key, { segment: key, outcome: 'unknown' })
    return
  }
  const untold = { get: (other: string) => (told.has(other) ? undefined : ruleset.segments.get(other)) }
  const { order, cyclic } = needsOf<CompiledSegment, Truth>(segment, untold, Infinity)
  for (const { key: segment } of order) told.set(segment, { segment, outcome: 'unknown' })
  const within = { ...call, named: new Set<string>() }
  for (const { key: segment, item, hashSalt } of order) {
    const trace = yield* traceCondition(segmentCondition(item), hashSalt, within)
    told.set(segment, { segment, if: trace, outcome: cyclic.has(segment) ? 'unknown' : trace.outcome })
    yield
  }
}

function segmentsOf({ ruleset, named, told }: Call): SegmentTrace[] {
  // Grows while it is walked, by those that segments name.
  for (const key of named) for (const used of ruleset.segments.get(key)?.uses ?? []) named.add(used)
  return [...named].map((segment) => told.get(segment) ?? { segment, outcome: 'unknown' })
}
