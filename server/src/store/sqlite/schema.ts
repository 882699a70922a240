/**
 * The tables. `migrations.ts` makes them; a test holds the two together. Documents are JSON text: what is looked up
 * or counted has a column of its own.
 */
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Single values of the installation: the hash of the admin token. */
export const settings = sqliteTable('settings', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
})

export const projects = sqliteTable('projects', {
  id: text('id').primaryKey(),
  key: text('key').notNull().unique(),
  document: text('document').notNull(),
  stateVersion: integer('state_version').notNull(),
})

export const environments = sqliteTable(
  'environments',
  {
    id: text('id').primaryKey(),
    projectId: text('project_id').notNull(),
    key: text('key').notNull(),
    document: text('document').notNull(),
    epoch: integer('epoch').notNull(),
    revision: integer('revision').notNull(),
    stateVersion: integer('state_version').notNull(),
  },
  (table) => [uniqueIndex('environments_by_key').on(table.projectId, table.key)],
)

/** A purged flag stays as a row without document: its key is never given out again. */
export const flags = sqliteTable(
  'flags',
  {
    projectId: text('project_id').notNull(),
    key: text('key').notNull(),
    document: text('document'),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.key] })],
)

/** `killed` and `version` stand beside the document, so that a kill writes two integers. */
export const configurations = sqliteTable(
  'configurations',
  {
    environmentId: text('environment_id').notNull(),
    flag: text('flag').notNull(),
    killed: integer('killed', { mode: 'boolean' }).notNull(),
    version: integer('version').notNull(),
    document: text('document').notNull(),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.flag] })],
)

/** Every configuration that was ever in force, for rollbacks. Kills are not among them: a rollback lifts none. */
export const configurationVersions = sqliteTable(
  'configuration_versions',
  {
    environmentId: text('environment_id').notNull(),
    flag: text('flag').notNull(),
    revision: integer('revision').notNull(),
    version: integer('version').notNull(),
    document: text('document').notNull(),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.flag, table.revision, table.version] })],
)

/** A deleted segment stays as a row without document. */
export const segments = sqliteTable(
  'segments',
  {
    environmentId: text('environment_id').notNull(),
    key: text('key').notNull(),
    document: text('document'),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.key] })],
)

export const sdkKeys = sqliteTable('sdk_keys', {
  id: text('id').primaryKey(),
  environmentId: text('environment_id').notNull(),
  selector: text('selector').notNull().unique(),
  document: text('document').notNull(),
})

/** What each audience saw change. Rows are never dropped: everything after revision N is a query from any N. */
export const history = sqliteTable(
  'history',
  {
    environmentId: text('environment_id').notNull(),
    audience: text('audience', { enum: ['server', 'client'] }).notNull(),
    revision: integer('revision').notNull(),
    kind: text('kind', { enum: ['flag', 'segment'] }).notNull(),
    key: text('key').notNull(),
    hash: text('hash'),
    item: text('item'),
  },
  (table) => [
    primaryKey({ columns: [table.environmentId, table.audience, table.revision, table.kind, table.key] }),
    index('history_by_item').on(table.environmentId, table.audience, table.kind, table.key, table.revision),
  ],
)

/** Every state that an audience was ever in, so that a claimed one can be recognised. */
export const states = sqliteTable(
  'states',
  {
    environmentId: text('environment_id').notNull(),
    audience: text('audience', { enum: ['server', 'client'] }).notNull(),
    epoch: integer('epoch').notNull(),
    revision: integer('revision').notNull(),
    digest: text('digest').notNull(),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.audience, table.epoch, table.revision] })],
)

/** Append-only. Each entry's hash covers the one before it. `seq` is gapless within a project. */
export const audit = sqliteTable(
  'audit',
  {
    projectId: text('project_id').notNull(),
    seq: integer('seq').notNull(),
    atMs: integer('at_ms').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    resourceType: text('resource_type').notNull(),
    resourceKey: text('resource_key').notNull(),
    environment: text('environment'),
    version: integer('version').notNull(),
    reason: text('reason'),
    before: text('before').notNull(),
    after: text('after').notNull(),
    /** Environment id → revision, of the commit. */
    revisions: text('revisions').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.seq] }),
    index('audit_by_resource').on(table.projectId, table.resourceType, table.resourceKey, table.environment, table.seq),
  ],
)

