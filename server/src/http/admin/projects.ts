import type { operations } from '@halyard/admin-api'
import { projectResource } from '../../domain/resources.ts'
import { isInReach } from '../../services/policy.ts'
import { deleteProject, patchProject } from '../../services/projects/change-project.ts'
import { createProject } from '../../services/projects/create-project.ts'
import { created, deleted, listed, shown, written } from './answer.ts'
import type { AdminDeps } from './env.ts'
import type { Handlers } from './mount.ts'
import { lookAt } from './reads.ts'

export function projectHandlers(deps: AdminDeps): Handlers<typeof operations.projects> {
  const { store } = deps
  return {
    async list({ c, actor, query }) {
      const inReach = (await store.projects()).filter(({ key }) => isInReach(actor, { project: key }))
      return listed(c, inReach.map(projectResource), query, ({ key }) => key)
    },
    async create({ c, actor, ask }) {
      return created(c, store, await createProject(deps, actor, ask), ({ key }) => `/projects/${key}`)
    },
    async get({ c, params }) {
      return lookAt(c, store, { ...params, environments: [] }, (state) => shown(c, projectResource(state.project)))
    },
    async update({ c, actor, params, ask }) {
      return written(c, store, await patchProject(deps, actor, { ...ask, ...params }))
    },
    async delete({ c, actor, params, ask }) {
      return deleted(c, store, await deleteProject(deps, actor, { ...ask, ...params }))
    },
  }
}
