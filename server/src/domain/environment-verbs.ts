import { isDeepStrictEqual } from 'node:util'
import type { CreateEnvironment, EnvironmentResource, PatchEnvironment } from '@halyard/admin-api'
import type { Command, Mint } from './command.ts'
import { draft, environmentIn, missingReason, staleVersion } from './command.ts'
import type { Decision, Resource, Write } from './decision.ts'
import { refuse } from './decision.ts'
import type { Environment } from './documents.ts'
import { firstConfiguration } from './first-configuration.ts'
import { DEFAULT_APPROVALS } from './protection.ts'
import { environmentResource } from './resources.ts'
import type { ProjectState } from './state.ts'

/** Makes an environment, in which every flag of the project is off. */
export function createEnvironment(
  state: ProjectState,
  command: Command & { readonly input: CreateEnvironment },
  mint: Mint,
): Decision<EnvironmentResource> {
  const { key } = command.input
  if (state.environments.has(key)) {
    const detail = `The project "${state.project.key}" has an environment "${key}" already.`
    return refuse('key-taken', detail, [{ path: '/key', value: key, expected: 'a key that is free' }])
  }
  const environment = newEnvironment(command.input, command.nowMs, mint)
  const configurations = [...state.flags.values()].map(
    (flag): Write => ({
      put: 'configuration',
      environment: key,
      flag: flag.key,
      configuration: firstConfiguration(flag),
    }),
  )
  return {
    outcome: 'change',
    writes: [{ put: 'environment', environment }, ...configurations],
    entries: [draft('environment.create', resourceOf(key), 1, command, null, environmentResource(environment, 0))],
    answer: answerOf(key),
  }
}

/** A name, or what protects it. */
export function patchEnvironment(
  state: ProjectState,
  command: Command & { readonly environment: string; readonly input: PatchEnvironment },
): Decision<EnvironmentResource> {
  const held = environmentIn(state, command.environment)
  const before = held.environment
  const document = environmentResource(before, held.revision)
  const refused =
    staleVersion(command, resourceOf(before.key), before.version, document) ?? missingReason(command, [held])
  if (refused !== undefined) return refused
  const { name = before.name, protected: isProtected = before.protected } = command.input
  const requiredApprovals = command.input.requiredApprovals ?? before.requiredApprovals ?? DEFAULT_APPROVALS
  const environment = { ...before, name, protected: isProtected, requiredApprovals, version: before.version + 1 }
  const answer = answerOf(before.key)
  const isSame = isDeepStrictEqual(
    { ...environment, version: 0 },
    { requiredApprovals: DEFAULT_APPROVALS, ...before, version: 0 },
  )
  if (isSame) return { outcome: 'unchanged', answer }
  const after = environmentResource(environment, held.revision)
  const entry = draft('environment.update', resourceOf(before.key), environment.version, command, document, after)
  return { outcome: 'change', writes: [{ put: 'environment', environment }], entries: [entry], answer }
}

/** Deletes an environment with its configurations, segments and keys: every app in it is told to go. */
export function deleteEnvironment(
  state: ProjectState,
  command: Command & { readonly environment: string },
): Decision<undefined> {
  const { environment, revision } = environmentIn(state, command.environment)
  const document = environmentResource(environment, revision)
  const conflict = staleVersion(command, resourceOf(environment.key), environment.version, document)
  if (conflict !== undefined) return conflict
  if (environment.protected) {
    return refuse(
      'protected',
      `The environment "${environment.key}" is protected. Lift that first: PATCH {"protected": false}.`,
    )
  }
  const entry = draft(
    'environment.delete',
    resourceOf(environment.key),
    environment.version + 1,
    command,
    document,
    null,
  )
  const writes: readonly Write[] = [{ remove: 'environment', environment: environment.key }]
  return { outcome: 'change', writes, entries: [entry], answer: () => undefined }
}

export function newEnvironment(input: CreateEnvironment, nowMs: number, mint: Mint): Environment {
  const { key, name = key, protected: isProtected = false, requiredApprovals = DEFAULT_APPROVALS } = input
  const hashSalt = mint.hashSalt()
  return {
    id: mint.id(),
    key,
    name,
    protected: isProtected,
    requiredApprovals,
    hashSalt,
    version: 1,
    createdAtMs: nowMs,
  }
}

function answerOf(key: string): (after: ProjectState) => EnvironmentResource {
  return (after) => {
    const { environment, revision } = environmentIn(after, key)
    return environmentResource(environment, revision)
  }
}

function resourceOf(key: string): Resource {
  return { type: 'environment', key, environment: key }
}
