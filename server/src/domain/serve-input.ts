/** People write weights; rulesets carry ranges, derived from those in force so that as few as can be move. */

import type { ServeInput } from '@halyard/admin-api'
import { told, WHOLE } from '@halyard/admin-api'
import type { Serve, Split } from '@halyard/evaluator'
import { deriveRanges } from '@halyard/evaluator'
import type { Problem } from './decision.ts'
import type { Limits } from './limits.ts'
import { weightsOf } from './resources.ts'

type Ranges = Split['ranges']
type SplitInput = NonNullable<ServeInput['split']>

export interface ServeContext {
  /** Names of the flag's variants, in their order. */
  readonly variants: readonly string[]
  readonly limits: Limits
  readonly problems: Problem[]
}

/** @param inForce - What this place serves now. @returns undefined after noting what is wrong. */
export function readServe(
  input: ServeInput,
  path: string,
  inForce: Serve | undefined,
  context: ServeContext,
): Serve | undefined {
  const { variant, split } = input
  if (variant !== undefined && split === undefined) return { variant }
  if (split !== undefined && variant === undefined) return readSplit(split, `${path}/split`, inForce, context)
  const expected = 'either {variant} or {split: {by?, weights}}'
  context.problems.push({ path, ...told(input), message: variant === undefined ? 'neither' : 'both', expected })
  return undefined
}

function readSplit(
  input: SplitInput,
  path: string,
  inForce: Serve | undefined,
  context: ServeContext,
): Serve | undefined {
  const ranges = readRanges(input, path, rangesOf(inForce), context)
  if (ranges === undefined) return undefined
  if (ranges.length > context.limits.rangesPerSplit) {
    const message = `${ranges.length} ranges`
    context.problems.push({ path, message, expected: `at most ${context.limits.rangesPerSplit} ranges` })
    return undefined
  }
  return {
    split: { ...(input.by === undefined || input.by === 'targetingKey' ? undefined : { by: input.by }), ranges },
  }
}

function readRanges(
  { weights, ranges }: SplitInput,
  path: string,
  inForce: Ranges | undefined,
  { variants, problems }: ServeContext,
): Ranges | undefined {
  const before = problems.length
  if (weights === undefined && ranges === undefined) {
    problems.push({ path: `${path}/weights`, expected: 'weights that sum to 100,000 (1,000 is 1 %)' })
  }
  if (weights !== undefined) problems.push(...weightProblems(weights, `${path}/weights`))
  if (ranges !== undefined) problems.push(...rangeProblems(ranges, `${path}/ranges`))
  if (problems.length > before) return undefined
  if (weights === undefined) return ranges
  if (ranges !== undefined) {
    if (isSame(sorted(weightsOf(ranges)), sorted(weights))) return ranges
    // Ranges that are those in force came back with the document that somebody edited: the weights are the edit.
    if (!isSame(ranges, inForce)) {
      const expected = 'ranges that come to the weights; leave either out'
      problems.push({ path: `${path}/ranges`, ...told(ranges), message: sumsText(weightsOf(ranges)), expected })
      return undefined
    }
  }
  const known = new Set([...variants, ...Object.keys(weights)])
  return deriveRanges([...known], { ...weights }, inForce)
}

function weightProblems(weights: Readonly<Record<string, number>>, path: string): readonly Problem[] {
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0)
  if (sum === WHOLE) return []
  const percent = sum === 100 ? ' (percentages: multiply each by 1,000)' : ''
  const message = `they sum to ${sum.toLocaleString('en')}`
  return [{ path, ...told(weights), message, expected: `weights that sum to 100,000 (1,000 is 1 %)${percent}` }]
}

function rangeProblems(ranges: Ranges, path: string): readonly Problem[] {
  const problems: Problem[] = []
  let start = 0
  ranges.forEach(([, end], index) => {
    if (end <= start) problems.push({ path: `${path}/${index}/1`, value: end, expected: `an end above ${start}` })
    start = end
  })
  if (start !== WHOLE) {
    const message = `the last ends at ${start.toLocaleString('en')}`
    problems.push({ path, ...told(ranges), message, expected: 'ranges of which the last ends at 100,000' })
  }
  return problems
}

function rangesOf(serve: Serve | undefined): Ranges | undefined {
  if (serve === undefined) return undefined
  return 'variant' in serve ? [[serve.variant, WHOLE]] : serve.split.ranges
}

function sorted(weights: Readonly<Record<string, number>>): unknown {
  return Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function sumsText(weights: Readonly<Record<string, number>>): string {
  return Object.entries(weights)
    .map(([variant, weight]) => `${variant}: ${weight}`)
    .join(', ')
}
