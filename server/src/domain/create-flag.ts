import type { CreateFlag, FlagResource } from '@halyard/admin-api'
import type { Command } from './command.ts'
import { draft } from './command.ts'
import type { Decision, Refusal, Write } from './decision.ts'
import { refuse } from './decision.ts'
import type { Flag } from './documents.ts'
import { firstConfiguration } from './first-configuration.ts'
import { flagProblems, seedTwin } from './flag-check.ts'
import type { Limits } from './limits.ts'
import { flagResource } from './resources.ts'
import type { ProjectState } from './state.ts'

/** Makes a flag, off in every environment. Only its key is needed. */
export function createFlag(
  state: ProjectState,
  command: Command & { readonly input: CreateFlag },
  limits: Limits,
): Decision<FlagResource> {
  const taken = keyTaken(state, command.input.key)
  if (taken !== undefined) return taken
  const flag = newFlag(command.input, command.nowMs)
  if (flag === undefined) {
    const detail = `A flag of the type "${command.input.type}" needs \`variants\`: names and their values.`
    return refuse('invalid', detail, [{ path: '/variants', expected: 'an object of names and values' }])
  }
  const problems = flagProblems(flag, limits)
  if (problems.length > 0) return refuse('invalid', 'The flag cannot be made as it stands.', problems)
  const refusal = tooManyFlags(state, limits) ?? saltCollision(state, flag)
  if (refusal !== undefined) return { outcome: 'refused', refusal }
  const configuration = firstConfiguration(flag)
  const configurations = [...state.environments.keys()].map(
    (environment): Write => ({ put: 'configuration', environment, flag: flag.key, configuration }),
  )
  const resource = { type: 'flag', key: flag.key, environment: null } as const
  return {
    outcome: 'change',
    writes: [{ put: 'flag', flag }, ...configurations],
    entries: [draft('flag.create', resource, 1, command, null, flagResource(flag))],
    answer: () => flagResource(flag),
  }
}

/** Refuses one flag too many; archived ones are not served and do not count. */
export function tooManyFlags(state: ProjectState, limits: Limits): Refusal | undefined {
  let count = 0
  for (const flag of state.flags.values()) if (!flag.archived) count++
  if (count < limits.flagsPerEnvironment) return undefined
  const detail = `The project has ${count} flags, and ${limits.flagsPerEnvironment} is the limit. Archive some that are done.`
  return { code: 'limit-reached', detail }
}

/** Refuses a salt that hashes to another flag's seed: their cohorts would be one without anyone meaning it. */
export function saltCollision(state: ProjectState, flag: Flag): Refusal | undefined {
  const twin = seedTwin(flag, state.flags.values())
  if (twin === undefined) return undefined
  const detail = `The flag would place everyone exactly as "${twin.key}" does. Choose another \`salt\`.`
  return { code: 'salt-collision', detail, errors: [{ path: '/salt', value: flag.salt, expected: 'another text' }] }
}

function keyTaken(state: ProjectState, key: string) {
  const isRetired = state.retiredFlags.has(key)
  const existing = state.flags.get(key)
  if (!isRetired && existing === undefined) return undefined
  const why = isRetired
    ? `"${key}" was the key of a flag that is gone; apps may still hold it, so it is never given out again.`
    : `There is ${existing?.archived === true ? 'an archived' : 'a'} flag "${key}" already.`
  return refuse('key-taken', why, [{ path: '/key', value: key, expected: 'a key that is free' }])
}

function newFlag(input: CreateFlag, nowMs: number): Flag | undefined {
  const { key, name = key, type = 'boolean' } = input
  const variants = input.variants ?? (type === 'boolean' ? { on: true, off: false } : undefined)
  if (variants === undefined) return undefined
  return {
    key,
    name,
    description: input.description ?? null,
    owner: input.owner ?? null,
    kind: input.kind ?? 'release',
    tags: [...new Set(input.tags)],
    type,
    variants,
    metadata: input.metadata ?? {},
    exposeToClients: input.exposeToClients ?? false,
    salt: input.salt ?? null,
    expiresAt: input.expiresAt ?? null,
    archived: false,
    version: 1,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  }
}
