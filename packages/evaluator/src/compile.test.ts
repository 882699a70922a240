import { describe, expect, test } from 'vitest'
import { compile } from './compile.ts'
import type { CompiledRuleset } from './compiled.ts'
import { evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import type { Condition, FlagItem, Operator, Ruleset, SegmentItem } from './ruleset.ts'
import { hashedMember } from './text.ts'

const item: FlagItem = {
  revision: 1,
  hash: 'v1',
  type: 'string',
  variants: { on: 'on v1', off: 'off v1' },
  enabled: true,
  offVariant: 'off',
  targets: [{ attribute: 'targetingKey', values: ['u'], variant: 'on' }],
  fallthrough: { variant: 'off' },
}
const segment: SegmentItem = { revision: 1, hash: 's1', included: ['u'] }

function rulesetOf(flag: unknown, more: Partial<Ruleset> = {}): Ruleset {
  const items = { flag: { flag: flag as FlagItem }, segment: { segment } }
  return { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1, items, ...more }
}

const answer = (ruleset: CompiledRuleset, context: unknown = { targetingKey: 'u' }): Evaluation =>
  evaluate(ruleset, 'flag', context)

/** What a newer server may send that this version cannot read. */
const BEYOND: [string, Partial<Record<keyof FlagItem, unknown>>][] = [
  ['a feature that it requires', { requires: ['telepathy'] }],
  [
    'an unknown operator',
    { rules: [{ id: 'r', if: { attribute: 'a', op: 'near', value: 1 }, serve: { variant: 'on' } }] },
  ],
  ['an unknown kind of condition', { rules: [{ id: 'r', if: { weather: 'fine' }, serve: { variant: 'on' } }] }],
  ['a bad operand', { rules: [{ id: 'r', if: { attribute: 'a', op: 'lt', value: 'x' }, serve: { variant: 'on' } }] }],
  [
    'a pattern beyond the subset',
    { rules: [{ id: 'r', if: { attribute: 'a', op: 'matches', value: '(?=a)' }, serve: { variant: 'on' } }] },
  ],
  ['another way to serve', { fallthrough: { allocate: 'layer' } }],
  ['no fallthrough', { fallthrough: null }],
  ['rules that are none', { rules: 5 }],
  ['a rule that is none', { rules: [null] }],
  ['a condition that is none', { rules: [{ id: 'r', if: null, serve: { variant: 'on' } }] }],
  ['a variant that it lacks', { fallthrough: { variant: 'blue' } }],
  ['a variant that it lacks in a split', { fallthrough: { split: { ranges: [['blue', 100_000]] } } }],
  ['ranges that leave buckets out', { fallthrough: { split: { ranges: [['on', 1000]] } } }],
  ['no ranges', { fallthrough: { split: { ranges: [] } } }],
  ['a target without values', { targets: [{ attribute: 'targetingKey', variant: 'on' }] }],
  ['a prerequisite that is none', { prerequisites: [{ flag: 5, variant: 'on' }] }],
  ['conditions deeper than the stack', { rules: [{ id: 'r', if: nested(100_000), serve: { variant: 'on' } }] }],
]

function nested(depth: number): unknown {
  let condition: unknown = { all: [] }
  for (let i = 0; i < depth; i++) condition = { not: condition }
  return condition
}

describe('compile', () => {
  test.each(BEYOND)('keeps the earlier logic, and takes the new rest, of a flag with %s', (_, logic) => {
    const before = compile(rulesetOf(item))
    const next = {
      ...item,
      revision: 2,
      hash: 'v2',
      variants: { on: 'on v2', off: 'off v2' },
      metadata: { v: 2 },
      ...logic,
    }
    const after = compile(rulesetOf(next), before)
    expect(answer(after)).toMatchObject({
      value: 'on v2',
      reason: 'TARGETING_MATCH',
      flagMetadata: { revision: 2, v: 2 },
    })
    expect(answer(after, {})).toMatchObject({ value: 'off v2', reason: 'DEFAULT' })
  })

  test.each(BEYOND)('serves the off variant of a flag with %s and nothing before it', (_, logic) => {
    const alone = compile(rulesetOf({ ...item, ...logic }))
    expect(answer(alone)).toEqual({
      flagKey: 'flag',
      value: 'off v1',
      variant: 'off',
      reason: 'DEFAULT',
      flagMetadata: { revision: 1 },
    })
    const without = compile(rulesetOf({ ...item, offVariant: undefined, ...logic }))
    expect(answer(without)).toMatchObject({ value: undefined, reason: 'DEFAULT' })
  })

  test.each(BEYOND)('F58 lets a kill through, and a restore, for a flag with %s', (_, logic) => {
    const before = compile(rulesetOf(item))
    const killed = compile(rulesetOf({ ...item, revision: 2, hash: 'v2', killed: true, ...logic }), before)
    expect(answer(killed)).toMatchObject({ value: 'off v1', reason: 'DISABLED', flagMetadata: { killed: true } })
    const off = compile(rulesetOf({ ...item, revision: 3, hash: 'v3', enabled: false, ...logic }), killed)
    expect(answer(off)).toMatchObject({ value: 'off v1', reason: 'DISABLED' })
    const restored = compile(rulesetOf({ ...item, revision: 4, hash: 'v4', ...logic }), off)
    expect(answer(restored)).toMatchObject({ value: 'on v1', reason: 'TARGETING_MATCH' })
  })

  test('takes over what this version can read again', () => {
    const beyond = compile(
      rulesetOf({ ...item, revision: 2, hash: 'v2', requires: ['telepathy'] }),
      compile(rulesetOf(item)),
    )
    const next = { ...item, revision: 3, hash: 'v3', targets: [], fallthrough: { variant: 'on' } }
    expect(answer(compile(rulesetOf(next), beyond))).toMatchObject({ reason: 'STATIC', value: 'on v1' })
  })

  test('serves the off variant where the earlier logic names a variant that is gone', () => {
    const next = { ...item, revision: 2, hash: 'v2', variants: { off: 'off v2' }, requires: ['telepathy'] }
    expect(answer(compile(rulesetOf(next), compile(rulesetOf(item))))).toMatchObject({
      value: 'off v2',
      reason: 'DEFAULT',
    })
  })

  test('keeps users where they were placed while it cannot read a flag', () => {
    const split = {
      split: {
        ranges: [
          ['on', 50_000],
          ['off', 100_000],
        ] as const,
      },
    }
    const before = compile(rulesetOf({ ...item, targets: [], salt: 'old', fallthrough: split }))
    const after = compile(rulesetOf({ ...item, revision: 2, hash: 'v2', salt: 'new', requires: ['telepathy'] }), before)
    for (let i = 0; i < 100; i++) {
      expect(answer(after, { targetingKey: i }).variant).toBe(answer(before, { targetingKey: i }).variant)
    }
  })

  test('takes items that did not change from the ruleset before', () => {
    const before = compile(rulesetOf(item))
    const after = compile(rulesetOf({ ...item }, { revision: 2 }), before)
    expect(answer(after)).toBe(answer(before))
    expect(after.segments.get('segment')).toBe(before.segments.get('segment'))
    // There and back again: the same content, another revision.
    const back = compile(rulesetOf({ ...item, revision: 3 }), before)
    expect(answer(back).flagMetadata).toEqual({ revision: 3 })
  })

  test('forgets items that are gone', () => {
    const empty = { ...rulesetOf(item), items: { flag: {}, segment: {} } }
    const after = compile(empty, compile(rulesetOf(item)))
    expect(answer(after)).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
    expect(after.segments.size).toBe(0)
  })

  test('reads hashed lists with the salt that they came with', () => {
    const isListed = (hashSalt: string): Condition => ({
      attribute: 'plan',
      op: 'in',
      ignoreCase: true,
      value: { hashed: [hashedMember(hashSalt, 'pro'), hashedMember(hashSalt, '5')] },
    })
    const flag = (hashSalt: string): unknown => ({
      ...item,
      targets: [{ attribute: 'targetingKey', values: { hashed: [hashedMember(hashSalt, 'u')] }, variant: 'on' }],
      rules: [{ id: 'r', if: isListed(hashSalt), serve: { variant: 'on' } }],
    })
    const before = compile(rulesetOf(flag('salt'), { hashSalt: 'salt' }))
    for (const context of [{ targetingKey: 'u' }, { plan: 'PRO' }, { plan: [5] }])
      expect(answer(before, context).variant).toBe('on')
    for (const context of [{ targetingKey: 'U' }, { plan: 'free' }, {}])
      expect(answer(before, context).variant).toBe('off')
    const kept = compile(
      rulesetOf({ ...item, revision: 2, hash: 'v2', requires: ['telepathy'] }, { hashSalt: 'new' }),
      before,
    )
    expect(answer(kept).variant).toBe('on')
    const same = compile(rulesetOf(flag('new'), { hashSalt: 'new' }), before)
    expect(answer(same).variant).toBe('on')
    expect(answer(compile(rulesetOf(flag('salt'))), {})).toMatchObject({ reason: 'DEFAULT', variant: 'off' })
  })

  test('keeps nothing of the earlier version of a segment', () => {
    const rule = { id: 'r', if: { not: { segment: 'segment' } }, serve: { variant: 'on' } }
    const flag = { ...item, targets: [], rules: [rule] }
    const before = compile(rulesetOf(flag))
    expect(answer(before, { targetingKey: 'v' }).variant).toBe('on')
    const beyond: SegmentItem = { ...segment, hash: 's2', if: { attribute: 'a', op: 'near' as Operator } }
    const after = compile(
      { ...rulesetOf(flag), items: { flag: { flag: flag as FlagItem }, segment: { segment: beyond } } },
      before,
    )
    expect(answer(after, { targetingKey: 'v' })).toMatchObject({ variant: 'off', reason: 'DEFAULT' })
  })

  test('what it sets in the metadata wins over what the flag calls so', () => {
    const metadata = { revision: 'mine', killed: false, team: 'payments' }
    expect(answer(compile(rulesetOf({ ...item, metadata, killed: true }))).flagMetadata).toEqual({
      revision: 1,
      killed: true,
      team: 'payments',
    })
    const named = JSON.parse('{"__proto__": "x"}')
    expect(Object.keys(answer(compile(rulesetOf({ ...item, metadata: named }))).flagMetadata)).toEqual([
      '__proto__',
      'revision',
    ])
  })

  test('freezes values that are nested deeper than the stack, or very long', () => {
    let deep: unknown = []
    for (let i = 0; i < 100_000; i++) deep = [deep]
    const long = Array.from({ length: 300_000 }, (_, i) => i)
    const ruleset = compile(rulesetOf({ ...item, type: 'object', variants: { on: deep, off: long } }))
    expect(Object.isFrozen(answer(ruleset).value)).toBe(true)
    expect(answer(ruleset, {}).value).toHaveLength(300_000)
  })
})
