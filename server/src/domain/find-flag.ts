import { suggest } from '@halyard/admin-api'
import type { Refusal } from './decision.ts'
import type { Flag } from './documents.ts'
import type { ProjectState } from './state.ts'

/** The flag, archived or not, or a refusal that names the nearest. */
export function findFlag(state: Pick<ProjectState, 'flags' | 'project'>, key: string): Flag | Refusal {
  const flag = state.flags.get(key)
  if (flag !== undefined) return flag
  const nearest = suggest(key, state.flags.keys())
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`
  return {
    code: 'flag-not-found',
    detail: `The project "${state.project.key}" has no flag "${key.slice(0, 128)}".${hint}`,
  }
}
