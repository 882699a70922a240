import {
  type CreateWebhook,
  type DeliveryResource,
  type PatchWebhook,
  type RotateWebhook,
  suggest,
  told,
  type WebhookResource,
} from '@halyard/admin-api'
import { ACTION_FILTERS } from '../../domain/actions.ts'
import { type Problem, refuse } from '../../domain/decision.ts'
import { missingDelivery, missingWebhook, type Webhook } from '../../domain/webhook.ts'
import * as verbs from '../../domain/webhook-verbs.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { WebhookDecide } from '../../store/webhooks.ts'
import { conceal } from '../conceal.ts'
import { sha256 } from '../credentials.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize, OutOfReachError } from '../policy.ts'

type InProject = Ask & { readonly project: string }
type OfOne = InProject & { readonly id: string }

const DAY_SECONDS = 86_400

/** @throws AccessError, OutOfReachError, as all of these */
export async function createWebhook(
  deps: ServiceDeps,
  actor: Actor,
  ask: InProject & { readonly input: CreateWebhook },
): Promise<Outcome<WebhookResource>> {
  const { input } = ask
  const command = { ...ofWebhook(deps, ask), input, id: deps.mint.id(), secret: deps.webhookTools.newSecret() }
  const decide: WebhookDecide<WebhookResource> = (existing) =>
    refusalOf(deps, ask.project, input) ?? verbs.createWebhook(existing, command)
  return conceal(await change(deps, actor, ask, decide), ask)
}

export async function updateWebhook(
  deps: ServiceDeps,
  actor: Actor,
  ask: OfOne & { readonly input: PatchWebhook },
): Promise<Outcome<WebhookResource>> {
  const { input, project } = ask
  const command = { ...ofWebhook(deps, ask), input }
  return changeOne(
    deps,
    actor,
    ask,
    (webhook) => refusalOf(deps, project, input) ?? verbs.patchWebhook(webhook, command),
  )
}

export async function rotateWebhook(
  deps: ServiceDeps,
  actor: Actor,
  ask: OfOne & { readonly input: RotateWebhook },
): Promise<Outcome<WebhookResource>> {
  const { graceSeconds = DAY_SECONDS } = ask.input
  const command = { ...ofWebhook(deps, ask), graceMs: graceSeconds * 1_000, secret: deps.webhookTools.newSecret() }
  return conceal(await changeOne(deps, actor, ask, (webhook) => verbs.rotateWebhook(webhook, command)), ask)
}

export async function deleteWebhook(deps: ServiceDeps, actor: Actor, ask: OfOne): Promise<Outcome<undefined>> {
  return changeOne(deps, actor, ask, (webhook) => verbs.deleteWebhook(webhook, ofWebhook(deps, ask)))
}

export async function pingWebhook(deps: ServiceDeps, actor: Actor, ask: OfOne): Promise<Outcome<DeliveryResource>> {
  const command = { ...commandOf(deps, ask), id: deliveryId(deps) }
  return changeOne(deps, actor, ask, (webhook) => verbs.pingWebhook(webhook, command))
}

export async function redeliver(
  deps: ServiceDeps,
  actor: Actor,
  ask: OfOne & { readonly delivery: string },
): Promise<Outcome<DeliveryResource>> {
  return changeOne(deps, actor, ask, (webhook, delivery) => {
    const before = delivery(webhook.id, ask.delivery)
    if (before === undefined) return { outcome: 'refused', refusal: missingDelivery(ask.delivery) }
    return verbs.redeliver(webhook, before, commandOf(deps, ask))
  })
}

/** @throws AccessError, OutOfReachError where there is no such project */
export function readWebhooks(
  { webhooks }: Pick<ServiceDeps, 'webhooks'>,
  actor: Actor,
  project: string,
): readonly Webhook[] {
  authorize(actor, 'webhook.write', { project })
  const found = webhooks.list(project)
  if (found === undefined) throw new OutOfReachError({ project })
  return found
}

/** Names one message for good. */
export function deliveryId({ mint }: Pick<ServiceDeps, 'mint'>): string {
  return `msg_${mint.id()}`
}

async function change<T>(
  deps: ServiceDeps,
  actor: Actor,
  ask: InProject,
  decide: WebhookDecide<T>,
): Promise<Outcome<T>> {
  authorize(actor, 'webhook.write', { project: ask.project })
  return deps.webhooks.change(ask.project, actor, decide, ask)
}

async function changeOne<T>(
  deps: ServiceDeps,
  actor: Actor,
  ask: OfOne,
  decide: (webhook: Webhook, delivery: Parameters<WebhookDecide<T>>[1]) => ReturnType<WebhookDecide<T>>,
): Promise<Outcome<T>> {
  return change(deps, actor, ask, (existing, delivery) => {
    const webhook = existing.find(({ id }) => id === ask.id)
    return webhook === undefined ? { outcome: 'refused', refusal: missingWebhook(ask.id) } : decide(webhook, delivery)
  })
}

function ofWebhook(deps: ServiceDeps, ask: Ask): verbs.WebhookCommand {
  return { ...commandOf(deps, ask), digestOf: sha256 }
}

/** What a webhook cannot be asked to do: its URL, its environments, its actions. */
function refusalOf(
  { webhookTools, auditLog }: ServiceDeps,
  project: string,
  input: PatchWebhook,
): ReturnType<typeof refuse> | undefined {
  const { url, environments, actions } = input
  const expected = url === undefined ? undefined : webhookTools.problemOfUrl(url)
  const known = auditLog.environmentsOf(auditLog.chainOf(project) ?? '').map(({ key }) => key)
  const problems: readonly Problem[] = [
    ...(expected === undefined ? [] : [{ path: '/url', ...toldUrl(url), expected }]),
    ...unknownIn('/environments', environments, known, 'an environment of the project'),
    ...unknownIn('/actions', actions, ACTION_FILTERS, 'an action of the audit, or what it begins with'),
  ]
  const [first] = problems
  if (first === undefined) return undefined
  const hint = first.suggestion === undefined ? '' : ` Did you mean "${first.suggestion}"?`
  return refuse('invalid', `${first.path}: expected ${first.expected}.${hint}`, problems)
}

/** Who puts a password into a URL does not want to read it in a log of answers. */
function toldUrl(url: string | undefined): Pick<Problem, 'value'> {
  return url?.includes('@') ? {} : told(url)
}

function unknownIn(
  path: string,
  given: readonly string[] | null | undefined,
  known: readonly string[],
  expected: string,
): readonly Problem[] {
  return (given ?? []).flatMap((value, n) =>
    known.includes(value) ? [] : [{ path: `${path}/${n}`, value, expected, suggestion: suggest(value, known) }],
  )
}
