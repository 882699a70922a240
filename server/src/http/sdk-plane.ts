/** What the routes of both audiences share. */

import type { CountRecorder } from '../live/count-recorder.ts'
import type { EvaluationCounts } from '../live/evaluation-counts.ts'
import type { Live } from '../live/live.ts'
import type { RemoteEvaluation } from '../live/remote-evaluation.ts'
import type { LiveRuleset } from '../live/ruleset.ts'
import type { Audience, KeyDirectory, StoredKey } from '../store/history.ts'
import type { Authenticator } from './authenticate.ts'
import { HttpError } from './errors.ts'
import type { RateLimiter } from './rate-limit.ts'
import type { RulesetBodies } from './ruleset-body.ts'

export interface SdkPlaneDeps {
  readonly live: Live
  readonly keys: KeyDirectory
  readonly authenticator: Authenticator
  readonly bodies: RulesetBodies
  readonly counts: EvaluationCounts
  readonly recorder: CountRecorder | undefined
  readonly evaluation: RemoteEvaluation
  /** Polls and posts per key; for clients, per key and address. */
  readonly polls: RateLimiter
  readonly maxBodyBytes: number
  /** Of a body that brings a context. */
  readonly maxContextBytes: number
  /** Unix milliseconds. */
  readonly nowMs: () => number
  /** Gets what nobody expected, with the request's id. */
  readonly report: (error: unknown, requestId: string) => void
}

/** @throws HttpError `overloaded` while this node does not hold it */
export function rulesetOf({ live }: SdkPlaneDeps, key: StoredKey, audience: Audience): LiveRuleset {
  const rulesets = live.directory.get(key.environmentId)
  if (rulesets !== undefined) return rulesets[audience]
  throw new HttpError('overloaded', 'This node does not hold the environment yet.', { headers: { 'Retry-After': '1' } })
}
