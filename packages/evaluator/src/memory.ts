import type { Test, Truth } from './compiled.ts'

/** What one operand may remember, in answers and in the length of a text: some kilobytes. */
const MAX_ANSWERS = 256
const MAX_LENGTH = 64

/**
 * Remembers what a test said of texts, where that depends on nothing else: apps meet few versions, dates and addresses,
 * and reading one takes much longer than looking it up.
 */
export function remembered(test: Test): Test {
  const answers = new Map<string, Truth>()
  return (value, ruleset) => {
    if (typeof value !== 'string' || value.length > MAX_LENGTH) return test(value, ruleset)
    let truth = answers.get(value)
    if (truth === undefined) {
      truth = test(value, ruleset)
      if (answers.size >= MAX_ANSWERS) answers.clear()
      answers.set(value, truth)
    }
    return truth
  }
}
