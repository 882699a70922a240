import type { Test, Truth } from './compiled.ts'

/** What one operand may remember, in answers and in the length of a text: some kilobytes. */
const MAX_ANSWERS = 256
const MAX_LENGTH = 64

/** Remembers what a question about texts was answered: apps meet few versions, dates and addresses, and reading one costs. */
export function remembered(answer: (value: unknown) => Truth): Test {
  const answers = new Map<string, Truth>()
  return (value) => {
    if (typeof value !== 'string' || value.length > MAX_LENGTH) return answer(value)
    if (!answers.has(value)) {
      if (answers.size >= MAX_ANSWERS) answers.clear()
      answers.set(value, answer(value))
    }
    return answers.get(value)
  }
}
