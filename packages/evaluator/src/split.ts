import { compileAttribute } from './attribute.ts'
import { BUCKETS, placingText, seedOf } from './bucket.ts'
import type { CompiledServe, CompiledSplit } from './compiled.ts'
import type { Evaluation } from './evaluation.ts'
import { fail } from './fail.ts'
import { signedMurmur3 } from './murmur3.ts'
import type { Split } from './ruleset.ts'

/** The attribute that places a context unless a split says otherwise. */
export const TARGETING_KEY = 'targetingKey'

/**
 * @param result - The outcome of being placed on a variant's range. Throws for an unknown variant.
 * @param unplaced - The outcome for a context that has nothing to split by, or undefined to try the next rule.
 * @throws for ranges that leave a bucket without a variant.
 */
export function compileSplit(
  { by = TARGETING_KEY, ranges }: Split,
  salt: string,
  result: (variant: string) => Evaluation,
  unplaced: Evaluation | undefined,
): CompiledSplit {
  if (ranges.at(-1)?.[1] !== BUCKETS) return fail()
  const results = new Map(ranges.map(([variant]) => [variant, result(variant)]))
  return {
    read: compileAttribute(by),
    seed: seedOf(salt) | 0,
    ends: ranges.map(([, end]) => end),
    results: ranges.map(([variant]) => results.get(variant) ?? fail()),
    unplaced,
  }
}

/**
 * What a rule or the fallthrough serves to a context.
 * @returns undefined where the context cannot be placed and the next rule is to be tried.
 * @see docs/evaluation.md, "Placing"
 */
export function serve({ always, split }: CompiledServe, context: unknown): Evaluation | undefined {
  if (split === undefined) return always
  const text = placingText(split.read(context))
  if (text === undefined) return split.unplaced
  const bucket = (signedMurmur3(text, split.seed) >>> 0) % BUCKETS
  let range = 0
  while (bucket >= Number(split.ends[range])) range++
  return split.results[range]
}
