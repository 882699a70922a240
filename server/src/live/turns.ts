/**
 * Gives long work of many askers one turn of the event loop each, in the order in which they ask: whoever kills a flag
 * meanwhile waits for one slice, however many ask at once.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Resolves in a turn that no other slice has. */
  async next(): Promise<void> {
    const mine = this.#last.then(() => new Promise(setImmediate))
    this.#last = mine
    await mine
  }
}

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
    await this.#turns.next()
    this.#endsAtMs = performance.now() + this.#sliceMs
  }

  /** Walks to the end, and returns what comes of it. */
  async through<T>(walk: Iterator<unknown, T, undefined>): Promise<T> {
    let step = walk.next()
    for (; step.done !== true; step = walk.next()) if (this.isOver()) await this.next()
    return step.value
  }
}
