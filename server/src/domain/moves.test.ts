import type { Split } from '@halyard/evaluator'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Configuration } from './documents.ts'
import { movesOf } from './moves.ts'

const OFF: Configuration = {
  enabled: true,
  killed: false,
  offVariant: 'off',
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'off' },
  maxStalenessMs: null,
  version: 1,
}

const ends = fc.uniqueArray(fc.integer({ min: 1, max: 99_999 }), { maxLength: 12 })
const ranges = fc
  .tuple(ends, fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 13, maxLength: 13 }))
  .map(([cuts, variants]): Split['ranges'] =>
    [...cuts.sort((a, b) => a - b), 100_000].map((end, index) => [variants[index] ?? 'a', end] as const),
  )

function served(of: Split['ranges'], bucket: number): string | undefined {
  return of.find(([, end]) => bucket < end)?.[0]
}

test('moves of a split are those that counting every bucket finds', () => {
  fc.assert(
    fc.property(ranges, ranges, (from, to) => {
      const counted = new Map<string, number>()
      for (let bucket = 0; bucket < 100_000; bucket++) {
        const [old, now] = [served(from, bucket), served(to, bucket)]
        if (old !== now) counted.set(`${old}→${now}`, (counted.get(`${old}→${now}`) ?? 0) + 1)
      }
      const moves = movesOf(
        'f',
        { ...OFF, fallthrough: { split: { ranges: from } } },
        { ...OFF, fallthrough: { split: { ranges: to } } },
      )
      expect(new Map(moves.map((move) => [`${move.from}→${move.to}`, move.buckets]))).toEqual(counted)
    }),
    { numRuns: 25 },
  )
})

test('a rule of a flag that was off counts everyone who gets to it', () => {
  const rules = [{ id: 'r-1', serve: { variant: 'a' } }]
  const place = { flag: 'f', where: 'rule', rule: 'r-1', buckets: 100_000 }
  const on = { ...OFF, rules }
  expect(movesOf('f', { ...OFF, enabled: false }, on)).toEqual([{ ...place, from: 'off', to: 'a' }])
  expect(movesOf('f', on, { ...OFF, enabled: false })).toEqual([{ ...place, from: 'a', to: 'off' }])
  expect(movesOf('f', OFF, on)).toEqual([])
})
