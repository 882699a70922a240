import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CompiledRuleset } from './compiled.ts'
import { type Explanation, explain } from './explain.ts'
import { type ComparisonTests, explaining } from './explaining.ts'
import type { Condition, FlagItem } from './ruleset.ts'
import { rulesetOf } from './test-ruleset.ts'

/** Flags with one condition each. */
function rulesetWith(flags: Record<string, Condition>, segments: Record<string, Condition> = {}): CompiledRuleset {
  const flag = Object.entries(flags).map(([key, condition]): [string, Partial<FlagItem>] => [
    key,
    { rules: [{ id: 'r', if: condition, serve: { variant: 'on' } }], fallthrough: { variant: 'off' } },
  ])
  const segment = Object.entries(segments).map(([key, condition]) => [key, { if: condition }] as const)
  return rulesetOf(Object.fromEntries(flag), Object.fromEntries(segment))
}

/** The steps that a walk takes, and what it returns. */
function walked(walk: Generator<undefined, Explanation>): { steps: number; told: Explanation } {
  let steps = 0
  let step = walk.next()
  for (; !step.done; step = walk.next()) steps++
  return { steps, told: step.value }
}

const pattern = (value: string | string[]): Condition => ({ attribute: 'mail', op: 'matches', value })

describe('explaining in steps', () => {
  test('a chain of segments takes a step for each, however long it is', () => {
    const length = 20_000
    const chain = Array.from({ length }, (_, i): [string, Condition] => [
      `s${i}`,
      i > 0 ? { not: { segment: `s${i - 1}` } } : { attribute: 'plan', op: 'in', value: ['pro'] },
    ])
    const ruleset = rulesetWith({ flag: { segment: `s${length - 1}` } }, Object.fromEntries(chain))
    let reads = 0
    const context = {
      get plan() {
        reads++
        return 'free'
      },
    }
    const { steps, told } = walked(explaining(ruleset, 'flag', context))
    expect(steps).toBe(length + 1)
    expect(told).toMatchObject({ variant: 'on', reason: 'TARGETING_MATCH' })
    expect(told.segments).toHaveLength(length)
    expect(told.segments[0]).toMatchObject({ segment: `s${length - 1}`, outcome: true })
    expect(reads).toBe(2) // Once for its outcome, once to tell what was found.
  })

  test('a comparison is answered once, however deep it lies', () => {
    let deep = pattern('a+@b')
    for (let depth = 0; depth < 30; depth++) deep = { all: [deep] }
    const tests: ComparisonTests = new WeakMap()
    let reads = 0
    const context = {
      get mail() {
        reads++
        return 'aa@b'
      },
    }
    const { told } = walked(explaining(rulesetWith({ flag: deep }), 'flag', context, 0, undefined, tests))
    expect(told.reason).toBe('TARGETING_MATCH')
    expect(reads).toBe(2)
  })

  test('others may come in after each pattern, of a list of them too', () => {
    const many = Array.from({ length: 50 }, (_, i) => `a${i}@`)
    const each = walked(explaining(rulesetWith({ flag: { any: many.map(pattern) } }), 'flag', { mail: 'a49@' }))
    const list = walked(explaining(rulesetWith({ flag: pattern(many) }), 'flag', { mail: 'a49@' }))
    expect([each.steps, list.steps]).toEqual([50, 50])
    expect([each.told.variant, list.told.variant]).toEqual(['on', 'on'])
  })

  test('what was compiled once is kept for the next time', () => {
    const condition = pattern(['a@', 'b@'])
    const tests: ComparisonTests = new WeakMap()
    const ruleset = rulesetWith({ flag: condition })
    walked(explaining(ruleset, 'flag', {}, 0, undefined, tests))
    const kept = tests.get(condition as never)
    expect(kept).toHaveLength(2)
    walked(explaining(ruleset, 'flag', { mail: 'b@' }, 0, undefined, tests))
    expect(tests.get(condition as never)).toBe(kept)
  })

  test('tells what `explain` tells, of segments in circles too', () => {
    const names = ['a', 'b', 'c', 'missing']
    const leaf = fc.oneof(
      fc.constantFrom<Condition>(
        { attribute: 'plan', op: 'in', value: ['pro'] },
        { attribute: 'plan', op: 'exists' },
        { attribute: 'age', op: 'gte', value: 18 },
        { attribute: 'plan', op: 'matches', value: ['^f', 'o$'] },
        { attribute: 'plan', op: 'matches', value: [] },
        { attribute: 'plan', op: 'contains', value: ['P', 'e'], ignoreCase: true },
        { attribute: 'plan', op: 'inCidr', value: ['10.0.0.0/8', '::/0'] },
      ),
      fc.constantFrom(...names).map((segment): Condition => ({ segment })),
    )
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.record({ not: tie('tree') }),
        fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
      ),
    }))
    const value = fc.constantFrom(
      'pro',
      '10.1.2.3',
      ['pro', '::1'],
      'free',
      17,
      18,
      null,
      ['free', 'pro'],
      [],
      [1, 'free'],
    )
    const context = fc.record({ plan: value, age: value })
    fc.assert(
      fc.property(tree, tree, tree, tree, context, (condition, a, b, c, person) => {
        const ruleset = rulesetWith({ flag: condition }, { a, b, c })
        expect(walked(explaining(ruleset, 'flag', person)).told).toEqual(explain(ruleset, 'flag', person))
      }),
    )
  })
})
