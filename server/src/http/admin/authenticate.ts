import type { MiddlewareHandler } from 'hono'
import type { TokenDirectory } from '../../services/admin-token.ts'
import { problem } from '../errors.ts'
import type { AdminEnv } from './env.ts'

/** Lets nobody in without a token, and tells routes who it is. Unknown, expired and revoked tokens look alike. */
export function authenticate(tokens: TokenDirectory): MiddlewareHandler<AdminEnv> {
  return async (c, next) => {
    const token = /^Bearer +(\S.*)$/i.exec(c.req.header('authorization') ?? '')?.[1]?.trim()
    const actor = token === undefined ? undefined : await tokens.actorByToken(token)
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
    return next()
  }
}
