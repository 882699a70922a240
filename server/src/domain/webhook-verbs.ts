import type { CreateWebhook, DeliveryResource, PatchWebhook, WebhookResource } from '@halyard/admin-api'
import type { Command } from './command.ts'
import { draft, staleVersion } from './command.ts'
import type { AuditDraft, Refusal } from './decision.ts'
import { refuse } from './decision.ts'
import type { Delivery, Webhook, WebhookSecret } from './webhook.ts'
import { auditedWebhook, deliveryResource, PING, resourceOfWebhook, webhookResource } from './webhook.ts'

/** How many webhooks a project may have. */
export const MAX_WEBHOOKS = 50

/** What a decision about webhooks can come to. */
export type WebhookDecision<T> =
  | {
      readonly outcome: 'change'
      readonly write: WebhookWrite
      /** Undefined: nothing changes that an auditor would look for. */
      readonly entry?: AuditDraft
      readonly answer: T
    }
  | { readonly outcome: 'unchanged'; readonly answer: T }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

export type WebhookWrite =
  /** `startsNow`: what happened before is not sent. */
  | { readonly put: 'webhook'; readonly webhook: Webhook; readonly startsNow: boolean }
  | { readonly put: 'delivery'; readonly webhook: string; readonly delivery: Delivery }
  | { readonly remove: 'webhook'; readonly id: string }

export type WebhookCommand = Command & { readonly digestOf: (text: string) => string }

export function createWebhook(
  existing: readonly Webhook[],
  command: WebhookCommand & { readonly input: CreateWebhook; readonly id: string; readonly secret: string },
): WebhookDecision<WebhookResource> {
  if (existing.length >= MAX_WEBHOOKS) return refuse('limit-reached', `The project has ${MAX_WEBHOOKS} webhooks.`)
  const { input, id, secret, nowMs } = command
  const webhook: Webhook = {
    id,
    name: input.name ?? new URL(input.url).hostname,
    url: input.url,
    environments: input.environments ?? null,
    actions: input.actions ?? null,
    enabled: input.enabled ?? true,
    disabledReason: null,
    secrets: [{ text: secret, expiresAtMs: null }],
    version: 1,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  }
  return changed('webhook.create', undefined, webhook, command, true, { ...webhookResource(webhook), secret })
}

export function patchWebhook(
  before: Webhook,
  command: WebhookCommand & { readonly input: PatchWebhook },
): WebhookDecision<WebhookResource> {
  const conflict = staleVersion(command, resourceOfWebhook(before.id), before.version, webhookResource(before))
  if (conflict !== undefined) return conflict
  const { input } = command
  const fields = {
    name: input.name ?? before.name,
    url: input.url ?? before.url,
    environments: input.environments === undefined ? before.environments : input.environments,
    actions: input.actions === undefined ? before.actions : input.actions,
    enabled: input.enabled ?? before.enabled,
  }
  const isSwitchedOn = fields.enabled && !before.enabled
  const isSame = Object.entries(fields).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(before[name as keyof Webhook]),
  )
  if (isSame) return { outcome: 'unchanged', answer: webhookResource(before) }
  const disabledReason = isSwitchedOn ? null : before.disabledReason
  const webhook = next(before, { ...fields, disabledReason }, command)
  return changed('webhook.update', before, webhook, command, isSwitchedOn)
}

/** The system's own doing: the receiver is gone, or has failed for days. */
export function disableWebhook(
  before: Webhook,
  command: WebhookCommand & { readonly why: 'gone' | 'failing' },
): WebhookDecision<WebhookResource> {
  if (!before.enabled) return { outcome: 'unchanged', answer: webhookResource(before) }
  const webhook = next(before, { enabled: false, disabledReason: command.why }, command)
  return changed('webhook.disable', before, webhook, command, false)
}

/** The old secret signs beside the new one for a while; one that was still left over from before is dropped. */
export function rotateWebhook(
  before: Webhook,
  command: WebhookCommand & { readonly graceMs: number; readonly secret: string },
): WebhookDecision<WebhookResource> {
  const conflict = staleVersion(command, resourceOfWebhook(before.id), before.version, webhookResource(before))
  if (conflict !== undefined) return conflict
  const { graceMs, secret, nowMs } = command
  const old: readonly WebhookSecret[] =
    graceMs === 0 ? [] : before.secrets.slice(0, 1).map(({ text }) => ({ text, expiresAtMs: nowMs + graceMs }))
  const webhook = next(before, { secrets: [{ text: secret, expiresAtMs: null }, ...old] }, command)
  return changed('webhook.rotate', before, webhook, command, false, { ...webhookResource(webhook), secret })
}

export function deleteWebhook(before: Webhook, command: WebhookCommand): WebhookDecision<undefined> {
  const resource = resourceOfWebhook(before.id)
  const conflict = staleVersion(command, resource, before.version, webhookResource(before))
  if (conflict !== undefined) return conflict
  const audited = auditedWebhook(before, command.digestOf)
  const entry = draft('webhook.delete', resource, before.version + 1, command, audited, null)
  return { outcome: 'change', write: { remove: 'webhook', id: before.id }, entry, answer: undefined }
}

export function pingWebhook(
  webhook: Webhook,
  { nowMs, id }: Command & { readonly id: string },
): WebhookDecision<DeliveryResource> {
  const delivery = newDelivery(id, PING, null, nowMs)
  const write = { put: 'delivery', webhook: webhook.id, delivery } as const
  return { outcome: 'change', write, answer: deliveryResource(delivery) }
}

/** Starts a delivery's attempts anew; its id stays, so that a receiver who has it knows it. */
export function redeliver(webhook: Webhook, before: Delivery, { nowMs }: Command): WebhookDecision<DeliveryResource> {
  const delivery: Delivery = { ...before, state: 'pending', attempts: 0, nextAttemptAtMs: nowMs }
  const write = { put: 'delivery', webhook: webhook.id, delivery } as const
  return { outcome: 'change', write, answer: deliveryResource(delivery) }
}

export function newDelivery(id: string, type: string, auditSeq: number | null, nowMs: number): Delivery {
  return {
    id,
    type,
    auditSeq,
    state: 'pending',
    attempts: 0,
    createdAtMs: nowMs,
    lastAttemptAtMs: null,
    nextAttemptAtMs: nowMs,
    lastStatus: null,
    lastError: null,
  }
}

function next(before: Webhook, fields: Partial<Webhook>, { nowMs }: Command): Webhook {
  return { ...before, ...fields, version: before.version + 1, updatedAtMs: nowMs }
}

function changed(
  action: string,
  before: Webhook | undefined,
  webhook: Webhook,
  command: WebhookCommand,
  startsNow: boolean,
  answer: WebhookResource = webhookResource(webhook),
): WebhookDecision<WebhookResource> {
  const resource = resourceOfWebhook(webhook.id)
  const was = before === undefined ? null : auditedWebhook(before, command.digestOf)
  const is = auditedWebhook(webhook, command.digestOf)
  const entry = draft(action, resource, webhook.version, command, was, is)
  return { outcome: 'change', write: { put: 'webhook', webhook, startsNow }, entry, answer }
}
