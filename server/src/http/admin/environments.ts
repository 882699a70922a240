import type { operations } from '@halyard/admin-api'
import { environmentIn } from '../../domain/command.ts'
import { environmentResource } from '../../domain/resources.ts'
import { Slices, Turns } from '../../live/turns.ts'
import { listConnections } from '../../services/connections/list-connections.ts'
import {
  createEnvironment,
  deleteEnvironment,
  patchEnvironment,
} from '../../services/environments/change-environment.ts'
import { evaluateContext } from '../../services/environments/evaluate.ts'
import { isInReach } from '../../services/policy.ts'
import { refusal } from '../errors.ts'
import { created, deleted, listed, shown, written } from './answer.ts'
import type { AdminDeps } from './env.ts'
import { answerEvaluation } from './evaluation-answer.ts'
import type { Handlers } from './mount.ts'
import { lookAt } from './reads.ts'

/** For so long a context is evaluated at a time. */
const EVALUATION_SLICE_MS = 5

export function environmentHandlers(deps: AdminDeps): Handlers<typeof operations.environments> {
  const { store } = deps
  const turns = new Turns()
  return {
    async list({ c, actor, params: { project }, query }) {
      return lookAt(c, store, { project, environments: 'all' }, ({ environments }) => {
        const inReach = [...environments.values()].filter(({ environment }) =>
          isInReach(actor, { project, environment: environment.key }),
        )
        const items = inReach.map(({ environment, revision }) => environmentResource(environment, revision))
        return listed(c, items, query, ({ key }) => key)
      })
    },
    async create({ c, actor, params, ask }) {
      const outcome = await createEnvironment(deps, actor, { ...ask, ...params })
      return created(c, store, outcome, ({ key }) => `/projects/${params.project}/environments/${key}`)
    },
    async get({ c, params: { project, environment } }) {
      return lookAt(c, store, { project, environments: [environment] }, (state) => {
        const held = environmentIn(state, environment)
        return shown(c, environmentResource(held.environment, held.revision))
      })
    },
    async update({ c, actor, params, ask }) {
      return written(c, store, await patchEnvironment(deps, actor, { ...ask, ...params }))
    },
    async delete({ c, actor, params, ask }) {
      return deleted(c, store, await deleteEnvironment(deps, actor, { ...ask, ...params }))
    },
    async connections({ c, actor, params, query }) {
      const found = await listConnections(deps, actor, params)
      if ('code' in found) return refusal(c, found)
      // Two may give the same instance, or none: the place makes it a key of its own.
      const numbered = found.map((item, n) => ({ item, key: `${item.instance ?? ''} ${item.connectedAt} ${n}` }))
      const keys = new Map(numbered.map(({ item, key }) => [item, key]))
      return listed(c, found, query, (item) => keys.get(item) ?? '')
    },
    async evaluate({ c, actor, params, ask: { input } }) {
      const pacing = new Slices(turns, EVALUATION_SLICE_MS)
      const found = await evaluateContext(deps, actor, { ...params, ...input }, pacing)
      return 'code' in found ? refusal(c, found) : answerEvaluation(c, found, pacing)
    },
  }
}
