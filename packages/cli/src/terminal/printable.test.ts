import { expect, test } from 'vitest'
import { printable, printableJson } from './printable.ts'

test('nothing that could drive a terminal gets to it', () => {
  expect(printable('a\u001b[2J\u0007\u009b31m\u007f')).toBe('a\\u001b[2J\\u0007\\u009b31m\\u007f')
  expect(printable('line\nfeed\ttab\r')).toBe('line\\nfeed\\ttab\\u000d')
})

test('nothing can pass for another text by turning it round or by being invisible', () => {
  expect(printable('kill\u202etxet\u2066\u200b')).toBe('kill\\u202etxet\\u2066\\u200b')
  expect(printable('half \ud800 of a pair')).toBe('half \\ud800 of a pair')
})

test('text of any language stays as it is, and pictures too', () => {
  for (const text of ['žluťoučký kůň', '漢字', 'עברית', '👍🏽', 'é']) expect(printable(text)).toBe(text)
})

test('JSON says the same after it was made safe', () => {
  const document = { name: 'a\u009b31m\u2028\u202e', list: ['x\ny'], deep: { n: 1 } }
  const text = printableJson(document)
  expect(JSON.parse(text)).toEqual(document)
  expect(text).not.toMatch(/[\u0080-\u009f\u2028\u202e]/u)
})
