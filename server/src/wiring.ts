/** Puts the server's parts together: the only file that knows which store is behind the port. */
import type { Config, Rates } from './config.ts'
import { ConfigError } from './config.ts'
import type { TokenDirectory } from './services/admin-token.ts'
import { ADMIN_TOKEN_SETTING, adminTokens, newAdminToken } from './services/admin-token.ts'
import { mintCredential, randomMint, sha256 } from './services/credentials.ts'
import type { Connections, ServiceDeps } from './services/deps.ts'
import { createFirstProject } from './services/projects/create-project.ts'
import type { History, KeyDirectory } from './store/history.ts'
import { openBeside, openDatabase, openDataFolder } from './store/sqlite/open.ts'
import { SqliteStore } from './store/sqlite/sqlite-store.ts'
import type { Store } from './store/store.ts'

/** An open data folder. */
export interface Halyard {
  readonly store: Store
  readonly history: History
  readonly keys: KeyDirectory
  readonly tokens: TokenDirectory
  /**
   * Makes the admin token, to be shown once; undefined when one is configured or was made before. Asked for only when
   * the server listens: a start that fails must not swallow it.
   */
  issueAdminToken(): string | undefined
  close(): Promise<void>
}

export interface OpenOptions {
  readonly nowMs?: (() => number) | undefined
  /** A listener of commits threw; the commit stands. */
  readonly onListenerError?: ((error: unknown) => void) | undefined
}

/**
 * Opens the data folder; the first time, makes the project `default` with `development` and `production`.
 * @throws StoreError whose message says what to do
 */
export async function openHalyard(config: Config, options: OpenOptions = {}): Promise<Halyard> {
  const file = openDataFolder(config.dataDir)
  return openOver(file.database, () => file.close(), config, options)
}

/** The same over nothing: gone when it is closed. */
export async function openHalyardInMemory(
  config: Pick<Config, 'limits' | 'adminToken'>,
  options: OpenOptions = {},
): Promise<Halyard> {
  const database = openDatabase(':memory:')
  return openOver(database, () => database.close(), config, options)
}

async function openOver(
  database: ReturnType<typeof openDatabase>,
  close: () => void,
  config: Pick<Config, 'limits' | 'adminToken'>,
  { nowMs = Date.now, onListenerError = () => undefined }: OpenOptions,
): Promise<Halyard> {
  const store = new SqliteStore(database, { limits: config.limits, nowMs, onListenerError }, close)
  try {
    await createFirstProject({ store, nowMs, mint: randomMint }, 'default', ['development', 'production'])
    const tokens = adminTokens(() => store.setting(ADMIN_TOKEN_SETTING), config.adminToken)
    const issueAdminToken = (): string | undefined => ensureAdminToken(store, config.adminToken)
    return { store, history: store, keys: store, tokens, issueAdminToken, close: () => store.close() }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** What the admin API works with, over an open data folder. */
export function createServiceDeps(
  halyard: Pick<Halyard, 'store'>,
  config: Pick<Config, 'limits' | 'rates'>,
  connections: Connections,
  nowMs: () => number = Date.now,
): ServiceDeps & { readonly rates: Rates } {
  const { limits, rates } = config
  return { store: halyard.store, limits, rates, nowMs, mint: randomMint, mintCredential, connections }
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
  const database = openBeside(config.dataDir)
  try {
    const token = newAdminToken()
    database
      .prepare(
        'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(ADMIN_TOKEN_SETTING, sha256(token))
    return token
  } finally {
    database.close()
  }
}

/** Makes a token unless one is configured, or was made before. */
function ensureAdminToken(store: SqliteStore, configured: string | undefined): string | undefined {
  if (configured !== undefined || store.setting(ADMIN_TOKEN_SETTING) !== undefined) return undefined
  const token = newAdminToken()
  store.putSetting(ADMIN_TOKEN_SETTING, sha256(token))
  return token
}
