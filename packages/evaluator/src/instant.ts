const INSTANT =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i
const ZERO = 48

/**
 * Reads a moment: RFC 3339 with an offset, or epoch milliseconds. Nothing lenient, no local time, no clock.
 * Digits beyond the milliseconds are dropped; a leap second is refused, as Unix time has no place for it.
 * @returns Epoch milliseconds, undefined for anything else.
 * @see docs/evaluation.md, "Operators"
 */
export function epochMs(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !INSTANT.test(value)) return undefined
  const year = digits(value, 0, 4)
  const month = digits(value, 5, 2)
  const day = digits(value, 8, 2)
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (day > (month === 2 ? 28 + Number(isLeap) : 30 + ((month + (month >> 3)) & 1))) return undefined
  const end = value.length
  // A `+` takes the offset away.
  const sign = value.charAt(end - 6) === '-' ? 1 : value.charAt(end - 6) === '+' ? -1 : 0
  const hour = digits(value, 11, 2) + sign * digits(value, end - 5, 2)
  const minute = digits(value, 14, 2) + sign * digits(value, end - 2, 2)
  const second = digits(value, 17, 2)
  return (((daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000 + milliseconds(value)
}

/** In the proleptic Gregorian calendar; years begin in March, so that a leap day is the last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1
  const sinceMarch = Math.floor((153 * ((month + 9) % 12) + 2) / 5)
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + sinceMarch + day - 719_469
}

function milliseconds(text: string): number {
  let total = 0
  let unit = text.charAt(19) === '.' ? 100 : 0
  for (let at = 20; unit >= 1; at++) {
    const digit = digits(text, at, 1)
    unit = digit >= 0 && digit <= 9 ? unit : 0 // The fraction ends where the offset begins.
    total += unit * digit
    unit /= 10
  }
  return total
}

function digits(text: string, from: number, count: number): number {
  let number = 0
  for (let at = from; at < from + count; at++) number = number * 10 + text.charCodeAt(at) - ZERO
  return number
}
