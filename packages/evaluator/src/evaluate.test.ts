import { describe, expect, test } from 'vitest'
import { bucketOf } from './bucket.ts'
import { evaluate, evaluateAll } from './evaluate.ts'
import { deriveRanges } from './ranges.ts'
import type { Condition, FlagItem, FlagType, JsonValue, Operator, Serve } from './ruleset.ts'
import { rulesetOf } from './test-ruleset.ts'

const half: Serve = {
  split: {
    ranges: [
      ['on', 50_000],
      ['off', 100_000],
    ],
  },
}
const byTenant: Serve = {
  split: {
    by: 'tenant',
    ranges: [
      ['on', 50_000],
      ['off', 100_000],
    ],
  },
}
const isPro: Condition = { attribute: 'plan', op: 'in', value: ['pro'] }

describe('evaluate', () => {
  test('serves what a flag without conditions says, as STATIC', () => {
    const answer = evaluate(rulesetOf({ flag: { metadata: { team: 'payments' } } }), 'flag', {})
    expect(answer).toEqual({
      flagKey: 'flag',
      value: true,
      variant: 'on',
      reason: 'STATIC',
      flagMetadata: { team: 'payments', revision: 7 },
    })
  })

  test('hands out the same frozen object every time', () => {
    const ruleset = rulesetOf({ flag: { type: 'object', variants: { on: { deep: [{ er: 1 }] } } } })
    const answer = evaluate(ruleset, 'flag', {})
    expect(evaluate(ruleset, 'flag', { plan: 'pro' })).toBe(answer)
    const value = answer.value as { deep: { er: number }[] }
    for (const part of [answer, answer.flagMetadata, value, value.deep, value.deep[0]])
      expect(Object.isFrozen(part)).toBe(true)
  })

  test.each<[FlagType, JsonValue]>([
    ['boolean', false],
    ['string', ''],
    ['number', 0],
    ['object', {}],
    ['object', []],
  ])('serves the zero value %s %j like any other', (type, value) => {
    const answer = evaluate(rulesetOf({ flag: { type, variants: { on: value, off: value } } }), 'flag', {}, 0, type)
    expect(answer).toMatchObject({ value, variant: 'on', reason: 'STATIC' })
  })

  test('leaves flags that are not there, hidden or of another type to the default of the caller', () => {
    const ruleset = rulesetOf({ flag: {}, hidden: { hidden: true, variants: { on: null, off: null } } })
    for (const key of ['missing', 'hidden', '', '__proto__', 'constructor', 'toString']) {
      const answer = evaluate(ruleset, key, {})
      expect(answer).toMatchObject({
        flagKey: key,
        value: undefined,
        reason: 'ERROR',
        errorCode: 'FLAG_NOT_FOUND',
        flagMetadata: {},
      })
      expect(answer).not.toHaveProperty('variant')
    }
    expect(evaluate(ruleset, 'flag', {}, 0, 'string')).toMatchObject({
      reason: 'ERROR',
      errorCode: 'TYPE_MISMATCH',
      value: undefined,
    })
    expect(evaluate(ruleset, 'flag', {}, 0, 'boolean')).toMatchObject({ reason: 'STATIC' })
  })

  test('F61 serves flags whatever their key is', () => {
    const keys = ['__proto__', 'constructor', 'toString', '', '😀', 'é', 'é'.normalize('NFD'), 'k'.repeat(1_000_000)]
    const drafts = keys.map((key, i) => [key, { type: 'number', variants: { on: i } } as const])
    const ruleset = rulesetOf(Object.fromEntries(drafts))
    for (const [i, key] of keys.entries()) expect(evaluate(ruleset, key, {}).value).toBe(i)
  })

  test('F61 serves variants whatever their name is', () => {
    for (const name of ['__proto__', 'constructor', '', 'é']) {
      const variants = JSON.parse(`{${JSON.stringify(name)}: true}`)
      const ruleset = rulesetOf({ flag: { variants, offVariant: name, fallthrough: { variant: name } } })
      expect(evaluate(ruleset, 'flag', {})).toMatchObject({ value: true, variant: name })
    }
  })

  test('F71 a kill serves the off variant, whatever else a flag has', () => {
    const types: [FlagType, JsonValue, JsonValue][] = [
      ['boolean', true, false],
      ['string', 'x', ''],
      ['number', 1, 0],
      ['object', { a: 1 }, {}],
    ]
    const rest: Partial<FlagItem>[] = [
      {},
      { targets: [{ attribute: 'targetingKey', values: ['u'], variant: 'on' }] },
      { rules: [{ id: 'r', serve: { variant: 'on' } }] },
      { rules: [{ id: 'r', if: isPro, serve: half }] },
      { fallthrough: half },
      { prerequisites: [{ flag: 'missing', variant: 'on' }] },
      { maxStalenessMs: 0 },
      { rules: [{ id: 'r', if: { attribute: 'a', op: 'newer' as Operator }, serve: half }] },
      { requires: ['telepathy'] },
    ]
    for (const [type, on, off] of types) {
      for (const draft of rest) {
        const ruleset = rulesetOf({ flag: { type, variants: { on, off }, killed: true, ...draft } })
        expect(evaluate(ruleset, 'flag', { targetingKey: 'u', plan: 'pro' }, 1000)).toEqual({
          flagKey: 'flag',
          value: off,
          variant: 'off',
          reason: 'DISABLED',
          flagMetadata: { revision: 7, killed: true },
        })
      }
    }
  })

  test('reads nothing of the context once a flag is off', () => {
    const untouchable = new Proxy(
      {},
      { get: () => expect.unreachable(), getOwnPropertyDescriptor: () => expect.unreachable() },
    )
    const ruleset = rulesetOf({ flag: { enabled: false, rules: [{ id: 'r', if: isPro, serve: half }] } })
    expect(evaluate(ruleset, 'flag', untouchable)).toMatchObject({ reason: 'DISABLED', variant: 'off' })
    expect(evaluate(ruleset, 'flag', untouchable).flagMetadata).toEqual({ revision: 7 })
  })

  test('leaves a flag without an off variant to the default of the caller, for the same reason', () => {
    const answer = evaluate(rulesetOf({ flag: { killed: true, offVariant: 'gone' } }), 'flag', {})
    expect(answer).toEqual({
      flagKey: 'flag',
      value: undefined,
      reason: 'DISABLED',
      flagMetadata: { revision: 7, killed: true },
    })
    expect(answer).not.toHaveProperty('variant')
    expect(answer).not.toHaveProperty('errorCode')
  })

  test('serves the off variant once the ruleset is older than a flag allows', () => {
    const ruleset = rulesetOf({ flag: { maxStalenessMs: 1000 } })
    expect(evaluate(ruleset, 'flag', {}, 1000)).toMatchObject({ reason: 'STATIC', variant: 'on' })
    expect(evaluate(ruleset, 'flag', {}, 1001)).toMatchObject({ reason: 'STALE', variant: 'off' })
    expect(evaluate(ruleset, 'flag', {}, Number.POSITIVE_INFINITY)).toMatchObject({ reason: 'STALE', variant: 'off' })
  })

  test('tries targets, then rules in order, then the fallthrough', () => {
    const ruleset = rulesetOf({
      flag: {
        type: 'number',
        variants: { target: 1, first: 2, second: 3, last: 4 },
        targets: [
          { attribute: 'targetingKey', values: ['u'], variant: 'target' },
          { attribute: 'organization.key', values: [17, true], variant: 'target' },
        ],
        rules: [
          { id: 'r1', if: isPro, serve: { variant: 'first' } },
          {
            id: 'r2',
            if: { any: [isPro, { attribute: 'beta', op: 'in', value: [true] }] },
            serve: { variant: 'second' },
          },
        ],
        fallthrough: { variant: 'last' },
      },
    })
    const answer = (context: unknown): unknown => evaluate(ruleset, 'flag', context)
    expect(answer({ targetingKey: 'u', plan: 'pro' })).toMatchObject({
      variant: 'target',
      reason: 'TARGETING_MATCH',
      flagMetadata: { revision: 7 },
    })
    expect(answer({ organization: { key: '17' } })).toMatchObject({ variant: 'target' })
    expect(answer({ plan: 'pro', beta: true })).toMatchObject({
      variant: 'first',
      reason: 'TARGETING_MATCH',
      flagMetadata: { ruleId: 'r1' },
    })
    expect(answer({ beta: 'true' })).toMatchObject({ variant: 'second', flagMetadata: { ruleId: 'r2' } })
    expect(answer({ plan: 'free' })).toMatchObject({ variant: 'last', reason: 'DEFAULT' })
  })

  test('"not in the EU" never catches someone whose country nobody knows', () => {
    const outside: Condition = { not: { attribute: 'country', op: 'in', value: ['DE', 'FR'] } }
    const ruleset = rulesetOf({ flag: { rules: [{ id: 'r', if: outside, serve: { variant: 'off' } }] } })
    expect(evaluate(ruleset, 'flag', { country: 'US' })).toMatchObject({ variant: 'off' })
    for (const context of [{}, { country: null }, { country: {} }]) {
      expect(evaluate(ruleset, 'flag', context)).toMatchObject({ variant: 'on', reason: 'DEFAULT' })
    }
  })
})

