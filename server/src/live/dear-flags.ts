/** Which flags may take long to evaluate: an SDK's are its own app's, but here others wait. */
import type { CompiledRuleset, Condition } from '@halyard/evaluator'

/** The dearest patterns look for some tens of milliseconds in the longest text. */
const MAX_PATTERNS = 2
/** What other operators compare with; a text may be as long as a whole context. */
const MAX_OPERANDS = 200

/** Whether a flag, its prerequisites and the segments of all of them ask more than can be answered in one go. */
export function isDear({ flags, segments }: CompiledRuleset, flagKey: string): boolean {
  let patterns = 0
  let operands = 0
  const named = new Set<string>()
  const look = (condition: Condition): void => {
    if ('all' in condition) condition.all.forEach(look)
    else if ('any' in condition) condition.any.forEach(look)
    else if ('not' in condition) look(condition.not)
    else if ('segment' in condition) named.add(condition.segment)
    else {
      const { op, value } = condition
      // A list of members is looked up, however long it is.
      const count = Array.isArray(value) && op !== 'in' ? value.length : 1
      if (op === 'matches') patterns += count
      else operands += count
    }
  }
  const needed = new Set([flagKey])
  for (const key of needed) {
    const flag = flags.get(key)
    for (const used of flag?.uses ?? []) needed.add(used)
    for (const step of flag?.steps ?? []) if (step.if !== undefined) look(step.if)
  }
  for (const key of named) {
    const condition = segments.get(key)?.item.if
    operands++
    if (condition !== undefined) look(condition)
  }
  return patterns > MAX_PATTERNS || operands > MAX_OPERANDS
}
