/** Has changes of a project sent to a URL. @see docs/webhooks.md */
import type { DeliveryResource, DeliveryState, WebhookResource } from '@halyard/admin-api'
import type { Refusal, Resource } from './decision.ts'

export interface Webhook {
  readonly id: string
  readonly name: string
  readonly url: string
  /** Null: all, and what belongs to none. */
  readonly environments: readonly string[] | null
  /** `flag.kill`, or `flag` for all that begins with `flag.`; null: all. */
  readonly actions: readonly string[] | null
  readonly enabled: boolean
  /** Why it was switched off by itself. */
  readonly disabledReason: 'gone' | 'failing' | null
  /** The newest first. They sign, so they are kept as they are. */
  readonly secrets: readonly WebhookSecret[]
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export interface WebhookSecret {
  /** `whsec_<base64>`. */
  readonly text: string
  /** Null: the one in force. */
  readonly expiresAtMs: number | null
}

/** One message, and how far it has come. */
export interface Delivery {
  readonly id: string
  readonly type: string
  /** Null of a ping. */
  readonly auditSeq: number | null
  readonly state: DeliveryState
  readonly attempts: number
  readonly createdAtMs: number
  readonly lastAttemptAtMs: number | null
  readonly nextAttemptAtMs: number | null
  readonly lastStatus: number | null
  readonly lastError: string | null
}

export const PING = 'ping'

/** Never holds a secret. */
export function webhookResource(webhook: Webhook): WebhookResource {
  const { secrets, createdAtMs, updatedAtMs, version, ...fields } = webhook
  const previous = secrets.find(({ expiresAtMs }) => expiresAtMs !== null)?.expiresAtMs ?? null
  return {
    ...fields,
    createdAt: textOf(createdAtMs),
    updatedAt: textOf(updatedAtMs),
    previousSecretExpiresAt: previous === null ? null : textOf(previous),
    version,
  }
}

/** As the audit keeps it: whoever knows the whole URL of some receivers can post to them, so it shows only where. */
export function auditedWebhook(webhook: Webhook, digestOf: (text: string) => string): object {
  const { origin } = new URL(webhook.url)
  return { ...webhookResource(webhook), url: `${origin}/…`, urlDigest: digestOf(webhook.url).slice(0, 12) }
}

export function deliveryResource(delivery: Delivery): DeliveryResource {
  const { id, type, auditSeq, state, attempts, createdAtMs, lastAttemptAtMs, nextAttemptAtMs, ...last } = delivery
  return {
    id,
    type,
    auditSeq,
    state,
    attempts,
    createdAt: textOf(createdAtMs),
    lastAttemptAt: lastAttemptAtMs === null ? null : textOf(lastAttemptAtMs),
    nextAttemptAt: nextAttemptAtMs === null ? null : textOf(nextAttemptAtMs),
    lastStatus: last.lastStatus,
    lastError: last.lastError,
  }
}

export function resourceOfWebhook(id: string): Resource {
  return { type: 'webhook', key: id, environment: null }
}

export function missingWebhook(id: string): Refusal {
  return { code: 'webhook-not-found', detail: `There is no webhook with the id "${id}" here.` }
}

export function missingDelivery(id: string): Refusal {
  return {
    code: 'delivery-not-found',
    detail: `There is no delivery with the id "${id}" here. Old ones are forgotten.`,
  }
}

function textOf(ms: number): string {
  return new Date(ms).toISOString()
}
