/** Puts the server's parts together: the only file that knows which store is behind the port. */
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Config, Rates } from './config.ts'
import { ConfigError } from './config.ts'
import type { TokenDirectory } from './services/admin-token.ts'
import { ADMIN_TOKEN_SETTING, adminTokens, newAdminToken } from './services/admin-token.ts'
import { mintCredential, randomMint, sha256 } from './services/credentials.ts'
import type { Connections, ServiceDeps } from './services/deps.ts'
import { createFirstProject, SYSTEM } from './services/projects/create-project.ts'
import { tokenDirectory } from './services/token-directory.ts'
import type { AuditLog } from './store/audit-log.ts'
import type { ChangeRequests } from './store/change-requests.ts'
import type { ChangeTimes } from './store/change-times.ts'
import type { EvaluationCountStore } from './store/evaluation-counts.ts'
import type { History, KeyDirectory } from './store/history.ts'
import type { PastRulesets } from './store/past-rulesets.ts'
import { SqliteAuditLog } from './store/sqlite/audit-log.ts'
import { SqliteChangeRequests } from './store/sqlite/change-requests.ts'
import { SqliteChangeTimes } from './store/sqlite/change-times.ts'
import { pathsIn } from './store/sqlite/data-folder.ts'
import { doubtBy, positionsIn, type RaisedEpoch, raiseEpochs } from './store/sqlite/epoch.ts'
import { SqliteEvaluationCounts } from './store/sqlite/evaluation-counts.ts'
import { UNGUARDED, type WriteRefusal } from './store/sqlite/file-guard.ts'
import { type OpenFile, openAlone, openBeside, openDatabase, openDataFolder } from './store/sqlite/open.ts'
import { SqlitePastRulesets } from './store/sqlite/past-rulesets.ts'
import { type KeeperDeps, PositionKeeper } from './store/sqlite/position-keeper.ts'
import { keepingRecord, type ServedPosition, writeRecord } from './store/sqlite/positions.ts'
import { SqliteStore } from './store/sqlite/sqlite-store.ts'
import { SqliteTokens } from './store/sqlite/tokens.ts'
import { SqliteWebhooks } from './store/sqlite/webhooks.ts'
import type { Store } from './store/store.ts'
import type { TokenStore } from './store/tokens.ts'
import type { Outbox, Webhooks } from './store/webhooks.ts'
import { type DispatcherDeps, WebhookDispatcher } from './webhooks/dispatcher.ts'
import { createSender } from './webhooks/send.ts'
import { newWebhookSecret } from './webhooks/sign.ts'
import { problemOfTarget } from './webhooks/target.ts'

export type { RaisedEpoch, ServedPosition }

/** An open data folder. */
export interface Halyard {
  readonly store: Store
  readonly history: History
  readonly keys: KeyDirectory
  readonly pastRulesets: PastRulesets
  readonly changeRequests: ChangeRequests
  readonly evaluationCounts: EvaluationCountStore
  readonly changeTimes: ChangeTimes
  readonly tokenStore: TokenStore
  readonly auditLog: AuditLog
  readonly webhooks: Webhooks & Outbox
  readonly tokens: TokenDirectory
  /** Where the data are; undefined in memory. */
  readonly folder: string | undefined
  /** What this start made; undefined when there was a project already. */
  readonly made: FirstProject | undefined
  /** Environments whose history was found not to go on from what SDKs saw. */
  readonly raised: readonly RaisedEpoch[]
  /** Why writes are refused now; undefined while they are taken. */
  writesRefused(): WriteRefusal | undefined
  /** From now on keeps a record of what SDKs are served, for the next start to compare. */
  record(served: () => Iterable<ServedPosition>, onFailure: KeeperDeps['onFailure']): void
  /**
   * Makes the admin token, to be shown once; undefined when one is configured or was made before. Asked for only when
   * the server listens: a start that fails must not swallow it.
   */
  issueAdminToken(): string | undefined
  close(): Promise<void>
}

