import { deleteSchema, KEY_EXPECTED, KEY_PATTERN, putSegmentSchema } from '@halyard/admin-api'
import { Hono } from 'hono'
import { environmentIn } from '../../domain/command.ts'
import { segmentResource } from '../../domain/resources.ts'
import { authorize } from '../../services/policy.ts'
import { deleteSegment, putSegment } from '../../services/segments/change-segment.ts'
import { HttpError } from '../errors.ts'
import { created, deleted, listed, refused, shown } from './answer.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { lookAt, notFound } from './reads.ts'
import { readPage, readWrite } from './request.ts'

const ALL = '/projects/:project/environments/:environment/segments'
const ONE = `${ALL}/:segment` as const

export function segmentRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const { store, limits } = deps
  const routes = new Hono<AdminEnv>()
  routes.get(ALL, async (c) => {
    const { project, environment } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project, environment })
    const page = readPage(c)
    return lookAt(c, store, { project, environments: [environment] }, (state) => {
      const held = environmentIn(state, environment)
      const segments = [...held.segments.values()].map((segment) => segmentResource(held, segment))
      return listed(c, segments, page, ({ key }) => key)
    })
  })
  routes.get(ONE, async (c) => {
    const { project, environment, segment: key } = c.req.param()
    authorize(c.get('actor'), 'project.read', { project, environment })
    return lookAt(c, store, { project, environments: [environment], segments: [key] }, (state) => {
      const held = environmentIn(state, environment)
      const segment = held.segments.get(key)
      return segment === undefined
        ? notFound('segment-not-found', 'segment', key)
        : shown(c, segmentResource(held, segment))
    })
  })
  routes.put(ONE, async (c) => {
    const { project, environment, segment } = c.req.param()
    if (!KEY_PATTERN.test(segment)) throw new HttpError('invalid', `A segment's key must have ${KEY_EXPECTED}.`)
    const ask = await readWrite(c, putSegmentSchema, limits)
    const outcome = await putSegment(deps, c.get('actor'), { ...ask, project, environment, segment })
    if (outcome.outcome === 'refused') return refused(c, store, outcome.refusal)
    if (!outcome.answer.isNew) return shown(c, outcome.answer.segment)
    const path = `/projects/${project}/environments/${environment}/segments/${segment}`
    return created(c, store, { ...outcome, answer: outcome.answer.segment }, () => path)
  })
  routes.delete(ONE, async (c) => {
    const ask = await readWrite(c, deleteSchema, limits)
    return deleted(c, store, await deleteSegment(deps, c.get('actor'), { ...ask, ...c.req.param() }))
  })
  return routes
}
