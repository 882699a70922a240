import fc from 'fast-check'
import murmurhash from 'murmurhash'
import { describe, expect, test } from 'vitest'
import { compile } from './compile.ts'
import type { CompiledRuleset } from './compiled.ts'
import { evaluate } from './evaluate.ts'
import { type ConditionTrace, explain } from './explain.ts'
import type { Condition, FlagItem, SegmentItem } from './ruleset.ts'
import { texts } from './test-texts.ts'

const flag: FlagItem = {
  revision: 7,
  hash: 'h',
  type: 'boolean',
  variants: { on: true, off: false },
  enabled: true,
  offVariant: 'off',
  fallthrough: { variant: 'on' },
}

function rulesetOf(
  flags: Record<string, Partial<FlagItem>>,
  segments: Record<string, Partial<SegmentItem>> = {},
): CompiledRuleset {
  const items = {
    flag: Object.fromEntries(Object.entries(flags).map(([key, draft]) => [key, { ...flag, ...draft }])),
    segment: Object.fromEntries(
      Object.entries(segments).map(([key, draft]) => [key, { revision: 7, hash: key, ...draft }]),
    ),
  }
  return compile({ project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1, items })
}

const isPro: Condition = { attribute: 'plan', op: 'in', value: ['pro'] }
const isAdult: Condition = { attribute: 'age', op: 'gte', value: 18 }
const ranges = [
  ['on', 10_000],
  ['off', 60_000],
  ['on', 100_000],
] as const

