import fc from 'fast-check'
import murmurhash from 'murmurhash'
import { describe, expect, test } from 'vitest'
import { bucketOf } from './bucket.ts'
import { texts } from './test-texts.ts'

const hash = (text: string, seed: number): number => murmurhash.v3(new TextEncoder().encode(text), seed)

const USERS = 100_000
const sequential = Array.from({ length: USERS }, (_, i) => `user-${i}`)
/** Version 4 ids from a fixed seed, so that a failure is one every time. */
const uuids = fc.sample(fc.uuid({ version: 4 }), { numRuns: USERS, seed: 7 })
const numbers = Array.from({ length: USERS }, (_, i) => i)

/** Pearson's chi-square of counts against equal shares. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** Beyond this a chi-square of so many degrees of freedom is one in about 100,000 (Wilson and Hilferty). */
function limit(freedom: number): number {
  return freedom * (1 - 2 / (9 * freedom) + 4.26 * Math.sqrt(2 / (9 * freedom))) ** 3
}

describe('bucketOf', () => {
  test('is the published formula, whatever the salt and the text', () => {
    fc.assert(
      fc.property(texts(), texts(), (salt, text) => {
        expect(bucketOf(salt, text)).toBe(hash(text, hash(salt, 0)) % 100_000)
      }),
    )
  })

  test('places numbers by their digits, and only those that digits tell apart', () => {
    expect(bucketOf('s', 42)).toBe(bucketOf('s', '42'))
    expect(bucketOf('s', -0)).toBe(bucketOf('s', '0'))
    expect(bucketOf('s', Number.MAX_SAFE_INTEGER)).toBe(bucketOf('s', '9007199254740991'))
    for (const value of [0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])
      expect(bucketOf('s', value)).toBeUndefined()
  })

  test.each([
    ['sequential ids', sequential],
    ['UUIDs', uuids],
    ['numbers', numbers],
  ])('spreads %s evenly', (_, users) => {
    for (const salt of ['checkout', 'a1', '', 'новый-флаг']) {
      const counts = Array<number>(100).fill(0)
      for (const user of users) {
        const cell = Math.floor((bucketOf(salt, user) ?? -1) / 1000)
        counts[cell] = (counts[cell] ?? 0) + 1
      }
      expect(chiSquare(counts), salt).toBeLessThan(limit(99))
    }
  })

  test.each([
    ['sequential ids', sequential],
    ['UUIDs', uuids],
  ])('places %s independently under any two salts, similar ones too', (_, users) => {
    const salts = ['a1', 'a2', 'a3', 'b1', 'new-checkout', 'new-checkout-2', 'New-checkout', '1', '2', '10']
    const cells = salts.map((salt) => users.map((user) => Math.floor((bucketOf(salt, user) ?? -1) / 10_000)))
    for (const [i, first] of cells.entries()) {
      for (const [j, second] of cells.entries()) {
        if (j <= i) continue
        const counts = Array<number>(100).fill(0)
        first.forEach((cell, user) => {
          const pair = cell * 10 + (second[user] ?? 0)
          counts[pair] = (counts[pair] ?? 0) + 1
        })
        expect(chiSquare(counts), `${salts[i]} and ${salts[j]}`).toBeLessThan(limit(99))
      }
    }
  })
})
