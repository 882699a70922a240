/** The structure of conditions; what stands in their operands is `findProblems`' to judge. */
import type { Condition, Operator } from '@halyard/evaluator'
import * as z from 'zod'
import { suggest } from './suggest.ts'

/** Everything that a condition can compare by. @see docs/evaluation.md */
export const OPERATORS: readonly Operator[] = [
  'in',
  'contains',
  'startsWith',
  'endsWith',
  'matches',
  'lt',
  'lte',
  'gt',
  'gte',
  'before',
  'after',
  'semverEq',
  'semverLt',
  'semverLte',
  'semverGt',
  'semverGte',
  'inCidr',
  'exists',
]

const FORMS = '{attribute, op, value}, {segment}, {all: […]}, {any: […]} or {not: …}'
const COMPARISON_FIELDS = ['attribute', 'op', 'value', 'ignoreCase']

/** What people try first when they come from other tools. */
const ALIASES: Readonly<Record<string, Operator>> = {
  eq: 'in',
  equals: 'in',
  '==': 'in',
  '=': 'in',
  is: 'in',
  oneOf: 'in',
  isOneOf: 'in',
  regex: 'matches',
  '<': 'lt',
  '<=': 'lte',
  '>': 'gt',
  '>=': 'gte',
  lessThan: 'lt',
  greaterThan: 'gt',
  prefix: 'startsWith',
  suffix: 'endsWith',
  cidr: 'inCidr',
  present: 'exists',
}

type Report = (path: readonly (string | number)[], expected: string, value: unknown, suggestion?: string) => void

/** A condition of any nesting; the body's depth is limited before this looks at it. */
export const conditionSchema = z
  .custom<Condition>()
  .superRefine((value, context) => {
    checkCondition(value, [], (path, expected, input, suggestion) => {
      context.addIssue({ code: 'custom', path: [...path], message: encodeExpected(expected, suggestion), input })
    })
  })
  .meta({ id: 'Condition', ...describeConditions() })

/** How a suggestion travels through an issue's message. */
export function encodeExpected(expected: string, suggestion?: string): string {
  return suggestion === undefined ? expected : `${expected}\0${suggestion}`
}

function checkCondition(value: unknown, path: readonly (string | number)[], report: Report): void {
  if (!isObject(value)) return report(path, FORMS, value)
  const names = Object.keys(value)
  const [name] = names
  if (names.length === 1 && name === 'segment') return checkText(value.segment, [...path, 'segment'], report)
  if (names.length === 1 && name === 'not') return checkCondition(value.not, [...path, 'not'], report)
  if (names.length === 1 && (name === 'all' || name === 'any')) return checkParts(value[name], [...path, name], report)
  if (Object.hasOwn(value, 'attribute') || Object.hasOwn(value, 'op')) return checkComparison(value, path, report)
  report(
    path,
    FORMS,
    value,
    name === undefined ? undefined : suggest(name, ['attribute', 'segment', 'all', 'any', 'not']),
  )
}

/** The same as JSON Schema, for the OpenAPI document. */
function describeConditions(): Record<string, unknown> {
  const self = { $ref: '#/components/schemas/Condition' }
  const text = { type: 'string', minLength: 1 }
  const form = (properties: Record<string, unknown>, required = Object.keys(properties)): object => ({
    type: 'object',
    properties,
    required,
    additionalProperties: false,
  })
  const comparison = { attribute: text, op: { enum: OPERATORS }, value: {}, ignoreCase: { type: 'boolean' } }
  return {
    oneOf: [
      form(comparison, ['attribute', 'op']),
      form({ segment: text }),
      form({ all: { type: 'array', items: self } }),
      form({ any: { type: 'array', items: self } }),
      form({ not: self }),
    ],
  }
}

function checkParts(value: unknown, path: readonly (string | number)[], report: Report): void {
  if (!Array.isArray(value)) return report(path, 'an array of conditions', value)
  value.forEach((part, index) => checkCondition(part, [...path, index], report))
}

function checkComparison(value: Record<string, unknown>, path: readonly (string | number)[], report: Report): void {
  for (const name of Object.keys(value)) {
    if (COMPARISON_FIELDS.includes(name)) continue
    report([...path, name], `one of ${COMPARISON_FIELDS.join(', ')}`, name, suggest(name, COMPARISON_FIELDS))
  }
  checkText(value.attribute, [...path, 'attribute'], report)
  const { op, ignoreCase } = value
  if (typeof op !== 'string' || !OPERATORS.some((known) => known === op)) {
    const suggestion = typeof op === 'string' ? nearestOperator(op) : undefined
    report([...path, 'op'], `one of ${OPERATORS.join(', ')}`, op, suggestion)
  }
  if (ignoreCase !== undefined && typeof ignoreCase !== 'boolean')
    report([...path, 'ignoreCase'], 'a boolean', ignoreCase)
  if (op === 'exists' && Object.hasOwn(value, 'value'))
    report([...path, 'value'], 'no value: exists takes none', value.value)
  if (isObject(value.value)) report([...path, 'value'], 'a plain value or an array of them', value.value)
  if (op !== 'exists' && !Object.hasOwn(value, 'value')) report([...path, 'value'], 'what to compare with', undefined)
}

function nearestOperator(op: string): string | undefined {
  const alias = Object.hasOwn(ALIASES, op) ? ALIASES[op] : undefined
  return alias ?? suggest(op, OPERATORS)
}

function checkText(value: unknown, path: readonly (string | number)[], report: Report): void {
  if (typeof value !== 'string' || value === '') report(path, 'a non-empty string', value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
