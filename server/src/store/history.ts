/**
 * What the live plane reads of the store: each environment's rulesets as each audience sees them, their history, and
 * word of every commit. Implemented by each adapter beside the write port.
 * @see docs/protocol.md, "History"
 */
import type { FlagItem, SegmentItem } from '@halyard/evaluator'

/** Who receives a ruleset: backends with an SDK key, or anyone with a public client id. */
export type Audience = 'server' | 'client'

export type ItemKind = 'flag' | 'segment'

/** An item as an audience sees it, or null: deleted, no longer exposed, no longer needed. */
export interface ItemState {
  readonly kind: ItemKind
  readonly key: string
  readonly revision: number
  readonly item: FlagItem | SegmentItem | null
}

/** An audience's whole state at its revision; `revision` is that of the last commit that touched its rows. */
export interface AudienceState {
  readonly revision: number
  readonly digest: string
  /** Live items only. */
  readonly items: readonly ItemState[]
}

export interface EnvironmentState {
  readonly project: string
  readonly environment: string
  readonly environmentId: string
  readonly epoch: number
  readonly hashSalt: string
  readonly audiences: Readonly<Record<Audience, AudienceState>>
}

/** What one commit changed for one audience. */
export interface AudienceChange {
  /** The audience's previous revision. */
  readonly from: number
  readonly revision: number
  readonly digest: string
  readonly items: readonly ItemState[]
}

/** Told after the transaction is on disk, in commit order within an environment. */
export interface CommitNotice {
  readonly environmentId: string
  readonly epoch: number
  readonly committedAtMs: number
  /** Only the audiences whose rows changed. */
  readonly changes: Readonly<Partial<Record<Audience, AudienceChange>>>
  /** History is not a continuation (epoch raised, environment created or deleted): reload instead of applying. */
  readonly reset: boolean
  /** Ids of SDK keys and client ids revoked by this commit. */
  readonly revokedKeys: readonly string[]
  /** SDKs are to confirm that they have it. */
  readonly confirm?: boolean | undefined
  readonly rotatedKeys: readonly RotatedKey[]
}

/** A key whose end was set to another moment. */
export interface RotatedKey {
  readonly id: string
  readonly expiresAtMs: number
}

export interface History {
  environmentIds(): Promise<readonly string[]>
  /** The environment's state now, or undefined when there is no such environment. */
  load(environmentId: string): Promise<EnvironmentState | undefined>
  /** The last state of every item that an audience saw change after `revision`, in no order. */
  since(environmentId: string, audience: Audience, revision: number): Promise<readonly ItemState[]>
  /** Whether `(epoch, revision, digest)` was ever a committed state of this audience. */
  knows(environmentId: string, audience: Audience, epoch: number, revision: number, digest: string): Promise<boolean>
  /** @returns a function that stops the listening. */
  onCommit(listener: (notice: CommitNotice) => void): () => void
}

/** A credential of the SDK plane, found by the public part of what was presented. */
export interface StoredKey {
  readonly id: string
  readonly kind: 'sdk' | 'client'
  readonly environmentId: string
  /** SHA-256 of the whole credential, hex. */
  readonly secretHash: string
  /** Of a client: it gets values for signed targeting keys, and no rules. */
  readonly signed?: boolean | undefined
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
}

export interface KeyDirectory {
  /** @param selector - The credential's second part: `hal_sdk_<selector>_<secret>_<crc32>`, `hal_cid_<selector>_<crc32>`. */
  keyBySelector(selector: string): Promise<StoredKey | undefined>
}
