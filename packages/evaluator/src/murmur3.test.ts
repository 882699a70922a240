import fc from 'fast-check'
import murmurhash from 'murmurhash'
import { describe, expect, test } from 'vitest'
import { murmur3 } from './murmur3.ts'
import { texts } from './test-texts.ts'

const seeds = fc.oneof(fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat({ max: 0xffffffff }))
const reference = (text: string, seed: number): number => murmurhash.v3(new TextEncoder().encode(text), seed)

describe('murmur3', () => {
  test.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('hashes %j with seed %i as everybody does', (text, seed, hash) => {
    expect(murmur3(text, seed)).toBe(hash)
  })

  test('hashes every text as the murmurhash package hashes its UTF-8 bytes', () => {
    const any = fc.oneof(
      texts({ maxLength: 70 }),
      fc.string({ unit: 'binary-ascii', maxLength: 70 }),
      // Any code units, so that surrogates stand alone, in the wrong order and at the end.
      fc
        .array(fc.oneof(fc.nat({ max: 0xffff }), fc.integer({ min: 0xd7ff, max: 0xe000 }), fc.nat({ max: 0xff })), {
          maxLength: 40,
        })
        .map((units) => String.fromCharCode(...units)),
    )
    fc.assert(
      fc.property(any, seeds, (text, seed) => {
        expect(murmur3(text, seed)).toBe(reference(text, seed))
      }),
      { numRuns: 5000 },
    )
  })

  test('hashes the edges of every UTF-8 length at every alignment', () => {
    const edges = [
      0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff, 0x10000, 0x10ffff,
    ]
    for (const edge of edges) {
      for (let before = 0; before < 5; before++) {
        for (let after = 0; after < 5; after++) {
          const text = 'a'.repeat(before) + String.fromCodePoint(edge) + 'é'.repeat(after)
          expect(murmur3(text, before), JSON.stringify(text)).toBe(reference(text, before))
        }
      }
    }
  })

  test('hashes texts of every length up to 300 and a very long one', () => {
    for (let length = 0; length <= 300; length++)
      expect(murmur3('x'.repeat(length), 7)).toBe(reference('x'.repeat(length), 7))
    const long = 'Wäre Öl über? 🚩'.repeat(10_000)
    expect(murmur3(long, 7)).toBe(reference(long, 7))
  })
})
