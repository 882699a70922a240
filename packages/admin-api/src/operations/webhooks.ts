import * as z from 'zod'
import { listOf, listQuery, listQueryWith, operation, reasonBody, writeQuery } from '../operation.ts'
import {
  createWebhookSchema,
  DELIVERY_STATES,
  deliveryResourceSchema,
  patchWebhookSchema,
  rotateWebhookSchema,
  webhookResourceSchema,
} from '../webhook.ts'

const ALL = '/projects/:project/webhooks'
const ONE = '/projects/:project/webhooks/:id'
const DELIVERY = '/projects/:project/webhooks/:id/deliveries/:delivery'
const params = { project: 'shop' }
const ofOne = { ...params, id: ':webhook' }
const ofDelivery = { ...ofOne, delivery: ':delivery' }

export const webhooks = {
  list: operation('GET', ALL, {
    summary: 'The webhooks of a project, without their secrets.',
    permission: 'webhook.write',
    query: listQuery,
    answer: listOf(webhookResourceSchema),
    example: { params },
  }),
  create: operation('POST', ALL, {
    summary: 'Has changes sent to a URL, signed. The secret is shown this once.',
    permission: 'webhook.write',
    query: writeQuery,
    body: createWebhookSchema,
    answer: webhookResourceSchema,
    creates: true,
    example: {
      params,
      body: { url: 'https://hooks.example.com/halyard', environments: ['production'], actions: ['flag', 'segment'] },
    },
  }),
  get: operation('GET', ONE, {
    summary: 'A webhook, without its secret.',
    permission: 'webhook.write',
    answer: webhookResourceSchema,
    example: { params: ofOne },
  }),
  update: operation('PATCH', ONE, {
    summary: 'Changes where a webhook sends what, or switches it. Switched on, it begins with what happens next.',
    permission: 'webhook.write',
    query: writeQuery,
    body: patchWebhookSchema,
    answer: webhookResourceSchema,
    example: { params: ofOne, body: { enabled: false } },
  }),
  delete: operation('DELETE', ONE, {
    summary: 'Removes a webhook with its deliveries.',
    permission: 'webhook.write',
    query: writeQuery,
    body: reasonBody,
    example: { params: ofOne },
  }),
  rotate: operation('POST', `${ONE}/rotate`, {
    summary: 'Makes another secret; for a while, deliveries are signed with both.',
    permission: 'webhook.write',
    query: writeQuery,
    body: rotateWebhookSchema,
    answer: webhookResourceSchema,
    example: { params: ofOne, body: { graceSeconds: 3_600 } },
  }),
  ping: operation('POST', `${ONE}/ping`, {
    summary: 'Sends a `ping`, also where the webhook is switched off.',
    permission: 'webhook.write',
    query: writeQuery,
    answer: deliveryResourceSchema,
    example: { params: ofOne },
  }),
  listDeliveries: operation('GET', `${ONE}/deliveries`, {
    summary: 'What was sent, is to be sent, or was given up; newest first.',
    permission: 'webhook.write',
    query: listQueryWith({ state: z.enum(DELIVERY_STATES).optional() }),
    answer: listOf(deliveryResourceSchema),
    example: { params: ofOne, query: { state: 'pending' } },
  }),
  getDelivery: operation('GET', DELIVERY, {
    summary: 'One delivery.',
    permission: 'webhook.write',
    answer: deliveryResourceSchema,
    example: { params: ofDelivery },
  }),
  redeliver: operation('POST', `${DELIVERY}/redeliver`, {
    summary: 'Sends a delivery again now, under the same id.',
    permission: 'webhook.write',
    query: writeQuery,
    answer: deliveryResourceSchema,
    example: { params: ofDelivery },
  }),
} as const
