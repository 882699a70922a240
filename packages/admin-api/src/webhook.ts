import * as z from 'zod'
import { keySchema, nameSchema, timeSchema, versionSchema, withReason } from './fields.ts'

const urlSchema = z.string().max(2_048, 'at most 2,048 characters')
const environments = z.array(keySchema).min(1, 'at least one, or null for all').max(100).readonly().nullable()
const actions = z
  .array(z.string().min(1).max(128))
  .min(1, 'at least one, or null for all')
  .max(100)
  .readonly()
  .nullable()

export const createWebhookSchema = z.strictObject({
  url: urlSchema,
  name: nameSchema.optional(),
  environments: environments.optional(),
  actions: actions.optional(),
  enabled: z.boolean().optional(),
  ...withReason,
})

export const patchWebhookSchema = z.strictObject({
  url: urlSchema.optional(),
  name: nameSchema.optional(),
  environments: environments.optional(),
  actions: actions.optional(),
  enabled: z.boolean().optional(),
  ...withReason,
})

export const rotateWebhookSchema = z.strictObject({
  graceSeconds: z
    .int()
    .min(0)
    .max(30 * 86_400)
    .optional()
    .describe('For how long deliveries are signed with the old secret too; a day unless given.'),
  ...withReason,
})

/** Makes a webhook. */
export type CreateWebhook = z.infer<typeof createWebhookSchema>
/** What changes of a webhook. */
export type PatchWebhook = z.infer<typeof patchWebhookSchema>
/** Makes a webhook’s secret anew; the old one signs beside it for a while. */
export type RotateWebhook = z.infer<typeof rotateWebhookSchema>

export const webhookResourceSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    environments: environments.describe('Null: all, and what belongs to none.'),
    actions: actions.describe('Null: all.'),
    enabled: z.boolean(),
    disabledReason: z
      .enum(['gone', 'failing'])
      .nullable()
      .describe('Why Halyard switched it off: the receiver said `410 Gone`, or failed for days.'),
    createdAt: timeSchema,
    updatedAt: timeSchema,
    previousSecretExpiresAt: timeSchema.nullable().describe('Until then, deliveries are signed with two secrets.'),
    secret: z.string().optional().describe('Shown once, in the answer that makes it.'),
    version: versionSchema,
  })
  .readonly()
  .meta({ id: 'Webhook' })

/** A webhook, without its secret once it has been shown. */
export type WebhookResource = z.infer<typeof webhookResourceSchema>

/** `pending` is tried again; `dead` is not. */
export const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const

export const deliveryResourceSchema = z
  .strictObject({
    id: z.string().describe('The `webhook-id` of every attempt.'),
    type: z.string().describe('The action, or `ping`.'),
    auditSeq: z.int().nullable().describe('The entry of the audit that it tells; null of a ping.'),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    createdAt: timeSchema,
    lastAttemptAt: timeSchema.nullable(),
    nextAttemptAt: timeSchema.nullable(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
  })
  .readonly()
  .meta({ id: 'WebhookDelivery' })

/** One event on its way to a webhook. */
export type DeliveryResource = z.infer<typeof deliveryResourceSchema>
/** Where a delivery stands. */
export type DeliveryState = (typeof DELIVERY_STATES)[number]
