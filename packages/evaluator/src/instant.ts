const INSTANT =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i
const DAY_MS = 86_400_000
/** After 400 years the calendar begins again. `Date.UTC` takes years below 100 for those of another century. */
const ERA_DAYS = 146_097

/**
 * Reads a moment: RFC 3339 with an offset, or epoch milliseconds. Nothing lenient, no local time, no clock.
 * Digits beyond the milliseconds are dropped; a leap second is refused, as Unix time has no place for it.
 * @returns Epoch milliseconds, undefined for anything else.
 * @see docs/evaluation.md, "Operators"
 */
export function epochMs(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !INSTANT.test(value)) return undefined
  const digits = (from: number, count = 2): number => Number(value.slice(from, from + count))
  const year = digits(0, 4) + 400
  const month = digits(5)
  const day = digits(8)
  if (day * DAY_MS > Date.UTC(year, month) - Date.UTC(year, month - 1)) return undefined
  const zone = value.length - 6
  // A `+` takes the offset away. Where a `Z` stands, what is read in its place counts nothing.
  const sign = { '+': -1, '-': 1 }[value.charAt(zone)] ?? 0
  const hour = digits(11) + (sign && sign * digits(zone + 1))
  const minute = digits(14) + (sign && sign * digits(zone + 4))
  const ms = value.charAt(19) === '.' ? Math.round(parseFloat(value.slice(19, 23)) * 1000) : 0
  return Date.UTC(year, month - 1, day - ERA_DAYS, hour, minute, digits(17), ms)
}
