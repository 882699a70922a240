import { randomUUID } from 'node:crypto'
import { printableLines } from './printable.ts'

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const

export type Colour = keyof typeof CODES
export type Paint = (colour: Colour, text: string) => string

/** Everything that is printed goes through `screen`: of all that could drive a terminal it lets our own `paint` through. */
export interface Palette {
  readonly paint: Paint
  readonly screen: (text: string) => string
}

/** Colours, where somebody sees them and did not ask for none. @see https://no-color.org */
export function paletteFor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Palette {
  const plain = !isTerminal || Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb'
  if (plain) return { paint: (_, text) => text, screen: printableLines }
  // Paint is a mark until it goes out: one that no server can know, so whatever else is there is a server's.
  const mark = randomUUID()
  const marks = new RegExp(`${mark}(\\d+)m`, 'g')
  return {
    paint: (colour, text) => `${mark}${CODES[colour]}m${text}${mark}0m`,
    screen: (text) => printableLines(text).replaceAll(marks, '\u001b[$1m'),
  }
}
