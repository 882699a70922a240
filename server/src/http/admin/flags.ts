import { createFlagSchema } from '@halyard/admin-api'
import { Hono } from 'hono'
import { flagResource } from '../../domain/resources.ts'
import { createFlag } from '../../services/flags/create-flag.ts'
import { authorize } from '../../services/policy.ts'
import { created, shown } from './answer.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { lookAt, notFound } from './reads.ts'
import { readWrite } from './request.ts'

const ALL = '/projects/:project/flags'
const ONE = `${ALL}/:flag` as const

export function flagRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const { store, limits } = deps
  const routes = new Hono<AdminEnv>()
  routes.post(ALL, async (c) => {
    const { project } = c.req.param()
    const outcome = await createFlag(deps, c.get('actor'), { ...(await readWrite(c, createFlagSchema, limits)), project })
    return created(c, store, outcome, ({ key }) => `/projects/${project}/flags/${key}`)
  })
  routes.get(ONE, async (c) => {
    const { project, flag: key } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project })
    return lookAt(c, store, { project, environments: [], flags: [key] }, ({ flags }) => {
      const flag = flags.get(key)
      return flag === undefined ? notFound('flag-not-found', 'flag', key) : shown(c, flagResource(flag))
    })
  })
  return routes
}
