import type { FlagItem, ItemHead, SegmentItem } from '@halyard/evaluator'
import type { Describes, LogicField } from './shape.ts'

/** What every item has, of whatever kind: enough for the digest. */
export const ITEM_HEAD: Describes<ItemHead> = { revision: 'integer', hash: 'hash' }

/** What a kill needs, and the other plain fields. */
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
  'hidden?': 'true',
}

export const SEGMENT_ITEM: Describes<SegmentItem> = { revision: 'integer', hash: 'hash', 'by?': 'string' }

/** Where each piece of logic stands: for the documentation and the fingerprint, not for the parser. */
export const LOGIC: { readonly [field in LogicField]: 'flag' | 'segment' } = {
  requires: 'flag',
  prerequisites: 'flag',
  targets: 'flag',
  rules: 'flag',
  fallthrough: 'flag',
  included: 'segment',
  excluded: 'segment',
  if: 'segment',
}
