import type { Question, Truth } from './compiled.ts'

/**
 * Kleene's `any` (settled by true) and `all` (settled by false): the settling answer wins, else unknown, else the other.
 * @see docs/evaluation.md, "Conditions"
 */
export function settledBy<Subject>(settling: boolean, questions: readonly Question<Subject>[]): Question<Subject> {
  const [only] = questions
  if (only && questions.length === 1) return only
  return {
    ask(subject, ruleset, members) {
      let truth: Truth = !settling
      for (const question of questions) {
        const answer = question.ask(subject, ruleset, members)
        if (answer === settling) return settling
        if (answer === undefined) truth = undefined
      }
      return truth
    },
  }
}
