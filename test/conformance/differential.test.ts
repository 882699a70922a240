import {
  bucketOf,
  type CompiledRuleset,
  type Condition,
  compile,
  deriveRanges,
  evaluate,
  explain,
  hashedMember,
} from '@halyard/evaluator'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerOf } from './answer-of.ts'
import { formatted } from './formatted.ts'
import { evaluateNaively } from './naive/evaluate.ts'
import { bucket, hashedMember as naiveMember } from './naive/hash.ts'
import { rangesNaively } from './naive/ranges.ts'
import { readWorld, type World } from './naive/world.ts'
import { type Random, seededRandom } from './random.ts'
import { randomContext, randomRuleset } from './random-world.ts'
import { randomWeights } from './tables/ranges.ts'
import { askedThreeWays, rulesetOf } from './vector-file.ts'

/** A failure prints the seed of its world. Not shrunk: a smaller seed makes no smaller world. */
const chance = fc.nat().map((seed) => Object.assign(seededRandom(seed), { toString: () => `seed ${seed}` }))
const RUNS = { endOnFailure: true }
const AGES = [0, 1000, 1001]

test('any flag of any ruleset is answered as the naive interpreter answers it, explained or not', () => {
  fc.assert(
    fc.property(chance, (random) => {
      const ruleset = randomRuleset(random)
      compareAll(compile(ruleset), readWorld(ruleset), random)
    }),
    { ...RUNS, numRuns: 2000 },
  )
})

test('so it is on top of any earlier rulesets', () => {
  fc.assert(
    fc.property(chance, fc.integer({ min: 2, max: 4 }), (random, versions) => {
      let compiled: CompiledRuleset | undefined
      let world: World | undefined
      for (let revision = 1; revision <= versions; revision++) {
        const ruleset = randomRuleset(random, revision)
        compiled = compile(ruleset, compiled)
        world = readWorld(ruleset, world)
        compareAll(compiled, world, random)
      }
    }),
    { ...RUNS, numRuns: 500 },
  )
})

function compareAll(compiled: CompiledRuleset, world: World, random: Random): void {
  for (let i = 0; i < 3; i++) {
    const context = randomContext(random)
    const ageMs = AGES[i] ?? 0
    for (const flag of ['f0', 'f1', 'f2', 'f3', 'f4']) {
      const expected = evaluateNaively(world, flag, context, ageMs)
      expect(answerOf(evaluate(compiled, flag, context, ageMs))).toStrictEqual(expected)
      expect(answerOf(explain(compiled, flag, context, ageMs))).toStrictEqual(expected)
    }
  }
}

test('any versions, moments and addresses compare as in the naive interpreter', () => {
  let known = 0
  fc.assert(
    fc.property(formatted, ([op, value, a]) => {
      const condition: Condition = JSON.parse(JSON.stringify({ attribute: 'a', op, value }))
      const ruleset = rulesetOf({ flag: askedThreeWays(condition) })
      const expected = evaluateNaively(readWorld(ruleset), 'flag', { a })
      if (expected.variant === 'yes' || expected.variant === 'no') known++
      expect(answerOf(evaluate(compile(ruleset), 'flag', { a }))).toStrictEqual(expected)
    }),
    { numRuns: 10_000 },
  )
  expect(known).toBeGreaterThan(1000)
})

test('any value has the bucket and the hashed text that the naive interpreter gives it', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 200 }))
  fc.assert(
    fc.property(texts, fc.oneof(texts, fc.maxSafeInteger(), fc.double()), (salt, value) => {
      expect(bucketOf(salt, value)).toBe(bucket(salt, value))
      expect(hashedMember(salt, String(value))).toBe(naiveMember(salt, String(value)))
    }),
    { numRuns: 2000 },
  )
})

test('any ramp has the ranges that moving bucket by bucket leads to', () => {
  fc.assert(
    fc.property(chance, fc.integer({ min: 1, max: 6 }), (random, count) => {
      const variants = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, count)
      let current: ReturnType<typeof deriveRanges> | undefined
      for (let step = 0; step < 4; step++) {
        const weights = randomWeights(random, variants)
        const next = deriveRanges(variants, weights, current)
        expect(next).toStrictEqual(rangesNaively(variants, weights, current))
        current = next
      }
    }),
    { ...RUNS, numRuns: 20 },
  )
})
