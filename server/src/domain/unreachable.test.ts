import { type Condition, compile, evaluate, type Rule } from '@halyard/evaluator'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { certaintyOf, unreachableRules } from './unreachable.ts'

const rule = (id: string, condition?: Condition): Rule => ({
  id,
  ...(condition === undefined ? undefined : { if: condition }),
  serve: { variant: 'on' },
})
const pro: Condition = { attribute: 'plan', op: 'in', value: ['pro'] }

test('a rule after one that holds for everybody is named, with the one that hides it', () => {
  expect(unreachableRules([rule('a', pro), rule('b')])).toEqual([])
  expect(unreachableRules([rule('a'), rule('b', pro), rule('c')])).toMatchObject([
    { path: '/rules/1', value: 'b', expected: expect.stringContaining('/rules/0') },
    { path: '/rules/2', value: 'c' },
  ])
  expect(unreachableRules([rule('a', { all: [] }), rule('b')])).toHaveLength(1)
})

const age = (op: 'gt' | 'gte' | 'lt' | 'lte', value: number): Condition => ({ attribute: 'age', op, value })

test.each<[string, Condition, ReturnType<typeof certaintyOf>]>([
  ['a comparison depends', pro, undefined],
  ['an empty list matches nobody', { attribute: 'plan', op: 'in', value: [] }, 'never'],
  ['an empty any matches nobody', { any: [] }, 'never'],
  ['an empty all matches everybody', { all: [] }, 'always'],
  ['all with a part that never holds', { all: [pro, { any: [] }] }, 'never'],
  ['any with a part that always holds', { any: [pro, { all: [] }] }, 'always'],
  ['not of what always holds', { not: { all: [] } }, 'never'],
  [
    'not of a comparison that never holds may be unknown',
    { not: { attribute: 'plan', op: 'in', value: [] } },
    undefined,
  ],
  ['numbers that exclude each other', { all: [age('gt', 10), age('lt', 5)] }, 'never'],
  ['numbers that do not', { all: [age('gt', 5), age('lt', 10)] }, undefined],
  ['exists takes no value', { attribute: 'plan', op: 'exists' }, undefined],
])('%s', (_, condition, expected) => {
  expect(certaintyOf(condition)).toBe(expected)
})

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    attribute: fc.constantFrom('a', 'b'),
    op: fc.constantFrom('gt' as const, 'lt' as const, 'gte' as const, 'lte' as const),
    value: fc.integer({ min: 0, max: 4 }),
  }),
  fc.record({
    attribute: fc.constantFrom('a', 'b'),
    op: fc.constant('in' as const),
    value: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
  }),
  fc.record({ attribute: fc.constantFrom('a', 'b'), op: fc.constant('exists' as const) }),
)
const { condition: conditions } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}))
const value = fc.oneof(fc.constant(undefined), fc.constant('x'), fc.integer({ min: -1, max: 5 }))
const contexts = fc.record({ a: value, b: value })

test('what is certain holds for whatever context comes', () => {
  fc.assert(
    fc.property(conditions, contexts, (condition, context) => {
      const certainty = certaintyOf(condition)
      if (certainty === undefined) return
      expect(doesHold(condition, context)).toBe(certainty === 'always')
    }),
    { numRuns: 2_000 },
  )
})

function doesHold(condition: Condition, context: object): boolean {
  const head = {
    revision: 1,
    hash: 'x',
    type: 'boolean',
    variants: { on: true, off: false },
    offVariant: 'off',
  } as const
  const flag = {
    ...head,
    enabled: true,
    rules: [{ id: 'r', if: condition, serve: { variant: 'on' } }],
    fallthrough: { variant: 'off' },
  }
  const items = { flag: { f: flag }, segment: {} }
  const ruleset = compile({ project: 'p', environment: 'e', environmentId: 'i', epoch: 1, revision: 1, items })
  return evaluate(ruleset, 'f', context).variant === 'on'
}
