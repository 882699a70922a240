import { createKeySchema, deleteSchema } from '@halyard/admin-api'
import { Hono } from 'hono'
import { environmentIn } from '../../domain/command.ts'
import { keyResource } from '../../domain/resources.ts'
import { createKey, revokeKey } from '../../services/keys/change-key.ts'
import { authorize } from '../../services/policy.ts'
import { created, deleted, listed, shown } from './answer.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { lookAt, notFound } from './reads.ts'
import { readPage, readWrite } from './request.ts'

const ALL = '/projects/:project/environments/:environment/keys'
const ONE = `${ALL}/:id` as const

export function keyRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const { store, limits } = deps
  const routes = new Hono<AdminEnv>()
  routes.get(ALL, async (c) => {
    const { project, environment } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project, environment })
    const page = readPage(c)
    return lookAt(c, store, { project, environments: [environment] }, (state) => {
      const keys = [...environmentIn(state, environment).keys.values()].map(keyResource)
      return listed(c, keys, page, ({ id }) => id)
    })
  })
  routes.post(ALL, async (c) => {
    const { project, environment } = c.req.param()
    const ask = await readWrite(c, createKeySchema, limits)
    const outcome = await createKey(deps, c.get('actor'), { ...ask, project, environment })
    return created(c, store, outcome, ({ id }) => `/projects/${project}/environments/${environment}/keys/${id}`)
  })
  routes.get(ONE, async (c) => {
    const { project, environment, id } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project, environment })
    return lookAt(c, store, { project, environments: [environment] }, (state) => {
      const key = environmentIn(state, environment).keys.get(id)
      return key === undefined ? notFound('key-not-found', 'key', id) : shown(c, keyResource(key))
    })
  })
  routes.delete(ONE, async (c) => {
    const ask = await readWrite(c, deleteSchema, limits)
    return deleted(c, store, await revokeKey(deps, c.get('actor'), { ...ask, ...c.req.param() }))
  })
  return routes
}
