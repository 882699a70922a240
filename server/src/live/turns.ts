/**
 * Gives long work of many askers one turn of the event loop each, in the order in which they ask: whoever kills a flag
 * meanwhile waits for one slice, however many ask at once.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /**
   * Resolves in a turn that no other slice has.
   * @param restMs - For so long no slice is to be done before it: what others wait for takes several turns.
   */
  async next(restMs = 0): Promise<void> {
    const rest = (): Promise<unknown> =>
      new Promise((done) => (restMs > 0 ? setTimeout(done, restMs) : setImmediate(done)))
    const mine = this.#last.then(rest)
    this.#last = mine
    await mine
  }
}

/** A slice that took so much longer than it had is followed by a rest, as long at most as the other. */
const LONG_MS = 10
const MAX_REST_MS = 20

/** One asker's long work: slices of so long each, and then others come in between. */
export class Slices {
  readonly #turns: Turns
  readonly #sliceMs: number
  #endsAtMs: number

  constructor(turns: Turns, sliceMs: number) {
    this.#turns = turns
    this.#sliceMs = sliceMs
    this.#endsAtMs = performance.now() + sliceMs
  }

  /** To be asked often: then `next` is due. */
  isOver(): boolean {
    return performance.now() >= this.#endsAtMs
  }

  async next(): Promise<void> {
    // One step may take much longer than a slice has.
    const overrunMs = performance.now() - this.#endsAtMs
    await this.#turns.next(overrunMs > LONG_MS ? Math.min(overrunMs, MAX_REST_MS) : 0)
    this.#endsAtMs = performance.now() + this.#sliceMs
  }

  /** Walks to the end, and returns what comes of it. */
  async through<T>(walk: Iterator<unknown, T, undefined>): Promise<T> {
    let step = walk.next()
    for (; step.done !== true; step = walk.next()) if (this.isOver()) await this.next()
    return step.value
  }
}
