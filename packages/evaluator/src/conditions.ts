import { type Attribute, compileAttribute } from './attribute.ts'
import type { CompiledRuleset, Test, Truth } from './compiled.ts'
import { compileOperator } from './operators.ts'
import type { Condition } from './ruleset.ts'
import { isMember } from './segments.ts'
import { settledBy } from './truth.ts'

/**
 * Compiles a condition to a three-valued test.
 * @param uses - Gathers the keys of the segments that it names.
 * @throws for what this version cannot read.
 * @see docs/evaluation.md, "Conditions"
 */
export function compileCondition(condition: Condition, hashSalt: string | undefined, uses: string[] = []): Test {
  const compile = (part: Condition): Test => compileCondition(part, hashSalt, uses)
  if ('all' in condition) return settledBy(false, condition.all.map(compile))
  if ('any' in condition) return settledBy(true, condition.any.map(compile))
  if ('not' in condition) return negated(compile(condition.not))
  if ('segment' in condition) {
    uses.push(condition.segment)
    return isMember(condition.segment)
  }
  const attribute = compileAttribute(condition.attribute)
  if (condition.op === 'exists') return { ask: (context) => (attribute.of(context) ?? undefined) !== undefined }
  return new Comparison(attribute, compileOperator(condition, hashSalt), condition.op === 'matches')
}

function negated(test: Test): Test {
  return {
    ask(context, ruleset, members) {
      const truth = test.ask(context, ruleset, members)
      return truth === undefined ? undefined : !truth
    },
  }
}

/**
 * Of a longer array nothing is known, nor where patterns are to be looked for in more than this: a context that anybody
 * may send must not cost what anybody likes.
 */
const MAX_ELEMENTS = 1_000
const MAX_SEARCHED = 1_024

/** Asks about an attribute. An array is the `any` of its elements; an empty one is false. */
class Comparison implements Test {
  readonly #attribute: Attribute
  readonly #operator: Test
  readonly #isSearch: boolean

  constructor(attribute: Attribute, operator: Test, isSearch: boolean) {
    this.#attribute = attribute
    this.#operator = operator
    this.#isSearch = isSearch
  }

  ask(context: unknown, ruleset: CompiledRuleset): Truth {
    const value = this.#attribute.of(context)
    try {
      if (typeof value !== 'object' || !Array.isArray(value)) return this.#operator.ask(value, ruleset)
      if (value.length > MAX_ELEMENTS || (this.#isSearch && unitsIn(value) > MAX_SEARCHED)) return undefined
      let truth: Truth = false
      for (let index = 0; index < value.length; index++) {
        const answer = this.#operator.ask(value[index], ruleset)
        if (answer) return true
        if (answer === undefined) truth = undefined
      }
      return truth
    } catch {
      return undefined // The context's own code threw: a getter of an element, or a proxy's trap.
    }
  }
}

/** UTF-16 code units of all texts of a list. */
function unitsIn(list: readonly unknown[]): number {
  return list.reduce<number>((units, element) => units + (typeof element === 'string' ? element.length : 0), 0)
}
