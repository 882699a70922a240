import type { Comparison, Condition, JsonValue, Operator, Rule, Ruleset, SegmentItem, Serve } from '@halyard/evaluator'
import { below, oneOf, type Random, some } from './random.ts'
import { type FlagDraft, rulesetOf } from './vector-file.ts'

/** Few names and values, so that they meet often. */
const FLAG_KEYS = ['f0', 'f1', 'f2', 'f3', 'f4', 'missing'] as const
const SEGMENT_KEYS = ['s0', 's1', 's2', 'missing'] as const
const PATHS = ['targetingKey', 'plan', 'n', 'org.key', '/a.b', 'list'] as const
const TEXTS = ['u1', 'u2', 'pro', 'PRO', '7', '10.0.0.7', '1.2.0', '2024-06-01T00:00:00Z', ''] as const
const NUMBERS = [0, 7, -3, 1.5, 1717200000000] as const
const VARIANTS = ['a', 'b', 'c'] as const

const OPERANDS: Readonly<Record<Exclude<Operator, 'exists'>, readonly [JsonValue, ...JsonValue[]]>> = {
  in: [['u1'], ['pro', 7], [], ['PRO', true, '1.2.0'], ['10.0.0.7', '']],
  contains: ['r', ['u', '0'], '', []],
  startsWith: ['P', ['u', '1'], ''],
  endsWith: ['o', ['0', '7'], ''],
  matches: ['^u\\d$', ['o$', '^1'], '[0-9]+\\.', ''],
  lt: [7, 0, 1.6],
  lte: [7, 0],
  gt: [-1, 7],
  gte: [7, 1.5],
  before: ['2024-06-01T00:00:00Z', 1717200000001, '2030-01-01T00:00:00+02:00'],
  after: ['2024-05-31T23:59:59Z', 1717200000000],
  semverEq: ['1.2', '10'],
  semverLt: ['2', '1.2.0-rc'],
  semverLte: ['1.2.0'],
  semverGt: ['v1', '1.2.0'],
  semverGte: ['1.2'],
  inCidr: ['10.0.0.0/8', ['192.168.0.0/16', '10.0.0.7']],
}
const OPERATORS = Object.keys(OPERANDS) as [keyof typeof OPERANDS, ...(keyof typeof OPERANDS)[]]
const FOLDED: readonly string[] = ['in', 'contains', 'startsWith', 'endsWith', 'matches']

/** Five flags and three segments that name each other as they like, cycles and gaps included. */
export function randomRuleset(random: Random, revision = 1): Ruleset {
  const flags = FLAG_KEYS.slice(0, 5).map((key) => [key, randomFlag(random, revision)] as const)
  const segments = SEGMENT_KEYS.slice(0, 3).map((key) => [key, randomSegment(random)] as const)
  return rulesetOf(Object.fromEntries(flags), Object.fromEntries(segments), { revision })
}

function randomFlag(random: Random, revision: number): FlagDraft {
  return {
    revision,
    type: 'string',
    variants: { a: 'A', b: 'B', c: '' },
    enabled: below(random, 8) > 0,
    ...(below(random, 10) === 0 ? { killed: true } : {}),
    ...(below(random, 5) === 0 ? { maxStalenessMs: 1000 } : {}),
    ...(below(random, 4) === 0 ? { salt: oneOf(random, ['pepper', 'salz']) } : {}),
    ...(below(random, 12) === 0 ? { requires: ['telepathy'] } : {}),
    prerequisites:
      below(random, 2) === 0
        ? []
        : some(random, 2, () => ({ flag: oneOf(random, FLAG_KEYS), variant: oneOf(random, VARIANTS) })),
    targets: some(random, 2, () => ({
      attribute: oneOf(random, PATHS),
      values: some(random, 2, () => oneOf(random, TEXTS)),
      variant: oneOf(random, VARIANTS),
    })),
    rules: some(random, 3, (index) => randomRule(random, index)),
    fallthrough: randomServe(random),
    offVariant: below(random, 6) === 0 ? undefined : oneOf(random, VARIANTS),
  }
}

function randomRule(random: Random, index: number): Rule {
  const rule = { id: `r${index}`, serve: randomServe(random) }
  return below(random, 8) === 0 ? rule : { ...rule, if: randomCondition(random, 3) }
}

function randomServe(random: Random): Serve {
  if (below(random, 2) === 0) return { variant: oneOf(random, VARIANTS) }
  const first = 1 + below(random, 60_000)
  const ranges = [
    [oneOf(random, VARIANTS), first] as const,
    [oneOf(random, VARIANTS), first + 1 + below(random, 30_000)] as const,
  ]
  const split = { ranges: [...ranges, [oneOf(random, VARIANTS), 100_000] as const] }
  return { split: below(random, 2) === 0 ? split : { by: oneOf(random, PATHS), ...split } }
}

function randomSegment(random: Random): Partial<SegmentItem> {
  return {
    ...(below(random, 2) === 0 ? {} : { by: oneOf(random, PATHS) }),
    ...(below(random, 3) === 0 ? {} : { included: some(random, 2, () => oneOf(random, TEXTS)) }),
    ...(below(random, 3) === 0 ? {} : { excluded: some(random, 2, () => oneOf(random, TEXTS)) }),
    ...(below(random, 4) === 0 ? {} : { if: randomCondition(random, 2) }),
  }
}

function randomCondition(random: Random, depth: number): Condition {
  const kind = below(random, depth === 0 ? 4 : 8)
  if (kind === 0) return { segment: oneOf(random, SEGMENT_KEYS) }
  if (kind < 4) return randomComparison(random)
  if (kind < 5) return { not: randomCondition(random, depth - 1) }
  const parts = some(random, 3, () => randomCondition(random, depth - 1))
  return kind < 7 ? { all: parts } : { any: parts }
}

function randomComparison(random: Random): Comparison {
  const attribute = oneOf(random, PATHS)
  if (below(random, 12) === 0) return { attribute, op: 'exists' }
  const op = oneOf(random, OPERATORS)
  // Now and then an operand that its operator may not be able to take.
  const value = oneOf(random, OPERANDS[below(random, 25) === 0 ? oneOf(random, OPERATORS) : op])
  return FOLDED.includes(op) && below(random, 3) === 0
    ? { attribute, op, value, ignoreCase: true }
    : { attribute, op, value }
}

export function randomContext(random: Random): JsonValue {
  if (below(random, 20) === 0) return oneOf<JsonValue>(random, [null, [], 'u1', 7])
  const context: Record<string, JsonValue> = {}
  if (below(random, 4) > 0) context.targetingKey = randomValue(random)
  if (below(random, 3) > 0) context.plan = randomValue(random)
  if (below(random, 3) > 0) context.n = randomValue(random)
  if (below(random, 2) > 0)
    context.org = oneOf<JsonValue>(random, [{ key: randomValue(random) }, 'org', null, [{ key: 'u1' }]])
  if (below(random, 2) > 0) context['a.b'] = randomValue(random)
  if (below(random, 2) > 0) context.list = some(random, 3, () => randomValue(random))
  return context
}

function randomValue(random: Random): JsonValue {
  const kind = below(random, 10)
  if (kind < 6) return oneOf(random, TEXTS)
  if (kind < 8) return oneOf(random, NUMBERS)
  return oneOf<JsonValue>(random, [null, true, {}, ['pro', 7], []])
}
