import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deriveRanges, MAX_RANGES, movedBuckets } from './ranges.ts'
import type { Split } from './ruleset.ts'

type Ranges = Split['ranges']
type Weights = Record<string, number>

const VARIANTS = ['a', 'b', 'c', 'd', 'e']

function weightsOf(ranges: Ranges): Weights {
  const weights: Weights = {}
  ranges.forEach(([variant, end], index) => {
    weights[variant] = (weights[variant] ?? 0) + end - (ranges[index - 1]?.[1] ?? 0)
  })
  return weights
}

function halfOfL1(a: Weights, b: Weights): number {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].reduce((sum, name) => sum + Math.abs((a[name] ?? 0) - (b[name] ?? 0)), 0) / 2
}

/** Weights that sum to 100,000, from cuts in the line; a variant may have none. */
const weights = fc
  .array(
    fc.oneof(
      fc.nat({ max: 100_000 }),
      fc.nat({ max: 100 }).map((percent) => percent * 1000),
    ),
    { minLength: 4, maxLength: 4 },
  )
  .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 100_000])
  .map((cuts): Weights => Object.fromEntries(VARIANTS.map((name, i) => [name, (cuts[i + 1] ?? 0) - (cuts[i] ?? 0)])))

describe('deriveRanges', () => {
  test('puts variants in their order, those without weight left out', () => {
    expect(deriveRanges(['a', 'b', 'c'], { c: 20_000, a: 80_000, b: 0 })).toEqual([
      ['a', 80_000],
      ['c', 100_000],
    ])
    expect(deriveRanges(['on', 'off'], { on: 100_000 })).toEqual([['on', 100_000]])
  })

  test('grows a canary without moving anyone out of it', () => {
    const five = deriveRanges(['on', 'off'], { on: 5000, off: 95_000 }, [
      ['on', 1000],
      ['off', 100_000],
    ])
    expect(five).toEqual([
      ['on', 5000],
      ['off', 100_000],
    ])
    expect(deriveRanges(['on', 'off'], { on: 1000, off: 99_000 }, five)).toEqual([
      ['on', 1000],
      ['off', 100_000],
    ])
  })

  test('lets a shrinking variant give up its highest buckets and growing ones take the lowest first', () => {
    const held: Ranges = [
      ['a', 40_000],
      ['b', 80_000],
      ['c', 100_000],
    ]
    expect(deriveRanges(['a', 'b', 'c'], { a: 30_000, b: 40_000, c: 30_000 }, held)).toEqual([
      ['a', 30_000],
      ['c', 40_000],
      ['b', 80_000],
      ['c', 100_000],
    ])
    expect(deriveRanges(['a', 'b', 'c', 'd'], { a: 20_000, b: 40_000, c: 25_000, d: 15_000 }, held)).toEqual([
      ['a', 20_000],
      ['c', 25_000],
      ['d', 40_000],
      ['b', 80_000],
      ['c', 100_000],
    ])
  })

  test('F66 moves exactly half the L1 distance, the least that could be, edit after edit', () => {
    fc.assert(
      fc.property(
        fc.array(weights, { minLength: 2, maxLength: 12 }),
        fc.shuffledSubarray(VARIANTS, { minLength: 5 }),
        (edits, order) => {
          let held: Ranges | undefined
          for (const edit of edits) {
            const next = deriveRanges(order, edit, held)
            expect(weightsOf(next)).toEqual(Object.fromEntries(Object.entries(edit).filter(([, weight]) => weight > 0)))
            expect(next.at(-1)?.[1]).toBe(100_000)
            next.forEach(([variant, end], i) => {
              expect(end).toBeGreaterThan(next[i - 1]?.[1] ?? 0)
              expect(variant).not.toBe(next[i - 1]?.[0])
            })
            if (held) expect(movedBuckets(held, next)).toBe(halfOfL1(weightsOf(held), edit))
            held = next
          }
        },
      ),
    )
  })

  test('F66 moves nobody out of a variant that grows', () => {
    fc.assert(
      fc.property(weights, weights, weights, (first, second, third) => {
        const held = deriveRanges(VARIANTS, second, deriveRanges(VARIANTS, first))
        const next = deriveRanges(VARIANTS, third, held)
        const variantAt = (ranges: Ranges, bucket: number): string | undefined =>
          ranges.find(([, end]) => end > bucket)?.[0]
        // Within a range of both nothing changes, so the first bucket of each speaks for all.
        const firsts = [0, ...held.map(([, end]) => end), ...next.map(([, end]) => end)].filter(
          (bucket) => bucket < 100_000,
        )
        for (const bucket of firsts) {
          const variant = variantAt(held, bucket) ?? ''
          if ((third[variant] ?? 0) >= (second[variant] ?? 0)) expect(variantAt(next, bucket)).toBe(variant)
        }
      }),
    )
  })

  test('never needs more than 256 ranges, though people edit for ever', () => {
    let held: Ranges = [
      ['a', 20_000],
      ['b', 40_000],
      ['c', 100_000],
    ]
    let reshuffled = 0
    for (let i = 1; i <= 600; i++) {
      const given = 20_000 + Math.ceil(i / 2)
      const next = { a: given, b: 20_000 + Math.floor(i / 2), c: 80_000 - i - 20_000 }
      const ranges = deriveRanges(['a', 'b', 'c'], next, held)
      expect(ranges.length).toBeLessThanOrEqual(MAX_RANGES)
      expect(weightsOf(ranges)).toEqual(next)
      if (movedBuckets(held, ranges) !== halfOfL1(weightsOf(held), next)) reshuffled++
      held = ranges
    }
    expect(reshuffled).toBeLessThanOrEqual(3)
  })

  test('takes over from variants that are gone', () => {
    const held: Ranges = [
      ['a', 30_000],
      ['gone', 70_000],
      ['b', 100_000],
    ]
    expect(deriveRanges(['a', 'b', '__proto__'], JSON.parse('{"a":30000,"b":50000,"__proto__":20000}'), held)).toEqual([
      ['a', 30_000],
      ['b', 50_000],
      ['__proto__', 70_000],
      ['b', 100_000],
    ])
  })

  test.each<[string, Weights]>([
    ['do not add up', { a: 50_000, b: 49_999 }],
    ['are none', {}],
    ['are negative', { a: 110_000, b: -10_000 }],
    ['are float dust', { a: 33_333.3, b: 66_666.7 }],
    ['are not numbers', { a: Number.NaN, b: 100_000 }],
    ['are for a variant that is not there', { a: 50_000, x: 50_000 }],
  ])('F66 refuses weights that %s', (_, bad) => {
    expect(() => deriveRanges(['a', 'b'], bad)).toThrow(RangeError)
  })
})