export interface FirstProject {
  readonly project: string
  readonly environments: readonly string[]
}

export interface OpenOptions {
  readonly nowMs?: (() => number) | undefined
  /** A listener of commits threw; the commit stands. */
  readonly onListenerError?: ((error: unknown) => void) | undefined
}

const FIRST_PROJECT: FirstProject = { project: 'default', environments: ['development', 'production'] }

/**
 * Opens the data folder; the first time, makes the project `default` with `development` and `production`. Where the
 * database is not the one that SDKs were served from, such as a restored backup, raises the epochs.
 * @throws StoreError whose message says what to do
 */
export async function openHalyard(config: Config, options: OpenOptions = {}): Promise<Halyard> {
  const file = openDataFolder(config.dataDir)
  try {
    return await openOver(file, file.isReadOnly ? [] : raiseDoubted(file, options.nowMs), config, options)
  } catch (error) {
    file.close()
    throw error
  }
}

/** The same over nothing: gone when it is closed. */
export async function openHalyardInMemory(
  config: Pick<Config, 'limits' | 'adminToken'>,
  options: OpenOptions = {},
): Promise<Halyard> {
  const database = openDatabase(':memory:')
  const close = (): void => void database.close()
  return openOver({ database, guard: UNGUARDED, paths: undefined, close }, [], config, options)
}

type OpenDatabase = Pick<OpenFile, 'database' | 'guard' | 'close'> & { readonly paths: OpenFile['paths'] | undefined }

async function openOver(
  file: OpenDatabase,
  raised: readonly RaisedEpoch[],
  config: Pick<Config, 'limits' | 'adminToken'>,
  { nowMs = Date.now, onListenerError = () => undefined }: OpenOptions,
): Promise<Halyard> {
  const { database, guard, paths } = file
  let keeper: PositionKeeper | undefined
  const close = (): void => file.close(keeper?.stop())
  const store = new SqliteStore(database, { limits: config.limits, nowMs, onListenerError, guard }, close)
  const tokenStore = new SqliteTokens(database, { nowMs, guard })
  const auditLog = new SqliteAuditLog(database)
  const tokens = tokenDirectory({
    admin: adminTokens(() => store.setting(ADMIN_TOKEN_SETTING), config.adminToken),
    store: tokenStore,
    nowMs,
    onFailure: () => undefined, // Whatever ails the disk, the next write that matters says so.
  })
  const { project, environments } = FIRST_PROJECT
  const isFirst = await createFirstProject({ store, nowMs, mint: randomMint }, project, environments)
  return {
    store,
    history: store,
    keys: store,
    pastRulesets: new SqlitePastRulesets(drizzle(database)),
    changeRequests: new SqliteChangeRequests(drizzle(database)),
    evaluationCounts: new SqliteEvaluationCounts(database, guard),
    changeTimes: new SqliteChangeTimes(drizzle(database)),
    tokenStore,
    auditLog,
    webhooks: new SqliteWebhooks(database, { nowMs, guard }),
    tokens,
    folder: paths?.folder,
    made: isFirst ? FIRST_PROJECT : undefined,
    raised,
    writesRefused: () => guard.refusal(),
    record: (served, onFailure) => {
      if (paths === undefined || guard.refusal() === 'read-only') return
      keeper ??= new PositionKeeper({ database, paths, guard, served, onFailure })
    },
    issueAdminToken: () => (guard.refusal() === undefined ? ensureAdminToken(store, config.adminToken) : undefined),
    async close() {
      tokens.writeUses()
      await store.close()
    },
  }
}

function raiseDoubted({ database, record, isNew }: OpenFile, nowMs: () => number = Date.now): readonly RaisedEpoch[] {
  return isNew ? [] : raiseEpochs(database, doubtBy(database, record), record, SYSTEM, nowMs())
}

