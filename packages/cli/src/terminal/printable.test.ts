import { expect, test } from 'vitest'
import { inSource, printable, printableJson } from './printable.ts'

test('nothing that could drive a terminal gets to it', () => {
  expect(printable('a\u001b[2J\u0007\u009b31m\u007f')).toBe('a\\u001b[2J\\u0007\\u009b31m\\u007f')
  expect(printable('line\nfeed\ttab\r')).toBe('line\\nfeed\\ttab\\u000d')
})

test('nothing can pass for another text by turning it round or by being invisible', () => {
  expect(printable('kill\u202etxet\u2066\u200b')).toBe('kill\\u202etxet\\u2066\\u200b')
  expect(printable('half \ud800 of a pair')).toBe('half \\ud800 of a pair')
})

test.each([
  ['a soft hyphen', 'ki\u00adll', 'ki\\u00adll'],
  ['a joiner where nothing joins', 'ad\u200dmin \u200c', 'ad\\u200dmin \\u200c'],
  ['tags, which can hide a sentence', 'a\u{e0041}\u{e007f}', 'a\\udb40\\udc41\\udb40\\udc7f'],
  ['variation selectors, which can too', 'a\ufe00\ufe0f\u{e0101}', 'a\\ufe00\\ufe0f\\udb40\\udd01'],
  ['a grapheme joiner and a Hangul filler', 'a\u034f\u3164', 'a\\u034f\\u3164'],
  ['marks of Arabic and musical formats', '\u061c\u0600\u{1d173}', '\\u061c\\u0600\\ud834\\udd73'],
  ['characters for private use', '\ue0b0\u{f0000}', '\\ue0b0\\udb80\\udc00'],
  ['what is no character', '\ufdd0\u{1fffe}', '\\ufdd0\\ud83f\\udffe'],
  ['separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
])('%s is shown as an escape', (_what, text, shown) => {
  expect(printable(text)).toBe(shown)
  expect(inSource(text)).toBe(shown)
})

test('in a source joiners are shown, too', () => {
  expect(inSource('می\u200cخواهم 👩\u200d💻 ❤\ufe0f')).toBe('می\\u200cخواهم 👩\\u200d💻 ❤\\ufe0f')
})

test('text of any language stays as it is, and pictures too', () => {
  for (const text of ['žluťoučký kůň', '漢字', 'עברית', 'می\u200cخواهم', '👍🏽', '👩\u200d💻', '❤\ufe0f', 'é'])
    expect(printable(text)).toBe(text)
})

test('JSON says the same after it was made safe', () => {
  const document = { name: 'a\u009b31m\u2028\u202e', list: ['x\ny'], deep: { n: 1 } }
  const text = printableJson(document)
  expect(JSON.parse(text)).toEqual(document)
  expect(text).not.toMatch(/[\u0080-\u009f\u2028\u202e]/u)
})
