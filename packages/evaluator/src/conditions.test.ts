import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from './compile.ts'
import type { CompiledRuleset, Truth } from './compiled.ts'
import { compileCondition } from './conditions.ts'
import type { Condition, JsonValue, Operator, SegmentItem } from './ruleset.ts'

const head = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1 }

type Segments = Record<string, Omit<SegmentItem, 'revision' | 'hash'>>

function rulesetOf(segments: Segments): CompiledRuleset {
  const items = Object.entries(segments).map(([key, segment]) => [key, { revision: 1, hash: key, ...segment }])
  return compile({ ...head, items: { flag: {}, segment: Object.fromEntries(items) } })
}

/** Asks a condition of a context, segments at hand. */
function ask(condition: Condition, context: unknown, segments: Segments = {}): Truth {
  return compileCondition(condition, undefined).ask(context, rulesetOf(segments))
}

const compare = (op: Operator, value: JsonValue, actual: unknown, ignoreCase = false): Truth =>
  ask({ attribute: 'a', op, value, ignoreCase }, { a: actual })

const TRUE: Condition = { attribute: 'present', op: 'exists' }
const FALSE: Condition = { attribute: 'absent', op: 'exists' }
const UNKNOWN: Condition = { attribute: 'absent', op: 'in', value: ['x'] }

