import type BetterSqlite3 from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { missingProject } from '../../domain/missing.ts'
import type { Delivery, Webhook } from '../../domain/webhook.ts'
import type { WebhookDecision, WebhookWrite } from '../../domain/webhook-verbs.ts'
import type { Actor, ChangeOptions, Outcome, Page } from '../store.ts'
import type { Attempt, Outbox, OutboxBatch, PlacedWebhook, WebhookDecide, Webhooks } from '../webhooks.ts'
import type { FileGuard } from './file-guard.ts'
import { guarded } from './guarded.ts'
import { OnceRecords } from './once.ts'
import { persistAudit } from './persist.ts'
import { type AuditStatements, auditStatements } from './statements.ts'

export interface SqliteWebhooksOptions {
  readonly nowMs: () => number
  readonly guard: FileGuard
}

export class SqliteWebhooks implements Webhooks, Outbox {
  readonly #database: BetterSqlite3.Database
  readonly #statements: ReturnType<typeof prepareWebhooks>
  readonly #audit: AuditStatements
  readonly #once: OnceRecords
  readonly #options: SqliteWebhooksOptions

  constructor(database: BetterSqlite3.Database, options: SqliteWebhooksOptions) {
    const db = drizzle(database)
    this.#database = database
    this.#statements = prepareWebhooks(database)
    this.#audit = auditStatements(db)
    this.#once = new OnceRecords(db, options.nowMs)
    this.#options = options
  }

  async change<T>(
    project: string,
    actor: Actor,
    decide: WebhookDecide<T>,
    options: ChangeOptions,
  ): Promise<Outcome<T>> {
    return this.#writing(() =>
      this.#once.run(options, (): Outcome<T> => {
        const chain = this.#statements.projectId.get(project)
        if (chain === undefined) return { outcome: 'refused', refusal: missingProject(project) }
        return this.#commit(chain, actor, decide(this.#of(chain), this.delivery.bind(this)), options)
      }),
    )
  }

  list(project: string): readonly Webhook[] | undefined {
    return this.#guarded(() => {
      const chain = this.#statements.projectId.get(project)
      return chain === undefined ? undefined : this.#of(chain)
    })
  }

  deliveries(webhook: string, { limit, before, state }: Parameters<Webhooks['deliveries']>[1]): Page<Delivery> {
    const rows = this.#guarded(() =>
      this.#statements.deliveries.all({
        webhook,
        before: before ?? Number.MAX_SAFE_INTEGER,
        state: state ?? null,
        limit: limit + 1,
      }),
    )
    const shown = rows.slice(0, limit)
    const next = rows.length > limit ? (shown.at(-1)?.place ?? null) : null
    return { items: shown.map(withoutPlace), next }
  }

  delivery(webhook: string, id: string): Delivery | undefined {
    return this.#guarded(() => this.#statements.delivery.get({ webhook, id }))
  }

  all(): readonly PlacedWebhook[] {
    return this.#guarded(() => this.#statements.placed.all()).map(placed)
  }

  find(webhook: string): PlacedWebhook | undefined {
    const row = this.#guarded(() => this.#statements.placedOne.get(webhook))
    return row === undefined ? undefined : placed(row)
  }

  cursor(webhook: string): number {
    return this.#guarded(() => this.#statements.cursor.get(webhook)) ?? 0
  }

  pending(webhook: string): number {
    return this.#guarded(() => this.#statements.pending.get(webhook)) ?? 0
  }

  add(batches: readonly OutboxBatch[]): void {
    this.#writing(() => {
      for (const { webhook, deliveries, cursor } of batches) {
        for (const delivery of deliveries) this.#statements.putDelivery.run(valuesOf(webhook, delivery))
        this.#statements.moveCursor.run({ webhook, cursor })
      }
    })
  }

  due({ id, enabled }: Webhook, nowMs: number): Delivery | undefined {
    const row = this.#guarded(() => this.#statements.due.get({ webhook: id, nowMs, enabled: Number(enabled) }))
    return row === undefined ? undefined : withoutPlace(row)
  }

  attempted(webhook: string, delivery: Delivery, attempt: Attempt): number | null {
    const { state, atMs, nextAttemptAtMs, status, error } = attempt
    return this.#writing(() => {
      this.#statements.attempted.run({ webhook, id: delivery.id, state, atMs, nextAttemptAtMs, status, error })
      const hasFailed = state !== 'delivered'
      this.#statements.setFailing.run({ webhook, sinceMs: hasFailed ? atMs : null })
      return this.#statements.failingSince.get(webhook) ?? null
    })
  }

  backlog(): number {
    return this.#guarded(() => this.#statements.backlog.get()) ?? 0
  }

  prune(beforeMs: number, newest: number): void {
    this.#writing(() => {
      for (const orphans of this.#statements.orphans) orphans.run()
      this.#statements.dropOld.run({ beforeMs })
      for (const { webhook } of this.all()) this.#statements.dropBeyond.run({ webhook: webhook.id, newest })
    })
  }

  #of(chain: string): readonly Webhook[] {
    return this.#statements.ofProject.all(chain).map((document) => JSON.parse(document) as Webhook)
  }

  #commit<T>(chain: string, actor: Actor, decision: WebhookDecision<T>, { dryRun = false }: ChangeOptions): Outcome<T> {
    if (decision.outcome === 'refused') return decision
    const { answer } = decision
    if (decision.outcome === 'unchanged' || dryRun) return { outcome: 'unchanged', answer }
    if (decision.entry !== undefined) {
      persistAudit(this.#audit, chain, actor, this.#options.nowMs(), [decision.entry], {})
    }
    this.#persist(chain, decision.write)
    return { outcome: 'committed', answer, revisions: {} }
  }

  /** After the audit entry, so that a webhook begins behind the one that made it. */
  #persist(chain: string, write: WebhookWrite): void {
    const statements = this.#statements
    if ('remove' in write) {
      for (const remove of statements.remove) remove.run(write.id)
    } else if (write.put === 'delivery') {
      statements.putDelivery.run(valuesOf(write.webhook, write.delivery))
    } else {
      const { webhook, startsNow } = write
      statements.put.run({ id: webhook.id, chain, document: JSON.stringify(webhook) })
      if (startsNow) {
        const cursor = this.#audit.auditHead.get({ projectId: chain })?.seq ?? 0
        statements.giveUp.run({ webhook: webhook.id, error: SWITCHED_OFF })
        statements.moveCursor.run({ webhook: webhook.id, cursor })
        statements.setFailing.run({ webhook: webhook.id, sinceMs: null })
      }
    }
  }

  #writing<T>(work: () => T): T {
    return this.#guarded(() => {
      this.#options.guard.assertWritable()
      return this.#database.transaction(work).immediate()
    })
  }

  #guarded<T>(work: () => T): T {
    return guarded(work, this.#options.guard)
  }
}

