import murmurhash from 'murmurhash'
import { describe, expect, test } from 'vitest'
import { canonicalText, hashedMember } from './text.ts'

describe('canonicalText', () => {
  test.each([
    ['a', 'a'],
    ['', ''],
    [1, '1'],
    [-0, '0'],
    [1e21, '1e+21'],
    [0.1, '0.1'],
    [true, 'true'],
    [false, 'false'],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [null, undefined],
    [undefined, undefined],
    [{}, undefined],
    [['a'], undefined],
  ])('of %j is %j', (value, text) => {
    expect(canonicalText(value)).toBe(text)
  })
})

describe('hashedMember', () => {
  test('is two murmur3 of the text, with seeds from the salt, in 16 hex digits', () => {
    const hash = (text: string, seed: number): number => murmurhash.v3(new TextEncoder().encode(text), seed)
    for (const text of ['', 'u-17', 'Zoë', '😀']) {
      const halves = [0, 1].map((index) => hash(text, hash('søl', index)).toString(16).padStart(8, '0'))
      expect(hashedMember('søl', text)).toBe(halves.join(''))
      expect(hashedMember('søl', text)).toMatch(/^[0-9a-f]{16}$/)
    }
  })
})
