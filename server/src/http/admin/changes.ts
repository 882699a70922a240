import type { operations } from '@halyard/admin-api'
import { applyChanges } from '../../services/changes/apply-changes.ts'
import { HttpError } from '../errors.ts'
import { answered } from './answer.ts'
import type { AdminDeps } from './env.ts'
import type { Handlers } from './mount.ts'

export function changesHandlers(deps: AdminDeps): Handlers<typeof operations.changes> {
  return {
    async apply({ c, actor, params, ask: { input: changes, ...ask } }) {
      if (ask.ifMatch !== undefined) throw noSingleVersion()
      return answered(c, deps.store, await applyChanges(deps, actor, { ...ask, ...params, changes }))
    },
  }
}

/** Taken without a word, it would look as if it guarded something. */
function noSingleVersion(): HttpError {
  const detail = 'If-Match names one version, and this changes many: put the `version` that you saw into each entry.'
  return new HttpError('bad-request', detail)
}