describe('placing', () => {
  test('serves the range that the bucket is in', () => {
    const ruleset = rulesetOf({ flag: { fallthrough: half, salt: 'salt' } })
    for (let i = 0; i < 1000; i++) {
      const variant = Number(bucketOf('salt', `u${i}`)) < 50_000 ? 'on' : 'off'
      expect(evaluate(ruleset, 'flag', { targetingKey: `u${i}` })).toMatchObject({ variant, reason: 'SPLIT' })
    }
  })

  test('is by the key of the flag unless it has a salt', () => {
    const ruleset = rulesetOf({
      a: { fallthrough: half },
      b: { fallthrough: half, salt: 'a' },
      c: { fallthrough: half },
    })
    const answers = (key: string): unknown[] =>
      Array.from({ length: 100 }, (_, i) => evaluate(ruleset, key, { targetingKey: i }).value)
    expect(answers('b')).toEqual(answers('a'))
    expect(answers('c')).not.toEqual(answers('a'))
  })

  test('without a targeting key is an error, in a rule too: never a guess', () => {
    const ruleset = rulesetOf({ a: { fallthrough: half }, b: { rules: [{ id: 'r', serve: half }] } })
    for (const targetingKey of [undefined, null, 0.5, Number.NaN, true, {}, ['u']]) {
      for (const [key, flagMetadata] of [
        ['a', { revision: 7 }],
        ['b', { revision: 7, ruleId: 'r' }],
      ] as const) {
        const answer = evaluate(ruleset, key, { targetingKey })
        expect(answer).toMatchObject({ reason: 'ERROR', errorCode: 'TARGETING_KEY_MISSING', flagMetadata })
        expect(answer.value).toBeUndefined()
      }
    }
    expect(evaluate(ruleset, 'a', { targetingKey: '' })).toMatchObject({ reason: 'SPLIT' })
  })

  test('by an attribute that cannot be placed tries the next rule, or the off variant in the end', () => {
    const ruleset = rulesetOf({
      a: {
        rules: [
          { id: 'r1', serve: byTenant },
          { id: 'r2', serve: { variant: 'on' } },
        ],
      },
      b: { rules: [{ id: 'r1', serve: byTenant }], fallthrough: byTenant },
    })
    expect(evaluate(ruleset, 'a', {})).toMatchObject({ variant: 'on', flagMetadata: { ruleId: 'r2' } })
    expect(evaluate(ruleset, 'b', {})).toMatchObject({
      variant: 'off',
      reason: 'DEFAULT',
      flagMetadata: { revision: 7, unplaced: 'tenant' },
    })
    expect(evaluate(ruleset, 'b', { tenant: 5 })).toMatchObject({ reason: 'SPLIT', flagMetadata: { ruleId: 'r1' } })
  })

  test('serves each variant its weight, and nobody leaves a variant that grows', () => {
    const steps = [1000, 5000, 25_000, 50_000, 100_000]
    let ranges: ReturnType<typeof deriveRanges> | undefined
    let before = new Set<number>()
    for (const on of steps) {
      ranges = deriveRanges(['on', 'off'], { on, off: 100_000 - on }, ranges)
      const ruleset = rulesetOf({ flag: { fallthrough: { split: { ranges } } } })
      const now = new Set(
        Array.from({ length: 100_000 }, (_, i) => i).filter(
          (i) => evaluate(ruleset, 'flag', { targetingKey: i }).value,
        ),
      )
      expect([...before].filter((user) => !now.has(user))).toEqual([])
      // Four standard deviations of a binomial.
      expect(Math.abs(now.size - on)).toBeLessThanOrEqual(4 * Math.sqrt((on * (100_000 - on)) / 100_000))
      before = now
    }
  })
})

