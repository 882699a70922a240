import { createEnvironmentSchema, deleteSchema, patchEnvironmentSchema } from '@halyard/admin-api'
import { Hono } from 'hono'
import { environmentIn } from '../../domain/command.ts'
import { environmentResource } from '../../domain/resources.ts'
import {
  createEnvironment,
  deleteEnvironment,
  patchEnvironment,
} from '../../services/environments/change-environment.ts'
import { authorize, isInReach } from '../../services/policy.ts'
import { created, deleted, listed, shown, written } from './answer.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { lookAt } from './reads.ts'
import { readPage, readWrite } from './request.ts'

const ALL = '/projects/:project/environments'
const ONE = `${ALL}/:environment` as const

export function environmentRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const { store, limits } = deps
  const routes = new Hono<AdminEnv>()
  routes.get(ALL, async (c) => {
    const { project } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project })
    const page = readPage(c)
    return lookAt(c, store, { project, environments: 'all' }, ({ environments }) => {
      const inReach = [...environments.values()].filter(({ environment }) =>
        isInReach(c.get('actor'), { project, environment: environment.key }),
      )
      const items = inReach.map(({ environment, revision }) => environmentResource(environment, revision))
      return listed(c, items, page, ({ key }) => key)
    })
  })
  routes.post(ALL, async (c) => {
    const { project } = c.req.param()
    const ask = await readWrite(c, createEnvironmentSchema, limits)
    const outcome = await createEnvironment(deps, c.get('actor'), { ...ask, project })
    return created(c, store, outcome, ({ key }) => `/projects/${project}/environments/${key}`)
  })
  routes.get(ONE, async (c) => {
    const { project, environment } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project, environment })
    return lookAt(c, store, { project, environments: [environment] }, (state) => {
      const held = environmentIn(state, environment)
      return shown(c, environmentResource(held.environment, held.revision))
    })
  })
  routes.patch(ONE, async (c) => {
    const ask = await readWrite(c, patchEnvironmentSchema, limits)
    return written(c, store, await patchEnvironment(deps, c.get('actor'), { ...ask, ...c.req.param() }))
  })
  routes.delete(ONE, async (c) => {
    const ask = await readWrite(c, deleteSchema, limits)
    return deleted(c, store, await deleteEnvironment(deps, c.get('actor'), { ...ask, ...c.req.param() }))
  })
  return routes
}
