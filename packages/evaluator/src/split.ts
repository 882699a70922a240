import { BUCKETS, placingText } from './bucket.ts'
import type { CompiledStep } from './compiled.ts'
import type { Evaluation } from './evaluation.ts'
import { signedMurmur3, type Taken } from './murmur3.ts'
import type { Split } from './ruleset.ts'

/** The attribute that places a context unless a split says otherwise. */
export const TARGETING_KEY = 'targetingKey'

/**
 * What a step serves to a context for which it holds.
 * @returns undefined where the context cannot be placed and the next step is to be tried.
 * @see docs/evaluation.md, "Placing"
 */
export function serve(
  { by, seed, ends, results, unplaced }: CompiledStep,
  context: unknown,
  taken?: Taken,
): Evaluation | undefined {
  if (by === undefined) return results[0]
  const text = placingText(by.of(context))
  return text === undefined ? unplaced : results[rangeOf((signedMurmur3(text, seed, taken) >>> 0) % BUCKETS, ends)]
}

/** The exclusive ends of a split's ranges, ascending: a range that ends before the one before it holds no bucket. */
export function endsOf(ranges: Split['ranges']): number[] {
  let last = 0
  return ranges.map(([, end]) => (last = Math.max(last, end)))
}

/** The index of the range that a bucket is in: how many ranges end before it. */
export function rangeOf(bucket: number, ends: readonly number[]): number {
  let index = 0
  // All but the last, which no bucket is past: a processor would guess where to stop, and mostly guess wrong.
  for (let next = ends.length - 1; next-- > 0; ) index += Number(bucket >= (ends[next] as number))
  return index
}
