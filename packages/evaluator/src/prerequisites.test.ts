import { describe, expect, test } from 'vitest'
import { evaluate, readsAge } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import type { Condition, FlagItem, Serve } from './ruleset.ts'
import { rulesetOf } from './test-ruleset.ts'

const half: Serve = {
  split: {
    ranges: [
      ['on', 50_000],
      ['off', 100_000],
    ],
  },
}
const isPro: Condition = { attribute: 'plan', op: 'in', value: ['pro'] }

describe('prerequisites', () => {
  const needs = (flag: string, variant = 'on'): Partial<FlagItem> => ({ prerequisites: [{ flag, variant }] })
  const failed = (prerequisite: string): unknown =>
    expect.objectContaining({
      reason: 'PREREQUISITE_FAILED',
      variant: 'off',
      flagMetadata: { revision: 7, prerequisite },
    })

  test('must be live and evaluate to the named variant', () => {
    const ruleset = rulesetOf({
      good: {},
      killed: { killed: true, offVariant: 'on' },
      disabled: { enabled: false, offVariant: 'on' },
      stale: { maxStalenessMs: 5, offVariant: 'on' },
      split: { fallthrough: half },
      hidden: { hidden: true, variants: { on: null, off: null } },
      ...Object.fromEntries(
        ['good', 'killed', 'disabled', 'stale', 'split', 'hidden', 'missing'].map((key) => [
          `needs ${key}`,
          needs(key),
        ]),
      ),
      'needs off': needs('good', 'off'),
      chain: {
        prerequisites: [
          { flag: 'needs good', variant: 'on' },
          { flag: 'needs off', variant: 'off' },
          { flag: 'good', variant: 'off' },
        ],
      },
    })
    const answer = (key: string): Evaluation => evaluate(ruleset, key, {}, 10)
    for (const key of ['good', 'hidden'])
      expect(answer(`needs ${key}`)).toMatchObject({ variant: 'on', reason: 'DEFAULT' })
    for (const key of ['killed', 'disabled', 'stale', 'split', 'missing'])
      expect(answer(`needs ${key}`)).toEqual(failed(key))
    expect(answer('needs off')).toEqual(failed('good'))
    expect(answer('chain')).toEqual(failed('good'))
  })

  test('F64 on a cycle have failed, and no others for it', () => {
    const ring = Array.from({ length: 50 }, (_, i) => [`r${i}`, needs(`r${(i + 1) % 50}`)])
    const ruleset = rulesetOf({
      self: needs('self', 'off'),
      a: needs('b', 'off'),
      b: needs('a', 'off'),
      ...Object.fromEntries(ring),
      outside: needs('a', 'off'),
    })
    expect(evaluate(ruleset, 'self', {})).toEqual(failed('self'))
    expect(evaluate(ruleset, 'a', {})).toEqual(failed('b'))
    expect(evaluate(ruleset, 'b', {})).toEqual(failed('a'))
    expect(evaluate(ruleset, 'r49', {})).toEqual(failed('r0'))
    expect(evaluate(ruleset, 'outside', {})).toMatchObject({ variant: 'on' })
  })

  test('are evaluated once per call, however many need them', () => {
    let reads = 0
    const layers = Array.from({ length: 40 }, (_, i) => [
      `f${i}`,
      { prerequisites: [1, 2].map(() => ({ flag: `f${i + 1}`, variant: 'on' })) },
    ])
    const ruleset = rulesetOf({
      ...Object.fromEntries(layers),
      f40: { rules: [{ id: 'r', if: isPro, serve: { variant: 'on' } }] },
    })
    const context = {
      get plan() {
        reads++
        return 'pro'
      },
    }
    expect(evaluate(ruleset, 'f0', context)).toMatchObject({ variant: 'on' })
    expect(reads).toBe(1)
  })

  test('are looked at up to 256; the one beyond has failed', () => {
    const flags = (count: number): Record<string, Partial<FlagItem>> => ({
      ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, {}])),
      flag: { prerequisites: Array.from({ length: count }, (_, i) => ({ flag: `p${i}`, variant: 'on' })) },
    })
    expect(evaluate(rulesetOf(flags(256)), 'flag', {})).toMatchObject({ variant: 'on' })
    expect(evaluate(rulesetOf(flags(257)), 'flag', {})).toEqual(failed('p256'))
  })

  test('may form a chain that is longer than the stack is deep', () => {
    const length = 20_000
    const flags = Object.fromEntries(
      Array.from({ length }, (_, i) => [`f${i}`, i + 1 < length ? needs(`f${i + 1}`) : {}]),
    )
    const ruleset = rulesetOf(flags)
    expect(evaluate(ruleset, 'f0', {})).toEqual(failed('f1'))
    expect(evaluate(ruleset, `f${length - 257}`, {})).toMatchObject({ variant: 'on' })
    expect(readsAge(ruleset, 'f0')).toBe(false)
  })

  test('are answered anew for a call that a getter makes in the middle of another one, and not led astray by it', () => {
    const isDeep: Condition = { attribute: 'deep', op: 'in', value: [1] }
    const off: Serve = { variant: 'off' }
    const ruleset = rulesetOf({
      flag: { prerequisites: ['pro', 'deep'].map((key) => ({ flag: key, variant: 'on' })) },
      pro: { rules: [{ id: 'r', if: { not: isPro }, serve: off }] },
      deep: { rules: [{ id: 'r', if: { not: isDeep }, serve: off }] },
    })
    const inside: unknown[] = []
    const context = {
      get deep() {
        inside.push(evaluate(ruleset, 'flag', { deep: 1, plan: 'free' }).variant)
        return 1
      },
      plan: 'pro',
    }
    for (let i = 0; i < 3; i++) expect(evaluate(ruleset, 'flag', context)).toMatchObject({ variant: 'on' })
    expect(inside).toEqual(['off', 'off', 'off'])
  })

  test('decide with their flag whether the age matters', () => {
    const ruleset = rulesetOf({ a: needs('b'), b: needs('c'), c: { maxStalenessMs: 1 }, d: needs('e'), e: needs('d') })
    expect(['a', 'b', 'c', 'd', 'e', 'missing'].map((key) => readsAge(ruleset, key))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
