import type { HistoryResource, operations } from '@halyard/admin-api'
import { environmentIn } from '../../domain/command.ts'
import { findFlag } from '../../domain/find-flag.ts'
import { configurationResource } from '../../domain/resources.ts'
import { patchConfiguration, putConfiguration, rollBack } from '../../services/configurations/change-configuration.ts'
import { killFlag, killTagged, restoreFlag } from '../../services/flags/kill-flag.ts'
import { attributeWarner, withAttributeWarnings } from '../../services/insight/attribute-warnings.ts'
import { flagEvaluations } from '../../services/insight/flag-insight.ts'
import type { HistoryEntry } from '../../store/store.ts'
import { refusal } from '../errors.ts'
import { answered, listed, shown, turned, written } from './answer.ts'
import type { AdminDeps } from './env.ts'
import type { Handlers } from './mount.ts'
import { lookAt } from './reads.ts'
import { readNumberedPage } from './request.ts'
import { waitIn } from './wait.ts'

export function configurationHandlers(deps: AdminDeps): Handlers<typeof operations.configurations> {
  const { store } = deps
  return {
    async list({ c, params: { project, environment }, query }) {
      const warned = await attributeWarner(deps, { project, environment })
      return lookAt(c, store, { project, environments: [environment] }, (state) => {
        const held = environmentIn(state, environment)
        const served = [...held.configurations].filter(([flag]) => state.flags.get(flag)?.archived === false)
        const items = served.map(([flag, configuration]) => configurationResource(held, flag, configuration))
        return listed(c, items, query, ({ flag }) => flag, warned)
      })
    },
    async get({ c, params }) {
      const { project, environment, flag } = params
      const found = await store.read({ project, environments: [environment], flags: [flag] }, (state) => {
        const known = findFlag(state, flag)
        if ('code' in known) return known
        const held = environmentIn(state, environment)
        const configuration = held.configurations.get(flag)
        if (configuration === undefined) throw new Error(`The flag "${flag}" has no configuration in "${environment}"`)
        return configurationResource(held, flag, configuration)
      })
      return 'code' in found ? refusal(c, found) : shown(c, (await attributeWarner(deps, params))(found))
    },
    async replace({ c, actor, params, ask }) {
      const outcome = await putConfiguration(deps, actor, { ...ask, ...params })
      return written(c, store, await withAttributeWarnings(deps, params, outcome))
    },
    async update({ c, actor, params, ask: { input: patch, ...ask } }) {
      const outcome = await patchConfiguration(deps, actor, { ...ask, ...params, patch })
      return written(c, store, await withAttributeWarnings(deps, params, outcome))
    },
    async kill({ c, actor, params, query, ask }) {
      return written(c, store, await killFlag(deps, actor, { ...ask, ...params, wait: waitIn(c, query) }))
    },
    async killTagged({ c, actor, params, query, ask: { input, ...ask } }) {
      return answered(
        c,
        store,
        await killTagged(deps, actor, { ...ask, ...params, tag: input.tag, wait: waitIn(c, query) }),
      )
    },
    async restore({ c, actor, params, query, ask }) {
      return written(c, store, await restoreFlag(deps, actor, { ...ask, ...params, wait: waitIn(c, query) }))
    },
    async rollBack({ c, actor, params, ask: { input, ...ask } }) {
      const outcome = await rollBack(deps, actor, { ...ask, ...params, revision: input.revision })
      return written(c, store, await withAttributeWarnings(deps, params, outcome))
    },
    async evaluations({ c, actor, params, query: { from, to } }) {
      const span = {
        ...(from === undefined ? undefined : { fromMs: Date.parse(from) }),
        ...(to === undefined ? undefined : { toMs: Date.parse(to) }),
      }
      const found = await flagEvaluations(deps, actor, params, span)
      if ('code' in found) return refusal(c, found)
      return c.json({ items: found, nextCursor: null }, 200, { 'Cache-Control': 'no-store' })
    },
    async history({ c, params: { project, environment, flag }, query }) {
      const page = readNumberedPage(query)
      const scope = { project, environments: [environment], flags: [flag] }
      const found = await store.read(scope, (state) => findFlag(state, flag))
      if ('code' in found) return refusal(c, found)
      return turned(c, await store.flagHistory(project, environment, flag, page), historyResource)
    },
  }
}

function historyResource({ revision, atMs, ...entry }: HistoryEntry): HistoryResource {
  const { actor, action, reason, before, after, changeRequest } = entry
  const shown = { revision, at: new Date(atMs).toISOString(), actor, action, reason, before, after }
  return changeRequest === undefined ? shown : { ...shown, changeRequest }
}
