import type { Command, Mint } from '../domain/command.ts'
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

/** Who holds a stream of an environment at this moment, on this node. */
export interface Connections {
  count(environmentId: string): { readonly server: number; readonly client: number }
}

/** What every write is asked with, whatever it writes. */
export interface Ask extends ChangeOptions {
  readonly reason: string | null
  readonly ifMatch?: number | undefined
}

export function commandOf(deps: Pick<ServiceDeps, 'nowMs'>, { reason, ifMatch }: Ask): Command {
  return { nowMs: deps.nowMs(), reason, ifMatch }
}
