/** When a delivery is tried again: eight times over about a day. */

/** After the first attempt, the second … */
const DELAYS_MS = [5_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 6 * 3_600_000, 14 * 3_600_000] as const

/** A receiver that has failed for so long, without a success in between, is given up. */
export const GIVE_UP_MS: number = 5 * 24 * 3_600_000

/**
 * @param attempts - How many were made, this one included.
 * @param random - From 0 to 1: spreads those that failed together over half of the delay.
 * @returns undefined when there were enough
 */
export function delayMs(attempts: number, random: number): number | undefined {
  const delay = DELAYS_MS[attempts - 1]
  return delay === undefined ? undefined : Math.round(delay * (0.75 + random / 2))
}
