import type { JsonValue, Ruleset } from '@halyard/evaluator'
import { type EvaluateCase, evaluateFile, type Question, type VectorFile } from '../vector-file.ts'

/**
 * A question and, by hand, its answer: variant, reason, error code. `-` is no variant, `*` whichever the bucket says.
 */
export type Asked = readonly [
  name: string,
  flag: string,
  context: JsonValue,
  says: string,
  more?: Partial<Pick<Question, 'ageMs' | 'type' | 'ruleset' | 'previous'>>,
]

/** @throws Error where the naive interpreter contradicts the table */
export function askedFile(
  description: string,
  rulesets: Readonly<Record<string, Ruleset>>,
  asked: readonly Asked[],
): VectorFile<EvaluateCase> {
  const [first = ''] = Object.keys(rulesets)
  const questions = asked.map(([name, flag, context, , more]) => ({ name, ruleset: first, flag, context, ...more }))
  const file = evaluateFile(description, rulesets, questions)
  file.cases.forEach(({ name, expected }, index) => {
    const says = asked[index]?.[3] ?? ''
    const variant = says.startsWith('*') ? '*' : (expected.variant ?? '-')
    const answered = [variant, expected.reason, expected.errorCode ?? []].flat().join(' ')
    if (answered !== says) throw new Error(`${name}: ${says}, says the table; ${answered}, says the interpreter`)
  })
  return file
}
