import { compileAttribute } from './attribute.ts'
import { bucketOf, placingText, seedOf } from './bucket.ts'
import type { CompiledFlag, CompiledRuleset, Needs } from './compiled.ts'
import { compileCondition } from './conditions.ts'
import { answerPrerequisites, evaluate, isFor, isLive, isMet } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import type { Condition, FlagType, Prerequisite, Serve, Split } from './ruleset.ts'
import { isMember, segmentCondition } from './segments.ts'
import { endsOf, rangeOf, serve as serveStep, TARGETING_KEY } from './split.ts'

/**
 * The whole story of an evaluation: plain data, for people and for checking again without this code. Every condition
 * that was reached, whole; everything else up to what decided. Holds what the context holds.
 * @see docs/evaluation.md, "Explaining"
 */
export interface Explanation extends FlagTrace {
  readonly ageMs: number
  /** Prerequisites and theirs, each once, in the order in which they were evaluated. */
  readonly evaluated: readonly FlagTrace[]
  /** Those that any condition names, directly or through others. */
  readonly segments: readonly SegmentTrace[]
}

/** An outcome, and what led to it. */
export interface FlagTrace extends Evaluation {
  readonly prerequisites: readonly PrerequisiteTrace[]
  /** Targets, rules and the fallthrough as they were tried; the last one decided. */
  readonly steps: readonly StepTrace[]
}

export interface PrerequisiteTrace extends Prerequisite {
  readonly isMet: boolean
}

/** A target (it has a condition), a rule (it has an id) or the fallthrough. */
export interface StepTrace {
  readonly id?: string | undefined
  readonly if?: ConditionTrace | undefined
  readonly serve: Serve
  /** Where the context was placed, if the step got so far. */
  readonly placed?: SplitTrace | undefined
}

/** A condition and what came of it. */
export interface ConditionTrace {
  readonly condition: Condition
  readonly outcome: boolean | 'unknown'
  /** What a comparison found in the context; undefined if nothing. */
  readonly actual?: unknown
  /** Of `all`, `any` and `not`, each answered, though an earlier one may have settled the matter. */
  readonly parts?: readonly ConditionTrace[]
}

export interface SegmentTrace {
  readonly segment: string
  /** The lists and the condition as one; absent for a segment that is missing or cannot be compiled. */
  readonly if?: ConditionTrace | undefined
  readonly outcome: boolean | 'unknown'
}

/** `seed` = murmur3(`salt`, 0); `bucket` = murmur3(`text`, `seed`) mod 100,000. Without a text nothing was placed. */
export interface SplitTrace {
  readonly by: string
  readonly actual: unknown
  readonly salt: string
  readonly seed: number
  readonly text?: string | undefined
  readonly bucket?: number | undefined
  readonly variant?: string | undefined
  /** The range that holds the bucket: from here on, up to but not including `end`. */
  readonly start?: number | undefined
  readonly end?: number | undefined
}

interface Call {
  readonly ruleset: CompiledRuleset
  readonly context: unknown
  readonly segments: Set<string>
}

/**
 * Evaluates as `evaluate` does and tells how it came to that. Slow: compiles every condition anew.
 * @see docs/evaluation.md, "Explaining"
 */
export function explain(
  ruleset: CompiledRuleset,
  flagKey: string,
  context: unknown,
  ageMs = 0,
  type?: FlagType,
): Explanation {
  const evaluation = evaluate(ruleset, flagKey, context, ageMs, type)
  const flag = ruleset.flags.get(flagKey)
  const call: Call = { ruleset, context, segments: new Set() }
  const untold = { ageMs, prerequisites: [], steps: [], evaluated: [], segments: [] }
  if (flag === undefined || flag.hidden || evaluation === flag.mismatch || !isLive(evaluation))
    return { ...evaluation, ...untold }
  const needs = answerPrerequisites(flag, context, ruleset, ageMs)
  const evaluated = needs.order.map((one) => traceFlag(one, needs, call))
  return { ...untold, ...evaluation, ...evaluated.pop(), evaluated, segments: traceSegments(call) }
}

function traceFlag(flag: CompiledFlag, needs: Needs<CompiledFlag, Evaluation>, call: Call): FlagTrace {
  const evaluation = needs.answers.get(flag.key) ?? flag.unplaced
  const { reason } = evaluation
  const prerequisites = flag.prerequisites.map((entry) => ({
    flag: entry.flag,
    variant: entry.variant,
    isMet: isMet(flag, entry, needs),
  }))
  return {
    ...evaluation,
    prerequisites: isLive(evaluation) ? prerequisites : [],
    steps: isLive(evaluation) && reason !== 'PREREQUISITE_FAILED' ? traceSteps(flag, call) : [],
  }
}

function traceSteps({ key, logic: { salt = key }, steps, hashSalt }: CompiledFlag, call: Call): StepTrace[] {
  const tried: StepTrace[] = []
  for (const step of steps) {
    const { id, if: condition, serve } = step
    const holds = isFor(step, call.context, call.ruleset)
    tried.push({
      id,
      if: condition && traceCondition(condition, hashSalt, call),
      serve,
      placed: holds && 'split' in serve ? traceSplit(serve.split, salt, call.context) : undefined,
    })
    if (holds && serveStep(step, call.context)) break
  }
  return tried
}

function traceCondition(condition: Condition, hashSalt: string | undefined, call: Call): ConditionTrace {
  const outcome = compileCondition(condition, hashSalt).ask(call.context, call.ruleset) ?? 'unknown'
  if ('attribute' in condition)
    return { condition, outcome, actual: compileAttribute(condition.attribute).of(call.context) }
  if ('segment' in condition) {
    call.segments.add(condition.segment)
    return { condition, outcome }
  }
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : [condition.not]
  return { condition, outcome, parts: parts.map((part) => traceCondition(part, hashSalt, call)) }
}

/** Where a split placed a context, if it did. */
export function traceSplit({ by = TARGETING_KEY, ranges }: Split, salt: string, context: unknown): SplitTrace {
  const actual = compileAttribute(by).of(context)
  const text = placingText(actual)
  const bucket = text === undefined ? undefined : bucketOf(salt, text)
  const trace = { by, actual, salt, seed: seedOf(salt) }
  if (bucket === undefined) return trace
  const index = rangeOf(bucket, endsOf(ranges))
  const [variant, end] = ranges[index] ?? []
  return { ...trace, text, bucket, variant, start: ranges[index - 1]?.[1] ?? 0, end }
}

function traceSegments(call: Call): SegmentTrace[] {
  const traces: SegmentTrace[] = []
  // Grows while it is walked, by those that segments name.
  for (const key of call.segments) {
    const segment = call.ruleset.segments.get(key)
    traces.push({
      segment: key,
      if: segment && traceCondition(segmentCondition(segment.item), segment.hashSalt, call),
      outcome: isMember(key).ask(call.context, call.ruleset) ?? 'unknown',
    })
  }
  return traces
}
