import { expect, test } from 'vitest'
import { paletteFor } from './paint.ts'
import { table } from './table.ts'
import { widthOf } from './width.ts'

const plain = paletteFor(false, {}).paint

test('a table fits the terminal, and only what is too long is cut', () => {
  const rows = [
    ['a'.repeat(60), 'on', 'some text that goes on and on and on'],
    ['short', 'KILLED', 'off'],
  ]
  for (const columns of [40, 60, 80]) {
    const lines = table(['FLAG', 'STATE', 'SERVES'], rows, { paint: plain, columns }).split('\n')
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns)
    expect(lines[2]).toMatch(/^short +KILLED +off$/)
  }
})

test('columns stand under each other whatever the script', () => {
  const text = table(
    ['FLAG', 'STATE'],
    [
      ['漢字', 'on'],
      ['é👍', 'off'],
      ['abcd', 'on'],
    ],
    { paint: plain, columns: undefined },
  )
  const at = text.split('\n').map((line) => widthOf(line.slice(0, line.search(/(STATE|on|off)$/))))
  expect(new Set(at).size).toBe(1)
})

test('what is piped is never cut', () => {
  const long = 'x'.repeat(500)
  expect(table(['A', 'B'], [[long, 'b']], { paint: plain, columns: undefined })).toContain(`${long}  b`)
})

test('a name cannot begin a row of its own', () => {
  expect(table(['A'], [['one\ntwo\u001b[1A']], { paint: plain, columns: 80 }).split('\n')).toHaveLength(2)
})
