import type { operations } from '@halyard/admin-api'
import type { Flag } from '../../domain/documents.ts'
import { findFlag } from '../../domain/find-flag.ts'
import { flagResource } from '../../domain/resources.ts'
import { copyConfiguration } from '../../services/configurations/copy-configuration.ts'
import { archiveFlag, patchFlag, purgeFlag } from '../../services/flags/change-flag.ts'
import { createFlag } from '../../services/flags/create-flag.ts'
import { withAttributeWarnings } from '../../services/insight/attribute-warnings.ts'
import { flagUsage, staleFlags } from '../../services/insight/flag-insight.ts'
import { refusal } from '../errors.ts'
import { created, deleted, listed, shown, written } from './answer.ts'
import type { AdminDeps } from './env.ts'
import type { Call, Handlers } from './mount.ts'
import { lookAt } from './reads.ts'

export function flagHandlers(deps: AdminDeps): Handlers<typeof operations.flags> {
  const { store } = deps
  return {
    async list({ c, actor, params, query }) {
      const stale = query.stale === undefined ? [] : await staleFlags(deps, actor, params.project)
      if ('code' in stale) return refusal(c, stale)
      const staleKeys = new Set(stale.map(({ flag }) => flag))
      return lookAt(c, store, { ...params, environments: [] }, ({ flags }) => {
        const wanted = [...flags.values()].filter(
          (flag) => isWanted(flag, query) && (query.stale ?? staleKeys.has(flag.key)) === staleKeys.has(flag.key),
        )
        return listed(c, wanted.map(flagResource), query, ({ key }) => key)
      })
    },
    async create({ c, actor, params, ask }) {
      const outcome = await createFlag(deps, actor, { ...ask, ...params })
      return created(c, store, outcome, ({ key }) => `/projects/${params.project}/flags/${key}`)
    },
    async get({ c, params: { project, flag: key } }) {
      return lookAt(c, store, { project, environments: [], flags: [key] }, (state) => {
        const flag = findFlag(state, key)
        return 'code' in flag ? flag : shown(c, flagResource(flag))
      })
    },
    async update({ c, actor, params, ask }) {
      return written(c, store, await patchFlag(deps, actor, { ...ask, ...params }))
    },
    async copy({ c, actor, params, ask: { input, ...ask } }) {
      const outcome = await copyConfiguration(deps, actor, { ...ask, ...params, ...input })
      const place = { project: params.project, environment: input.to }
      return written(c, store, await withAttributeWarnings(deps, place, outcome))
    },
    async delete({ c, actor, params, query, ask }) {
      const remove = query.purge === true ? purgeFlag : archiveFlag
      return deleted(c, store, await remove(deps, actor, { ...ask, ...params }))
    },
    async usage({ c, actor, params }) {
      const found = await flagUsage(deps, actor, params)
      return 'code' in found ? refusal(c, found) : c.json(found, 200, { 'Cache-Control': 'no-store' })
    },
    async stale({ c, actor, params, query }) {
      const found = await staleFlags(deps, actor, params.project)
      return 'code' in found ? refusal(c, found) : listed(c, found, query, ({ flag }) => flag)
    },
  }
}

/** All that the query says must hold. Archived flags are listed only when asked for. */
function isWanted(flag: Flag, query: Call<typeof operations.flags.list>['query']): boolean {
  const { tag, kind, owner, state = 'active' } = query
  const text = query.q?.toLowerCase()
  return (
    (state === 'all' || flag.archived === (state === 'archived')) &&
    (kind === undefined || flag.kind === kind) &&
    (owner === undefined || flag.owner === owner) &&
    (tag === undefined || flag.tags.includes(tag)) &&
    (text === undefined || `${flag.key}\0${flag.name}\0${flag.description ?? ''}`.toLowerCase().includes(text))
  )
}
