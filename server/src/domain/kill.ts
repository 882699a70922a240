/**
 * The kill switch: the off variant for everyone, whatever targets and rules say. Nothing else of the flag changes, so
 * that a restore brings back exactly what was.
 * @see docs/api.md, "Kill and restore"
 */
import type { ConfigurationResource } from '@halyard/admin-api'
import { draft, environmentIn, missingReason } from './command.ts'
import type { FlagCommand } from './configuration-verbs.ts'
import { answerOf, findConfigured, resourceOf } from './configuration-verbs.ts'
import type { Decision } from './decision.ts'
import type { ProjectState } from './state.ts'

/** Needs no reason and no version: nothing may stand between a person and this. Idempotent. */
export function kill(state: ProjectState, command: FlagCommand): Decision<ConfigurationResource> {
  return setKilled(state, command, true)
}

/** Idempotent. */
export function restore(state: ProjectState, command: FlagCommand): Decision<ConfigurationResource> {
  return missingReason(command, [environmentIn(state, command.environment)]) ?? setKilled(state, command, false)
}

function setKilled(state: ProjectState, command: FlagCommand, killed: boolean): Decision<ConfigurationResource> {
  const found = findConfigured(state, command)
  if ('refusal' in found) return { outcome: 'refused', refusal: found.refusal }
  const { flag, before } = found
  const answerOfFlag = answerOf(command)
  const answer = (after: ProjectState): ConfigurationResource => withWarnings(answerOfFlag(after))
  if (before.killed === killed) return { outcome: 'unchanged', answer }
  const configuration = { ...before, killed, version: before.version + 1 }
  const { environment } = command
  const action = killed ? 'flag.kill' : 'flag.restore'
  const entry = draft(action, resourceOf(command), configuration.version, command, { killed: !killed }, { killed })
  return {
    outcome: 'change',
    writes: [{ put: 'configuration', environment, flag: flag.key, configuration, onlyKilled: true }],
    entries: [entry],
    answer,
    ignoresLimits: true,
  }
}

function withWarnings(resource: ConfigurationResource): ConfigurationResource {
  if (!resource.killed || resource.offVariant !== null) return resource
  const warning = 'The flag has no off variant: while it is killed, every caller gets the default in its own code.'
  return { ...resource, warnings: [warning] }
}
