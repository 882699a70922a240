import { expect, test } from 'vitest'
import { paletteFor } from './paint.ts'

test('our own colours reach a terminal, and nothing else that drives one', () => {
  const { paint, screen } = paletteFor(true, {})
  expect(screen(`${paint('red', 'KILLED')} \u001b]0;x\u0007 \u001b[31m\n`)).toBe(
    '\u001b[31mKILLED\u001b[0m \\u001b]0;x\\u0007 \\u001b[31m\n',
  )
})

test.each([
  [false, {}],
  [true, { NO_COLOR: '1' }],
  [true, { TERM: 'dumb' }],
])('where nobody sees colours there are none', (isTerminal, env) => {
  const { paint, screen } = paletteFor(isTerminal, env)
  expect(screen(`${paint('red', 'KILLED')} \u001b[31m`)).toBe('KILLED \\u001b[31m')
})

test('an empty NO_COLOR is none', () => {
  const { paint, screen } = paletteFor(true, { NO_COLOR: '' })
  expect(screen(paint('red', 'x'))).toBe('\u001b[31mx\u001b[0m')
})