describe('explain', () => {
  test('tells every condition with what it found and what came of it', () => {
    const condition: Condition = { all: [{ any: [isPro, { not: isAdult }] }, { segment: 'staff' }] }
    const ruleset = rulesetOf(
      { flag: { rules: [{ id: 'r', if: condition, serve: { variant: 'off' } }] } },
      { staff: { included: ['u'], if: { segment: 'missing' } } },
    )
    const told = explain(ruleset, 'flag', { targetingKey: 'u', plan: ['free', 'pro'] })
    expect(told).toMatchObject({
      value: false,
      variant: 'off',
      reason: 'TARGETING_MATCH',
      ageMs: 0,
      prerequisites: [],
      evaluated: [],
    })
    expect(told.steps).toEqual([
      {
        id: 'r',
        serve: { variant: 'off' },
        placed: undefined,
        if: {
          condition,
          outcome: true,
          parts: [
            {
              condition: { any: [isPro, { not: isAdult }] },
              outcome: true,
              parts: [
                { condition: isPro, outcome: true, actual: ['free', 'pro'] },
                {
                  condition: { not: isAdult },
                  outcome: 'unknown',
                  parts: [{ condition: isAdult, outcome: 'unknown', actual: undefined }],
                },
              ],
            },
            { condition: { segment: 'staff' }, outcome: true },
          ],
        },
      },
    ])
    expect(told.segments.map(({ segment, outcome }) => [segment, outcome])).toEqual([
      ['staff', true],
      ['missing', 'unknown'],
    ])
    expect(told.segments[0]?.if?.parts?.[0]).toMatchObject({
      condition: { op: 'in', value: ['u'] },
      actual: 'u',
      outcome: true,
    })
    expect(told.segments[1]?.if).toBeUndefined()
  })

  test('tells steps in the order in which they were tried, up to the one that decided', () => {
    const split = { split: { by: 'tenant', ranges } }
    const ruleset = rulesetOf({
      flag: {
        targets: [{ attribute: 'targetingKey', values: ['v'], variant: 'on' }],
        rules: [
          { id: 'r1', if: isPro, serve: { variant: 'on' } },
          { id: 'r2', serve: split },
          { id: 'r3', serve: { variant: 'off' } },
        ],
      },
    })
    const steps = (context: unknown): unknown[] =>
      explain(ruleset, 'flag', context).steps.map((step) => [step.id, step.if?.outcome, step.placed?.bucket])
    expect(steps({ targetingKey: 'v' })).toEqual([[undefined, true, undefined]])
    expect(steps({ targetingKey: 'u', tenant: 't' })).toEqual([
      [undefined, false, undefined],
      ['r1', 'unknown', undefined],
      ['r2', undefined, expect.any(Number)],
    ])
    expect(steps({ targetingKey: 'u' })).toEqual([
      [undefined, false, undefined],
      ['r1', 'unknown', undefined],
      ['r2', undefined, undefined],
      ['r3', undefined, undefined],
    ])
  })

  test('tells enough of a split to place a user again without us', () => {
    const ruleset = rulesetOf({ flag: { salt: 'søl', fallthrough: { split: { by: 'who.key', ranges } } } })
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
    fc.assert(
      fc.property(fc.oneof(texts(), fc.maxSafeInteger()), (key) => {
        const told = explain(ruleset, 'flag', { who: { key } })
        const placed = told.steps[0]?.placed
        expect(placed).toMatchObject({
          by: 'who.key',
          actual: key,
          text: String(key),
          salt: 'søl',
          seed: murmurhash.v3(bytes('søl'), 0),
        })
        expect(placed?.bucket).toBe(murmurhash.v3(bytes(String(key)), placed?.seed) % 100_000)
        expect(placed?.bucket).toBeGreaterThanOrEqual(Number(placed?.start))
        expect(placed?.bucket).toBeLessThan(Number(placed?.end))
        expect(ranges).toContainEqual([placed?.variant, placed?.end])
        expect(told.variant).toBe(placed?.variant)
      }),
    )
  })

  test('tells what could not be placed', () => {
    const ruleset = rulesetOf({ flag: { fallthrough: { split: { ranges } } } })
    const told = explain(ruleset, 'flag', { targetingKey: 1.5 })
    expect(told).toMatchObject({
      errorCode: 'TARGETING_KEY_MISSING',
      steps: [{ placed: { by: 'targetingKey', actual: 1.5, salt: 'flag' } }],
    })
    expect(told.steps[0]?.placed).not.toHaveProperty('bucket')
  })

  test('tells prerequisites and theirs, each once, what is needed first', () => {
    const ruleset = rulesetOf({
      flag: {
        prerequisites: [
          { flag: 'a', variant: 'on' },
          { flag: 'b', variant: 'on' },
          { flag: 'missing', variant: 'on' },
        ],
      },
      a: { prerequisites: [{ flag: 'base', variant: 'on' }] },
      b: { prerequisites: [{ flag: 'base', variant: 'off' }] },
      base: { rules: [{ id: 'r', if: isPro, serve: { variant: 'on' } }] },
    })
    const told = explain(ruleset, 'flag', { plan: 'pro' }, 5)
    expect(told).toMatchObject({
      reason: 'PREREQUISITE_FAILED',
      flagMetadata: { prerequisite: 'b' },
      ageMs: 5,
      steps: [],
    })
    expect(told.prerequisites).toEqual([
      { flag: 'a', variant: 'on', isMet: true },
      { flag: 'b', variant: 'on', isMet: false },
      { flag: 'missing', variant: 'on', isMet: false },
    ])
    expect(told.evaluated.map(({ flagKey, variant, steps }) => [flagKey, variant, steps.length])).toEqual([
      ['base', 'on', 1],
      ['a', 'on', 1],
      ['b', 'off', 0],
    ])
    expect(told.evaluated[0]?.steps[0]?.if).toMatchObject({ actual: 'pro', outcome: true })
  })

  test('tells nothing of what was never looked at', () => {
    const rules = [{ id: 'r', if: isPro, serve: { variant: 'on' } }]
    const prerequisites = [{ flag: 'flag', variant: 'on' }]
    const ruleset = rulesetOf({
      flag: {},
      killed: { killed: true, rules, prerequisites },
      stale: { maxStalenessMs: 1, rules, prerequisites },
      hidden: { hidden: true, rules },
      beyond: { requires: ['telepathy'], rules },
    })
    for (const [key, type] of [
      ['killed'],
      ['stale'],
      ['hidden'],
      ['missing'],
      ['flag', 'string'],
      ['beyond'],
    ] as const) {
      const told = explain(ruleset, key, { plan: 'pro' }, 2, type)
      expect(told).toEqual({
        ...evaluate(ruleset, key, {}, 2, type),
        ageMs: 2,
        prerequisites: [],
        steps: [],
        evaluated: [],
        segments: [],
      })
    }
  })

  test('is plain data: what it tells survives JSON', () => {
    const ruleset = rulesetOf(
      {
        flag: {
          prerequisites: [{ flag: 'base', variant: 'on' }],
          rules: [{ id: 'r', if: { any: [isPro, { segment: 's' }] }, serve: { split: { ranges } } }],
        },
        base: {},
      },
      { s: { if: { segment: 't' } }, t: { if: { segment: 's' } } },
    )
    const told = explain(ruleset, 'flag', { targetingKey: 'u', plan: 'pro' })
    expect(JSON.parse(JSON.stringify(told))).toEqual(told)
    expect(told.segments).toMatchObject([
      { segment: 's', outcome: 'unknown' },
      { segment: 't', outcome: 'unknown' },
    ])
  })

  test('answers each part as the whole does', () => {
    const leaf = fc.constantFrom<Condition>(isPro, isAdult, { attribute: 'plan', op: 'exists' }, { segment: 's' })
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.record({ not: tie('tree') }),
        fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
      ),
    }))
    const agrees = ({ condition, outcome, parts = [] }: ConditionTrace): boolean => {
      const outcomes = parts.map((part) => part.outcome)
      if ('not' in condition)
        return outcome === (outcomes[0] === 'unknown' ? 'unknown' : !outcomes[0]) && parts.every(agrees)
      if (!('all' in condition || 'any' in condition)) return true
      const settling = 'any' in condition
      const expected = outcomes.includes(settling) ? settling : outcomes.includes('unknown') ? 'unknown' : !settling
      return outcome === expected && parts.every(agrees)
    }
    const context = fc.record({ plan: fc.constantFrom('pro', 'free', null), age: fc.constantFrom(17, 18, null) })
    fc.assert(
      fc.property(tree, context, (condition, person) => {
        const ruleset = rulesetOf(
          { flag: { rules: [{ id: 'r', if: condition, serve: { variant: 'off' } }] } },
          { s: { if: isPro } },
        )
        const told = explain(ruleset, 'flag', person)
        const trace = told.steps[0]?.if
        expect(trace !== undefined && agrees(trace)).toBe(true)
        expect(told.reason === 'TARGETING_MATCH').toBe(trace?.outcome === true)
      }),
    )
  })
})