describe('conditions', () => {
  test('F68 follow Kleene: a part decides only if nothing unknown could change the outcome', () => {
    const leaf = fc.constantFrom(TRUE, FALSE, UNKNOWN)
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.record({ not: tie('tree') }),
        fc.record({ all: fc.array(tie('tree'), { maxLength: 4 }) }),
        fc.record({ any: fc.array(tie('tree'), { maxLength: 4 }) }),
      ),
    }))
    /** All that a condition could turn out to be if what is unknown were known. */
    const possible = (condition: Condition): boolean[] => {
      if (condition === TRUE || condition === FALSE) return [condition === TRUE]
      if (condition === UNKNOWN) return [true, false]
      if ('not' in condition) return possible(condition.not).map((outcome) => !outcome)
      const settling = 'any' in condition
      const parts = ('any' in condition ? condition.any : 'all' in condition ? condition.all : []).map(possible)
      const outcomes: boolean[] = []
      if (parts.some((part) => part.includes(settling))) outcomes.push(settling)
      if (parts.every((part) => part.includes(!settling))) outcomes.push(!settling)
      return outcomes
    }
    fc.assert(
      fc.property(tree, (condition) => {
        const [outcome, ...others] = [...new Set(possible(condition))]
        expect(ask(condition, { present: 1 })).toBe(others.length > 0 ? undefined : outcome)
      }),
      { numRuns: 1000 },
    )
  })

  test('F68 answer the same of nothing: all of none holds, any of none does not', () => {
    expect(ask({ all: [] }, null)).toBe(true)
    expect(ask({ any: [] }, null)).toBe(false)
  })

  const yes = true
  const no = false
  const unknown = undefined
  test.each<[Operator, JsonValue, unknown, Truth]>([
    ['in', ['a', 1, true], 'a', yes],
    ['in', ['a', 1, true], '1', yes],
    ['in', ['1', 'true'], 1, yes],
    ['in', ['1', 'true'], true, yes],
    ['in', ['0'], -0, yes],
    ['in', [-0], 0, yes],
    ['in', ['1e+21'], 1e21, yes],
    ['in', ['NaN'], Number.NaN, unknown],
    ['in', ['Infinity'], Number.POSITIVE_INFINITY, unknown],
    ['in', ['a'], 'A', no],
    ['in', [], 'a', no],
    ['in', [], null, unknown],
    ['in', ['null'], null, unknown],
    ['in', ['[object Object]'], {}, unknown],
    ['in', ['a'], [], no],
    ['in', ['a'], ['b', 'a'], yes],
    ['in', ['a'], ['b', null], unknown],
    ['in', ['a'], [['a']], unknown],
    ['in', ['a'], [['x'], 'a'], yes],
    ['contains', 'b', 'abc', yes],
    ['contains', '', 'abc', yes],
    ['contains', ['x', 'c'], 'abc', yes],
    ['contains', [], 'abc', no],
    ['contains', [], 1, unknown],
    ['contains', '1', 1, unknown],
    ['startsWith', 'a', 'abc', yes],
    ['startsWith', 'b', 'abc', no],
    ['endsWith', 'c', 'abc', yes],
    ['endsWith', 'b', 'abc', no],
    ['endsWith', '.de', ['a.at', 'b.de'], yes],
    ['matches', '^a.c$', 'abc', yes],
    ['matches', '^b', 'abc', no],
    ['matches', ['^b', 'c$'], 'abc', yes],
    ['matches', 'a', 'a'.repeat(1025), unknown],
    ['matches', 'a', true, unknown],
    ['lt', 5, 4, yes],
    ['lt', 5, 5, no],
    ['lte', 5, 5, yes],
    ['gt', -1, -0.5, yes],
    ['gte', 0, -0, yes],
    ['gte', 5, '6', unknown],
    ['gte', 5, Number.NaN, unknown],
    ['lt', 5, Number.NEGATIVE_INFINITY, unknown],
    ['lt', 5, new Date(0), unknown],
    ['gt', 5, [1, 6], yes],
    ['before', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00+00:01', yes],
    ['before', '2024-01-01T00:00:00Z', 0, yes],
    ['before', 0, 0, no],
    ['after', 0, '1970-01-01T00:00:00.001Z', yes],
    ['after', 0, '1970-01-01', unknown],
    ['after', 0, new Date(1), unknown],
    ['semverEq', '1.2', 'v1.2.0+7', yes],
    ['semverEq', '1.2.0', '1.2.0-rc', no],
    ['semverLt', '2', '10.0.0', no],
    ['semverLte', '2', '2.0.0', yes],
    ['semverGt', '1.9', '1.10', yes],
    ['semverGte', '2.0.0', '2.0.0-rc', no],
    ['semverGt', '1', 2, unknown],
    ['semverGt', '1', 'latest', unknown],
    ['inCidr', '10.0.0.0/8', '10.1.1.1', yes],
    ['inCidr', ['::1', '10.0.0.0/8'], '::1', yes],
    ['inCidr', '10.0.0.0/8', '::1', no],
    ['inCidr', '10.0.0.0/8', '10.0.0.0/8', unknown],
    ['inCidr', [], 'here', unknown],
    ['inCidr', [], '::1', no],
  ])('F68 %s %j of %j', (op, value, actual, outcome) => {
    expect(compare(op, value, actual)).toBe(outcome)
    expect(ask({ not: { attribute: 'a', op, value } }, { a: actual })).toBe(
      outcome === undefined ? undefined : !outcome,
    )
  })

  test.each<[Operator, JsonValue, unknown, Truth]>([
    ['in', ['Ä', 'b'], 'ä', yes],
    ['in', ['TRUE'], true, yes],
    ['in', ['1E+21'], 1e21, yes],
    ['in', ['ı'], 'I', no],
    ['contains', 'BC', 'abcd', yes],
    ['startsWith', ['x', 'AB'], 'aBc', yes],
    ['endsWith', 'É', 'café', yes],
    ['matches', '^A', 'abc', yes],
    ['semverEq', '1.0.0-RC', '1.0.0-rc', no],
  ])('%s %j of %j, case ignored', (op, value, actual, outcome) => {
    expect(compare(op, value, actual, true)).toBe(outcome)
  })

  test('exists turns absence into an answer', () => {
    const exists: Condition = { attribute: 'a', op: 'exists' }
    for (const a of [0, '', false, [], {}, Number.NaN]) expect(ask(exists, { a })).toBe(true)
    for (const context of [{}, { a: null }, { a: undefined }, null, [], 'a']) expect(ask(exists, context)).toBe(false)
  })

  test('remember no more of versions than they may, and answer the same when they forget', () => {
    const condition = compileCondition({ attribute: 'v', op: 'semverGte', value: '1.500' }, undefined)
    const ruleset = rulesetOf({})
    for (let round = 0; round < 2; round++) {
      for (let minor = 0; minor < 1000; minor++) {
        expect(condition.ask({ v: `1.${minor}.0` }, ruleset)).toBe(minor >= 500)
        expect(condition.ask({ v: `1.${minor}` }, ruleset)).toBe(minor >= 500)
        expect(condition.ask({ v: `${minor}` }, ruleset)).toBe(minor > 1)
        expect(condition.ask({ v: `x${minor}` }, ruleset)).toBeUndefined()
      }
    }
  })

  test.each<[string, unknown]>([
    ['no condition', null],
    ['a condition of another kind', { weather: 'fine' }],
    ['an unknown operator', { attribute: 'a', op: 'equals', value: 1 }],
    ['an operator that objects have by nature', { attribute: 'a', op: 'toString', value: 1 }],
    ['an attribute that is no path', { attribute: 1, op: 'in', value: [] }],
    ['a hashed list without a salt', { attribute: 'a', op: 'in', value: { hashed: [] } }],
    ['a list of lists', { attribute: 'a', op: 'in', value: [['a']] }],
    ['no list', { attribute: 'a', op: 'in', value: 'a' }],
    ['several numbers', { attribute: 'a', op: 'lt', value: [1] }],
    ['parts that are none', { all: 'a' }],
    ['a bad part', { any: [{ not: {} }] }],
  ])('cannot be compiled from %s', (_, condition) => {
    expect(() => compileCondition(condition as Condition, undefined)).toThrow()
  })
})

