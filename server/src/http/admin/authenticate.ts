import type { MiddlewareHandler } from 'hono'
import type { TokenDirectory } from '../../services/admin-token.ts'
import { problem } from '../errors.ts'
import { networkOf } from '../network-of.ts'
import { RateLimiter } from '../rate-limit.ts'
import type { AdminEnv } from './env.ts'

/** Refused credentials a minute and address: more than anybody mistypes, and no way to guess. */
const REFUSALS_PER_MINUTE = 120

/**
 * Lets nobody in without a token, and tells routes who it is. Unknown, expired and revoked tokens look alike. An
 * address that is refused too often is told to wait; whoever has a right token gets in from there all the same.
 */
export function authenticate(tokens: TokenDirectory): MiddlewareHandler<AdminEnv> {
  const refusals = new RateLimiter(REFUSALS_PER_MINUTE)
  return async (c, next) => {
    const token = /^Bearer +(\S.*)$/i.exec(c.req.header('authorization') ?? '')?.[1]?.trim()
    const actor = token === undefined ? undefined : await tokens.actorByToken(token)
    const stranger = actor === undefined ? networkOf(c.get('address') ?? '') : undefined
    const waitSeconds = stranger === undefined ? 0 : refusals.take(stranger)
    if (stranger !== undefined && waitSeconds > 0) {
      const detail = `Too many requests without a valid token came from this address. Come again in ${waitSeconds} s.`
      const headers = { 'Retry-After': String(waitSeconds), ...refusals.headers(stranger) }
      return problem(c, 'rate-limited', detail, { headers })
    }
    if (actor === undefined && /^hal_(?:sdk|cid)_/.test(token ?? '')) {
      return problem(c, 'forbidden', 'This is a credential of SDKs. The admin API takes API tokens (hal_api_…).')
    }
    if (actor === undefined) {
      const detail =
        token === undefined
          ? 'Send an API token: Authorization: Bearer <token>.'
          : 'The API token is not valid here. A lost admin token is replaced with `npm start -- reset-admin-token`.'
      return problem(c, 'unauthorized', detail, { headers: { 'WWW-Authenticate': 'Bearer realm="Halyard"' } })
    }
    c.set('actor', { ...actor, ip: c.get('address'), requestId: c.get('requestId') })
    c.set('token', token ?? '')
    return next()
  }
}
