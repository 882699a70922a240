const segments = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Scripts whose characters fill two cells, and pictures. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u
const EMPTY = /^[\p{Mn}\p{Me}]+$/u

function cellsOf(grapheme: string): number {
  if (EMPTY.test(grapheme)) return 0
  return WIDE.test(grapheme) ? 2 : 1
}

/** How many cells of a terminal the text takes. */
export function widthOf(text: string): number {
  let cells = 0
  for (const { segment } of segments.segment(text)) cells += cellsOf(segment)
  return cells
}

/** The text in at most so many cells; what is cut off ends in `…`. */
export function fitted(text: string, cells: number): string {
  if (widthOf(text) <= cells) return text
  let taken = ''
  let used = 1
  for (const { segment } of segments.segment(text)) {
    used += cellsOf(segment)
    if (used > cells) break
    taken += segment
  }
  return `${taken}…`
}
