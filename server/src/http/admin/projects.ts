import { createProjectSchema, deleteSchema, patchProjectSchema } from '@halyard/admin-api'
import { Hono } from 'hono'
import { projectResource } from '../../domain/resources.ts'
import { authorize, isInReach } from '../../services/policy.ts'
import { deleteProject, patchProject } from '../../services/projects/change-project.ts'
import { createProject } from '../../services/projects/create-project.ts'
import { created, deleted, listed, shown, written } from './answer.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { lookAt } from './reads.ts'
import { readPage, readWrite } from './request.ts'

export function projectRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const { store, limits } = deps
  const routes = new Hono<AdminEnv>()
  routes.get('/', async (c) => {
    const inReach = (await store.projects()).filter(({ key }) => isInReach(c.get('actor'), { project: key }))
    return listed(c, inReach.map(projectResource), readPage(c), ({ key }) => key)
  })
  routes.post('/', async (c) => {
    const outcome = await createProject(deps, c.get('actor'), await readWrite(c, createProjectSchema, limits))
    return created(c, store, outcome, ({ key }) => `/projects/${key}`)
  })
  routes.get('/:project', async (c) => {
    const project = c.req.param('project')
    authorize(c.get('actor'), 'project.read', { project })
    return lookAt(c, store, { project, environments: [] }, (state) => shown(c, projectResource(state.project)))
  })
  routes.patch('/:project', async (c) => {
    const ask = await readWrite(c, patchProjectSchema, limits)
    return written(c, store, await patchProject(deps, c.get('actor'), { ...ask, project: c.req.param('project') }))
  })
  routes.delete('/:project', async (c) => {
    const ask = await readWrite(c, deleteSchema, limits)
    return deleted(c, store, await deleteProject(deps, c.get('actor'), { ...ask, project: c.req.param('project') }))
  })
  return routes
}
