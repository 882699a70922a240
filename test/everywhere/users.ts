/** Ten thousand people, the same in every process and page: whoever they are follows from their number. */
export const USERS = 10_000

/** The evaluation context of user number `n`. Some lack a plan, a version or an organization, and one in 500 a key. */
export function userOf(n: number): Readonly<Record<string, unknown>> {
  return {
    ...(n % 500 !== 499 && { targetingKey: `u-${n}` }),
    ...(n % 5 !== 0 && { plan: ['free', 'pro', 'team', 'PRO'][n % 4] }),
    ...(n % 7 !== 0 && { appVersion: `${n % 4}.${n % 10}.0` }),
    ...(n % 3 !== 0 && { organization: { key: `org-${n % 400}`, createdAt: `202${n % 6}-03-01T00:00:00Z` } }),
    email: `person${n}@${['example.com', 'example.org', 'shop.example'][n % 3]}`,
    age: n % 90,
    beta: n % 11 === 0,
  }
}

/** The flags that {@link raiseFlags} makes, with what a reader falls back to. */
export const READS: Readonly<Record<string, unknown>> = {
  checkout: false,
  banner: 'fallback',
  pricing: -1,
  layout: { fallback: true },
  regional: false,
}
