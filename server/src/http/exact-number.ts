/**
 * Whether a number that somebody wrote is the number that everybody reads. JSON's numbers are decimals of any length, a
 * double holds some of them, and `JSON.parse` takes the nearest without a word.
 * @see docs/api.md
 */

/** Of few digits and whole: exact in a double. Most numbers are, and nothing else is asked of them. */
const PLAIN = /^(?:-?[1-9]\d{0,14}|0)$/

/**
 * @param token - A number as JSON has it.
 * @returns undefined when it comes back as it was sent, in whatever notation; otherwise what to send instead.
 */
export function expectedInstead(token: string): string | undefined {
  if (PLAIN.test(token)) return undefined
  const number = Number(token)
  if (!Number.isFinite(number)) return 'a number that a double can hold, or a string'
  const sent = decimalOf(token)
  if (sent.digits === '') return token.startsWith('-') ? '0 without a sign' : undefined
  if (sent.exponent >= 0 && !Number.isSafeInteger(number)) {
    return 'a whole number within ±9007199254740991; send a longer one as a string'
  }
  const held = decimalOf(String(number))
  if (sent.digits === held.digits && sent.exponent === held.exponent) return undefined
  return `a number that a double can hold; this one would come back as ${number}: send that, or a string`
}

interface Decimal {
  /** Without zeros at either end; empty for zero. */
  readonly digits: string
  /** Of the last digit. */
  readonly exponent: number
}

function decimalOf(token: string): Decimal {
  const [mantissa = '', power = '0'] = (token.startsWith('-') ? token.slice(1) : token).split(/e/i)
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  let start = 0
  let end = all.length
  // No patterns: one that looks for zeros at the end tries them from every place, and a body may be all zeros.
  while (start < end && all[start] === '0') start++
  while (end > start && all[end - 1] === '0') end--
  return { digits: all.slice(start, end), exponent: Number(power) - fraction.length + (all.length - end) }
}
