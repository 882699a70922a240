import { compile, evaluate } from '@halyard/evaluator'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRulesetBody } from './down.ts'
import { isProtocolError } from './errors.ts'

/** Logic as it may come from anywhere: sound in places, nonsense in others. */
const nonsense = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, 0, '', [], {}, [null], [[]], { split: null }),
)
const { condition } = fc.letrec<{ condition: unknown; deeper: unknown }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    nonsense,
    fc.record({ attribute: text(), op: operator(), value: nonsense }),
    tie('deeper'),
  ),
  deeper: fc.oneof(
    fc.record({ all: fc.array(tie('condition'), { maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 2 }) }),
    fc.record({ not: tie('condition') }),
    fc.record({ segment: fc.constantFrom('s', '__proto__', 'nowhere') }),
  ),
}))
const ranges = fc.oneof(
  nonsense,
  fc.constant([
    ['on', 1000],
    ['off', 100000],
  ]),
  fc.constant([['gone', 100000]]),
)
const serve = fc.oneof(nonsense, fc.constant({ variant: 'on' }), fc.record({ split: fc.record({ ranges }) }))
const logic = fc.record(
  {
    requires: nonsense,
    prerequisites: fc.oneof(nonsense, fc.array(fc.record({ flag: text(), variant: text() }), { maxLength: 2 })),
    targets: fc.oneof(
      nonsense,
      fc.array(fc.record({ attribute: text(), values: nonsense, variant: text() }), { maxLength: 2 }),
    ),
    rules: fc.oneof(nonsense, fc.array(fc.record({ id: text(), if: condition, serve }), { maxLength: 2 })),
    fallthrough: serve,
    salt: fc.oneof(fc.string(), nonsense),
    metadata: fc.oneof(fc.dictionary(text(), fc.string()), nonsense),
    maxStalenessMs: fc.oneof(fc.nat(), nonsense),
    offVariant: fc.oneof(text(), nonsense),
    type: fc.constantFrom('boolean', 'string', 'duration'),
    variants: fc.oneof(fc.constant({ on: true, off: false }), fc.dictionary(text(), nonsense)),
  },
  { requiredKeys: ['fallthrough', 'type', 'variants'] },
)
const segment = fc.record({ included: nonsense, excluded: nonsense, if: condition, by: text() }, { requiredKeys: [] })

function text(): fc.Arbitrary<string> {
  return fc.constantFrom('on', 'off', 'plan', 'odd', '__proto__', 'constructor', '')
}

function operator(): fc.Arbitrary<string> {
  return fc.constantFrom('in', 'matches', 'lt', 'before', 'semverGt', 'inCidr', 'exists', 'withinFence', '__proto__')
}

const head = { revision: 1, hash: '9f2c41d07ab3e655' }
const sound = {
  ...head,
  type: 'boolean',
  variants: { on: true, off: false },
  enabled: true,
  fallthrough: { variant: 'on' },
}

function rulesetOf(odd: object, segments: object = {}): string {
  const flag = { odd: { ...head, enabled: true, ...odd }, killed: { ...sound, killed: true, offVariant: 'off' }, sound }
  const ruleset = {
    project: 'p',
    environment: 'e',
    environmentId: 'i',
    epoch: 1,
    revision: 1,
    items: { flag, segment: segments },
  }
  return JSON.stringify({ ruleset, digest: '0000000000000000', reason: 'poll', ageMs: 0 })
}

const splitOfNothing = { fallthrough: { split: null }, type: 'boolean', variants: { '': '' } } as const

test('whatever the parser lets through, the evaluator compiles and answers; flags beside it work', () => {
  let read = 0
  fc.assert(
    fc.property(logic, segment, fc.object(), (odd, s, context) => {
      const snapshot = accepted(rulesetOf(odd, { s: { ...head, ...s } }))
      if (snapshot === undefined) return
      read += 1
      const compiled = compile(snapshot.ruleset, compile(snapshot.ruleset))
      expect(evaluate(compiled, 'odd', { ...context, targetingKey: 'u-17' }, 1e9).reason).toEqual(expect.any(String))
      expect(evaluate(compiled, 'killed', context)).toMatchObject({ value: false, reason: 'DISABLED' })
      expect(evaluate(compiled, 'sound', context)).toMatchObject({ value: true, reason: 'STATIC' })
    }),
    // Once found, for ever tried.
    { numRuns: 2_000, examples: [[splitOfNothing, {}, {}]] },
  )
  expect(read).toBeGreaterThan(200)
})

test('a kill takes effect on a flag whose new logic nobody here can read; the rest of it stays as before', () => {
  const before = { ...sound, offVariant: 'off', rules: [{ id: 'r', serve: { variant: 'off' } }] }
  const skewed = { ...before, hash: '03bd1e22f0c4a719', requires: ['geo-fence'], rules: [{ serve: { bandit: 'b1' } }] }
  const old = compile(parseRulesetBody(rulesetOf(before)).ruleset)
  const skewedOnly = compile(parseRulesetBody(rulesetOf(skewed)).ruleset, old)
  expect(evaluate(skewedOnly, 'odd', {})).toMatchObject({ value: false, reason: 'TARGETING_MATCH' })
  const killed = compile(
    parseRulesetBody(rulesetOf({ ...skewed, hash: '51c07be2a94d3f08', killed: true })).ruleset,
    skewedOnly,
  )
  expect(evaluate(killed, 'odd', {})).toMatchObject({ value: false, reason: 'DISABLED' })
})

function accepted(body: string): ReturnType<typeof parseRulesetBody> | undefined {
  try {
    return parseRulesetBody(body)
  } catch (error) {
    if (isProtocolError(error)) return undefined
    throw error
  }
}
