import type { FlagItem, ItemHead, SegmentItem } from '@halyard/evaluator'
import type { Describes } from './shape.ts'

/** What is kept of an item whose kind this version does not know: enough for the digest. */
export const ITEM_HEAD: Describes<ItemHead> = { revision: 'integer', hash: 'hash' }

/**
 * What a kill needs is checked; the logic (`json`) is handed on unchecked, so that one flag from a newer server never
 * costs the message that carries another flag's kill. Compiling judges it, flag by flag.
 * @see docs/protocol.md, "A kill survives version skew"
 */
export const FLAG_ITEM: Describes<FlagItem> = {
  revision: 'integer',
  hash: 'hash',
  type: 'string',
  variants: { '*': 'json' },
  enabled: 'boolean',
  'killed?': 'true',
  'offVariant?': 'string',
  'salt?': 'string',
  'metadata?': { '*': 'primitive' },
  'maxStalenessMs?': 'integer',
  'requires?': 'json',
  'prerequisites?': 'json',
  'targets?': 'json',
  'rules?': 'json',
  fallthrough: 'json',
  'hidden?': 'true',
}

/** A segment's lists and condition are logic, too. */
export const SEGMENT_ITEM: Describes<SegmentItem> = {
  revision: 'integer',
  hash: 'hash',
  'by?': 'string',
  'included?': 'json',
  'excluded?': 'json',
  'if?': 'json',
}
