import type { Describes } from './shape.ts'

/**
 * Where the node stands: every 15 s, and at once after a resume that missed nothing.
 * @see docs/protocol.md, "heartbeat"
 */
export interface Heartbeat {
  readonly event: 'heartbeat'
  readonly epoch: number
  readonly revision: number
  readonly digest: string
  /** How long before sending the node last confirmed its state with the store. */
  readonly ageMs: number
  /** Names this stream in receipts; in a stream's first event. */
  readonly nonce?: string
}

export const HEARTBEAT: Describes<Omit<Heartbeat, 'event'>> = {
  epoch: 'integer',
  revision: 'integer',
  digest: 'hash',
  ageMs: 'integer',
  'nonce?': 'id',
}
