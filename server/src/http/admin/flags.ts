import { createFlagSchema, deleteSchema, FLAG_KINDS, patchFlagSchema } from '@halyard/admin-api'
import type { Context } from 'hono'
import { Hono } from 'hono'
import type { Flag } from '../../domain/documents.ts'
import { findFlag } from '../../domain/find-flag.ts'
import { flagResource } from '../../domain/resources.ts'
import { archiveFlag, patchFlag, purgeFlag } from '../../services/flags/change-flag.ts'
import { createFlag } from '../../services/flags/create-flag.ts'
import { authorize } from '../../services/policy.ts'
import { created, deleted, listed, shown, written } from './answer.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { lookAt } from './reads.ts'
import { badQuery, readFlag, readPage, readWrite } from './request.ts'

const ALL = '/projects/:project/flags'
const ONE = `${ALL}/:flag` as const

export function flagRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const { store, limits } = deps
  const routes = new Hono<AdminEnv>()
  routes.get(ALL, async (c) => {
    const { project } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project })
    const page = readPage(c)
    const isWanted = readFilter(c)
    return lookAt(c, store, { project, environments: [] }, ({ flags }) => {
      const wanted = [...flags.values()].filter(isWanted)
      return listed(c, wanted.map(flagResource), page, ({ key }) => key)
    })
  })
  routes.post(ALL, async (c) => {
    const { project } = c.req.param()
    const outcome = await createFlag(deps, c.get('actor'), {
      ...(await readWrite(c, createFlagSchema, limits)),
      project,
    })
    return created(c, store, outcome, ({ key }) => `/projects/${project}/flags/${key}`)
  })
  routes.get(ONE, async (c) => {
    const { project, flag: key } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project })
    return lookAt(c, store, { project, environments: [], flags: [key] }, (state) => {
      const flag = findFlag(state, key)
      return 'code' in flag ? flag : shown(c, flagResource(flag))
    })
  })
  routes.patch(ONE, async (c) => {
    const ask = await readWrite(c, patchFlagSchema, limits)
    return written(c, store, await patchFlag(deps, c.get('actor'), { ...ask, ...c.req.param() }))
  })
  routes.delete(ONE, async (c) => {
    const ask = { ...(await readWrite(c, deleteSchema, limits)), ...c.req.param() }
    const remove = readFlag(c, 'purge') ? purgeFlag : archiveFlag
    return deleted(c, store, await remove(deps, c.get('actor'), ask))
  })
  return routes
}

/** `?q=&tag=&kind=&state=`: all that are given must hold. Archived flags are listed only when asked for. */
function readFilter(c: Context<AdminEnv>): (flag: Flag) => boolean {
  const { q, tag, kind, state = 'active' } = c.req.query()
  if (kind !== undefined && !FLAG_KINDS.some((known) => known === kind)) {
    throw badQuery('kind', kind, `one of ${FLAG_KINDS.join(', ')}`)
  }
  if (!['active', 'archived', 'all'].includes(state)) throw badQuery('state', state, 'active, archived or all')
  const text = q?.toLowerCase()
  return (flag) =>
    (state === 'all' || flag.archived === (state === 'archived')) &&
    (kind === undefined || flag.kind === kind) &&
    (tag === undefined || flag.tags.includes(tag)) &&
    (text === undefined || `${flag.key}\0${flag.name}\0${flag.description ?? ''}`.toLowerCase().includes(text))
}
