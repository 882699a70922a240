/**
 * What must never reach a terminal as it is: control characters (C0, DEL, C1), which could drive it, line and paragraph
 * separators, marks that reorder text (a flag could look like another one), and halves of surrogate pairs.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

/** The text as it may be shown: whatever could drive or fool a terminal becomes an escape such as `\u001b`. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, escape)
}

/** The same for text of several lines of our own making: line feeds stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/** JSON that says the same and is safe to show. */
export function printableJson(document: unknown): string {
  // Inside of JSON's strings the escapes are JSON's own; outside of them there is nothing to escape but line feeds.
  return printableLines(JSON.stringify(document, null, 2))
}

function escape(character: string): string {
  if (character === '\n') return String.raw`\n`
  if (character === '\t') return String.raw`\t`
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
