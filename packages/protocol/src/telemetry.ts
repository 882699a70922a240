import type { JsonValue } from '@halyard/evaluator'
import type { Describes } from './shape.ts'

/** How often a flag was served with one outcome. */
export interface EvaluationCount {
  readonly flag: string
  /** Absent where the caller's default applied. */
  readonly variant?: string
  /** The evaluation's reason. */
  readonly reason: string
  readonly n: number
}

/**
 * Aggregates of one interval, never a row per user (`POST …/telemetry`).
 * @see docs/protocol.md, "telemetry"
 */
export interface TelemetryBatch {
  /** The same on every retry, so that a batch counts once. */
  readonly batchId: string
  /** The SDK's instance: random per process or page. */
  readonly instance: string
  /** The ruleset's revision at the end of the interval; 0 without one. */
  readonly revision: number
  /** The interval's start, Unix milliseconds by the SDK's clock. */
  readonly from: number
  /** The interval's end, Unix milliseconds by the SDK's clock. */
  readonly to: number
  readonly counts: readonly EvaluationCount[]
  /** Names of attributes that contexts had, never their values; a sample. */
  readonly attributes?: readonly string[]
  /** Reserved: what guards compare; empty or absent in this release. */
  readonly metrics?: readonly JsonValue[]
}

export const TELEMETRY: Describes<TelemetryBatch> = {
  batchId: 'id',
  instance: 'id',
  revision: 'integer',
  from: 'integer',
  to: 'integer',
  counts: [{ flag: 'string', 'variant?': 'string', reason: 'string', n: 'integer' }],
  'attributes?': ['string'],
  'metrics?': ['json'],
}
