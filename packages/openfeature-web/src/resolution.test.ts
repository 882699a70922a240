import { expect, test } from 'vitest'
import { resolve } from './resolution.ts'

const saying = (flagKey: string, errorCode: 'FLAG_NOT_FOUND' | 'TYPE_MISMATCH') =>
  resolve('boolean', true, (value) => ({ flagKey, value, reason: 'ERROR', errorCode, flagMetadata: {} })).errorMessage

test('a flag that is missing or of another type is named', () => {
  expect(saying('new-checkout', 'FLAG_NOT_FOUND')).toBe('flag new-checkout not found')
  expect(saying('new-checkout', 'TYPE_MISMATCH')).toBe('flag new-checkout is no boolean')
})

test('a key that came from users writes no line of its own into a log, and no long one', () => {
  expect(saying('x\r\nall is well\u001b[2J', 'FLAG_NOT_FOUND')).toBe(
    String.raw`flag "x\r\nall is well\u001b[2J" not found`,
  )
  expect(saying('x'.repeat(1_000_000), 'TYPE_MISMATCH')).toBe(`flag "${'x'.repeat(128)}" is no boolean`)
})
