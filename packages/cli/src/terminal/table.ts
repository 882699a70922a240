import type { Colour, Paint } from './paint.ts'
import { printable } from './printable.ts'
import { fitted, widthOf } from './width.ts'

/** Text from anywhere; the table makes it safe to show. */
export type Cell = string | { readonly text: string; readonly colour: Colour }

const GAP = '  '
/** Narrower than that, a column says nothing any more. */
const LEAST = 8

const textOf = (cell: Cell): string => printable(typeof cell === 'string' ? cell : cell.text)

/** Columns side by side, without lines. @param columns - The width to fit into; undefined: as wide as it gets. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  { paint, columns }: { readonly paint: Paint; readonly columns: number | undefined },
): string {
  const texts = rows.map((row) => row.map(textOf))
  const widths = head.map((title, n) => Math.max(widthOf(title), ...texts.map((row) => widthOf(row[n] ?? ''))))
  if (columns !== undefined) shrink(widths, columns)
  const line = (cells: readonly string[], coloured: (text: string, n: number) => string): string =>
    cells
      .map((cell, n) => {
        const shown = fitted(cell, widths[n] ?? 0)
        const last = n === cells.length - 1
        return coloured(shown, n) + (last ? '' : ' '.repeat((widths[n] ?? 0) - widthOf(shown)))
      })
      .join(GAP)
      .trimEnd()
  const colourOf = (row: readonly Cell[], n: number): Colour | undefined => {
    const cell = row[n]
    return cell === undefined || typeof cell === 'string' ? undefined : cell.colour
  }
  const lines = rows.map((row, n) =>
    line(texts[n] ?? [], (text, at) => {
      const colour = colourOf(row, at)
      return colour === undefined ? text : paint(colour, text)
    }),
  )
  return [line(head, (text) => paint('dim', text)), ...lines].join('\n')
}

/** Takes from the widest column until all fit, as long as that leaves something to read. */
function shrink(widths: number[], columns: number): void {
  const total = (): number => widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1))
  for (let over = total() - columns; over > 0; over = total() - columns) {
    const widest = widths.indexOf(Math.max(...widths))
    const width = widths[widest] ?? 0
    if (width <= LEAST) return
    const next = Math.max(LEAST, ...widths.filter((_, n) => n !== widest && (widths[n] ?? 0) < width))
    widths[widest] = Math.max(width - over, Math.min(next, width - 1))
  }
}
