import type { ExplanationResource } from '@halyard/admin-api'
import type { Paint } from '../terminal/paint.ts'
import { printable } from '../terminal/printable.ts'

type Step = ExplanationResource['steps'][number]
export type Trace = NonNullable<Step['if']>
export type Condition = Trace['condition']

/** A value as JSON, short enough for a line. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : printable(JSON.stringify(value))
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}

/** `plan in ["pro", "team"]`: one comparison, as people say it. */
export function comparison(condition: Condition): string {
  if ('attribute' in condition) {
    const { attribute, op } = condition
    const operand = 'value' in condition && condition.value !== undefined ? ` ${shown(condition.value)}` : ''
    const caseless = 'ignoreCase' in condition && condition.ignoreCase ? ' (any case)' : ''
    return printable(`${attribute} ${op}`) + operand + caseless
  }
  if ('segment' in condition) return `in segment ${printable(condition.segment)}`
  if ('all' in condition) return condition.all.length === 0 ? 'all of nothing' : 'all of'
  if ('any' in condition) return condition.any.length === 0 ? 'any of nothing' : 'any of'
  return 'not'
}

/** A condition without a context: in one line. */
export function conditionLine(condition: Condition): string {
  if ('all' in condition) return condition.all.map(nested).join(' and ') || 'always'
  if ('any' in condition) return condition.any.map(nested).join(' or ') || 'never'
  if ('not' in condition) return `not ${nested(condition.not)}`
  return comparison(condition)
}

function nested(condition: Condition): string {
  const isList = 'all' in condition || 'any' in condition
  return isList ? `(${conditionLine(condition)})` : conditionLine(condition)
}

/** A condition, each part on a line: its outcome, and what the context had. */
export function traceLines(trace: Trace, paint: Paint, indent: string): string[] {
  const found = 'attribute' in trace.condition ? paint('dim', `   is ${shown(trace.actual)}`) : ''
  const line = `${indent}${outcome(trace.outcome, paint)} ${comparison(trace.condition)}${found}`
  return [line, ...(trace.parts ?? []).flatMap((part) => traceLines(part, paint, `${indent}  `))]
}

export function outcome(value: boolean | 'unknown', paint: Paint): string {
  if (value === 'unknown') return paint('yellow', 'unknown')
  return value ? paint('green', 'yes    ') : paint('red', 'no     ')
}
