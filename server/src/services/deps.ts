import type { Applied, Connection, Wait } from '../domain/applied.ts'
import type { Command, Mint, Versions } from '../domain/command.ts'
import type { NewCredential } from '../domain/key-verbs.ts'
import type { Limits } from '../domain/limits.ts'
import type { AuditLog } from '../store/audit-log.ts'
import type { ChangeRequests } from '../store/change-requests.ts'
import type { ChangeTimes } from '../store/change-times.ts'
import type { EvaluationCountStore } from '../store/evaluation-counts.ts'
import type { PastRulesets } from '../store/past-rulesets.ts'
import type { ChangeOptions, Store } from '../store/store.ts'
import type { TokenStore } from '../store/tokens.ts'
import type { Webhooks } from '../store/webhooks.ts'

/** What use cases work with. */
export interface ServiceDeps {
  readonly store: Store
  readonly pastRulesets: PastRulesets
  readonly changeRequests: ChangeRequests
  readonly evaluationCounts: EvaluationCountStore
  readonly changeTimes: ChangeTimes
  readonly tokenStore: TokenStore
  readonly auditLog: AuditLog
  readonly webhooks: Webhooks
  readonly webhookTools: WebhookTools
  readonly limits: Limits
  readonly nowMs: () => number
  readonly mint: Mint
  readonly mintCredential: (kind: 'sdk' | 'client' | 'api') => NewCredential
  readonly connections: Connections
}

/** What making a webhook takes beside the store. */
export interface WebhookTools {
  readonly newSecret: () => string
  /** What was expected instead of this URL; undefined when it will do. */
  readonly problemOfUrl: (url: string) => string | undefined
}

/** Who holds a stream of an environment, on this node, and what each is known to have applied. */
export interface Connections {
  /** How a revision fares: now, or once so many have confirmed it. */
  applied(environmentId: string, revision: number, wait?: Wait): Promise<Applied>
  list(environmentId: string): readonly Connection[]
  /** A kill or a restore was committed: writes down how it went, when that is known. Never throws. */
  follow(place: SwitchedPlace, environmentId: string, revision: number): void
}

/** Whose kill or restore it was. */
export interface SwitchedPlace {
  readonly project: string
  readonly environment: string
  readonly flags: readonly string[]
  readonly action: 'kill' | 'restore'
}

/** What every write is asked with, whatever it writes. */
export interface Ask extends ChangeOptions {
  readonly reason: string | null
  readonly ifMatch?: Versions | undefined
  readonly ifNoneMatch?: Versions | undefined
}

export function commandOf(deps: Pick<ServiceDeps, 'nowMs'>, { reason, ifMatch, ifNoneMatch }: Ask): Command {
  return { nowMs: deps.nowMs(), reason, ifMatch, ifNoneMatch }
}
