import type { Describes } from './shape.ts'

/**
 * The node ends this stream. Keep serving and reconnect at a uniformly random moment within `spreadMs`.
 * @see docs/protocol.md, "goodbye"
 */
export interface Goodbye {
  readonly event: 'goodbye'
  /** A {@link GoodbyeReason}, or one that a newer server knows; the reaction is the same. */
  readonly reason: string
  readonly spreadMs: number
  /** How long before sending the node last confirmed its state with the store. */
  readonly ageMs: number
}

/** `draining`: the node shuts down. `rotated`: the stream's life is over. `key-revoked`: the credential is. */
export type GoodbyeReason = 'draining' | 'rotated' | 'key-revoked'

export const GOODBYE: Describes<Omit<Goodbye, 'event'>> = { reason: 'string', spreadMs: 'integer', ageMs: 'integer' }
