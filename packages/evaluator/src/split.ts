import { compileAttribute } from './attribute.ts'
import { BUCKETS, placingText, seedOf } from './bucket.ts'
import type { CompiledSplit, CompiledStep } from './compiled.ts'
import type { Evaluation } from './evaluation.ts'
import { fail } from './fail.ts'
import { signedMurmur3 } from './murmur3.ts'
import type { Split } from './ruleset.ts'

/** The attribute that places a context unless a split says otherwise. */
export const TARGETING_KEY = 'targetingKey'

/**
 * @param result - The outcome of being placed on a variant's range.
 * @param missing - The outcome for a context without a targeting key.
 * @throws for ranges that leave a bucket without a variant.
 */
export function compileSplit(
  { by = TARGETING_KEY, ranges }: Split,
  salt: string,
  result: (variant: string) => Evaluation,
  missing: Evaluation,
): CompiledSplit {
  if (ranges.at(-1)?.[1] !== BUCKETS) fail()
  const results = new Map(ranges.map(([variant]) => [variant, result(variant)]))
  return {
    by,
    read: compileAttribute(by),
    salt,
    // Signed, as engines may box what is larger.
    seed: seedOf(salt) | 0,
    ranges,
    results: ranges.map(([variant]) => results.get(variant) ?? missing),
    unplaced: by === TARGETING_KEY ? missing : undefined,
  }
}

/**
 * What a step serves to a context for which it holds.
 * @returns undefined where the context cannot be placed and the next step is to be tried.
 * @see docs/evaluation.md, "Placing"
 */
export function serve({ always, split }: CompiledStep, context: unknown): Evaluation | undefined {
  if (split === undefined) return always
  const text = placingText(split.read(context))
  return text === undefined
    ? split.unplaced
    : split.results[rangeOf((signedMurmur3(text, split.seed) >>> 0) % BUCKETS, split.ranges)]
}

/** The index of the range that a bucket is in. */
export function rangeOf(bucket: number, ranges: Split['ranges']): number {
  let index = 0
  while (bucket >= Number(ranges[index]?.[1])) index++
  return index
}
