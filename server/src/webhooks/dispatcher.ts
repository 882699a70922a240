/**
 * Sends what the audit has. Each webhook has a lane of its own, one message at a time, so that a receiver that hangs
 * holds up nobody else; and nothing here is in the way of a write, which is done before anybody looks for receivers.
 * @see docs/webhooks.md
 */
import type { Delivery, Webhook } from '../domain/webhook.ts'
import { missingWebhook } from '../domain/webhook.ts'
import { disableWebhook } from '../domain/webhook-verbs.ts'
import type { AuditLog } from '../store/audit-log.ts'
import type { Actor } from '../store/store.ts'
import type { Attempt, Outbox, PlacedWebhook, Webhooks } from '../store/webhooks.ts'
import { Filler } from './filler.ts'
import { changePayload, pingPayload } from './payload.ts'
import { delayMs, GIVE_UP_MS } from './schedule.ts'
import type { Send, SendResult } from './send.ts'
import { signatureHeaders } from './sign.ts'

export type DeliveryOutcome = 'delivered' | 'failed' | 'dead'

export interface DispatcherDeps {
  readonly outbox: Outbox
  readonly webhooks: Pick<Webhooks, 'change'>
  readonly log: AuditLog
  readonly send: Send
  readonly nowMs: () => number
  /** From 0 to 1. */
  readonly random: () => number
  readonly newId: () => string
  readonly digestOf: (text: string) => string
  /** Who switches off what is gone. */
  readonly system: Actor
  readonly onOutcome: (outcome: DeliveryOutcome) => void
  /** The store failed, or something that nobody expected; it is tried again. */
  readonly onFailure: (error: unknown) => void
}

/** How many are sent to at a time. */
const MAX_LANES = 50
const MAX_PAUSE_MS = 30_000
const PRUNE_EVERY_MS = 3_600_000
const KEPT_MS = 30 * 24 * 3_600_000
const KEPT_EACH = 1_000

interface Pause {
  readonly untilMs: number
  readonly failures: number
  /** An edit may have put it right. */
  readonly version: number
}

export class WebhookDispatcher {
  readonly #deps: DispatcherDeps
  readonly #filler: Filler
  readonly #lanes = new Map<string, Promise<void>>()
  readonly #pauses = new Map<string, Pause>()
  /** Those for which no lane was free, in the order in which they asked. */
  readonly #waiting = new Set<string>()
  #lastTurn: Promise<void> = Promise.resolve()
  #prunedAtMs = Number.NEGATIVE_INFINITY
  #isStopped = false
  #isAbandoned = false

  constructor(deps: DispatcherDeps) {
    this.#deps = deps
    this.#filler = new Filler(deps)
  }

