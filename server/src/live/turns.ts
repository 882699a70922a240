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
