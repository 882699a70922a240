/** What a webhook is told: the entry of the audit, without where the request came from. @see docs/webhooks.md */
import { auditEntryResource, concerns } from '../domain/audit-resource.ts'
import { PING, type Webhook } from '../domain/webhook.ts'
import type { AuditRecord, EnvironmentName } from '../store/audit-log.ts'

/** Beyond this, the documents before and after are left out. */
const MAX_BYTES = 256_000

/** Whether a webhook wants to hear of a change. */
export function isWanted(webhook: Webhook, record: AuditRecord, known: readonly EnvironmentName[]): boolean {
  const { actions, environments } = webhook
  const { action } = record
  if (actions !== null && !actions.some((name) => action === name || action.startsWith(`${name}.`))) return false
  if (environments === null) return true
  return concerns(
    record,
    environments.map((key) => known.find((one) => one.key === key) ?? { key, id: undefined }),
  )
}

export function changePayload(project: string, record: AuditRecord, known: readonly EnvironmentName[]): string {
  const keys = new Map(known.map(({ id, key }) => [id, key]))
  const entry = auditEntryResource(record, (id) => keys.get(id) ?? id)
  const { address: _, at: timestamp, action: type, ...data } = entry
  const whole = JSON.stringify({ type, timestamp, data: { project, ...data } })
  if (Buffer.byteLength(whole) <= MAX_BYTES) return whole
  const omitted = ['before', 'after']
  return JSON.stringify({ type, timestamp, data: { project, ...data, before: null, after: null, omitted } })
}

export function pingPayload(project: string, webhook: string, atMs: number): string {
  return JSON.stringify({ type: PING, timestamp: new Date(atMs).toISOString(), data: { project, webhook } })
}
