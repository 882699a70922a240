/** Turns new entries of the audit into deliveries. */
import { newDelivery } from '../domain/webhook-verbs.ts'
import type { AuditLog, AuditRecord, EnvironmentName } from '../store/audit-log.ts'
import type { Outbox, OutboxBatch, PlacedWebhook } from '../store/webhooks.ts'
import { isWanted } from './payload.ts'

export interface FillerDeps {
  readonly outbox: Outbox
  readonly log: AuditLog
  readonly nowMs: () => number
  readonly newId: () => string
}

/** Entries that are read for a webhook in one go. */
const STEP = 100
/** Beyond these, a webhook's messages wait in the audit: a receiver that is down for long takes no room. */
const MAX_PENDING = 1_000
/** A cursor that moved over nothing is written down only so often: it costs a write, and reading again costs nothing. */
const IDLE_STEP = 500

export class Filler {
  readonly #deps: FillerDeps
  /** By webhook: up to where its chain was read, written down or not. */
  readonly #readTo = new Map<string, { readonly seq: number; readonly version: number }>()

  constructor(deps: FillerDeps) {
    this.#deps = deps
  }

  /** One write for all of them. @returns whether there is more to read */
  fill(placed: readonly PlacedWebhook[]): boolean {
    const reading = new Reading(this.#deps.log)
    const steps = placed.flatMap((one) => (one.webhook.enabled ? (this.#step(one, reading) ?? []) : []))
    const worth = steps.filter(({ isWorthIt }) => isWorthIt)
    if (worth.length > 0) this.#deps.outbox.add(worth)
    for (const { webhook, version, cursor } of steps) this.#readTo.set(webhook, { seq: cursor, version })
    for (const id of this.#readTo.keys()) if (!placed.some(({ webhook }) => webhook.id === id)) this.#readTo.delete(id)
    return steps.some(({ isWhole }) => !isWhole)
  }

  #step({ chain, webhook }: PlacedWebhook, reading: Reading): Step | undefined {
    const { outbox, newId, nowMs } = this.#deps
    const { id, version } = webhook
    const read = this.#readTo.get(id)
    const cursor = outbox.cursor(id)
    const from = Math.max(read?.seq ?? 0, cursor)
    const room = MAX_PENDING - outbox.pending(id)
    if (reading.lastSeq(chain) <= from || room <= 0) return undefined
    const entries = reading.entries(chain, from).slice(0, room)
    const known = reading.environments(chain)
    const deliveries = entries
      .filter((record) => isWanted(webhook, record, known))
      .map(({ action, seq }) => newDelivery(newId(), action, seq, nowMs()))
    const seq = entries.at(-1)?.seq ?? from
    // What an older filter left out must not come up again after a restart.
    const isEdited = read !== undefined && read.version !== version
    const isWorthIt = deliveries.length > 0 || isEdited || seq - cursor >= IDLE_STEP
    return { webhook: id, version, deliveries, cursor: seq, isWorthIt, isWhole: entries.length < Math.min(STEP, room) }
  }
}

interface Step extends OutboxBatch {
  readonly version: number
  readonly isWorthIt: boolean
  /** Nothing is left behind it. */
  readonly isWhole: boolean
}

/** What was read for one webhook need not be read for the next: most are at the same place. */
class Reading {
  readonly #log: AuditLog
  readonly #read = new Map<string, unknown>()

  constructor(log: AuditLog) {
    this.#log = log
  }

  lastSeq(chain: string): number {
    return this.#once(`seq ${chain}`, () => this.#log.head(chain).seq)
  }

  entries(chain: string, from: number): readonly AuditRecord[] {
    return this.#once(`${from} ${chain}`, () => this.#log.entriesAfter(chain, from, STEP))
  }

  environments(chain: string): readonly EnvironmentName[] {
    return this.#once(`environments ${chain}`, () => this.#log.environmentsOf(chain))
  }

  /** Each name is of one kind of value. */
  #once<T>(name: string, read: () => T): T {
    if (!this.#read.has(name)) this.#read.set(name, read())
    return this.#read.get(name) as T
  }
}
