/** The first and last to see each request: names it, counts it, logs it. */
import { randomUUID } from 'node:crypto'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { HttpEnv } from './context.ts'

/** One answered request. Holds no query string, header, body or credential. */
export interface AccessRecord {
  readonly requestId: string
  readonly method: string
  /** The pattern that matched, such as `/sdk/v1/ruleset`; `unmatched` where none did. Bounded in number. */
  readonly route: string
  readonly status: number
  readonly tookMs: number
}

export interface RequestContextOptions {
  /** Whether `X-Forwarded-For` is believed: only behind a proxy that writes it. */
  readonly trustProxy: boolean
  readonly answered: (record: AccessRecord) => void
}

/** Anything else could break out of a log line or a header. */
const SAFE_ID = /^[\w.-]{1,128}$/

export function requestContext({ trustProxy, answered }: RequestContextOptions): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const startedMs = performance.now()
    const given = c.req.header('x-request-id')
    const requestId = given !== undefined && SAFE_ID.test(given) ? given : randomUUID()
    c.set('requestId', requestId)
    c.set('address', addressOf(c, trustProxy))
    await next()
    // What was written past Hono has them, and is on the wire.
    if (c.res !== RESPONSE_ALREADY_SENT) {
      c.res.headers.set('X-Request-Id', requestId)
      c.res.headers.set('X-Content-Type-Options', 'nosniff')
    }
    const tookMs = Math.round((performance.now() - startedMs) * 1_000) / 1_000
    const record = { requestId, method: c.req.method, route: routeOf(c), status: statusOf(c), tookMs }
    // Whoever asked has their answer, and every stream a change, before a line is written about it.
    if (c.env?.outgoing === undefined) answered(record)
    else setImmediate(answered, record)
  }
}

/** Some answers are written past Hono. */
function statusOf({ env, res }: Context<HttpEnv>): number {
  return env?.outgoing?.headersSent === true ? env.outgoing.statusCode : res.status
}

function addressOf(c: Context<HttpEnv>, trustProxy: boolean): string {
  // The last entry is the one that our own proxy saw; whatever stands before it is the client's word.
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  return forwarded || (c.env?.incoming?.socket.remoteAddress ?? 'unknown')
}

function routeOf(c: Context<HttpEnv>): string {
  const path = routePath(c)
  return path === '' || path.endsWith('*') ? 'unmatched' : path
}
