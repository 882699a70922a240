import { compileAttribute } from './attribute.ts'
import type { Test, Truth } from './compiled.ts'
import { compileOperator } from './operators.ts'
import type { Comparison, Condition } from './ruleset.ts'
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
  return compileComparison(condition, hashSalt)
}

function negated(test: Test): Test {
  return (context, ruleset, members) => {
    const truth = test(context, ruleset, members)
    return truth === undefined ? undefined : !truth
  }
}

/** An array is the `any` of its elements; an empty one is false. `exists` asks about the array itself. */
function compileComparison(comparison: Comparison, hashSalt: string | undefined): Test {
  const read = compileAttribute(comparison.attribute)
  if (comparison.op === 'exists') return (context) => (read(context) ?? undefined) !== undefined
  const test = compileOperator(comparison, hashSalt)
  return (context, ruleset) => {
    const value = read(context)
    try {
      if (typeof value !== 'object' || !Array.isArray(value)) return test(value, ruleset)
      let truth: Truth = false
      for (let index = 0; index < value.length; index++) {
        const answer = test(value[index], ruleset)
        if (answer) return true
        if (answer === undefined) truth = undefined
      }
      return truth
    } catch {
      return undefined // The context's own code threw: a getter of an element, or a proxy's trap.
    }
  }
}
