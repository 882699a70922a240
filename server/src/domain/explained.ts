/** An evaluation's story as the API tells it: each step says what it is, and one line says it all. */
import type { ExplanationResource } from '@halyard/admin-api'
import type { ConditionTrace, Explanation, FlagTrace, SegmentTrace, SplitTrace, StepTrace } from '@halyard/evaluator'

type StepResource = ExplanationResource['steps'][number]
type TraceResource = Omit<ExplanationResource, 'summary' | 'evaluated' | 'segments'>

/** @returns what is to be written as JSON, which has no undefined. */
export function explained(explanation: Explanation): ExplanationResource {
  const short = new Shortening()
  return {
    summary: summary(explanation),
    ...traceResource(explanation, short),
    evaluated: explanation.evaluated.map((trace) => traceResource(trace, short)),
    segments: explanation.segments.map((trace) => short.segment(trace)),
  } as ExplanationResource
}

function traceResource(trace: FlagTrace, short: Shortening): TraceResource {
  const { flagKey, value, variant, reason, errorCode, errorMessage, flagMetadata, prerequisites, steps } = trace
  return {
    flagKey,
    value,
    variant,
    reason,
    errorCode,
    errorMessage,
    flagMetadata,
    prerequisites,
    steps: steps.map((step) => ({ kind: kindOf(step), ...short.step(step) })),
  } as TraceResource
}

/** Whoever asked knows the context, and each condition that looks at a long attribute would repeat it. */
const MAX_ACTUAL = 200

class Shortening {
  /** What is long and no text, and what is shown of it: thousands of conditions may look at the same list. */
  readonly #known = new Map<object, unknown>()

  step({ if: condition, placed, ...step }: StepTrace): StepTrace {
    return { ...step, if: condition && this.#condition(condition), placed: placed && this.#place(placed) }
  }

  segment({ if: condition, ...segment }: SegmentTrace): SegmentTrace {
    return { ...segment, if: condition && this.#condition(condition) }
  }

  #condition({ parts, actual, ...trace }: ConditionTrace): ConditionTrace {
    const shortParts = parts?.map((part) => this.#condition(part))
    return { ...trace, actual: this.#actual(actual), ...(shortParts && { parts: shortParts }) }
  }

  #place(placed: SplitTrace): SplitTrace {
    const { actual, text } = placed
    return { ...placed, actual: this.#actual(actual), text: text === undefined ? undefined : shortText(text) }
  }

  /** What is long and no text comes as its JSON, cut off. */
  #actual(actual: unknown): unknown {
    if (typeof actual === 'string') return shortText(actual)
    if (typeof actual !== 'object' || actual === null) return actual
    if (!this.#known.has(actual)) {
      const json = JSON.stringify(actual)
      this.#known.set(actual, json.length > MAX_ACTUAL ? shortText(json) : actual)
    }
    return this.#known.get(actual)
  }
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
