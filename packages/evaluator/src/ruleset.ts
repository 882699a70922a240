/**
 * The ruleset: one environment as one audience sees it; all that evaluation needs, nothing else.
 * These types describe what is on the wire. An SDK may meet newer documents: see `compile`.
 * @see docs/evaluation.md, "Documents"
 */

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** A value that fits a flat, primitive map such as flag metadata. */
export type Primitive = string | number | boolean

/** The type of a flag's variants. An `object` variant is a JSON object or array. */
export type FlagType = 'boolean' | 'string' | 'number' | 'object'

/** Everything an SDK needs of one environment. */
export interface Ruleset {
  readonly project: string
  readonly environment: string
  readonly environmentId: string
  readonly epoch: number
  readonly revision: number
  /** Only in a client's ruleset: derives the two seeds of hashed lists. */
  readonly hashSalt?: string
  readonly items: Items
}

/** Items by kind, then key. An SDK keeps kinds that it does not know for the digest and otherwise ignores them. */
export interface Items {
  readonly flag: Readonly<Record<string, FlagItem>>
  readonly segment: Readonly<Record<string, SegmentItem>>
}

/** What every item of every kind has. `hash` is opaque to SDKs. */
export interface ItemHead {
  /** The environment's revision that last changed this item. */
  readonly revision: number
  /** 16 hex digits: the content's checksum, computed by the server. */
  readonly hash: string
  /** Evaluator features that this item needs; an unknown one makes it uncompilable. */
  readonly requires?: readonly string[]
}

export interface FlagItem extends ItemHead {
  readonly type: FlagType
  /** Values by name. In a hidden flag every value is null. */
  readonly variants: Readonly<Record<string, JsonValue>>
  readonly enabled: boolean
  /** Present only while killed. */
  readonly killed?: true
  /** Without one, callers get their own default wherever the off variant would be served. */
  readonly offVariant?: string
  /** Text that is hashed into the seed; the flag's key unless set. */
  readonly salt?: string
  readonly metadata?: Readonly<Record<string, Primitive>>
  readonly maxStalenessMs?: number
  readonly prerequisites?: readonly Prerequisite[]
  readonly targets?: readonly Target[]
  readonly rules?: readonly Rule[]
  readonly fallthrough: Serve
  /** Only in a client's ruleset: here for other flags' prerequisites, reads as not found. */
  readonly hidden?: true
}

export interface SegmentItem extends ItemHead {
  /** The attribute that `included` and `excluded` list; `targetingKey` unless set. */
  readonly by?: string
  readonly included?: TextList
  readonly excluded?: TextList
  readonly if?: Condition
}

/** Another flag that must be live and evaluate to the named variant. */
export interface Prerequisite {
  readonly flag: string
  readonly variant: string
}

/** Individuals (or tenants, devices …) that get a variant before any rule is looked at. */
export interface Target {
  readonly attribute: string
  readonly values: TextList
  readonly variant: string
}

export interface Rule {
  readonly id: string
  /** Without a condition the rule always holds. */
  readonly if?: Condition
  readonly serve: Serve
}

/** What a rule or the fallthrough serves. */
export type Serve = { readonly variant: string } | { readonly split: Split }

/** Who gets which variant, over 100,000 buckets. */
export interface Split {
  /** The attribute that places a context; `targetingKey` unless set. */
  readonly by?: string
  /** Variant and exclusive end, ascending; the last ends at 100,000. A variant may recur. */
  readonly ranges: readonly (readonly [variant: string, end: number])[]
}

/**
 * A list of texts: plain for servers; for clients, hashed so that a reader cannot see its members.
 * A hashed member is 16 hex digits: murmur3 of the canonical text with two seeds derived from `hashSalt`.
 */
export type TextList = readonly Primitive[] | HashedList

export interface HashedList {
  readonly hashed: readonly string[]
}

/** A condition is three-valued: true, false or unknown. */
export type Condition =
  | Comparison
  | { readonly segment: string }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }

export type Operator =
  | 'in'
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | 'matches'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'before'
  | 'after'
  | 'semverEq'
  | 'semverLt'
  | 'semverLte'
  | 'semverGt'
  | 'semverGte'
  | 'inCidr'
  | 'exists'

export interface Comparison {
  readonly attribute: string
  readonly op: Operator
  /**
   * What the attribute is compared with. `in`: a {@link TextList}. `contains`, `startsWith`, `endsWith`, `matches`,
   * `inCidr`: a string or an array of strings (any of them). Numbers: a number. Dates: RFC 3339 text or epoch
   * milliseconds. Semver: a string. `exists`: absent.
   */
  readonly value?: JsonValue | HashedList
  /** String operators only: locale-free lower case of both sides. */
  readonly ignoreCase?: boolean
}
