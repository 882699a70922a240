import type { operations } from '@halyard/admin-api'
import { environmentIn } from '../../domain/command.ts'
import { keyResource } from '../../domain/resources.ts'
import { createKey, revokeKey, rotateKey } from '../../services/keys/change-key.ts'
import { created, deleted, listed, shown } from './answer.ts'
import type { AdminDeps } from './env.ts'
import type { Handlers } from './mount.ts'
import { lookAt, notFound } from './reads.ts'

export function keyHandlers(deps: AdminDeps): Handlers<typeof operations.keys> {
  const { store } = deps
  return {
    async list({ c, params: { project, environment }, query }) {
      return lookAt(c, store, { project, environments: [environment] }, (state) => {
        const keys = [...environmentIn(state, environment).keys.values()].map(keyResource)
        return listed(c, keys, query, ({ id }) => id)
      })
    },
    async create({ c, actor, params, ask }) {
      const { project, environment } = params
      const outcome = await createKey(deps, actor, { ...ask, ...params })
      return created(c, store, outcome, ({ id }) => `/projects/${project}/environments/${environment}/keys/${id}`)
    },
    async get({ c, params: { project, environment, id } }) {
      return lookAt(c, store, { project, environments: [environment] }, (state) => {
        const key = environmentIn(state, environment).keys.get(id)
        return key === undefined ? notFound('key-not-found', 'key', id) : shown(c, keyResource(key))
      })
    },
    async delete({ c, actor, params, ask }) {
      return deleted(c, store, await revokeKey(deps, actor, { ...ask, ...params }))
    },
    async rotate({ c, actor, params, ask }) {
      const { project, environment } = params
      const outcome = await rotateKey(deps, actor, { ...ask, ...params })
      return created(c, store, outcome, ({ id }) => `/projects/${project}/environments/${environment}/keys/${id}`)
    },
  }
}
