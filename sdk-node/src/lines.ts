/** More than any ruleset that a server lets in. */
export const MAX_EVENT_BYTES = 16_000_000

const LF = 10
const CR = 13

/**
 * Makes a stream's line ends `\n` and watches how long its events get. A `\r` ends a line at once, also when nothing
 * follows it; the parser would wait to see whether a `\n` does.
 * @returns a function that takes one chunk after another. It throws once an event is longer than `maxBytes`.
 */
export function createLineReader(maxBytes: number): (chunk: Uint8Array) => Uint8Array {
  let eventBytes = 0
  let wasCr = false
  let isLineEmpty = true

  const normalise = (chunk: Uint8Array): Uint8Array => {
    if (!wasCr && !chunk.includes(CR)) return chunk
    const text = new Uint8Array(chunk.length)
    let length = 0
    for (const byte of chunk) {
      if (byte !== LF || !wasCr) text[length++] = byte === CR ? LF : byte
      wasCr = byte === CR
    }
    return text.subarray(0, length)
  }

  return (chunk) => {
    const text = normalise(chunk)
    let from = 0
    for (let at = text.indexOf(LF); at !== -1; at = text.indexOf(LF, from)) {
      eventBytes += at - from
      if (eventBytes > maxBytes) break
      if (isLineEmpty && at === from) eventBytes = 0
      isLineEmpty = true
      from = at + 1
    }
    if (from < text.length) isLineEmpty = false
    eventBytes += text.length - from
    if (eventBytes > maxBytes) throw new Error(`an event of more than ${maxBytes} bytes`)
    return text
  }
}
