/** What the live room tells whoever keeps metrics and logs. Never called with a secret or a context. */
import type { RulesetIdentity } from './ruleset.ts'

export interface LiveReport {
  /** A commit that an audience can see, or that revoked a key. */
  committed(): void
  /** A commit did not follow or did not add up, or history began anew: the environment is loaded again. */
  resync(environmentId: string, reason: 'reset' | 'gap'): void
  /** The store did not answer, or contradicted itself. What is held is served on. */
  failed(environmentId: string | undefined, error: unknown): void
  /** It begins: what was refused before that was never open. */
  streamOpened(identity: RulesetIdentity): void
  streamClosed(identity: RulesetIdentity): void
  /** What a stream began with. */
  streamBegan(identity: RulesetIdentity, began: 'heartbeat' | 'change' | 'snapshot', reason: string | undefined): void
  streamRefused(code: string): void
  /** A client says that it holds newer state than this node, even after waiting: an older database may be in place. */
  clientAhead(identity: RulesetIdentity): void
  /** A peer took no byte for too long. */
  streamStalled(identity: RulesetIdentity): void
  /** Those who are connected are to confirm a state. */
  asked(identity: RulesetIdentity, connected: number): void
  /** One of them did. @param tookMs - From the commit to the moment when it was applied. */
  confirmed(identity: RulesetIdentity, tookMs: number): void
  /** A state was written to every stream that could take it. @param tookMs - From the commit to the last write. */
  broadcast(identity: RulesetIdentity, streams: number, tookMs: number): void
}
