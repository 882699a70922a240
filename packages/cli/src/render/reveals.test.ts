import type { RevealedItem } from '@halyard/admin-api'
import { expect, test } from 'vitest'
import { revealsText } from './reveals.ts'

const readable = (count: number): RevealedItem['readable'] =>
  Array.from({ length: count }, (_, n) => ({ path: `/rules/${n}/if`, attribute: 'age', op: 'lt', value: n }))

test('what visitors come to see is said by environment: rules in words, lists as what a guess finds', () => {
  const text = revealsText([
    {
      environment: 'live',
      items: [
        { type: 'flag', key: 'a', hashed: ['/targets/0/values'], readable: readable(1) },
        { type: 'flag', key: 'b', hidden: true, hashed: [], readable: [] },
        { type: 'segment', key: 'c\u001b[2J', hashed: ['/included', '/excluded'], readable: [] },
      ],
    },
  ])
  expect(text.split('\n')).toEqual([
    'whoever has a client id of live, which is every visitor, comes to see:',
    '  flag a: its variants and metadata',
    '    age lt 0',
    '    1 list as hashes, which can be guessed',
    '  flag b: names of its variants',
    String.raw`  segment c\u001b[2J`,
    '    2 lists as hashes, which can be guessed',
  ])
})

test('a question stays in sight: of many conditions the first are shown, and where all are', () => {
  const text = revealsText([
    { environment: 'live', items: [{ type: 'flag', key: 'a', hashed: [], readable: readable(25) }] },
  ])
  expect(text.split('\n')).toHaveLength(13)
  expect(text).toContain('… and 15 more; --dry-run --json has all')
})
