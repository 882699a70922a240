import { expect, test } from 'vitest'
import { snippet } from './snippet.ts'

const reading = (flag: string): string => snippet({ url: 'https://x', flag, sdkKey: 'hal_sdk_x' }).code[4] ?? ''

test('a key is quoted as people write it', () => {
  expect(reading('new-checkout')).toContain("flags.boolean('new-checkout', false")
})

test('no text gets out of its quotes, and all of it is seen', () => {
  expect(reading("a'b")).toContain(`flags.boolean("a'b", false`)
  expect(reading('a\nb\u2028\u202e\u009b')).toContain(String.raw`flags.boolean("a\nb\u2028\u202e\u009b", false`)
})
