/**
 * What people write, as it is stored. Evaluated parts are kept in the form that travels to SDKs, so that a ruleset can
 * share them instead of copying.
 * @see docs/evaluation.md, "Documents"
 */
import type { Condition, FlagType, JsonValue, Prerequisite, Primitive, Rule, Serve, Target } from '@halyard/evaluator'

/** Holds flags, and environments in which they are configured. */
export interface Project {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly version: number
  readonly createdAtMs: number
}

/** Where a project runs: `production`, `staging` … each with its own configurations, segments and keys. */
export interface Environment {
  readonly id: string
  readonly key: string
  readonly name: string
  /** Changes need a reason, and go by request and approval. */
  readonly protected: boolean
  /** How many others must approve a change while it is protected; 0: only the reason. Absent in older documents: 1. */
  readonly requiredApprovals?: number
  /** Derives the hashes of lists that browsers see. */
  readonly hashSalt: string
  readonly version: number
  readonly createdAtMs: number
}

export type FlagKind = 'release' | 'experiment' | 'ops' | 'permission' | 'migration'

/** A flag as the whole project sees it; what it serves is configured per environment. */
export interface Flag {
  readonly key: string
  readonly name: string
  readonly description: string | null
  readonly owner: string | null
  readonly kind: FlagKind
  readonly tags: readonly string[]
  readonly type: FlagType
  readonly variants: Readonly<Record<string, JsonValue>>
  readonly metadata: Readonly<Record<string, Primitive>>
  readonly exposeToClients: boolean
  /** Null: the key is the salt. */
  readonly salt: string | null
  /** A reminder for people; nothing is switched off by it. */
  readonly expiresAt: string | null
  readonly archived: boolean
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** What a flag serves in one environment. Empty lists mean none. */
export interface Configuration {
  readonly enabled: boolean
  readonly killed: boolean
  readonly offVariant: string | null
  readonly prerequisites: readonly Prerequisite[]
  readonly targets: readonly Target[]
  readonly rules: readonly Rule[]
  readonly fallthrough: Serve
  readonly maxStalenessMs: number | null
  readonly version: number
}

/** A set of contexts, by list and by condition. */
export interface Segment {
  readonly key: string
  readonly name: string
  readonly description: string | null
  /** Null: `targetingKey`. */
  readonly by: string | null
  readonly included: readonly Primitive[]
  readonly excluded: readonly Primitive[]
  readonly if: Condition | null
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** A credential of the SDK plane. Only the hash of a secret is kept; a client id is public. */
export interface SdkKey {
  readonly id: string
  readonly kind: 'sdk' | 'client'
  readonly name: string
  readonly selector: string
  readonly secretHash: string
  /** The whole credential of a client, null for SDK keys. */
  readonly clientId: string | null
  /** Of a client: it gets values for signed targeting keys, and no rules. */
  readonly signed?: boolean | undefined
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
  readonly version: number
}
