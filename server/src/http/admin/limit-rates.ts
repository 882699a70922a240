import type { MiddlewareHandler } from 'hono'
import { problem } from '../errors.ts'
import { RateLimiter } from '../rate-limit.ts'
import type { AdminDeps, AdminEnv } from './env.ts'

const SWITCH = /\/(?:flags\/[^/]+\/(?:kill|restore)|environments\/[^/]+\/kill)$/

/** Counts requests per token, and tells each how much is left. */
export function limitRates(rates: AdminDeps['rates']): MiddlewareHandler<AdminEnv> {
  const all = new RateLimiter(rates.admin)
  const kills = new RateLimiter(rates.kill)
  return async (c, next) => {
    const isKill = c.req.method === 'POST' && SWITCH.test(c.req.path)
    const limiter = isKill ? kills : all
    const { id } = c.get('actor')
    const retryAfterSeconds = limiter.take(id)
    const headers = limiter.headers(id)
    if (retryAfterSeconds > 0) {
      const detail = `This token has used up its requests. Come again in ${retryAfterSeconds} s.`
      return problem(c, 'rate-limited', detail, { headers: { ...headers, 'Retry-After': String(retryAfterSeconds) } })
    }
    await next()
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
    return undefined
  }
}
