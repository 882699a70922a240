import { BUCKETS } from './bucket.ts'
import type { Split } from './ruleset.ts'

/** A split has at most this many ranges. */
export const MAX_RANGES = 256

type Ranges = Split['ranges']
type Weights = ReadonlyMap<string, number>

/** A run of buckets; without a variant, free to be taken. */
interface Piece {
  readonly variant: string | undefined
  readonly length: number
}

/**
 * Derives a split's ranges from what people write, moving no more buckets than must: exactly half the L1 distance
 * between the old and the new weights. Plain cumulative order where that moves no more (always so for two variants held
 * in that order); otherwise each shrinking variant gives up its highest buckets and growing variants take what is free,
 * lowest first, in variant order. Only where that would need more than 256 ranges it is plain order, whatever moves.
 * @param variantOrder - The flag's variants, in its own order.
 * @param weights - Integers by variant that sum to 100,000; what is left out is 0.
 * @param current - The ranges in force, if any.
 * @returns Ranges without empty ones; neighbours of one variant are one range.
 * @throws RangeError for weights that are none.
 * @see docs/evaluation.md, "Weights and ranges"
 */
export function deriveRanges(
  variantOrder: readonly string[],
  weights: Readonly<Record<string, number>>,
  current?: Ranges,
): Ranges {
  const wanted = readWeights(variantOrder, weights)
  const plain = rangesOf([...wanted].map(([variant, length]) => ({ variant, length })))
  if (current === undefined) return plain
  const held = piecesOf(current)
  const surplus = excess(weightsOf(held), wanted)
  if (movedBuckets(current, plain) === sum(surplus)) return plain
  const least = rangesOf(fill(giveUp(held, surplus), excess(wanted, weightsOf(held))))
  return least.length > MAX_RANGES ? plain : least
}

function readWeights(variantOrder: readonly string[], weights: Readonly<Record<string, number>>): Weights {
  const wanted = new Map(
    variantOrder.map((variant) => [variant, Object.hasOwn(weights, variant) ? Number(weights[variant]) : 0]),
  )
  const areKnown = Object.keys(weights).every((variant) => wanted.has(variant))
  const areCounts = [...wanted.values()].every((weight) => Number.isInteger(weight) && weight >= 0)
  if (areKnown && areCounts && sum(wanted) === BUCKETS) return wanted
  throw new RangeError('`weights` must be integers for variants of the flag that sum to 100,000')
}

/** By how much `a` exceeds `b`, variant by variant, in `a`'s order. */
function excess(a: Weights, b: Weights): Map<string, number> {
  return new Map([...a].map(([variant, weight]) => [variant, Math.max(0, weight - (b.get(variant) ?? 0))]))
}

function sum(weights: Weights): number {
  return [...weights.values()].reduce((total, weight) => total + weight, 0)
}

function weightsOf(pieces: readonly Piece[]): Weights {
  const weights = new Map<string, number>()
  for (const { variant = '', length } of pieces) weights.set(variant, (weights.get(variant) ?? 0) + length)
  return weights
}

/** How many buckets change their variant. */
export function movedBuckets(from: Ranges, to: Ranges): number {
  let moved = 0
  let [i, j, start] = [0, 0, 0]
  while (start < BUCKETS) {
    const [before, beforeEnd] = from[i] ?? ['', BUCKETS]
    const [after, afterEnd] = to[j] ?? ['', BUCKETS]
    const end = Math.min(beforeEnd, afterEnd)
    if (before !== after) moved += end - start
    if (beforeEnd === end) i++
    if (afterEnd === end) j++
    start = end
  }
  return moved
}

/** Frees each variant's highest buckets. */
function giveUp(held: readonly Piece[], surplus: Map<string, number>): Piece[] {
  return [...held]
    .reverse()
    .flatMap(({ variant = '', length }) => {
      const freed = Math.min(length, surplus.get(variant) ?? 0)
      surplus.set(variant, (surplus.get(variant) ?? 0) - freed)
      return [
        { variant: undefined, length: freed },
        { variant, length: length - freed },
      ]
    })
    .reverse()
}

/** Hands free buckets out, lowest first, to those who lack some, first come first served. */
function fill(pieces: readonly Piece[], lacking: Map<string, number>): Piece[] {
  return pieces.flatMap((piece) => {
    if (piece.variant !== undefined) return [piece]
    let free = piece.length
    return [...lacking].map(([variant, lack]) => {
      const length = Math.min(lack, free)
      lacking.set(variant, lack - length)
      free -= length
      return { variant, length }
    })
  })
}

function piecesOf(ranges: Ranges): Piece[] {
  return ranges.map(([variant, end], index) => ({ variant, length: end - (ranges[index - 1]?.[1] ?? 0) }))
}

function rangesOf(pieces: readonly Piece[]): Ranges {
  const ranges: [variant: string, end: number][] = []
  let end = 0
  for (const { variant = '', length } of pieces) {
    if (length === 0) continue
    end += length
    const last = ranges.at(-1)
    if (last?.[0] === variant) last[1] = end
    else ranges.push([variant, end])
  }
  return ranges
}
