import { BUCKETS, placingText } from './bucket.ts'
import type { CompiledStep } from './compiled.ts'
import type { Evaluation } from './evaluation.ts'
import { signedMurmur3 } from './murmur3.ts'
import type { Split } from './ruleset.ts'

/** The attribute that places a context unless a split says otherwise. */
export const TARGETING_KEY = 'targetingKey'

/**
 * What a step serves to a context for which it holds.
 * @returns undefined where the context cannot be placed and the next step is to be tried.
 * @see docs/evaluation.md, "Placing"
 */
export function serve(
  { read, seed, ranges, results, unplaced }: CompiledStep,
  context: unknown,
): Evaluation | undefined {
  if (read === undefined) return results[0]
  const text = placingText(read(context))
  return text === undefined ? unplaced : results[rangeOf((signedMurmur3(text, seed) >>> 0) % BUCKETS, ranges)]
}

/** The index of the range that a bucket is in. */
export function rangeOf(bucket: number, ranges: Split['ranges']): number {
  let index = 0
  while (bucket >= Number(ranges[index]?.[1])) index++
  return index
}
