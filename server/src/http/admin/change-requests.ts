import type { operations } from '@halyard/admin-api'
import { changeRequestResource, changeRequestSummary } from '../../domain/change-request-resources.ts'
import { notThere } from '../../domain/change-request-verbs.ts'
import { environmentIn } from '../../domain/command.ts'
import {
  applyChangeRequest,
  approveChangeRequest,
  createChangeRequest,
  editChangeRequest,
  rejectChangeRequest,
  submitChangeRequest,
  withdrawChangeRequest,
} from '../../services/change-requests/change-request.ts'
import { refusal } from '../errors.ts'
import { created, shown, turned, written } from './answer.ts'
import type { AdminDeps } from './env.ts'
import type { Handlers } from './mount.ts'
import { lookAt } from './reads.ts'
import { readNumberedPage } from './request.ts'

export function changeRequestHandlers(deps: AdminDeps): Handlers<typeof operations.changeRequests> {
  const { store } = deps
  return {
    async list({ c, params: { project, environment: key }, query }) {
      const page = { ...readNumberedPage(query), state: query.state }
      const scope = { project, environments: [key] }
      const found = await store.read(scope, (state) => ({ environment: environmentIn(state, key).environment }))
      if ('code' in found) return refusal(c, found)
      const { environment } = found
      const requests = await deps.changeRequests.list(environment.id, page)
      return turned(c, requests, (request) => changeRequestSummary(environment, request))
    },
    async create({ c, actor, params, ask }) {
      const { project, environment } = params
      const outcome = await createChangeRequest(deps, actor, { ...ask, ...params })
      const place = `/projects/${project}/environments/${environment}/change-requests`
      return created(c, store, outcome, ({ id }) => `${place}/${id}`)
    },
    async get({ c, params: { project, environment, id } }) {
      return lookAt(c, store, { project, environments: [environment], changeRequests: [id] }, (state) => {
        const request = state.changeRequests?.get(id)
        if (request === undefined) return notThere(id).refusal
        return shown(c, changeRequestResource(state, environmentIn(state, environment), request))
      })
    },
    async update({ c, actor, params, ask }) {
      return written(c, store, await editChangeRequest(deps, actor, { ...ask, ...params }))
    },
    async submit({ c, actor, params, ask }) {
      return written(c, store, await submitChangeRequest(deps, actor, { ...ask, ...params }))
    },
    async approve({ c, actor, params, ask }) {
      return written(c, store, await approveChangeRequest(deps, actor, { ...ask, ...params }))
    },
    async reject({ c, actor, params, ask }) {
      return written(c, store, await rejectChangeRequest(deps, actor, { ...ask, ...params }))
    },
    async withdraw({ c, actor, params, ask }) {
      return written(c, store, await withdrawChangeRequest(deps, actor, { ...ask, ...params }))
    },
    async apply({ c, actor, params, ask }) {
      return written(c, store, await applyChangeRequest(deps, actor, { ...ask, ...params }))
    },
  }
}
