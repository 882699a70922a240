/**
 * What a condition can come to, whoever asks: found by folding what is known without a context. Sound, not complete:
 * "never" and "always" are certain, undefined means that it depends, or that nobody looked so far.
 */
import { type Condition, canonicalText, type JsonValue, type Rule } from '@halyard/evaluator'
import type { Problem } from './decision.ts'

export type Certainty = 'always' | 'never' | undefined

/** Rules that stand after one that holds for everybody: they can never be tried. */
export function unreachableRules(rules: readonly Rule[]): readonly Problem[] {
  const last = rules.findIndex((rule) => rule.if === undefined || certaintyOf(rule.if) === 'always')
  if (last === -1) return []
  return rules.slice(last + 1).map(({ id }, index) => ({
    path: `/rules/${last + 1 + index}`,
    value: id,
    expected: `a rule that can be reached: /rules/${last} ("${rules[last]?.id}") holds for everybody`,
    suggestion: 'move it before that rule, or remove it',
  }))
}

/** Whether a condition holds for everybody, or for nobody. */
export function certaintyOf(condition: Condition): Certainty {
  if ('all' in condition) return certaintyOfAll(condition.all)
  if ('any' in condition) return certaintyOfAny(condition.any)
  if ('not' in condition) return opposite(condition.not)
  if ('segment' in condition) return undefined
  return listOf(condition.value)?.length === 0 && condition.op !== 'exists' ? 'never' : undefined
}

function certaintyOfAll(parts: readonly Condition[]): Certainty {
  const certainties = parts.map(certaintyOf)
  if (certainties.includes('never') || contradicts(parts)) return 'never'
  return certainties.every((certainty) => certainty === 'always') ? 'always' : undefined
}

function certaintyOfAny(parts: readonly Condition[]): Certainty {
  const certainties = parts.map(certaintyOf)
  if (certainties.includes('always')) return 'always'
  return certainties.every((certainty) => certainty === 'never') ? 'never' : undefined
}

/** Only of what is certain by form: the `not` of what never holds may still be unknown. */
function opposite(condition: Condition): Certainty {
  return certaintyOf(condition) === 'always'
    ? 'never'
    : 'any' in condition && condition.any.length === 0
      ? 'always'
      : undefined
}

/** Two parts that no single value satisfies both. An array attribute could: it is the `any` of its elements. */
function contradicts(parts: readonly Condition[]): boolean {
  const bounds = new Map<string, { low: number; high: number }>()
  for (const part of parts) {
    if (!('attribute' in part) || typeof part.value !== 'number') continue
    const { low, high } = bounds.get(part.attribute) ?? {
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    }
    const isLow = part.op === 'gt' || part.op === 'gte'
    const isHigh = part.op === 'lt' || part.op === 'lte'
    bounds.set(part.attribute, {
      low: isLow ? Math.max(low, part.value) : low,
      high: isHigh ? Math.min(high, part.value) : high,
    })
  }
  return [...bounds.values()].some(({ low, high }) => low > high)
}

function listOf(value: unknown): readonly JsonValue[] | undefined {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : undefined
}

/** A list's members as they are compared. */
export function textsIn(values: unknown): ReadonlySet<string> {
  return new Set((listOf(values) ?? []).flatMap((value) => canonicalText(value) ?? []))
}
