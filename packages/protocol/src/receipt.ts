import type { Describes } from './shape.ts'

/** Asks an SDK under an SDK key for a {@link Receipt}, once what came with it is applied. */
export interface Confirm {
  /** Within this time, at a moment that is the SDK's to choose. */
  readonly withinMs: number
}

/**
 * An SDK's word that it applied a revision (`POST /sdk/v1/receipts`).
 * @see docs/protocol.md, "Receipts"
 */
export interface Receipt {
  /** From the stream's first event. */
  readonly nonce: string
  /** The applied state: `epoch.revision.digest`. */
  readonly id: string
  /** How long before sending it was applied. */
  readonly heldMs: number
}

export const CONFIRM: Describes<Confirm> = { withinMs: 'integer' }

export const RECEIPT: Describes<Receipt> = { nonce: 'id', id: 'id', heldMs: 'integer' }