function placed({ project, chain, document }: PlacedRow): PlacedWebhook {
  return { project, chain, webhook: JSON.parse(document) as Webhook }
}

/** Why a message that waited meanwhile is not sent. */
const SWITCHED_OFF = 'The webhook was switched off.'

const COLUMNS = `place, id, type, audit_seq AS auditSeq, state, attempts, created_at_ms AS createdAtMs,
  last_attempt_at_ms AS lastAttemptAtMs, next_attempt_at_ms AS nextAttemptAtMs, last_status AS lastStatus,
  last_error AS lastError`

const PLACED = `SELECT projects.key AS project, projects.id AS chain, webhooks.document FROM webhooks
  JOIN projects ON projects.id = webhooks.project_id`

/** A webhook, and where it belongs. */
interface PlacedRow {
  readonly project: string
  readonly chain: string
  readonly document: string
}

type PlacedDelivery = Delivery & { readonly place: number }

function withoutPlace(row: PlacedDelivery): Delivery {
  const { place: _, ...delivery } = row
  return delivery
}

function valuesOf(webhook: string, delivery: Delivery): Delivery & { readonly webhook: string } {
  return { ...delivery, webhook }
}

function prepareWebhooks(database: BetterSqlite3.Database) {
  return { ...webhookStatements(database), ...deliveryStatements(database) }
}

