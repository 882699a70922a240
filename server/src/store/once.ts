/**
 * Writes that a retry must not do twice (F2): the outcome is kept in the transaction of the write itself, so that there
 * is one exactly when there is the other.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */

/** What a request says about being done once. */
export interface Once {
  readonly actorId: string
  /** Chosen by the caller, theirs alone. */
  readonly key: string
  /** Of the request; another one under the same key is refused. */
  readonly fingerprint: string
  /** Set where nothing may stand in the way: the kept outcome is given only while it still holds. */
  readonly isUrgent: boolean
  /** What is kept may hold a secret that was shown once: only who asked can open it. */
  seal(text: string): string
  /** @throws Error when it was sealed by somebody else */
  open(sealed: string): string
}

/** How long an outcome is kept. */
export const KEPT_MS: number = 24 * 3_600_000
