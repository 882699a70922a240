import type { operations } from '@halyard/admin-api'
import type { Context } from 'hono'
import {
  deliveryResource,
  missingDelivery,
  missingWebhook,
  type Webhook,
  webhookResource,
} from '../../domain/webhook.ts'
import {
  createWebhook,
  deleteWebhook,
  pingWebhook,
  readWebhooks,
  redeliver,
  rotateWebhook,
  updateWebhook,
} from '../../services/webhooks/change-webhook.ts'
import type { Actor } from '../../store/store.ts'
import { refusal } from '../errors.ts'
import { answered, created, deleted, listed, shown, turned, written } from './answer.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import type { Handlers } from './mount.ts'
import { readNumberedPage } from './request.ts'

interface OfOne {
  readonly project: string
  readonly id: string
}

export function webhookHandlers(deps: AdminDeps): Handlers<typeof operations.webhooks> {
  const { store, webhooks } = deps
  const withOne = (
    c: Context<AdminEnv>,
    actor: Actor,
    { project, id }: OfOne,
    answer: (webhook: Webhook) => Response,
  ): Response => {
    const webhook = readWebhooks(deps, actor, project).find((one) => one.id === id)
    return webhook === undefined ? refusal(c, missingWebhook(id)) : answer(webhook)
  }
  return {
    list: ({ c, actor, params: { project }, query }) =>
      listed(c, readWebhooks(deps, actor, project).map(webhookResource), query, ({ id }) => id),
    async create({ c, actor, params, ask }) {
      const outcome = await createWebhook(deps, actor, { ...ask, ...params })
      return created(c, store, outcome, ({ id }) => `/projects/${params.project}/webhooks/${id}`)
    },
    get: ({ c, actor, params }) => withOne(c, actor, params, (webhook) => shown(c, webhookResource(webhook))),
    async update({ c, actor, params, ask }) {
      return written(c, store, await updateWebhook(deps, actor, { ...ask, ...params }))
    },
    async delete({ c, actor, params, ask }) {
      return deleted(c, store, await deleteWebhook(deps, actor, { ...ask, ...params }))
    },
    async rotate({ c, actor, params, ask }) {
      return written(c, store, await rotateWebhook(deps, actor, { ...ask, ...params }))
    },
    async ping({ c, actor, params, ask }) {
      return answered(c, store, await pingWebhook(deps, actor, { ...ask, ...params }))
    },
    listDeliveries: ({ c, actor, params, query }) =>
      withOne(c, actor, params, ({ id }) => {
        const page = { ...readNumberedPage(query), state: query.state }
        return turned(c, webhooks.deliveries(id, page), deliveryResource)
      }),
    getDelivery: ({ c, actor, params }) =>
      withOne(c, actor, params, ({ id }) => {
        const delivery = webhooks.delivery(id, params.delivery)
        if (delivery === undefined) return refusal(c, missingDelivery(params.delivery))
        return c.json(deliveryResource(delivery), 200, { 'Cache-Control': 'no-store' })
      }),
    async redeliver({ c, actor, params, ask }) {
      return answered(c, store, await redeliver(deps, actor, { ...ask, ...params }))
    },
  }
}