function webhookStatements(database: BetterSqlite3.Database) {
  return {
    projectId: database.prepare<[string], string>('SELECT id FROM projects WHERE key = ?').pluck(),
    ofProject: database.prepare<[string], string>('SELECT document FROM webhooks WHERE project_id = ?').pluck(),
    placed: database.prepare<[], PlacedRow>(PLACED),
    placedOne: database.prepare<[string], PlacedRow>(`${PLACED} WHERE webhooks.id = ?`),
    put: database.prepare(
      `INSERT INTO webhooks (id, project_id, document, cursor, failing_since_ms)
       VALUES (@id, @chain, @document, 0, NULL)
       ON CONFLICT (id) DO UPDATE SET document = excluded.document`,
    ),
    remove: ['DELETE FROM webhook_deliveries WHERE webhook_id = ?', 'DELETE FROM webhooks WHERE id = ?'].map((sql) =>
      database.prepare<[string]>(sql),
    ),
    cursor: database.prepare<[string], number>('SELECT cursor FROM webhooks WHERE id = ?').pluck(),
    moveCursor: database.prepare('UPDATE webhooks SET cursor = @cursor WHERE id = @webhook'),
    // Only the first failure counts; a success forgets it.
    setFailing: database.prepare(
      `UPDATE webhooks SET failing_since_ms = CASE WHEN @sinceMs IS NULL THEN NULL
       ELSE coalesce(failing_since_ms, @sinceMs) END WHERE id = @webhook`,
    ),
    failingSince: database
      .prepare<[string], number | null>('SELECT failing_since_ms FROM webhooks WHERE id = ?')
      .pluck(),
    orphans: [
      'DELETE FROM webhooks WHERE project_id NOT IN (SELECT id FROM projects)',
      'DELETE FROM webhook_deliveries WHERE webhook_id NOT IN (SELECT id FROM webhooks)',
    ].map((sql) => database.prepare<[]>(sql)),
  }
}

function deliveryStatements(database: BetterSqlite3.Database) {
  return {
    deliveries: database.prepare<
      [{ webhook: string; before: number; state: string | null; limit: number }],
      PlacedDelivery
    >(
      `SELECT ${COLUMNS} FROM webhook_deliveries
       WHERE webhook_id = @webhook AND place < @before AND (@state IS NULL OR state = @state)
       ORDER BY place DESC LIMIT @limit`,
    ),
    delivery: database.prepare<[{ webhook: string; id: string }], Delivery>(
      `SELECT ${COLUMNS.replace('place, ', '')} FROM webhook_deliveries WHERE webhook_id = @webhook AND id = @id`,
    ),
    putDelivery: database.prepare(
      `INSERT INTO webhook_deliveries (id, webhook_id, type, audit_seq, state, attempts, created_at_ms,
         last_attempt_at_ms, next_attempt_at_ms, last_status, last_error)
       VALUES (@id, @webhook, @type, @auditSeq, @state, @attempts, @createdAtMs, @lastAttemptAtMs, @nextAttemptAtMs,
         @lastStatus, @lastError)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, attempts = excluded.attempts,
         next_attempt_at_ms = excluded.next_attempt_at_ms`,
    ),
    due: database.prepare<[{ webhook: string; nowMs: number; enabled: number }], PlacedDelivery>(
      `SELECT ${COLUMNS} FROM webhook_deliveries
       WHERE webhook_id = @webhook AND state = 'pending' AND next_attempt_at_ms <= @nowMs
         AND (@enabled = 1 OR audit_seq IS NULL)
       ORDER BY place LIMIT 1`,
    ),
    attempted: database.prepare(
      `UPDATE webhook_deliveries SET state = @state, attempts = attempts + 1, last_attempt_at_ms = @atMs,
         next_attempt_at_ms = @nextAttemptAtMs, last_status = @status, last_error = @error
       WHERE webhook_id = @webhook AND id = @id`,
    ),
    giveUp: database.prepare(
      `UPDATE webhook_deliveries SET state = 'dead', next_attempt_at_ms = NULL, last_error = @error
       WHERE webhook_id = @webhook AND state = 'pending' AND audit_seq IS NOT NULL`,
    ),
    pending: database
      .prepare<[string], number>(`SELECT count(*) FROM webhook_deliveries WHERE webhook_id = ? AND state = 'pending'`)
      .pluck(),
    backlog: database.prepare<[], number>(`SELECT count(*) FROM webhook_deliveries WHERE state = 'pending'`).pluck(),
    dropOld: database.prepare('DELETE FROM webhook_deliveries WHERE created_at_ms < @beforeMs'),
    dropBeyond: database.prepare(
      `DELETE FROM webhook_deliveries WHERE webhook_id = @webhook AND state <> 'pending' AND place <= (
         SELECT place FROM webhook_deliveries WHERE webhook_id = @webhook AND state <> 'pending'
         ORDER BY place DESC LIMIT 1 OFFSET @newest)`,
    ),
  }
}
