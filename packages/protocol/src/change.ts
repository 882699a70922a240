import type { FlagItem, ItemHead, SegmentItem } from '@halyard/evaluator'
import { FLAG_ITEM, ITEM_HEAD, SEGMENT_ITEM } from './item.ts'
import { CONFIRM, type Confirm } from './receipt.ts'
import type { Describes } from './shape.ts'

/** By kind, then key: the item's new state, or null where it is gone. An absent kind did not change. */
export interface ChangedItems {
  readonly flag?: Readonly<Record<string, FlagItem | null>>
  readonly segment?: Readonly<Record<string, SegmentItem | null>>
  readonly [kind: string]: Readonly<Record<string, ItemHead | null>> | undefined
}

/**
 * What differs between two revisions: last states, not events.
 * @see docs/protocol.md, "change"
 */
export interface Change {
  readonly event: 'change'
  readonly epoch: number
  /** The audience's previous revision, or the client's own after a resume. */
  readonly from: number
  readonly revision: number
  /** Of the whole ruleset once this is applied. */
  readonly digest: string
  readonly items: ChangedItems
  /** Asks for a receipt. */
  readonly confirm?: Confirm
  /** How long before sending the node last confirmed its state with the store. */
  readonly ageMs: number
  /** Names this stream in receipts; in a stream's first event. */
  readonly nonce?: string
}

export const CHANGE: Describes<Omit<Change, 'event'>> = {
  epoch: 'integer',
  from: 'integer',
  revision: 'integer',
  digest: 'hash',
  items: { 'flag?': { '*?': FLAG_ITEM }, 'segment?': { '*?': SEGMENT_ITEM }, '*': { '*?': ITEM_HEAD } },
  'confirm?': CONFIRM,
  ageMs: 'integer',
  'nonce?': 'id',
}
