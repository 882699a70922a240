import type { operations } from '@halyard/admin-api'
import { applyChanges } from '../../services/changes/apply-changes.ts'
import { attributeWarner } from '../../services/insight/attribute-warnings.ts'
import { HttpError } from '../errors.ts'
import { answered } from './answer.ts'
import type { AdminDeps } from './env.ts'
import type { Handlers } from './mount.ts'

export function changesHandlers(deps: AdminDeps): Handlers<typeof operations.changes> {
  return {
    async apply({ c, actor, params, ask: { input: changes, ...ask } }) {
      if (ask.ifMatch !== undefined || ask.ifNoneMatch !== undefined) throw noSingleVersion()
      const outcome = await applyChanges(deps, actor, { ...ask, ...params, changes })
      if (outcome.outcome === 'refused') return answered(c, deps.store, outcome)
      const warned = await attributeWarner(deps, params)
      const flags = Object.entries(outcome.answer.flags).map(([key, flag]) => [key, warned(flag)] as const)
      return answered(c, deps.store, { ...outcome, answer: { ...outcome.answer, flags: Object.fromEntries(flags) } })
    },
  }
}

/** Taken without a word, it would look as if it guarded something. */
function noSingleVersion(): HttpError {
  const detail =
    'If-Match and If-None-Match are about one resource, and this changes many: put the `version` that you saw into each entry.'
  return new HttpError('bad-request', detail)
}
