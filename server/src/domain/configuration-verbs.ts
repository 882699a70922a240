import { isDeepStrictEqual } from 'node:util'
import type { ConfigurationResource, PutConfiguration } from '@halyard/admin-api'
import type { Command, Mint } from './command.ts'
import { basedOn, draft, environmentIn, staleVersion } from './command.ts'
import { configurationProblems } from './configuration-check.ts'
import type { Read } from './configuration-input.ts'
import { readPatch, readPut } from './configuration-input.ts'
import type { Decision, Refusal, Resource } from './decision.ts'
import { refuse } from './decision.ts'
import type { Configuration, Flag } from './documents.ts'
import { findFlag } from './find-flag.ts'
import type { Limits } from './limits.ts'
import { unprotectedOnly } from './protection.ts'
import { configurationFields, configurationResource } from './resources.ts'
import type { ProjectState } from './state.ts'

/** A command about one flag in one environment. */
export interface FlagCommand extends Command {
  readonly environment: string
  readonly flag: string
}

/** What verbs that write configurations work with. */
export interface Tools {
  readonly limits: Limits
  readonly mint: Mint
}

/** Replaces the configuration; a kill stays what it is. */
export function putConfiguration(
  state: ProjectState,
  command: FlagCommand & { readonly input: PutConfiguration },
  tools: Tools,
): Decision<ConfigurationResource> {
  const based = basedOn(command, command.input.version)
  return configure(state, based, tools, (context) => readPut(command.input, context))
}

/** Changes what the merge patch names. */
export function patchConfiguration(
  state: ProjectState,
  command: FlagCommand & { readonly patch: Readonly<Record<string, unknown>> },
  tools: Tools,
): Decision<ConfigurationResource> {
  const based = basedOn(command, command.patch.version)
  return configure(state, based, tools, (context) => readPatch(command.patch, context))
}

/**
 * Brings back the configuration as of an earlier revision, exact ranges included. Never lifts a kill; refused, naming
 * them, where a variant, a segment or a flag that it needs is gone.
 */
export function rollBack(
  state: ProjectState,
  command: FlagCommand & { readonly revision: number; readonly past: Configuration | undefined },
  tools: Tools,
): Decision<ConfigurationResource> {
  const { revision, past } = command
  const last = environmentIn(state, command.environment).revision
  if (past === undefined || revision > last) {
    const expected = `a revision at which the flag was configured, up to ${last}`
    const detail = `The flag "${command.flag}" has no configuration as of revision ${revision} in "${command.environment}".`
    return refuse('revision-not-found', detail, [{ path: '/revision', value: revision, expected }])
  }
  const decision = configure(
    state,
    command,
    tools,
    ({ before }) => ({ configuration: { ...past, killed: before.killed, version: before.version } }),
    'configuration.rollback',
  )
  if (decision.outcome !== 'refused' || decision.refusal.code !== 'invalid') return decision
  const detail = `Revision ${revision} cannot come back: something that it needs is gone.`
  return { outcome: 'refused', refusal: { ...decision.refusal, code: 'rollback-impossible', detail } }
}

/**
 * Makes what `read` gives the configuration of a flag.
 * @param action - As the audit calls it.
 */
export function configure(
  state: ProjectState,
  command: FlagCommand,
  { limits, mint }: Tools,
  read: (context: Parameters<typeof readPut>[1]) => Read,
  action = 'configuration.update',
): Decision<ConfigurationResource> {
  const environment = environmentIn(state, command.environment)
  const found = findConfigured(state, command)
  if ('refusal' in found) return { outcome: 'refused', refusal: found.refusal }
  const { flag, before } = found
  const answer = answerOf(command)
  const refused =
    staleVersion(command, resourceOf(command), before.version, configurationResource(environment, flag.key, before)) ??
    unprotectedOnly(command, environment)
  if (refused !== undefined) return refused
  const result = read({ flag, environment: command.environment, before, limits, mint })
  if ('problems' in result) return refuse('invalid', NOT_VALID, result.problems)
  const after = { ...result.configuration, version: before.version + 1 }
  const problems = configurationProblems({ project: state, environment, limits }, flag, after)
  if (problems.length > 0) return refuse('invalid', NOT_VALID, problems)
  if (isSameConfiguration(before, after)) return { outcome: 'unchanged', answer }
  const kept = keepSame(before, after)
  return {
    outcome: 'change',
    writes: [{ put: 'configuration', environment: command.environment, flag: flag.key, configuration: kept }],
    entries: [
      draft(action, resourceOf(command), kept.version, command, configurationFields(before), configurationFields(kept)),
    ],
    answer,
  }
}

const NOT_VALID = 'The configuration cannot be served as it stands.'

/** Whether two configurations say the same, whatever their versions. */
export function isSameConfiguration(before: Configuration, after: Configuration): boolean {
  return isDeepStrictEqual({ ...after, version: 0 }, { ...before, version: 0 })
}

/** Equal parts stay the same object: what was remembered of them need not be worked out again. */
export function keepSame(before: Configuration, after: Configuration): Configuration {
  const keep = <T>(old: T, now: T): T => (isDeepStrictEqual(old, now) ? old : now)
  return {
    ...after,
    prerequisites: keep(before.prerequisites, after.prerequisites),
    targets: keep(before.targets, after.targets),
    rules: keep(before.rules, after.rules),
  }
}

/** The flag and its configuration, unless it is not there or archived. */
export function findConfigured(
  state: ProjectState,
  command: FlagCommand,
): { readonly flag: Flag; readonly before: Configuration } | { readonly refusal: Refusal } {
  const flag = findFlag(state, command.flag)
  if ('code' in flag) return { refusal: flag }
  const before = environmentIn(state, command.environment).configurations.get(flag.key)
  if (before === undefined) throw new Error(`The flag "${flag.key}" has no configuration in "${command.environment}"`)
  if (!flag.archived) return { flag, before }
  const detail = `The flag "${flag.key}" is archived: nobody is served it. PATCH the flag with {"archived": false} first.`
  return { refusal: { code: 'flag-archived', detail } }
}

export function resourceOf({ flag, environment }: FlagCommand): Resource {
  return { type: 'configuration', key: flag, environment }
}

export function answerOf(command: FlagCommand): (after: ProjectState) => ConfigurationResource {
  return (after) => {
    const environment = environmentIn(after, command.environment)
    const configuration = environment.configurations.get(command.flag)
    if (configuration === undefined) throw new Error(`The flag "${command.flag}" lost its configuration`)
    return configurationResource(environment, command.flag, configuration)
  }
}
