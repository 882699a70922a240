import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonPieces } from './json-pieces.ts'

test('the pieces together are what JSON has for it, whatever has no value', () => {
  const data = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.constant(undefined), fc.array(tie('value')), tie('record')),
    record: fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('value')),
  })).record
  fc.assert(
    fc.property(data, (value) => {
      expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value))
    }),
  )
})

test('a condition that is told again with each that it is a part of comes in many small pieces', () => {
  let condition: object = { any: Array.from({ length: 1_000 }, (_, n) => ({ attribute: 'a', op: 'in', value: [n] })) }
  for (let depth = 0; depth < 4; depth++) condition = { condition, parts: [condition] }
  let longest = 0
  for (const { length } of jsonPieces(condition)) longest = Math.max(longest, length)
  expect(longest).toBeLessThan(100)
})
