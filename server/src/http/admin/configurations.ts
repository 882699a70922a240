import type { HistoryResource } from '@halyard/admin-api'
import { killSchema, mergePatchSchema, putConfigurationSchema, rollbackSchema } from '@halyard/admin-api'
import { Hono } from 'hono'
import { environmentIn } from '../../domain/command.ts'
import { findFlag } from '../../domain/find-flag.ts'
import { configurationResource } from '../../domain/resources.ts'
import { patchConfiguration, putConfiguration, rollBack } from '../../services/configurations/change-configuration.ts'
import { killFlag, restoreFlag } from '../../services/flags/kill-flag.ts'
import { authorize } from '../../services/policy.ts'
import type { HistoryEntry } from '../../store/store.ts'
import { refusal } from '../errors.ts'
import { shown, written } from './answer.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { lookAt } from './reads.ts'
import { badQuery, encodeCursor, parseWith, readAsk, readJson, readPage, readWrite } from './request.ts'

const ONE = '/projects/:project/environments/:environment/flags/:flag'

export function configurationRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const { store, limits } = deps
  const routes = new Hono<AdminEnv>()
  routes.get(ONE, async (c) => {
    const { project, environment, flag } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project, environment })
    return lookAt(c, store, { project, environments: [environment], flags: [flag] }, (state) => {
      const found = findFlag(state, flag)
      if ('code' in found) return found
      const held = environmentIn(state, environment)
      const configuration = held.configurations.get(flag)
      if (configuration === undefined) throw new Error(`The flag "${flag}" has no configuration in "${environment}"`)
      return shown(c, configurationResource(held, flag, configuration))
    })
  })
  routes.put(ONE, async (c) => {
    const ask = await readWrite(c, putConfigurationSchema, limits)
    return written(c, store, await putConfiguration(deps, c.get('actor'), { ...ask, ...c.req.param() }))
  })
  routes.patch(ONE, async (c) => {
    const { reason: given, ...patch } = parseWith(mergePatchSchema, await readJson(c, limits))
    const { reason } = parseWith(killSchema, given === undefined ? {} : { reason: given })
    const ask = { ...readAsk(c, reason), ...c.req.param(), patch }
    return written(c, store, await patchConfiguration(deps, c.get('actor'), ask))
  })
  routes.post(`${ONE}/kill`, async (c) => {
    const ask = await readWrite(c, killSchema, limits)
    return written(c, store, await killFlag(deps, c.get('actor'), { ...ask, ...c.req.param() }))
  })
  routes.post(`${ONE}/restore`, async (c) => {
    const ask = await readWrite(c, killSchema, limits)
    return written(c, store, await restoreFlag(deps, c.get('actor'), { ...ask, ...c.req.param() }))
  })
  routes.post(`${ONE}/rollback`, async (c) => {
    const { input, ...ask } = await readWrite(c, rollbackSchema, limits)
    return written(
      c,
      store,
      await rollBack(deps, c.get('actor'), { ...ask, ...c.req.param(), revision: input.revision }),
    )
  })
  routes.get(`${ONE}/history`, async (c) => {
    const { project, environment, flag } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project, environment })
    const { limit, cursor } = readPage(c)
    const before = cursor === undefined ? undefined : Number(cursor)
    if (before !== undefined && !Number.isSafeInteger(before)) {
      throw badQuery('cursor', c.req.query('cursor'), 'the `nextCursor` of the page before')
    }
    const found = await store.read({ project, environments: [environment], flags: [flag] }, (state) =>
      findFlag(state, flag),
    )
    if ('code' in found) return refusal(c, found)
    const { items, next } = await store.flagHistory(project, environment, flag, { limit, before })
    const nextCursor = next === null ? null : encodeCursor(String(next))
    return c.json({ items: items.map(historyResource), nextCursor }, 200, { 'Cache-Control': 'no-store' })
  })
  return routes
}

function historyResource({ revision, atMs, actor, action, reason, before, after }: HistoryEntry): HistoryResource {
  return { revision, at: new Date(atMs).toISOString(), actor, action, reason, before, after }
}
