/** Everything that is left to chance, from one seed. */
import { seededRandom } from '../conformance/random.ts'

export class Dice {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = seededRandom(seed)
  }

  /** Uniform in [0, 1). */
  readonly roll = (): number => this.#next() / 2 ** 32

  /** An integer in [0, bound). */
  below(bound: number): number {
    return this.#next() % bound
  }

  between(low: number, high: number): number {
    return low + this.roll() * (high - low)
  }

  /** Whether something of this probability happens. */
  hits(probability: number): boolean {
    return this.roll() < probability
  }

  oneOf<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0]
  }

  /** Of a list that may be empty. */
  any<T>(list: readonly T[]): T | undefined {
    return list[this.below(Math.max(1, list.length))]
  }
}