/** The last entry of each project's chain, so that a truncated audit is noticed. */
export const auditHeads = sqliteTable('audit_heads', {
  projectId: text('project_id').primaryKey(),
  seq: integer('seq').notNull(),
  hash: text('hash').notNull(),
})

/** Read when they are named, never with their environment: most are closed, and stay for good. */
export const changeRequests = sqliteTable(
  'change_requests',
  {
    /** In the order in which they were made. */
    seq: integer('seq').primaryKey(),
    id: text('id').notNull().unique(),
    environmentId: text('environment_id').notNull(),
    state: text('state').notNull(),
    document: text('document').notNull(),
  },
  (table) => [index('change_requests_by_state').on(table.environmentId, table.state, table.seq)],
)

/** Outcomes of writes that came with an `Idempotency-Key`, for a day. */
export const once = sqliteTable(
  'once',
  {
    actorId: text('actor_id').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    /** Sealed: only who asked can open it. */
    outcome: text('outcome').notNull(),
    atMs: integer('at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.actorId, table.key] }), index('once_by_time').on(table.atMs)],
)

/** Sums of evaluations that SDKs reported: by hour, by day when they are old. */
export const evaluationCounts = sqliteTable(
  'evaluation_counts',
  {
    environmentId: text('environment_id').notNull(),
    flag: text('flag').notNull(),
    atMs: integer('at_ms').notNull(),
    variant: text('variant').notNull(),
    sdk: text('sdk').notNull(),
    n: integer('n').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.environmentId, table.flag, table.atMs, table.variant, table.sdk] }),
    index('evaluation_counts_by_time').on(table.atMs),
  ],
)

/** When each flag was first and last reported, so that nobody has to sum for it. */
export const flagActivity = sqliteTable(
  'flag_activity',
  {
    environmentId: text('environment_id').notNull(),
    flag: text('flag').notNull(),
    firstMs: integer('first_ms').notNull(),
    lastMs: integer('last_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.flag] })],
)

/** API tokens, of the installation. */
export const tokens = sqliteTable('tokens', {
  id: text('id').primaryKey(),
  selector: text('selector').notNull().unique(),
  document: text('document').notNull(),
})

/** When each API token was last used: no part of its document, so that using it changes nothing. */
export const tokenUse = sqliteTable('token_use', {
  id: text('id').primaryKey(),
  lastMs: integer('last_ms').notNull(),
})

/** The secrets are in the document: they sign, so they are kept as they are. */
export const webhooks = sqliteTable('webhooks', {
  id: text('id').primaryKey(),
  projectId: text('project_id').notNull(),
  document: text('document').notNull(),
  /** The last entry of the project's audit whose deliveries are written down. */
  cursor: integer('cursor').notNull(),
  failingSinceMs: integer('failing_since_ms'),
})

/** What is told of the audit's entries; the entries themselves stay there. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    /** In the order in which they were made. */
    place: integer('place').primaryKey(),
    id: text('id').notNull().unique(),
    webhookId: text('webhook_id').notNull(),
    type: text('type').notNull(),
    auditSeq: integer('audit_seq'),
    state: text('state').notNull(),
    attempts: integer('attempts').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
    lastAttemptAtMs: integer('last_attempt_at_ms'),
    nextAttemptAtMs: integer('next_attempt_at_ms'),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
  },
  (table) => [index('webhook_deliveries_by_state').on(table.webhookId, table.state, table.place)],
)

/** Names of attributes that SDKs report, so that a rule that asks for another can be pointed out. */
export const attributeNames = sqliteTable(
  'attribute_names',
  {
    environmentId: text('environment_id').notNull(),
    name: text('name').notNull(),
    firstMs: integer('first_ms').notNull(),
    lastMs: integer('last_ms').notNull(),
    /** `client` until an SDK key reports it. */
    audience: text('audience', { enum: ['server', 'client'] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.name] })],
)
