import { BUCKETS } from './bucket.ts'
import { compileOperator } from './operators.ts'
import { PatternError } from './pattern.ts'
import { MAX_RANGES } from './ranges.ts'
import type { Comparison, Condition, FlagItem, Operator, SegmentItem, Serve, TextList } from './ruleset.ts'
import { canonicalText } from './text.ts'

/** Something that `compile` could not work with. */
export interface Problem {
  /** JSON Pointer into the item. */
  readonly path: string
  readonly value: unknown
  readonly expected: string
}

const TEXTS = 'a string, or an array of strings'
const VERSION = 'a version such as 1.2.3'
const MOMENT = 'a time with an offset such as 2024-01-01T00:00:00Z, or epoch milliseconds'
const MEMBERS = 'an array of strings, finite numbers and booleans'

/** What each operator takes. `exists` takes nothing. */
const EXPECTED: Readonly<Record<Exclude<Operator, 'exists'>, string>> = {
  in: MEMBERS,
  contains: TEXTS,
  startsWith: TEXTS,
  endsWith: TEXTS,
  matches: TEXTS,
  lt: 'a number',
  lte: 'a number',
  gt: 'a number',
  gte: 'a number',
  before: MOMENT,
  after: MOMENT,
  semverEq: VERSION,
  semverLt: VERSION,
  semverLte: VERSION,
  semverGt: VERSION,
  semverGte: VERSION,
  inCidr: 'a network such as 10.0.0.0/8 or 2001:db8::/32, or an array of networks',
}
const LISTABLE: readonly Operator[] = ['in', 'contains', 'startsWith', 'endsWith', 'matches', 'inCidr']

/**
 * Finds what is wrong with the conditions, lists and splits of an item, so that nothing is stored that an SDK could not
 * compile. Whether what an item names (variants, flags, segments) is there, is its owner's to check.
 * @returns Everything found, in the item's order; nothing when all is well.
 * @see docs/evaluation.md, "Conditions"
 */
export function findProblems(
  kind: 'flag',
  item: Pick<FlagItem, 'targets' | 'rules' | 'fallthrough'>,
): readonly Problem[]
export function findProblems(
  kind: 'segment',
  item: Pick<SegmentItem, 'included' | 'excluded' | 'if'>,
): readonly Problem[]
export function findProblems(
  kind: 'flag' | 'segment',
  item: Partial<
    Pick<FlagItem, 'targets' | 'rules' | 'fallthrough'> & Pick<SegmentItem, 'included' | 'excluded' | 'if'>
  >,
): readonly Problem[] {
  if (kind === 'segment') {
    return [
      ...listProblems(item.included, '/included'),
      ...listProblems(item.excluded, '/excluded'),
      ...conditionProblems(item.if, '/if'),
    ]
  }
  const { targets = [], rules = [], fallthrough } = item
  return [
    ...targets.flatMap(({ values }, index) => listProblems(values, `/targets/${index}/values`)),
    ...rules.flatMap((rule, index) => [
      ...conditionProblems(rule.if, `/rules/${index}/if`),
      ...splitProblems(rule.serve, `/rules/${index}/serve`),
    ]),
    ...splitProblems(fallthrough, '/fallthrough'),
  ]
}

function listProblems(list: TextList | undefined, path: string): Problem[] {
  if (list === undefined || 'hashed' in list) return []
  return list.flatMap((member, index) =>
    canonicalText(member) === undefined
      ? [{ path: `${path}/${index}`, value: member, expected: 'a string, a finite number or a boolean' }]
      : [],
  )
}

function conditionProblems(condition: Condition | undefined, path: string): Problem[] {
  if (condition === undefined || 'segment' in condition) return []
  if ('not' in condition) return conditionProblems(condition.not, `${path}/not`)
  if ('attribute' in condition) return comparisonProblems(condition, path)
  const name = 'all' in condition ? 'all' : 'any'
  const parts = 'all' in condition ? condition.all : condition.any
  return parts.flatMap((part, index) => conditionProblems(part, `${path}/${name}/${index}`))
}

function comparisonProblems(comparison: Comparison, path: string): Problem[] {
  const { op, value } = comparison
  if (op === 'exists') return []
  if (!Object.hasOwn(EXPECTED, op)) {
    return [{ path: `${path}/op`, value: op, expected: `one of ${Object.keys(EXPECTED).join(', ')}, exists` }]
  }
  if (op === 'in' && value !== null && typeof value === 'object' && 'hashed' in value) return []
  if (!Array.isArray(value) || !LISTABLE.includes(op)) return operandProblems(comparison, `${path}/value`, value)
  return value.flatMap((element, index) =>
    operandProblems({ ...comparison, value: [element] }, `${path}/value/${index}`, element),
  )
}

function operandProblems(comparison: Comparison, path: string, value: unknown): Problem[] {
  const { op } = comparison
  try {
    compileOperator(comparison, undefined)
    return []
  } catch (error) {
    const expected = error instanceof PatternError ? `a pattern: ${error.message}` : op === 'exists' ? '' : EXPECTED[op]
    return [{ path, value, expected }]
  }
}

function splitProblems(serve: Serve | undefined, path: string): Problem[] {
  if (serve === undefined || !('split' in serve)) return []
  const { ranges } = serve.split
  const at = `${path}/split/ranges`
  const problems = ranges.flatMap(([, end], index) => {
    const start = ranges[index - 1]?.[1] ?? 0
    const isIn = Number.isInteger(end) && end > start && end <= BUCKETS
    return isIn
      ? []
      : [{ path: `${at}/${index}/1`, value: end, expected: `an integer above ${start}, up to ${BUCKETS}` }]
  })
  const last = ranges.at(-1)?.[1]
  if (last !== BUCKETS)
    problems.push({ path: at, value: last ?? 0, expected: `ranges of which the last ends at ${BUCKETS}` })
  if (ranges.length > MAX_RANGES) {
    problems.push({ path: at, value: ranges.length, expected: `at most ${MAX_RANGES} ranges` })
  }
  return problems
}
