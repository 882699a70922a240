import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from './evaluate.ts'
import { explain } from './explain.ts'
import type { Condition, JsonValue, Operator, Serve } from './ruleset.ts'
import { rulesetOf } from './test-ruleset.ts'
import { texts } from './test-texts.ts'

const half: Serve = {
  split: {
    ranges: [
      ['on', 50_000],
      ['off', 100_000],
    ],
  },
}

describe('any context', () => {
  const operators: [Operator, JsonValue][] = [
    ['in', ['a']],
    ['contains', 'a'],
    ['startsWith', 'a'],
    ['endsWith', 'a'],
    ['matches', 'a'],
    ['lt', 1],
    ['gte', 1],
    ['before', 0],
    ['semverGt', '1'],
    ['inCidr', '::/0'],
  ]
  const paths = ['a', 'a.b', '/a', 'targetingKey', '__proto__', 'constructor.name']
  const comparisons = paths.flatMap((attribute) =>
    operators.map(([op, value]): Condition => ({ attribute, op, value, ignoreCase: true })),
  )
  const all: Condition = {
    all: [
      { any: [...comparisons, ...paths.map((attribute): Condition => ({ attribute, op: 'exists' }))] },
      { segment: 's' },
    ],
  }
  const ruleset = rulesetOf(
    {
      conditions: {
        rules: [
          { id: 'r', if: all, serve: half },
          { id: 'not', if: { not: all }, serve: { variant: 'off' } },
        ],
        prerequisites: [{ flag: 'split', variant: 'on' }],
      },
      split: { fallthrough: half },
      tenant: {
        fallthrough: { split: { by: 'a.b', ranges: [['on', 100_000]] } },
        targets: [{ attribute: 'a', values: ['a'], variant: 'on' }],
      },
    },
    {
      s: { included: ['u'], if: { segment: 't' } },
      t: { by: 'a', included: ['a'], excluded: ['b'], if: comparisons[0] as Condition },
    },
  )
  const REASONS = ['STATIC', 'DEFAULT', 'TARGETING_MATCH', 'SPLIT', 'PREREQUISITE_FAILED', 'ERROR']

  function survives(context: unknown): void {
    const reasons = [...ruleset.flags.keys()].flatMap((key) =>
      [evaluate, explain].map((ask) => ask(ruleset, key, context).reason),
    )
    expect(reasons.filter((reason) => !REASONS.includes(reason))).toEqual([])
  }

  const boom = (): never => {
    throw new Error('not yours')
  }
  const cyclic: Record<string, unknown> = { a: {} }
  cyclic['b'] = cyclic['self'] = cyclic
  ;(cyclic['a'] as Record<string, unknown>)['b'] = [cyclic]
  const revoked = Proxy.revocable([], {})
  revoked.revoke()
  const hostile: [string, unknown][] = [
    ['null', null],
    ['nothing', undefined],
    ['an empty one', {}],
    ['an array', [{ a: 1 }]],
    ['a string', 'targetingKey'],
    ['a number', 5],
    ['a function', () => ({ a: 1 })],
    ['a symbol', Symbol('a')],
    ['a missing key', { a: 'a' }],
    ['an empty key', { targetingKey: '' }],
    ['a numeric key', { targetingKey: 17 }],
    ['a 50 kB key', { targetingKey: 'k'.repeat(50_000), a: 'a'.repeat(50_000) }],
    ['a key that is an object', { targetingKey: { toString: boom, valueOf: boom, [Symbol.toPrimitive]: boom } }],
    ['a toString that throws', { a: { toString: boom, b: { toString: boom } } }],
    [
      'getters that throw',
      {
        get a() {
          return boom()
        },
        get targetingKey() {
          return boom()
        },
      },
    ],
    ['a cycle', cyclic],
    ['a frozen one', Object.freeze({ targetingKey: 'u', a: Object.freeze(['a']) })],
    ['10,000 attributes', Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`a${i}`, i]))],
    ['names of prototypes', JSON.parse('{"__proto__": {"a": 1}, "constructor": {"name": "x"}, "targetingKey": "u"}')],
    ['no prototype', Object.assign(Object.create(null), { targetingKey: 'u', a: 'a' })],
    ['a proxy whose every trap throws', new Proxy({}, new Proxy({}, { get: () => boom }))],
    ['a proxy of an array that throws', { a: new Proxy(['a'], { get: boom }), targetingKey: 'u' }],
    ['a revoked proxy', { a: revoked.proxy, targetingKey: revoked.proxy }],
    ['a revoked proxy for all', revoked.proxy],
    ['an array with getters that throw', { a: Object.defineProperty(['x', 'a'], 0, { get: boom }) }],
    ['a lone surrogate', { targetingKey: '\ud800', a: '\udfff' }],
    ['numbers beyond numbers', { targetingKey: Number.NaN, a: [Number.POSITIVE_INFINITY, -0, 2 ** 53 + 1, 5e-324] }],
    ['other objects', { a: new Map([['b', 1]]), targetingKey: new Date(0) }],
    ['a BigInt', { a: 1n, targetingKey: 1n }],
  ]

  test.each(hostile)('F60 is evaluated and explained, %s', (_, context) => {
    survives(context)
  })

  test('F60 is evaluated and explained, whatever it holds', () => {
    const anything = fc.anything({
      key: fc.oneof(fc.constantFrom('a', 'b', 'targetingKey', '__proto__', 'constructor', 'toString'), fc.string()),
      values: [fc.boolean(), fc.maxSafeInteger(), fc.double(), texts(), fc.constantFrom(null, undefined)],
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      maxDepth: 4,
    })
    const context = fc.oneof(anything, fc.record({ targetingKey: anything, a: anything }, { requiredKeys: [] }))
    fc.assert(fc.property(context, survives), { numRuns: 2000 })
  })

  test('gets the same answer every time, from every copy of the ruleset', () => {
    const copy = rulesetOf({ split: { fallthrough: half } })
    fc.assert(
      fc.property(fc.oneof(texts(), fc.maxSafeInteger()), (targetingKey) => {
        const answer = evaluate(ruleset, 'split', { targetingKey })
        expect(evaluate(ruleset, 'split', { targetingKey, more: 1 })).toBe(answer)
        expect(evaluate(copy, 'split', { targetingKey })).toEqual(answer)
      }),
    )
  })
})
