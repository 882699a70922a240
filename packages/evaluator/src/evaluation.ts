import type { JsonValue, Primitive } from './ruleset.ts'

/**
 * Who or what is asked about: `targetingKey` and attributes, nested as the app likes. Read through own properties
 * only; whatever cannot be read counts as absent.
 * @see https://openfeature.dev/specification/sections/evaluation-context
 */
export type EvaluationContext = { readonly targetingKey?: string | undefined; readonly [attribute: string]: unknown }

/** Why this value. OpenFeature's names where it has one; `KILLED` is not among them: a kill reads as `DISABLED`. */
export type Reason =
  | 'STATIC'
  | 'DEFAULT'
  | 'TARGETING_MATCH'
  | 'SPLIT'
  | 'DISABLED'
  | 'STALE'
  | 'PREREQUISITE_FAILED'
  | 'ERROR'

/** With an error code the caller's own default applies. */
export type ErrorCode = 'PROVIDER_NOT_READY' | 'FLAG_NOT_FOUND' | 'TYPE_MISMATCH' | 'TARGETING_KEY_MISSING' | 'GENERAL'

/** Flat and primitive: the flag's own metadata plus `revision`, `ruleId`, `prerequisite`, `killed`, `unplaced`. */
export type FlagMetadata = Readonly<Record<string, Primitive>>

/** The outcome of one evaluation. Frozen and shared: equal outcomes of a flag are the same object. */
export interface Evaluation {
  readonly flagKey: string
  /** `undefined` exactly when the caller's default applies; then there is no `variant` either. */
  readonly value: JsonValue | undefined
  readonly variant?: string
  readonly reason: Reason
  readonly errorCode?: ErrorCode
  readonly errorMessage?: string
  readonly flagMetadata: FlagMetadata
}
