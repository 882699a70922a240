/**
 * Webhooks and what becomes of their messages. Deliveries are derived from the audit: each webhook has a cursor in its
 * project's chain, which moves in the transaction that writes the deliveries down. So no change goes without its
 * message, and no message without its change.
 */
import type { DeliveryState } from '@halyard/admin-api'
import type { Delivery, Webhook } from '../domain/webhook.ts'
import type { WebhookDecision } from '../domain/webhook-verbs.ts'
import type { Actor, ChangeOptions, Outcome, Page } from './store.ts'

export type WebhookDecide<T> = (
  existing: readonly Webhook[],
  delivery: (webhook: string, id: string) => Delivery | undefined,
) => WebhookDecision<T>

export interface Webhooks {
  /**
   * Commits what was decided and its audit entry as one. `decide` sees the webhooks of the project, and their
   * deliveries by id. Without such a project it is refused.
   * @throws StoreError
   */
  change<T>(project: string, actor: Actor, decide: WebhookDecide<T>, options: ChangeOptions): Promise<Outcome<T>>
  /** Of one project, in no order; undefined where there is no such project. */
  list(project: string): readonly Webhook[] | undefined
  deliveries(
    webhook: string,
    page: { readonly limit: number; readonly before?: number | undefined; readonly state?: DeliveryState | undefined },
  ): Page<Delivery>
  delivery(webhook: string, id: string): Delivery | undefined
}

/** A webhook, and where it belongs. */
export interface PlacedWebhook {
  readonly project: string
  /** The project's chain in the audit. */
  readonly chain: string
  readonly webhook: Webhook
}

export interface Attempt {
  readonly state: DeliveryState
  readonly atMs: number
  readonly nextAttemptAtMs: number | null
  readonly status: number | null
  readonly error: string | null
}

/** What a webhook is to be told of the audit up to `cursor`. */
export interface OutboxBatch {
  readonly webhook: string
  readonly deliveries: readonly Delivery[]
  readonly cursor: number
}

/** The side of who delivers. */
export interface Outbox {
  /** Of all projects. */
  all(): readonly PlacedWebhook[]
  find(webhook: string): PlacedWebhook | undefined
  /** Where a webhook is in its chain. */
  cursor(webhook: string): number
  /** How many of its messages wait. */
  pending(webhook: string): number
  /** Writes deliveries down and moves the cursors, all as one. */
  add(batches: readonly OutboxBatch[]): void
  /** The oldest message whose time has come; of a webhook that is switched off, only pings. */
  due(webhook: Webhook, nowMs: number): Delivery | undefined
  /** Writes down how an attempt went. @returns since when the receiver has failed without a success in between */
  attempted(webhook: string, delivery: Delivery, attempt: Attempt): number | null
  /** All messages that wait. */
  backlog(): number
  /** Forgets what was done before this moment, all but the newest of each webhook, and what belongs to nothing. */
  prune(beforeMs: number, newest: number): void
}
