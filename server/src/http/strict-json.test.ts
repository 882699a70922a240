import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseStrictJson } from './strict-json.ts'

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

describe('strict JSON', () => {
  test('reads any JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.boolean(), (value, isPretty) => {
        const text = JSON.stringify(value, undefined, isPretty ? 2 : undefined)
        if (/__proto__|\\ud[89a-f]/i.test(text)) return
        if (/\d(?:\d{15}|e)/.test(text)) return
        expect(parseStrictJson(text, 32)).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
  })

  test('F62 takes 32 levels and refuses 33, or 10,000, without overflowing anything', () => {
    expect(parseStrictJson(nested(32), 32)).toBeDefined()
    expect(() => parseStrictJson(nested(33), 32)).toThrow(/at most 32 levels/)
    expect(() => parseStrictJson(nested(10_000), 32)).toThrow(/at most 32 levels/)
    expect(() => parseStrictJson('{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), 32)).toThrow(/at most 32 levels/)
  })

  test.each([
    ['a name given twice', '{"a": {"b": 1, "b": 2}}', '/a/b'],
    ['a name given twice in two spellings', '{"a": 1, "\\u0061": 2}', '/a'],
    ['a number beyond a double', '{"a": [0, 1e999]}', '/a/1'],
    ['an integer that a double cannot hold', '{"a": 9007199254740993}', '/a'],
    ['zero with a sign', '{"a": [-0]}', '/a/0'],
    ['a number too small for a double', '{"a": 1e-400}', '/a'],
    ['a number with more digits than a double has', '{"a": {"b": 123456789012345678901234567890.5}}', '/a/b'],
    ['a lone surrogate', '{"a": "\\ud800"}', '/a'],
    ['a lone surrogate as a name', '{"\\udc00": 1}', '/\udc00'],
  ])('F63 refuses %s, with the place', (_, text, path) => {
    expect(() => parseStrictJson(text, 32)).toThrow(expect.objectContaining({ path }))
  })

  test('F63 takes what every parser reads alike', () => {
    const text =
      '{"a": -1.50, "b": 0.1, "c": 1e-7, "d": 9007199254740991, "e": "\\ud83d\\ude00", "f": {"b": 1}, "g": [{"b": 1}]}'
    expect(parseStrictJson(text, 32)).toEqual(JSON.parse(text))
  })

  test('F61 refuses the name __proto__ and takes constructor as any other', () => {
    expect(() => parseStrictJson('{"a": {"__proto__": {"polluted": true}}}', 32)).toThrow(/__proto__/)
    expect(() => parseStrictJson('{"\\u005f_proto__": 1}', 32)).toThrow(/__proto__/)
    expect(parseStrictJson('{"constructor": 1, "toString": 2}', 32)).toEqual({ constructor: 1, toString: 2 })
  })

  test.each(['', '{', '{"a" 1}', 'NaN', "{'a': 1}", '[1,]', 'undefined'])('refuses %j, which is no JSON', (text) => {
    expect(() => parseStrictJson(text, 32)).toThrow(/expected JSON/)
  })
})
