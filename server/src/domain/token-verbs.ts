import type { CreateToken, TokenResource } from '@halyard/admin-api'
import type { Command } from './command.ts'
import { draft, staleVersion } from './command.ts'
import type { AuditDraft, Refusal, Resource } from './decision.ts'
import { refuse } from './decision.ts'
import type { NewCredential } from './key-verbs.ts'
import { isInForce, type Token } from './token.ts'

/** How many tokens may be in use at a time. */
const MAX_TOKENS = 10_000

/** What a decision about tokens can come to. */
export type TokenDecision =
  | { readonly outcome: 'change'; readonly token: Token; readonly entry: AuditDraft; readonly answer: TokenResource }
  | { readonly outcome: 'unchanged'; readonly answer: TokenResource }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

/** Makes a token. Its secret stands in this answer and nowhere else. */
export function createToken(
  existing: readonly Token[],
  command: Command & {
    readonly input: CreateToken
    readonly id: string
    readonly credential: NewCredential
    readonly author: { readonly id: string; readonly name: string }
  },
): TokenDecision {
  const { name, role, projects = null, environments = null, expiresAt = null } = command.input
  const expiresAtMs = expiresAt === null ? null : Date.parse(expiresAt)
  if (expiresAtMs !== null && expiresAtMs <= command.nowMs) {
    return refuse('invalid', 'The token would have expired already.', [
      { path: '/expiresAt', value: expiresAt, expected: 'a moment that is still to come' },
    ])
  }
  if (existing.filter((token) => isInForce(token, command.nowMs)).length >= MAX_TOKENS) {
    return refuse('limit-reached', `There are ${MAX_TOKENS} tokens in use. Revoke some first.`)
  }
  const { credential, author, id, nowMs } = command
  const token: Token = {
    id,
    name,
    role,
    projects,
    environments,
    selector: credential.selector,
    secretHash: credential.hash,
    createdAtMs: nowMs,
    createdBy: { id: author.id, name: author.name },
    expiresAtMs,
    revokedAtMs: null,
    version: 1,
  }
  const resource = tokenResource(token, undefined)
  return {
    outcome: 'change',
    token,
    entry: draft('token.create', placeOf(token), 1, command, null, resource),
    answer: { ...resource, secret: credential.text },
  }
}

/** Revokes a token for good. Repeating changes nothing. */
export function revokeToken(before: Token, command: Command): TokenDecision {
  const shown = tokenResource(before, undefined)
  const stale = staleVersion(command, placeOf(before), before.version, shown)
  if (stale !== undefined) return stale
  if (before.revokedAtMs !== null) return { outcome: 'unchanged', answer: shown }
  const token = { ...before, revokedAtMs: command.nowMs, version: before.version + 1 }
  const answer = tokenResource(token, undefined)
  const entry = draft('token.revoke', placeOf(token), token.version, command, shown, answer)
  return { outcome: 'change', token, entry, answer }
}

/** Never holds the secret, which only its maker saw. @param lastUsedAtMs - Undefined: never. */
export function tokenResource(token: Token, lastUsedAtMs: number | undefined): TokenResource {
  const { id, name, role, projects, environments, createdAtMs, createdBy, expiresAtMs, revokedAtMs, version } = token
  return {
    id,
    name,
    role,
    projects,
    environments,
    createdAt: timeOf(createdAtMs),
    createdBy,
    expiresAt: expiresAtMs === null ? null : timeOf(expiresAtMs),
    revokedAt: revokedAtMs === null ? null : timeOf(revokedAtMs),
    lastUsedAt: lastUsedAtMs === undefined ? null : timeOf(lastUsedAtMs),
    version,
  }
}

function placeOf({ id }: Token): Resource {
  return { type: 'token', key: id, environment: null }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
