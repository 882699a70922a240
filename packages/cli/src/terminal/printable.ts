/**
 * What must never reach a terminal or a source as it is: control characters (C0, DEL, C1), which could drive a terminal,
 * line and paragraph separators, marks that reorder text or can't be seen (a flag could look like another one, or hide
 * words in a description), characters of no agreed look, and halves of surrogate pairs. Characters that Unicode has not
 * assigned yet are shown as boxes, and which they are depends on the version of Node: only those that stay unseen once
 * they are assigned are among these.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/** Joiners of Persian, Hindi and others, and of pictures, and the mark of a coloured picture: in place they are seen. */
const IN_PLACE = /(?<=[^\0-\x7f])[\u200c\u200d](?=[^\0-\x7f])|(?<=\p{Emoji})\ufe0f/gu

/** The text as it may be shown: whatever could drive or fool a terminal becomes an escape such as `\u001b`. */
export function printable(text: string): string {
  const inPlace = new Set(Array.from(text.matchAll(IN_PLACE), ({ index }) => index))
  return text.replaceAll(UNSEEN, (character, at: number) => (inPlace.has(at) ? character : escape(character)))
}

/** The text as it may stand in a source, where joiners are no exception: who reads it sees all that is there. */
export function inSource(text: string): string {
  return text.replaceAll(UNSEEN, escape)
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
  // By code unit, as JSON and TypeScript both read it.
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
