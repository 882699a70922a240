import type { Describes } from './shape.ts'

/**
 * Reserved: an SDK's word that it applied a revision (`POST /sdk/v1/receipts`).
 * @see docs/protocol.md, "Receipts"
 */
export interface Receipt {
  /** From the stream's first event. */
  readonly nonce: string
  /** The applied state: `epoch.revision.digest`. */
  readonly id: string
  /** The jitter that the SDK waited before sending. */
  readonly heldMs: number
}

export const RECEIPT: Describes<Receipt> = { nonce: 'id', id: 'id', heldMs: 'integer' }
