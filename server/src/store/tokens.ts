/** API tokens: they belong to the installation, whose audit is a chain of its own. */
import type { Refusal } from '../domain/decision.ts'
import type { Token } from '../domain/token.ts'
import type { TokenDecision } from '../domain/token-verbs.ts'
import type { Actor, ChangeOptions, Outcome } from './store.ts'

/** What the audit of the installation is kept under; no project has this id. */
export const INSTALLATION = ''

export interface TokenStore {
  /** Commits the token and the audit entry as one. @throws StoreError */
  change<T>(
    actor: Actor,
    decide: (existing: readonly Token[]) => TokenDecision,
    options: ChangeOptions,
  ): Promise<Outcome<T>>
  list(): readonly Token[]
  /** From memory, known or not: who asks waits for no disk, and learns nothing from how long it took. */
  bySelector(selector: string): Token | undefined
  /** When each token was last used, by id. */
  lastUsed(): ReadonlyMap<string, number>
  /** Writes down, as one, when tokens were last used, by id. @throws StoreError */
  used(atMs: ReadonlyMap<string, number>): void
}

export function missingToken(id: string): Refusal {
  return { code: 'token-not-found', detail: `There is no token with the id "${id}".` }
}
