import type { CompiledRuleset, CompiledSegment, Test, Truth } from './compiled.ts'
import { needsOf } from './needs.ts'
import type { Condition, SegmentItem, TextList } from './ruleset.ts'

/**
 * What membership means: `any(in included, all(not in excluded, if))`. An empty list plays no part; without `if` that
 * part is false.
 * @see docs/evaluation.md, "Segments"
 */
export function segmentCondition(segment: SegmentItem): Condition {
  const attribute = segment.by ?? 'targetingKey'
  const listed = (list: TextList | undefined): Condition[] =>
    list !== undefined && ('hashed' in list ? list.hashed : list).length > 0
      ? [{ attribute, op: 'in', value: list }]
      : []
  const excluded = listed(segment.excluded).map((not) => ({ not }))
  return { any: [...listed(segment.included), ...(segment.if ? [{ all: [...excluded, segment.if] }] : [])] }
}

/** Whether the context is in a segment. One that is missing, or could not be compiled, is unknown. */
export function isMember(key: string): Test {
  return (context, ruleset, members) => {
    if (members !== undefined) return members.get(key)
    const segment = ruleset.segments.get(key)
    if (segment === undefined || segment.uses.length === 0) return segment?.test(context, ruleset)
    return nested(segment, context, ruleset)
  }
}

/** Works out all segments that one names, innermost first, without recursion. One on a cycle is unknown as a whole. */
function nested(segment: CompiledSegment, context: unknown, ruleset: CompiledRuleset): Truth {
  const { segments, segmentNeeds } = ruleset
  let needs = segmentNeeds.get(segment)
  if (needs === undefined || needs.isBusy) {
    const order = [...needsOf(segment, segments).add(segment)].filter((one) => !needsOf(one, segments).has(one))
    needs = { order, answers: new Map(), isBusy: true }
    segmentNeeds.set(segment, needs)
  }
  const { order, answers } = needs
  needs.isBusy = true
  for (const one of order) answers.set(one.key, one.test(context, ruleset, answers))
  needs.isBusy = false
  return answers.get(segment.key)
}
