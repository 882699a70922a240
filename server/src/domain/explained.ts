/** An evaluation's story as the API tells it: each step says what it is, and one line says it all. */
import type { ExplanationResource } from '@halyard/admin-api'
import type { ConditionTrace, Explanation, FlagTrace, SegmentTrace, SplitTrace, StepTrace } from '@halyard/evaluator'

type StepResource = ExplanationResource['steps'][number]
type TraceResource = Omit<ExplanationResource, 'summary' | 'evaluated' | 'segments'>

export function explained(explanation: Explanation): ExplanationResource {
  return {
    summary: summary(explanation),
    ...traceResource(explanation),
    evaluated: explanation.evaluated.map(traceResource),
    // As JSON, which has no undefined.
    segments: plain(explanation.segments.map(shortSegment)) as ExplanationResource['segments'],
  }
}

function traceResource(trace: FlagTrace): TraceResource {
  const { flagKey, value, variant, reason, errorCode, errorMessage, flagMetadata, prerequisites, steps } = trace
  return plain({
    flagKey,
    value,
    variant,
    reason,
    errorCode,
    errorMessage,
    flagMetadata,
    prerequisites,
    steps: steps.map((step) => ({ kind: kindOf(step), ...shortStep(step) })),
  }) as TraceResource
}

/** Whoever asked knows the context, and each condition that looks at a long attribute would repeat it. */
const MAX_ACTUAL = 200

function shortStep({ if: condition, placed, ...step }: StepTrace): StepTrace {
  return { ...step, if: condition && shortCondition(condition), placed: placed && shortPlace(placed) }
}

function shortPlace(placed: SplitTrace): SplitTrace {
  const { actual, text } = placed
  return { ...placed, actual: shortActual(actual), text: text === undefined ? undefined : shortText(text) }
}

function shortSegment({ if: condition, ...segment }: SegmentTrace): SegmentTrace {
  return { ...segment, if: condition && shortCondition(condition) }
}

function shortCondition({ parts, actual, ...trace }: ConditionTrace): ConditionTrace {
  return { ...trace, actual: shortActual(actual), ...(parts && { parts: parts.map(shortCondition) }) }
}

/** What is long and no text comes as its JSON, cut off. */
function shortActual(actual: unknown): unknown {
  if (typeof actual === 'string') return shortText(actual)
  if (typeof actual !== 'object' || actual === null) return actual
  const json = JSON.stringify(actual)
  return json.length > MAX_ACTUAL ? shortText(json) : actual
}

function shortText(text: string): string {
  return text.length > MAX_ACTUAL ? `${text.slice(0, MAX_ACTUAL).replace(/[\uD800-\uDBFF]$/, '')}…` : text
}

/** A target has a condition and no id, a rule has an id, the fallthrough neither. */
function kindOf({ id, if: condition }: Pick<StepTrace, 'id' | 'if'>): StepResource['kind'] {
  if (id !== undefined) return 'rule'
  return condition === undefined ? 'fallthrough' : 'target'
}

/** Such as `on: SPLIT by rule r-eu, bucket 4,211 of 100,000 lies in 0 to 5,000`. */
function summary(explanation: Explanation): string {
  const { variant, reason, errorCode, errorMessage, flagMetadata, prerequisites, steps } = explanation
  const what = variant ?? 'the caller’s default'
  const failed = prerequisites.find(({ isMet }) => !isMet)
  if (errorCode !== undefined) return `${what}: ${errorCode}${errorMessage === undefined ? '' : `, ${errorMessage}`}`
  // Only then is it the evaluator's word: a flag's own metadata may have a name like it.
  if (reason === 'DISABLED')
    return `${what}: DISABLED, the flag is ${flagMetadata.killed === true ? 'killed' : 'off here'}`
  if (failed !== undefined) return `${what}: ${reason}, "${failed.flag}" does not serve "${failed.variant}"`
  const last = steps.at(-1)
  return last === undefined ? `${what}: ${reason}` : `${what}: ${reason} by ${nameOf(last)}${placeOf(last.placed)}`
}

function nameOf(step: StepTrace): string {
  return step.id === undefined ? `the ${kindOf(step)}` : `rule ${step.id}`
}

function placeOf(placed: SplitTrace | undefined): string {
  if (placed === undefined) return ''
  const { by, bucket, start = 0, end = 0 } = placed
  if (bucket === undefined) return `, which could not place the context by ${by}`
  const [at, from, to] = [bucket, start, end].map((number) => number.toLocaleString('en'))
  return `, bucket ${at} of 100,000 lies in ${from} to ${to}`
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
