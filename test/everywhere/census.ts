import { READS, USERS, userOf } from './users.ts'

/** What any of our clients can say of a flag. */
interface Reader {
  details(
    key: string,
    fallback: unknown,
    context: Readonly<Record<string, unknown>>,
  ): { readonly value: unknown; readonly variant?: string; readonly errorCode?: string }
}

/** One line per user: of each flag the variant or the error, and the value. */
export function census(reader: Reader): string[] {
  return Array.from({ length: USERS }, (_, n) => {
    const user = userOf(n)
    return lineOf(Object.keys(READS).map((key) => reader.details(key, READS[key], user)))
  })
}

/** @param outcomes - One per flag, in the order of {@link READS}. */
export function lineOf(
  outcomes: readonly { readonly value?: unknown; readonly variant?: string; readonly errorCode?: string }[],
): string {
  return outcomes
    .map(
      ({ value, variant, errorCode }) =>
        `${variant ?? errorCode ?? '-'}=${variant === undefined ? '' : JSON.stringify(value)}`,
    )
    .join(' ')
}
