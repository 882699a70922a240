import type { operations } from '@halyard/admin-api'
import { createToken, readOwnToken, readTokens, revokeToken } from '../../services/tokens/change-token.ts'
import { missingToken } from '../../store/tokens.ts'
import { refusal } from '../errors.ts'
import { created, deleted, listed, shown } from './answer.ts'
import type { AdminDeps } from './env.ts'
import type { Handlers } from './mount.ts'

export function tokenHandlers(deps: AdminDeps): Handlers<typeof operations.tokens> {
  return {
    list({ c, actor, query }) {
      return listed(c, readTokens(deps, actor), query, ({ id }) => id)
    },
    async create({ c, actor, ask }) {
      return created(c, deps.store, await createToken(deps, actor, ask), ({ id }) => `/tokens/${id}`)
    },
    self({ c, actor }) {
      return c.json(readOwnToken(deps, actor), 200, { 'Cache-Control': 'no-store' })
    },
    get({ c, actor, params }) {
      const token = readTokens(deps, actor).find(({ id }) => id === params.id)
      return token === undefined ? refusal(c, missingToken(params.id)) : shown(c, token)
    },
    async delete({ c, actor, params, ask }) {
      return deleted(c, deps.store, await revokeToken(deps, actor, { ...ask, ...params }))
    },
  }
}
