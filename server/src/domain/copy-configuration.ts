import type { ConfigurationResource } from '@halyard/admin-api'
import type { FlagCommand, Tools } from './configuration-verbs.ts'
import { configure, findConfigured } from './configuration-verbs.ts'
import type { Decision, Problem } from './decision.ts'
import { refuse } from './decision.ts'
import type { Configuration } from './documents.ts'
import type { ProjectState } from './state.ts'

/**
 * Serves in one environment what another one serves, exact ranges included: the same people get the same. Never kills
 * and never restores; refused, naming them, where something that it needs is not in the target.
 * @param command - Its environment is the target.
 */
export function copyConfiguration(
  state: ProjectState,
  command: FlagCommand & { readonly from: string },
  tools: Tools,
): Decision<ConfigurationResource> {
  const { from, environment: to, flag } = command
  if (from === to) {
    return refuse('invalid', 'A configuration is copied to another environment.', [
      { path: '/to', value: to, expected: `another environment than "${from}"` },
    ])
  }
  const source = findConfigured(state, { ...command, environment: from })
  if ('refusal' in source) return { outcome: 'refused', refusal: source.refusal }
  const copied = (before: Configuration): Configuration => {
    return { ...source.before, killed: before.killed, version: before.version }
  }
  const decision = configure(
    state,
    command,
    tools,
    ({ before }) => ({ configuration: copied(before) }),
    'configuration.copy',
  )
  if (decision.outcome !== 'refused' || decision.refusal.code !== 'invalid') return decision
  const errors = decision.refusal.errors?.map((problem) => missing(problem, to))
  return refuse(
    'copy-impossible',
    `"${flag}" cannot be served in "${to}" as in "${from}": something is missing there.`,
    errors,
  )
}

/** What the copy needs, as a problem of the target that was named. */
function missing({ path, value, message, expected }: Problem, to: string): Problem {
  const isSegment = expected.startsWith('a segment of')
  const suggestion = isSegment ? `PUT …/environments/${to}/segments/${String(value)} first` : undefined
  return { path: '/to', value, message, expected: `${expected}, for ${path}`, suggestion }
}