/**
 * Raises the epoch of every environment, so that all SDKs take the state that is in the folder, whatever they hold.
 * @throws StoreError LOCKED while a server runs on it, or whatever else keeps the folder from being opened
 */
export function raiseAllEpochs(
  config: Pick<Config, 'dataDir'>,
  nowMs: () => number = Date.now,
): readonly RaisedEpoch[] {
  const file = openAlone(config.dataDir)
  const { database, guard, record, paths } = file
  let served: readonly ServedPosition[] | undefined
  try {
    guard.assertWritable()
    const raised = raiseEpochs(database, () => 'npm start -- raise-epoch', record, SYSTEM, nowMs())
    served = positionsIn(database)
    return raised
  } finally {
    // The next start need not find out once more.
    file.close(() => void (served === undefined || writeRecord(paths, served, 'stopped')))
  }
}

/** What the admin API works with, over an open data folder. */
export function createServiceDeps(
  halyard: Pick<
    Halyard,
    | 'store'
    | 'pastRulesets'
    | 'changeRequests'
    | 'evaluationCounts'
    | 'changeTimes'
    | 'tokenStore'
    | 'auditLog'
    | 'webhooks'
  >,
  config: Pick<Config, 'limits' | 'rates' | 'webhooksToLoopback'>,
  connections: Connections,
  nowMs: () => number = Date.now,
): ServiceDeps & { readonly rates: Rates } {
  const { limits, rates, webhooksToLoopback: allowLoopback } = config
  const { store, pastRulesets, changeRequests, evaluationCounts, changeTimes, tokenStore, auditLog, webhooks } = halyard
  return {
    store,
    pastRulesets,
    changeRequests,
    evaluationCounts,
    changeTimes,
    tokenStore,
    auditLog,
    webhooks,
    webhookTools: { newSecret: newWebhookSecret, problemOfUrl: (url) => problemOfTarget(url, { allowLoopback }) },
    limits,
    rates,
    nowMs,
    mint: randomMint,
    mintCredential,
    connections,
  }
}

/** Sends webhooks from an open data folder. */
export function createDispatcher(
  { auditLog, webhooks }: Pick<Halyard, 'auditLog' | 'webhooks'>,
  {
    webhooksToLoopback,
    ...deps
  }: Pick<DispatcherDeps, 'onOutcome' | 'onFailure'> & Partial<DispatcherDeps> & Pick<Config, 'webhooksToLoopback'>,
): WebhookDispatcher {
  return new WebhookDispatcher({
    outbox: webhooks,
    webhooks,
    log: auditLog,
    send: createSender({ allowLoopback: webhooksToLoopback }),
    nowMs: Date.now,
    random: Math.random,
    newId: () => `msg_${randomMint.id()}`,
    digestOf: sha256,
    system: SYSTEM,
    ...deps,
  })
}

/**
 * Replaces the admin token that was made at the first start; a running server takes the new one at once.
 * @returns the new token, to be shown once
 * @throws ConfigError while a token is configured; StoreError; either says what to do
 */
export function resetAdminToken(config: Pick<Config, 'dataDir' | 'adminToken'>): string {
  if (config.adminToken !== undefined) {
    throw new ConfigError(['HALYARD_ADMIN_TOKEN: it is set, and counts alone. Change it there, or unset it first.'])
  }
  const token = newAdminToken()
  keepingRecord(pathsIn(config.dataDir), () => {
    const database = openBeside(config.dataDir)
    try {
      database
        .prepare(
          'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        )
        .run(ADMIN_TOKEN_SETTING, sha256(token))
    } finally {
      database.close()
    }
  })
  return token
}

/** Makes a token unless one is configured, or was made before. */
function ensureAdminToken(store: SqliteStore, configured: string | undefined): string | undefined {
  if (configured !== undefined || store.setting(ADMIN_TOKEN_SETTING) !== undefined) return undefined
  const token = newAdminToken()
  store.putSetting(ADMIN_TOKEN_SETTING, sha256(token))
  return token
}
