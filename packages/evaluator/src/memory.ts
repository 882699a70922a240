import type { CompiledRuleset, Test, Truth } from './compiled.ts'

/** What one operand may remember, in answers and in the length of a text: some kilobytes. */
const MAX_ANSWERS = 256
const MAX_LENGTH = 64

/**
 * Remembers what a test said of texts, where that depends on nothing else: apps meet few versions, dates and addresses,
 * and reading one takes much longer than looking it up.
 */
export class Remembered implements Test {
  readonly #answers = new Map<string, Truth>()
  readonly #test: Test

  constructor(test: Test) {
    this.#test = test
  }

  ask(value: unknown, ruleset: CompiledRuleset): Truth {
    if (typeof value !== 'string' || value.length > MAX_LENGTH) return this.#test.ask(value, ruleset)
    let truth = this.#answers.get(value)
    if (truth === undefined) {
      truth = this.#test.ask(value, ruleset)
      if (this.#answers.size >= MAX_ANSWERS) this.#answers.clear()
      this.#answers.set(value, truth)
    }
    return truth
  }
}
