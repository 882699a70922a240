/** An integer in `[0, 2^32)`. */
export type Random = () => number

/** The same integers for the same seed, for ever: committed vectors rest on it (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** An integer in `[0, bound)`. */
export function below(random: Random, bound: number): number {
  return random() % bound
}

export function oneOf<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[below(random, list.length)] ?? list[0]
}

/** Between none and `most` of what `make` makes. */
export function some<T>(random: Random, most: number, make: (index: number) => T): T[] {
  return Array.from({ length: below(random, most + 1) }, (_, index) => make(index))
}
