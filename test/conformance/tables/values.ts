import type { Comparison, JsonValue } from '@halyard/evaluator'
import type { ConditionRow, Situation } from '../vector-file.ts'

/** Values of the attribute `a` for which a comparison of it is true, false and unknown. */
export interface Values {
  readonly yes?: readonly JsonValue[]
  readonly no?: readonly JsonValue[]
  readonly unknown?: readonly JsonValue[]
}

/** A comparison of the attribute `a`, told apart by its values. Absence is unknown to every operator but `exists`. */
export function compareA(comparison: Omit<Comparison, 'attribute'>, values: Values): ConditionRow {
  const situations = (list: readonly JsonValue[] = []): Situation[] =>
    list.map((a) => ({ context: { a }, said: `a = ${brief(a)}` }))
  return {
    if: { attribute: 'a', ...comparison },
    yes: situations(values.yes),
    no: situations(values.no),
    unknown: [...situations(values.unknown), { context: { b: 1 }, said: 'a context without a' }],
  }
}

function brief(value: JsonValue): string {
  const text = JSON.stringify(value)
  return text.length <= 200 ? text : `${text.slice(0, 40)}… (${text.length} characters)`
}