test('all flags but hidden ones answer as each does alone, whatever order texts are placed in', () => {
  const flags = Array.from({ length: 40 }, (_, i) => [
    `flag-${i}`,
    { fallthrough: i % 3 ? half : byTenant, hidden: i % 7 === 6, maxStalenessMs: i % 5 ? 2000 : 500 },
  ])
  const ruleset = rulesetOf({ ...Object.fromEntries(flags), ...JSON.parse('{"__proto__": {}}') })
  for (const targetingKey of [
    '',
    'u-1',
    'user',
    'a much longer key',
    'Zoë',
    'abcdZoë',
    'Zoë-4711',
    '😀',
    '\ud83d',
    7,
    undefined,
  ]) {
    const context = { targetingKey, tenant: 'abcdefgh' }
    const alone = [...ruleset.flags.values()]
      .filter(({ hidden }) => !hidden)
      .map(({ key }) => [key, evaluate(ruleset, key, context, 1000)])
    expect(Object.entries(evaluateAll(ruleset, context, 1000))).toEqual(alone)
  }
})

test('what all flags answered belongs to the caller, and has no prototype', () => {
  const ruleset = rulesetOf({ flag: { fallthrough: { variant: 'on' } }, other: { enabled: false } })
  const [first, second] = [evaluateAll(ruleset, {}), evaluateAll(ruleset, {})]
  Reflect.deleteProperty(first, 'flag')
  expect(Object.keys(second)).toEqual(['flag', 'other'])
  expect(Object.keys(evaluateAll(ruleset, {}))).toEqual(['flag', 'other'])
  expect(Object.getPrototypeOf(second)).toBeNull()
})

test('of ranges that do not ascend, the first that ends after the bucket is served', () => {
  const ranges = [30_000, 10_000, 60_000, 100_000].map((end, i): [string, number] => [String(i), end])
  const variants = { 0: 0, 1: 1, 2: 2, 3: 3 }
  const ruleset = rulesetOf({ flag: { type: 'number', variants, fallthrough: { split: { ranges } } } })
  for (let i = 0; i < 1000; i++) {
    const bucket = Number(bucketOf('flag', i))
    const [variant] = ranges.find(([, end]) => end > bucket) ?? []
    expect(evaluate(ruleset, 'flag', { targetingKey: i }).variant).toBe(variant)
  }
})
