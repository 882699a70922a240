/** The admin API over a store in memory, for tests. */
import type { Role } from '@halyard/admin-api'
import { ROLES } from '@halyard/admin-api'
import { WRITE_LIMITS } from '@halyard/protocol'
import type { Limits } from '../../domain/limits.ts'
import { type ChangeStreamOptions, ChangeStreams } from '../../live/change-streams.ts'
import { tellOfStaleFlags } from '../../services/insight/tell-of-stale-flags.ts'
import { SYSTEM } from '../../services/projects/create-project.ts'
import { testConnections } from '../../services/test-connections.ts'
import type { EvaluationCountStore } from '../../store/evaluation-counts.ts'
import type { History } from '../../store/history.ts'
import type { Store } from '../../store/store.ts'
import { createServiceDeps, type Halyard, openHalyardInMemory } from '../../wiring.ts'
import { createAdminRoutes } from './routes.ts'

export interface TestAnswer {
  readonly status: number
  readonly headers: Headers
  /** Of what is no JSON, its text: for the schema that it is held against. */
  readonly body: Record<string, unknown>
  readonly text: string
}

export interface TestAdmin {
  readonly store: Store
  readonly history: History
  readonly evaluationCounts: EvaluationCountStore
  readonly halyard: Halyard
  readonly changeStreams: ChangeStreams
  /** What a server does by itself, some times a day. */
  tellOfStaleFlags(): Promise<number>
  /** What nobody expected. */
  readonly reported: unknown[]
  /** A `GET` whose answer is read by the test. */
  request(path: string, headers?: Record<string, string>): Promise<Response>
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>
}

export interface TestOptions {
  readonly limits?: Partial<Limits>
  readonly rates?: { readonly admin: number; readonly kill: number }
  readonly streams?: Partial<ChangeStreamOptions>
  readonly webhooksToLoopback?: boolean
}

const UNLIMITED = { admin: 1_000_000, kill: 1_000_000, poll: 1, streams: 1, clientStreams: 1 }

/** Tokens are the names of roles, or `role:somebody` for several of one role; those that the API makes work too. */
export async function openTestAdmin(options: TestOptions = {}): Promise<TestAdmin> {
  const config = {
    limits: { ...WRITE_LIMITS, ...options.limits },
    rates: { ...UNLIMITED, ...options.rates },
    adminToken: undefined,
    webhooksToLoopback: options.webhooksToLoopback ?? false,
  }
  const reported: unknown[] = []
  const report = (error: unknown) => reported.push(error)
  const halyard = await openHalyardInMemory(config, { onListenerError: report })
  const tokens = {
    actorByToken: async (token: string) => {
      const [role = ''] = token.split(':')
      return isRole(role) ? { id: token, name: token, role } : halyard.tokens.actorByToken(token)
    },
  }
  const services = createServiceDeps(halyard, config, testConnections(3, 2))
  const changeStreams = new ChangeStreams((listener) => halyard.auditLog.onAppend(listener), options.streams)
  const routes = createAdminRoutes({ ...services, tokens, changeStreams, report })
  return {
    store: halyard.store,
    history: halyard.history,
    evaluationCounts: halyard.evaluationCounts,
    tellOfStaleFlags: () => tellOfStaleFlags({ ...halyard, nowMs: Date.now }, SYSTEM),
    halyard,
    changeStreams,
    request: async (path, headers = {}) =>
      routes.request(path, { headers: { authorization: 'Bearer admin', ...headers } }),
    reported,
    async call(method, path, body, headers = {}) {
      const response = await routes.request(path, {
        method,
        headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers },
        ...(body === undefined ? undefined : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: response.status, headers: response.headers, ...(await read(response)) }
    },
  }
}

async function read(response: Response): Promise<Pick<TestAnswer, 'body' | 'text'>> {
  const type = response.headers.get('content-type') ?? ''
  const text = type.startsWith('text/event-stream') ? await beginningOf(response) : await response.text()
  const isText = text !== '' && !/[/+]json(?:;|$)/.test(type)
  return { text, body: isText ? (text as unknown as Record<string, unknown>) : text === '' ? {} : JSON.parse(text) }
}

/** Of a stream that does not end by itself. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  await reader?.cancel()
  return new TextDecoder().decode(value)
}

function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text)
}
