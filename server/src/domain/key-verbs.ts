import type { CreateKey, KeyResource } from '@halyard/admin-api'
import type { Command } from './command.ts'
import { draft, environmentIn, missingReason, staleVersion } from './command.ts'
import type { Decision, Resource } from './decision.ts'
import { refuse } from './decision.ts'
import type { SdkKey } from './documents.ts'
import { keyResource } from './resources.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

/** How many keys of an environment may be in use at a time. */
const MAX_KEYS = 1_000

/** A credential that was made for this key; whoever asked sees it once. */
export interface NewCredential {
  readonly text: string
  readonly selector: string
  readonly hash: string
}

interface NewKeyCommand extends Command {
  readonly environment: string
  readonly input: CreateKey
  readonly id: string
  readonly credential: NewCredential
}

/** Makes a key. The secret of an SDK key stands in this answer and nowhere else. */
export function createKey(state: ProjectState, command: NewKeyCommand): Decision<KeyResource> {
  const held = environmentIn(state, command.environment)
  const refused = missingReason(command, [held]) ?? uselessKey(command) ?? tooManyKeys(held, command)
  if (refused !== undefined) return refused
  const { credential } = command
  const { kind, name, expiresAt = null, signed = false } = command.input
  const key: SdkKey = {
    id: command.id,
    kind,
    name,
    selector: credential.selector,
    secretHash: credential.hash,
    clientId: kind === 'client' ? credential.text : null,
    ...(signed && { signed }),
    createdAtMs: command.nowMs,
    expiresAtMs: expiresAt === null ? null : Date.parse(expiresAt),
    revokedAtMs: null,
    version: 1,
  }
  const resource = resourceOf(key, command.environment)
  return {
    outcome: 'change',
    writes: [{ put: 'key', environment: command.environment, key }],
    entries: [draft('key.create', resource, 1, command, null, keyResource(key))],
    answer: () => ({ ...keyResource(key), ...(kind === 'sdk' ? { secret: credential.text } : undefined) }),
  }
}

/** Refuses a key that could open nothing. */
function uselessKey({ input: { kind, expiresAt = null, signed = false }, nowMs }: NewKeyCommand) {
  if (signed && kind !== 'client') {
    return refuse('invalid', 'Only what a client asks about can be signed.', [
      { path: '/signed', value: signed, expected: 'false, or another kind: "client"' },
    ])
  }
  if (expiresAt === null || Date.parse(expiresAt) > nowMs) return undefined
  return refuse('invalid', 'The key would have expired already.', [
    { path: '/expiresAt', value: expiresAt, expected: 'a moment that is still to come' },
  ])
}

function tooManyKeys({ keys }: EnvironmentState, { nowMs }: Command) {
  if ([...keys.values()].filter((key) => isInForce(key, nowMs)).length < MAX_KEYS) return undefined
  return refuse('limit-reached', `The environment has ${MAX_KEYS} keys in use. Revoke some first.`)
}

/** Revokes a key for good; streams on it end. Repeating changes nothing. */
export function revokeKey(
  state: ProjectState,
  command: Command & { readonly environment: string; readonly id: string },
): Decision<KeyResource> {
  const held = environmentIn(state, command.environment)
  const before = held.keys.get(command.id)
  if (before === undefined) {
    return refuse('key-not-found', `The environment "${command.environment}" has no key with the id "${command.id}".`)
  }
  const refused = staleKey(command, before) ?? missingReason(command, [held])
  if (refused !== undefined) return refused
  if (before.revokedAtMs !== null) return { outcome: 'unchanged', answer: () => keyResource(before) }
  const key = { ...before, revokedAtMs: command.nowMs, version: before.version + 1 }
  const resource = resourceOf(key, command.environment)
  return {
    outcome: 'change',
    writes: [{ put: 'key', environment: command.environment, key }],
    entries: [draft('key.revoke', resource, key.version, command, keyResource(before), keyResource(key))],
    answer: () => keyResource(key),
  }
}

/** Makes a key that follows this one, which goes on working for the grace. */
export function rotateKey(
  state: ProjectState,
  command: Command & {
    readonly environment: string
    readonly id: string
    readonly newId: string
    readonly graceMs: number
    /** Of the new key. */
    readonly expiresAt: string | null
    readonly credential: NewCredential
  },
): Decision<KeyResource> {
  const held = environmentIn(state, command.environment)
  const before = held.keys.get(command.id)
  if (before === undefined) {
    return refuse('key-not-found', `The environment "${command.environment}" has no key with the id "${command.id}".`)
  }
  const stale = staleKey(command, before)
  if (stale !== undefined) return stale
  if (!isInForce(before, command.nowMs)) {
    return refuse('invalid', 'The key is revoked or has expired: there is nothing to follow. Make a new one.')
  }
  const { kind, name, expiresAtMs, signed } = before
  const input = { kind, name, signed, expiresAt: command.expiresAt }
  const made = createKey(state, { ...command, id: command.newId, input })
  if (made.outcome !== 'change') return made
  const endsAtMs = Math.min(command.nowMs + command.graceMs, expiresAtMs ?? Number.POSITIVE_INFINITY)
  const old = { ...before, expiresAtMs: endsAtMs, version: before.version + 1 }
  const resource = resourceOf(old, command.environment)
  const entry = draft('key.rotate', resource, old.version, command, keyResource(before), keyResource(old))
  return {
    ...made,
    writes: [...made.writes, { put: 'key', environment: command.environment, key: old }],
    entries: [...made.entries, entry],
  }
}

function staleKey(command: Command & { readonly environment: string }, key: SdkKey) {
  return staleVersion(command, resourceOf(key, command.environment), key.version, keyResource(key))
}

function isInForce({ revokedAtMs, expiresAtMs }: SdkKey, nowMs: number): boolean {
  return revokedAtMs === null && (expiresAtMs === null || expiresAtMs > nowMs)
}

function resourceOf(key: SdkKey, environment: string): Resource {
  return { type: 'key', key: key.id, environment }
}
