import type { CreateToken, OwnToken, TokenResource } from '@halyard/admin-api'
import { ROLES } from '@halyard/admin-api'
import type { Problem } from '../../domain/decision.ts'
import type { Token } from '../../domain/token.ts'
import { createToken as decideCreate, revokeToken as decideRevoke, tokenResource } from '../../domain/token-verbs.ts'
import type { Actor, Outcome } from '../../store/store.ts'
import type { TokenStore } from '../../store/tokens.ts'
import { missingToken } from '../../store/tokens.ts'
import { conceal } from '../conceal.ts'
import type { Ask, ServiceDeps } from '../deps.ts'
import { commandOf } from '../deps.ts'
import { authorize, GrantError } from '../policy.ts'

/** @throws AccessError; GrantError when it would hold more than its maker */
export async function createToken(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly input: CreateToken },
): Promise<Outcome<TokenResource>> {
  authorize(actor, 'token.write', {})
  const excess = excessOf(actor, ask.input)
  if (excess.length > 0) throw new GrantError(excess)
  const credential = deps.mintCredential('api')
  const command = { ...commandOf(deps, ask), input: ask.input, id: deps.mint.id(), credential, author: actor }
  return conceal(await deps.tokenStore.change(actor, (existing) => decideCreate(existing, command), ask), ask)
}

/** @throws AccessError */
export async function revokeToken(
  deps: ServiceDeps,
  actor: Actor,
  ask: Ask & { readonly id: string },
): Promise<Outcome<TokenResource>> {
  authorize(actor, 'token.write', {})
  return deps.tokenStore.change(
    actor,
    (existing) => {
      const token = existing.find(({ id }) => id === ask.id)
      if (token === undefined || !isWithin(actor, token)) return { outcome: 'refused', refusal: missingToken(ask.id) }
      return decideRevoke(token, commandOf(deps, ask))
    },
    ask,
  )
}

/** Tokens that reach no further than the actor. @throws AccessError */
export function readTokens(
  { tokenStore }: { readonly tokenStore: TokenStore },
  actor: Actor,
): readonly TokenResource[] {
  authorize(actor, 'token.write', {})
  const lastUsed = tokenStore.lastUsed()
  const within = tokenStore.list().filter((token) => isWithin(actor, token))
  return within.map((token) => tokenResource(token, lastUsed.get(token.id)))
}

/** What an actor's own token is; the installation's admin token is kept nowhere, and has no end. @throws AccessError */
export function readOwnToken({ tokenStore }: { readonly tokenStore: TokenStore }, actor: Actor): OwnToken {
  authorize(actor, 'project.read', {})
  const { id, name, role, projects = null, environments = null } = actor
  const kept = tokenStore.list().find((token) => token.id === id)
  const expiresAt = kept === undefined ? null : tokenResource(kept, undefined).expiresAt
  return { id, name, role, projects, environments, expiresAt }
}

function isWithin(actor: Actor, { role, projects, environments }: Token): boolean {
  return (
    excessOf(actor, { role, projects: projects ?? undefined, environments: environments ?? undefined }).length === 0
  )
}

type Grant = Pick<CreateToken, 'role'> & {
  readonly projects?: readonly string[] | undefined
  readonly environments?: readonly string[] | undefined
}

/** What a grant holds that the actor does not. */
function excessOf(actor: Actor, { role, projects, environments }: Grant): readonly Problem[] {
  const problems: Problem[] = []
  if (ROLES.indexOf(role) > ROLES.indexOf(actor.role)) {
    problems.push({ path: '/role', value: role, expected: `at most your own role, ${actor.role}` })
  }
  const within = (path: string, asked: readonly string[] | undefined, own: readonly string[] | undefined): void => {
    if (own === undefined || asked?.every((key) => own.includes(key)) === true) return
    problems.push({ path, value: asked, expected: `some of your own: ${own.join(', ')}` })
  }
  within('/projects', projects, actor.projects)
  within('/environments', environments, actor.environments)
  return problems
}