  /** Writes down what is new, and starts to send what is due. Never throws. */
  dispatch(): void {
    if (this.#isStopped) return
    try {
      const placed = this.#deps.outbox.all()
      this.#prune()
      // Others have the thread in between.
      if (this.#filler.fill(placed)) setImmediate(() => this.dispatch())
      for (const { webhook } of placed) this.#startLane(webhook)
    } catch (error) {
      this.#deps.onFailure(error)
    }
  }

  /** Resolves when nothing is being sent. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes.values())
  }

  /** Begins nothing more. */
  stop(): void {
    this.#isStopped = true
  }

  /** The store is about to close: what is still being sent is sent again at the next start. */
  abandon(): void {
    this.#isStopped = true
    this.#isAbandoned = true
  }

  #startLane(webhook: Webhook): void {
    const { id } = webhook
    if (this.#lanes.has(id) || this.#isPaused(webhook)) return
    if (this.#deps.outbox.due(webhook, this.#deps.nowMs()) === undefined) return
    if (this.#lanes.size >= MAX_LANES) {
      this.#waiting.add(id)
      return
    }
    this.#waiting.delete(id)
    const lane = this.#runLane(id)
      .catch((error: unknown) => {
        // What was sent and could not be written down is due still, and must not be sent again every second.
        this.#pause(webhook)
        this.#deps.onFailure(error)
      })
      .finally(() => {
        this.#lanes.delete(id)
        this.#startWaiting()
      })
    this.#lanes.set(id, lane)
  }

  #startWaiting(): void {
    try {
      for (const id of this.#waiting) {
        if (this.#isStopped || this.#lanes.size >= MAX_LANES) return
        this.#waiting.delete(id)
        const placed = this.#deps.outbox.find(id)
        if (placed !== undefined) this.#startLane(placed.webhook)
      }
    } catch (error) {
      this.#deps.onFailure(error)
    }
  }

  /** One after the other, until nothing is due, one fails, or somebody else waits for a lane. */
  async #runLane(id: string): Promise<void> {
    while (!this.#isStopped) {
      // Read anew: it may have been edited, switched off or removed since the last message.
      const placed = this.#deps.outbox.find(id)
      const delivery = placed && this.#deps.outbox.due(placed.webhook, this.#deps.nowMs())
      if (placed === undefined || delivery === undefined) return
      const result = await this.#send(placed, delivery)
      await this.#ownTurn()
      if (this.#isAbandoned || !(await this.#conclude(placed, delivery, result))) return
      if (this.#waiting.size > 0) {
        this.#waiting.add(id)
        return
      }
    }
  }

  async #send({ project, chain, webhook }: PlacedWebhook, delivery: Delivery): Promise<SendResult> {
    const { log, nowMs, send } = this.#deps
    const record = delivery.auditSeq === null ? undefined : log.entry(chain, delivery.auditSeq)
    if (delivery.auditSeq !== null && record === undefined) return { status: undefined, error: 'The entry is gone.' }
    const body =
      record === undefined
        ? pingPayload(project, webhook.id, delivery.createdAtMs)
        : changePayload(project, record, log.environmentsOf(chain))
    const now = nowMs()
    const secrets = webhook.secrets.filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > now)
    const texts = secrets.map(({ text }) => text)
    return send(webhook.url, signatureHeaders(delivery.id, Math.floor(now / 1_000), body, texts), body)
  }

  /** @returns whether the lane may go on */
  async #conclude({ project, webhook }: PlacedWebhook, delivery: Delivery, result: SendResult): Promise<boolean> {
    const { outbox, nowMs } = this.#deps
    const attempt = this.#judge(delivery, result)
    const failingSinceMs = outbox.attempted(webhook.id, delivery, attempt)
    this.#deps.onOutcome(attempt.state === 'pending' ? 'failed' : attempt.state)
    if (attempt.state === 'delivered') {
      this.#pauses.delete(webhook.id)
      return true
    }
    this.#pause(webhook)
    if (result.status === GONE) await this.#disable(project, webhook.id, 'gone')
    else if (failingSinceMs !== null && nowMs() - failingSinceMs >= GIVE_UP_MS) {
      await this.#disable(project, webhook.id, 'failing')
    }
    return false
  }

  #judge({ attempts }: Delivery, { status, error }: SendResult): Attempt {
    const atMs = this.#deps.nowMs()
    const base = { atMs, status: status ?? null }
    if (status !== undefined && status >= 200 && status < 300) {
      return { ...base, state: 'delivered', nextAttemptAtMs: null, error: null }
    }
    const said =
      error ?? (status !== undefined && status >= 300 && status < 400 ? REDIRECTED : `It answered ${status}.`)
    const delay = status === GONE ? undefined : delayMs(attempts + 1, this.#deps.random())
    if (delay === undefined) return { ...base, state: 'dead', nextAttemptAtMs: null, error: said }
    return { ...base, state: 'pending', nextAttemptAtMs: atMs + delay, error: said }
  }

  async #disable(project: string, id: string, why: 'gone' | 'failing'): Promise<void> {
    const { webhooks, system, nowMs, digestOf } = this.#deps
    const command = { nowMs: nowMs(), reason: WHY[why], why, digestOf }
    await webhooks.change(
      project,
      system,
      (existing) => {
        const webhook = existing.find((one) => one.id === id)
        return webhook === undefined
          ? { outcome: 'refused', refusal: missingWebhook(id) }
          : disableWebhook(webhook, command)
      },
      {},
    )
  }

  /** Fifty receivers that time out at once make fifty writes: requests come in between. */
  #ownTurn(): Promise<void> {
    this.#lastTurn = this.#lastTurn.then(() => new Promise((resolve) => setImmediate(resolve)))
    return this.#lastTurn
  }

  #isPaused({ id, version }: Webhook): boolean {
    const pause = this.#pauses.get(id)
    return pause !== undefined && pause.version === version && pause.untilMs > this.#deps.nowMs()
  }

  /** A receiver that fails is not asked for each of a thousand messages. */
  #pause({ id, version }: Webhook): void {
    const failures = (this.#pauses.get(id)?.failures ?? 0) + 1
    const untilMs = this.#deps.nowMs() + Math.min(MAX_PAUSE_MS, 500 * 2 ** Math.min(failures, 10))
    this.#pauses.set(id, { untilMs, failures, version })
  }

  #prune(): void {
    const now = this.#deps.nowMs()
    if (now - this.#prunedAtMs < PRUNE_EVERY_MS) return
    this.#prunedAtMs = now
    this.#deps.outbox.prune(now - KEPT_MS, KEPT_EACH)
  }
}

const GONE = 410
const REDIRECTED = 'It answered with a redirect, and none is followed.'
const WHY = {
  gone: 'The receiver answered 410 Gone.',
  failing: 'The receiver has failed for five days.',
} as const