describe('segments', () => {
  const isIn = (segment: Segments[string], context: unknown): Truth => ask({ segment: 's' }, context, { s: segment })
  const pro: Condition = { attribute: 'plan', op: 'in', value: ['pro'] }

  test('hold who is included, else who is not excluded and meets the condition', () => {
    const segment = { included: ['in', 'both'], excluded: ['out', 'both'], if: pro }
    expect(isIn(segment, { targetingKey: 'in' })).toBe(true)
    expect(isIn(segment, { targetingKey: 'both', plan: 'free' })).toBe(true)
    expect(isIn(segment, { targetingKey: 'out', plan: 'pro' })).toBe(false)
    expect(isIn(segment, { targetingKey: 'u', plan: 'pro' })).toBe(true)
    expect(isIn(segment, { targetingKey: 'u', plan: 'free' })).toBe(false)
    expect(isIn(segment, { targetingKey: 'u' })).toBeUndefined()
    expect(isIn(segment, { plan: 'pro' })).toBeUndefined()
  })

  test('let an empty list play no part', () => {
    expect(isIn({ included: [], excluded: [], if: pro }, { plan: 'pro' })).toBe(true)
    expect(isIn({ included: [], excluded: ['u'] }, { targetingKey: 'v' })).toBe(false)
    expect(isIn({}, { targetingKey: 'v' })).toBe(false)
  })

  test('list by any attribute', () => {
    expect(isIn({ by: 'organization.key', included: ['acme'] }, { organization: { key: 'acme' } })).toBe(true)
  })

  test('F65 are unknown when missing, on a cycle, or beyond this version', () => {
    const segments: Segments = {
      self: { included: ['u'], if: { segment: 'self' } },
      a: { included: ['u'], if: { any: [{ segment: 'b' }, pro] } },
      b: { included: ['u'], if: { segment: 'a' } },
      newer: { included: ['u'], if: { attribute: 'a', op: 'newer' as Operator, value: 1 } },
      required: { included: ['u'], requires: ['telepathy'] },
      outside: { included: ['u'], if: { any: [{ segment: 'a' }, pro] } },
    }
    const context = { targetingKey: 'u', plan: 'pro' }
    for (const key of ['self', 'a', 'b', 'newer', 'required', 'missing', '__proto__']) {
      expect(ask({ segment: key }, context, segments), key).toBeUndefined()
    }
    expect(ask({ segment: 'outside' }, context, segments)).toBe(true)
    expect(ask({ segment: 'outside' }, { targetingKey: 'v', plan: 'pro' }, segments)).toBe(true)
    expect(ask({ segment: 'outside' }, { targetingKey: 'v', plan: 'free' }, segments)).toBeUndefined()
  })

  test('may name each other in a chain longer than the stack is deep', () => {
    const length = 20_000
    const chain = Array.from({ length }, (_, i) => [`s${i}`, { if: i + 1 < length ? { segment: `s${i + 1}` } : pro }])
    const segments: Segments = Object.fromEntries(chain)
    expect(ask({ segment: 's0' }, { plan: 'pro' }, segments)).toBe(true)
    expect(ask({ segment: 's0' }, {}, segments)).toBeUndefined()
  })

  test('are each worked out once, however many name them', () => {
    const length = 16
    const layer = (i: number): Condition => ({ any: [{ segment: `s${i}` }, { not: { not: { segment: `s${i}` } } }] })
    const layers = Array.from({ length }, (_, i) => [`s${i}`, { if: i + 1 < length ? layer(i + 1) : pro }])
    let reads = 0
    const context = {
      get plan() {
        reads++
        return 'free'
      },
    }
    expect(ask({ segment: 's0' }, context, Object.fromEntries(layers))).toBe(false)
    expect(reads).toBe(1)
  })

  test('answer a call that a getter makes in the middle of another one, and are not led astray by it', () => {
    const ruleset = rulesetOf({
      s: { if: { all: [{ segment: 'pro' }, { segment: 'deep' }] } },
      pro: { if: pro },
      deep: { if: { attribute: 'deep', op: 'in', value: [1] } },
    })
    const test = compileCondition({ segment: 's' }, undefined)
    const inner: Truth[] = []
    const context = {
      get deep() {
        inner.push(test.ask({ deep: 1, plan: 'free' }, ruleset))
        return 1
      },
      plan: 'pro',
    }
    for (let i = 0; i < 3; i++) expect(test.ask(context, ruleset)).toBe(true)
    expect(inner).toEqual([false, false, false])
  })
})
