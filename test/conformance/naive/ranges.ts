type Ranges = readonly (readonly [variant: string, end: number])[]

const BUCKETS = 100_000

/** Derives ranges bucket by bucket. @see docs/evaluation.md, "Weights and ranges" */
export function rangesNaively(
  order: readonly string[],
  weights: Readonly<Record<string, number>>,
  current?: Ranges,
): Ranges {
  const plain = order.flatMap((variant) => Array<string>(weights[variant] ?? 0).fill(variant))
  if (current === undefined) return rangesOf(plain)
  const before = bucketsOf(current)
  const moved = plain.filter((variant, bucket) => variant !== before[bucket]).length
  return rangesOf(moved === fewestMoves(before, plain) ? plain : moveFewest(order, weights, before))
}

/** Half the L1 distance between what each variant has and what it is to have. */
function fewestMoves(before: readonly string[], after: readonly string[]): number {
  const had = sizes(before)
  const has = sizes(after)
  const variants = new Set([...had.keys(), ...has.keys()])
  return [...variants].reduce((sum, name) => sum + Math.abs((had.get(name) ?? 0) - (has.get(name) ?? 0)), 0) / 2
}

function moveFewest(
  order: readonly string[],
  weights: Readonly<Record<string, number>>,
  before: readonly string[],
): string[] {
  const buckets: (string | undefined)[] = [...before]
  const had = sizes(before)
  for (const [variant, size] of had) {
    let surplus = size - (weights[variant] ?? 0)
    for (let bucket = BUCKETS - 1; bucket >= 0 && surplus > 0; bucket--) {
      if (before[bucket] !== variant) continue
      buckets[bucket] = undefined
      surplus--
    }
  }
  const claims = order.flatMap((variant) => {
    const missing = (weights[variant] ?? 0) - (had.get(variant) ?? 0)
    return Array<string>(Math.max(0, missing)).fill(variant)
  })
  let next = 0
  return buckets.map((variant) => variant ?? claims[next++] ?? '')
}

function sizes(buckets: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const variant of buckets) found.set(variant, (found.get(variant) ?? 0) + 1)
  return found
}

function bucketsOf(ranges: Ranges): string[] {
  return ranges.flatMap(([variant, end], index) => Array<string>(end - (ranges[index - 1]?.[1] ?? 0)).fill(variant))
}

function rangesOf(buckets: readonly string[]): Ranges {
  const ranges: (readonly [string, number])[] = []
  buckets.forEach((variant, bucket) => {
    if (variant !== buckets[bucket + 1]) ranges.push([variant, bucket + 1])
  })
  return ranges
}
