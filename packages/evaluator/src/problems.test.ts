import { describe, expect, test } from 'vitest'
import { findProblems } from './problems.ts'
import type { Comparison, Condition, JsonValue, Operator, Serve } from './ruleset.ts'

const served: Serve = { variant: 'on' }
const flagWith = (condition: Condition) => ({
  rules: [{ id: 'r1', if: condition, serve: served }],
  fallthrough: served,
})
const found = (comparison: Comparison) => findProblems('flag', flagWith(comparison))

const GOOD: readonly [Operator, JsonValue][] = [
  ['in', ['a', 1, true]],
  ['in', []],
  ['contains', 'a'],
  ['startsWith', ['a', 'b']],
  ['endsWith', ''],
  ['matches', ['^a+$', 'b']],
  ['lt', 1],
  ['gte', -1.5],
  ['before', '2024-02-29T00:00:00Z'],
  ['after', 0],
  ['semverEq', 'v1.2'],
  ['inCidr', ['10.0.0.0/8', '::1']],
]

const BAD: readonly [Operator, JsonValue, path: string][] = [
  ['in', 'a', '/value'],
  ['in', ['a', null], '/value/1'],
  ['in', [['a']], '/value/0'],
  ['contains', 1, '/value'],
  ['startsWith', ['a', 1], '/value/1'],
  ['matches', ['a', '('], '/value/1'],
  ['matches', '(?=a)', '/value'],
  ['lt', '1', '/value'],
  ['lte', [1], '/value'],
  ['before', '2024-02-30T00:00:00Z', '/value'],
  ['after', '2024-01-01', '/value'],
  ['semverGt', 'latest', '/value'],
  ['inCidr', ['10.0.0.0/8', '10.0.0.0/33'], '/value/1'],
]

describe('findProblems', () => {
  test.each(GOOD)('has nothing against %s %j', (op, value) => {
    expect(found({ attribute: 'a', op, value })).toEqual([])
  })

  test.each(BAD)('points at what %s cannot take in %j', (op, value, path) => {
    expect(found({ attribute: 'a', op, value })).toEqual(
      [{ path: `/rules/0/if${path}`, value: expect.anything(), expected: expect.stringMatching(/\w/) }].map(
        (problem) => ({ ...problem, value: path === '/value' ? value : (value as JsonValue[])[Number(path.at(-1))] }),
      ),
    )
  })

  test('names the operators that there are', () => {
    expect(found({ attribute: 'a', op: 'equals' as Operator, value: 1 })).toEqual([
      { path: '/rules/0/if/op', value: 'equals', expected: expect.stringContaining('semverGte, inCidr, exists') },
    ])
  })

  test('says what a pattern lacks, in the words of the pattern engine', () => {
    expect(found({ attribute: 'a', op: 'matches', value: 'a(?<n>b)' })[0]?.expected).toMatch(/offset 1/)
  })

  test('looks into every condition, however nested, and reports all it finds', () => {
    const bad: Condition = { attribute: 'a', op: 'lt', value: 'x' }
    const problems = findProblems('flag', flagWith({ all: [{ any: [bad, { not: bad }] }, { segment: 's' }, bad] }))
    expect(problems.map(({ path }) => path)).toEqual([
      '/rules/0/if/all/0/any/0/value',
      '/rules/0/if/all/0/any/1/not/value',
      '/rules/0/if/all/2/value',
    ])
  })

  test('looks at the lists of targets and segments', () => {
    const list = ['a', Number.NaN]
    expect(
      findProblems('flag', { targets: [{ attribute: 'a', values: list, variant: 'on' }], fallthrough: served }),
    ).toEqual([{ path: '/targets/0/values/1', value: Number.NaN, expected: 'a string, a finite number or a boolean' }])
    const problems = findProblems('segment', { included: list, excluded: list, if: { attribute: 'a', op: 'lt' } })
    expect(problems.map(({ path }) => path)).toEqual(['/included/1', '/excluded/1', '/if/value'])
  })

  test('F66 refuses ranges that leave a bucket out, go back or are too many', () => {
    const split = (ranges: readonly (readonly [string, number])[]) =>
      findProblems('flag', { fallthrough: { split: { ranges } } }).map(({ path }) => path)
    expect(
      split([
        ['on', 1000],
        ['off', 100_000],
      ]),
    ).toEqual([])
    expect(split([])).toEqual(['/fallthrough/split/ranges'])
    expect(split([['on', 1000]])).toEqual(['/fallthrough/split/ranges'])
    expect(
      split([
        ['on', 1000],
        ['off', 1000],
        ['on', 100_000],
      ]),
    ).toEqual(['/fallthrough/split/ranges/1/1'])
    expect(
      split([
        ['on', 0.5],
        ['off', 100_000],
      ]),
    ).toEqual(['/fallthrough/split/ranges/0/1'])
    const many = Array.from({ length: 257 }, (_, i) => ['on', i === 256 ? 100_000 : i + 1] as const)
    expect(split(many)).toEqual(['/fallthrough/split/ranges'])
  })
})
