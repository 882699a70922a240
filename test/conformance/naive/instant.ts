const FORM = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/** Milliseconds since 1970 of RFC 3339 text or of epoch milliseconds; undefined for what is neither. */
export function readInstant(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  const match = typeof value === 'string' ? FORM.exec(value) : null
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const offsetHour = Number(match[9] ?? 0)
  const offsetMinute = Number(match[10] ?? 0)
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // A day that the calendar lacks has rolled over into another one.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const milliseconds = Number(`${match[7] ?? ''}000`.slice(0, 3))
  const offset = (match[8] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60_000
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds - offset
}
