import type { operations } from '@halyard/admin-api'
import { KEY_EXPECTED, KEY_PATTERN } from '@halyard/admin-api'
import { environmentIn } from '../../domain/command.ts'
import { segmentResource } from '../../domain/resources.ts'
import { attributeWarner } from '../../services/insight/attribute-warnings.ts'
import { deleteSegment, putSegment } from '../../services/segments/change-segment.ts'
import { HttpError } from '../errors.ts'
import { created, deleted, listed, refused, shown, written } from './answer.ts'
import type { AdminDeps } from './env.ts'
import type { Handlers } from './mount.ts'
import { lookAt, notFound } from './reads.ts'

export function segmentHandlers(deps: AdminDeps): Handlers<typeof operations.segments> {
  const { store } = deps
  return {
    async list({ c, params: { project, environment }, query }) {
      return lookAt(c, store, { project, environments: [environment] }, (state) => {
        const held = environmentIn(state, environment)
        const segments = [...held.segments.values()].map((segment) => segmentResource(held, segment))
        return listed(c, segments, query, ({ key }) => key)
      })
    },
    async get({ c, params: { project, environment, segment: key } }) {
      return lookAt(c, store, { project, environments: [environment], segments: [key] }, (state) => {
        const held = environmentIn(state, environment)
        const segment = held.segments.get(key)
        return segment === undefined
          ? notFound('segment-not-found', 'segment', key)
          : shown(c, segmentResource(held, segment))
      })
    },
    async put({ c, actor, params, ask }) {
      const { project, environment, segment } = params
      if (!KEY_PATTERN.test(segment)) throw new HttpError('invalid', `A segment's key must have ${KEY_EXPECTED}.`)
      const outcome = await putSegment(deps, actor, { ...ask, ...params })
      if (outcome.outcome === 'refused') return refused(c, store, outcome.refusal)
      const { isNew, segment: made, ...told } = outcome.answer
      const answer = (await attributeWarner(deps, params))({ ...made, ...told })
      if (!isNew) return written(c, store, { ...outcome, answer })
      const path = `/projects/${project}/environments/${environment}/segments/${segment}`
      return created(c, store, { ...outcome, answer }, () => path)
    },
    async delete({ c, actor, params, ask }) {
      return deleted(c, store, await deleteSegment(deps, actor, { ...ask, ...params }))
    },
  }
}
