import type { Condition, SegmentItem } from '@halyard/evaluator'
import { attribute } from './attribute.ts'
import { all, any, not, type Truth } from './logic.ts'
import { type Compare, inList, operator } from './operators.ts'
import { must } from './uncompilable.ts'

/** What conditions are looked at with. */
export interface Scene {
  readonly context: unknown
  readonly segments: ReadonlyMap<string, SegmentItem>
  readonly hashSalt: string | undefined
}

/** @see docs/evaluation.md, "Conditions" */
export function holds(condition: Condition, scene: Scene): Truth {
  if ('all' in condition) return all(condition.all.map((part) => holds(part, scene)))
  if ('any' in condition) return any(condition.any.map((part) => holds(part, scene)))
  if ('not' in condition) return not(holds(condition.not, scene))
  if ('segment' in condition) return isMember(condition.segment, scene)
  const value = attribute(scene.context, condition.attribute)
  if (condition.op === 'exists') return value !== undefined
  if (condition.op === 'matches' && isMuchText(value)) return undefined
  return compareAll(value, operator(condition, scene.hashSalt))
}

function isMuchText(value: unknown): boolean {
  return Array.isArray(value) && value.filter((element) => typeof element === 'string').join('').length > 1_024
}

/** An array is the `any` of its elements, of which there may be a thousand. */
export function compareAll(value: unknown, compare: Compare): Truth {
  if (Array.isArray(value) && value.length > 1_000) return undefined
  return Array.isArray(value) ? any(value.map(compare)) : compare(value)
}

/** @see docs/evaluation.md, "Segments" */
function isMember(key: string, scene: Scene): Truth {
  const segment = scene.segments.get(key)
  if (segment === undefined || leadsTo(segment, key, scene, new Set())) return undefined
  const { included = [], excluded = [], if: condition } = segment
  const value = attribute(scene.context, segment.by ?? 'targetingKey')
  const isListed = (list: typeof included): Truth =>
    sizeOf(list) === 0 ? false : compareAll(value, inList(list, scene.hashSalt))
  const passes = condition === undefined ? false : holds(condition, scene)
  return any([isListed(included), all([not(isListed(excluded)), passes])])
}

function sizeOf(list: readonly unknown[] | { readonly hashed: readonly string[] }): number {
  return 'hashed' in list ? list.hashed.length : list.length
}

/** Whether a segment names, directly or by way of others, the one with this key. */
function leadsTo(segment: SegmentItem, key: string, scene: Scene, seen: Set<string>): boolean {
  return segmentsNamedBy(segment.if ?? { all: [] }).some((name) => {
    if (name === key) return true
    const next = scene.segments.get(name)
    if (next === undefined || seen.has(name)) return false
    seen.add(name)
    return leadsTo(next, key, scene, seen)
  })
}

function segmentsNamedBy(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(segmentsNamedBy)
  if ('any' in condition) return condition.any.flatMap(segmentsNamedBy)
  if ('not' in condition) return segmentsNamedBy(condition.not)
  return 'segment' in condition ? [condition.segment] : []
}

/** @throws Uncompilable unless every part of the condition can be understood */
export function checkCondition(condition: Condition, hashSalt: string | undefined): void {
  if ('all' in condition) for (const part of condition.all) checkCondition(part, hashSalt)
  else if ('any' in condition) for (const part of condition.any) checkCondition(part, hashSalt)
  else if ('not' in condition) checkCondition(condition.not, hashSalt)
  else if (!('segment' in condition)) {
    must('attribute' in condition && 'op' in condition, 'a condition of an unknown kind')
    if (condition.op !== 'exists') operator(condition, hashSalt)
  }
}
