import { compileAttribute } from './attribute.ts'
import { bucketOf, placingText, seedOf } from './bucket.ts'
import type { CompiledFlag, CompiledPrerequisite, CompiledRuleset, FlagNeeds } from './compiled.ts'
import { compileCondition } from './conditions.ts'
import { answerNeeds, evaluate, isLive, isMet } from './evaluate.ts'
import type { Evaluation, Reason } from './evaluation.ts'
import type { Condition, FlagType, Prerequisite, Serve, Split } from './ruleset.ts'
import { isMember, segmentCondition } from './segments.ts'
import { TARGETING_KEY } from './split.ts'
import { targetCondition } from './targets.ts'

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
  /** What the flag evaluated to; absent if it is missing, or one too many. */
  readonly served?: string | undefined
  readonly reason?: Reason | undefined
  readonly isMet: boolean
}

export interface StepTrace {
  readonly kind: 'target' | 'rule' | 'fallthrough'
  readonly ruleId?: string | undefined
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
  readonly text?: string
  readonly bucket?: number
  readonly variant?: string
  /** The range that holds the bucket: from here on, up to but not including `end`. */
  readonly start?: number
  readonly end?: number
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
  if (flag === undefined || !isReached(evaluation)) {
    return { ...evaluation, ageMs, prerequisites: [], steps: [], evaluated: [], segments: [] }
  }
  const needs = answerNeeds(flag, ruleset, context, ageMs)
  // The context's own code may evaluate while it is read, and so write other answers into the same room.
  const answers = new Map(needs.answers)
  const traceFlag = (one: CompiledFlag, outcome: Evaluation): FlagTrace =>
    trace(one, outcome, { ...needs, answers }, call)
  const evaluated = needs.order.flatMap((one) => traceFlag(one, answers.get(one.key) ?? one.unplaced))
  return { ...traceFlag(flag, evaluation), ageMs, evaluated, segments: traceSegments(call) }
}

/** Whether anything beyond the flag's own state was looked at. */
function isReached(evaluation: Evaluation): boolean {
  return isLive(evaluation) && evaluation.errorCode !== 'FLAG_NOT_FOUND' && evaluation.errorCode !== 'TYPE_MISMATCH'
}

function trace(flag: CompiledFlag, evaluation: Evaluation, needs: FlagNeeds, call: Call): FlagTrace {
  const tracePrerequisite = (prerequisite: CompiledPrerequisite): PrerequisiteTrace => {
    const answer = needs.answers.get(prerequisite.flag)
    const { flag: key, variant } = prerequisite
    return { flag: key, variant, served: answer?.variant, reason: answer?.reason, isMet: isMet(prerequisite, needs) }
  }
  return {
    ...evaluation,
    prerequisites: isReached(evaluation) ? flag.prerequisites.map(tracePrerequisite) : [],
    steps: isReached(evaluation) && evaluation.reason !== 'PREREQUISITE_FAILED' ? traceSteps(flag, call) : [],
  }
}

function traceSteps({ key, logic, hashSalt }: CompiledFlag, call: Call): StepTrace[] {
  const { salt = key, targets = [], rules = [], fallthrough } = logic
  const steps: (Omit<StepTrace, 'if'> & { readonly if?: Condition | undefined })[] = [
    ...targets.map(
      (target) => ({ kind: 'target', if: targetCondition(target), serve: { variant: target.variant } }) as const,
    ),
    ...rules.map(({ id, if: condition, serve }) => ({ kind: 'rule', ruleId: id, if: condition, serve }) as const),
    ...(fallthrough ? [{ kind: 'fallthrough', serve: fallthrough } as const] : []),
  ]
  const tried: StepTrace[] = []
  for (const { if: condition, ...step } of steps) {
    const asked = condition && traceCondition(condition, hashSalt, call)
    const holds = asked === undefined || asked.outcome === true
    const placed = holds && 'split' in step.serve ? traceSplit(step.serve.split, salt, call.context) : undefined
    tried.push({ ...step, if: asked, placed })
    if (holds && (placed === undefined || placed.text !== undefined || placed.by === TARGETING_KEY)) break
  }
  return tried
}

function traceCondition(condition: Condition, hashSalt: string | undefined, call: Call): ConditionTrace {
  const outcome = compileCondition(condition, hashSalt)(call.context, call.ruleset) ?? 'unknown'
  if ('attribute' in condition) {
    return { condition, outcome, actual: compileAttribute(condition.attribute)(call.context) }
  }
  if ('segment' in condition) {
    call.segments.add(condition.segment)
    return { condition, outcome }
  }
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : [condition.not]
  return { condition, outcome, parts: parts.map((part) => traceCondition(part, hashSalt, call)) }
}

function traceSplit({ by = TARGETING_KEY, ranges }: Split, salt: string, context: unknown): SplitTrace {
  const actual = compileAttribute(by)(context)
  const text = placingText(actual)
  const seed = seedOf(salt)
  if (text === undefined) return { by, actual, salt, seed }
  const bucket = Number(bucketOf(salt, text))
  const index = ranges.findIndex(([, end]) => end > bucket)
  const [variant = '', end = 0] = ranges[index] ?? []
  return { by, actual, salt, seed, text, bucket, variant, start: ranges[index - 1]?.[1] ?? 0, end }
}

function traceSegments(call: Call): SegmentTrace[] {
  const traces: SegmentTrace[] = []
  // Grows while it is walked, by those that segments name.
  for (const key of call.segments) {
    const segment = call.ruleset.segments.get(key)
    const asked = segment && traceCondition(segmentCondition(segment.item), segment.hashSalt, call)
    traces.push({ segment: key, if: asked, outcome: isMember(key)(call.context, call.ruleset) ?? 'unknown' })
  }
  return traces
}
