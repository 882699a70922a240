import type { FlagItem, ItemHead, JsonValue, Ruleset, SegmentItem } from '@halyard/evaluator'
import { FLAG_ITEM, ITEM_HEAD, SEGMENT_ITEM } from './item.ts'
import { CONFIRM, type Confirm } from './receipt.ts'
import type { Describes } from './shape.ts'

/** Items by kind, then key. Of kinds that this version does not know, only `revision` and `hash` are checked. */
export interface SnapshotItems {
  readonly flag: Readonly<Record<string, FlagItem>>
  readonly segment: Readonly<Record<string, SegmentItem>>
  readonly [kind: string]: Readonly<Record<string, ItemHead>>
}

/** The ruleset as it travels. */
export interface SnapshotRuleset extends Ruleset {
  /** Reserved: what SDKs measure for guards. */
  readonly measure?: readonly JsonValue[]
  readonly items: SnapshotItems
}

/**
 * A whole ruleset: a stream's `snapshot` event, and the body of `GET …/ruleset`.
 * @see docs/protocol.md, "snapshot"
 */
export interface Snapshot {
  readonly event: 'snapshot'
  readonly ruleset: SnapshotRuleset
  /** Of `ruleset.items`. */
  readonly digest: string
  /** Why the whole: a {@link SnapshotReason}, or one that a newer server knows. Only `diverged` changes acceptance. */
  readonly reason: string
  /** How long before sending the node last confirmed its state with the store. */
  readonly ageMs: number
  /** Asks for a receipt. */
  readonly confirm?: Confirm
  /** Names this stream in receipts; in a stream's first event. */
  readonly nonce?: string
}

/**
 * - `initial`: nothing to resume from
 * - `smaller`: shorter than the changes that were missed
 * - `epoch`: the client's state is of another epoch
 * - `diverged`: the client's state never was; taken even at the same revision
 * - `poll`: the answer to a `GET`
 */
export type SnapshotReason = 'initial' | 'smaller' | 'epoch' | 'diverged' | 'poll'

export const SNAPSHOT: Describes<Omit<Snapshot, 'event'>> = {
  ruleset: {
    project: 'string',
    environment: 'string',
    environmentId: 'string',
    epoch: 'integer',
    revision: 'integer',
    'hashSalt?': 'string',
    'measure?': ['json'],
    items: { flag: { '*': FLAG_ITEM }, segment: { '*': SEGMENT_ITEM }, '*': { '*': ITEM_HEAD } },
  },
  digest: 'hash',
  reason: 'string',
  'confirm?': CONFIRM,
  ageMs: 'integer',
  'nonce?': 'id',
}
