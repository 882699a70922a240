import type { CompiledRuleset, CompiledSegment, Needs, Test, Truth } from './compiled.ts'
import { answerNeeds } from './needs.ts'
import type { Condition, SegmentItem, TextList } from './ruleset.ts'

/**
 * What membership means: `any(in included, all(not in excluded, if))`. An empty list plays no part; without `if` that
 * part is false.
 * @see docs/evaluation.md, "Segments"
 */
export function segmentCondition({
  by: attribute = 'targetingKey',
  included,
  excluded,
  if: condition,
}: SegmentItem): Condition {
  const listed = (value: TextList = []): Condition[] =>
    ('hashed' in value ? value.hashed : value).length > 0 ? [{ attribute, op: 'in', value }] : []
  const rest = condition === undefined ? [] : [{ all: [...listed(excluded).map((not) => ({ not })), condition] }]
  return { any: [...listed(included), ...rest] }
}

/**
 * Whether the context is in a segment. One that is missing, could not be compiled or lies on a cycle is unknown.
 * @see docs/evaluation.md, "Segments"
 */
export function isMember(key: string): Test {
  return {
    ask(context, ruleset, within) {
      const segment = ruleset.segments.get(key)
      if (segment === undefined) return undefined
      if (within === undefined && segment.uses.length === 0) return segment.test.ask(context, ruleset)
      const needs = within ?? answerNeeds(segment, ruleset.segments, answer, Infinity, context, ruleset, 0)
      return needs.cyclic.has(key) ? undefined : needs.answers.get(key)
    },
  }
}

function answer(
  segment: CompiledSegment,
  context: unknown,
  ruleset: CompiledRuleset,
  needs: Needs<CompiledSegment, Truth>,
): Truth {
  return segment.test.ask(context, ruleset, needs)
}
