/** The admin API over a store in memory, for tests. */
import type Database from 'better-sqlite3'
import { WRITE_LIMITS } from '@halyard/protocol'
import type { Limits } from '../../domain/limits.ts'
import { mintCredential, randomMint } from '../../services/credentials.ts'
import { createFirstProject } from '../../services/projects/create-project.ts'
import { openDatabase } from '../../store/sqlite/open.ts'
import { SqliteStore } from '../../store/sqlite/sqlite-store.ts'
import type { Role } from '../../store/store.ts'
import { createAdminRoutes } from './routes.ts'

export interface TestAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

export interface TestAdmin {
  readonly store: SqliteStore
  readonly database: Database.Database
  readonly reported: unknown[]
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>
}

export interface TestOptions {
  readonly limits?: Partial<Limits>
  readonly rates?: { readonly admin: number; readonly kill: number }
  readonly nowMs?: () => number
}

/** Tokens are the names of roles. */
export async function openTestAdmin(options: TestOptions = {}): Promise<TestAdmin> {
  const { nowMs = Date.now, rates = { admin: 1_000_000, kill: 1_000_000 } } = options
  const limits = { ...WRITE_LIMITS, ...options.limits }
  const database = openDatabase(':memory:')
  const reported: unknown[] = []
  const report = (error: unknown) => reported.push(error)
  const store = new SqliteStore(database, { limits, nowMs, onListenerError: report })
  await createFirstProject({ store, nowMs, mint: randomMint }, 'default', ['development', 'production'])
  const tokens = { actorByToken: async (token: string) => ({ id: token, name: token, role: token as Role }) }
  const connections = { count: () => ({ server: 3, client: 2 }) }
  const services = { store, limits, nowMs, mint: randomMint, mintCredential, connections }
  const routes = createAdminRoutes({ ...services, rates, tokens, report })
  return {
    store,
    database,
    reported,
    async call(method, path, body, headers = {}) {
      const isText = typeof body === 'string'
      const response = await routes.request(path, {
        method,
        headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers },
        ...(body === undefined ? undefined : { body: isText ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
    },
  }
}
