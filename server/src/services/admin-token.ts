/** The token that an installation starts with: from the environment, or made at the first start and kept as a hash. */
import type { Actor } from '../store/store.ts'
import { isSameHash, mintCredential, sha256 } from './credentials.ts'

/** Finds who a bearer token belongs to. */
export interface TokenDirectory {
  /** @returns undefined for an unknown, expired or revoked token alike. */
  actorByToken(token: string): Promise<Actor | undefined>
}

export const ADMIN_TOKEN_SETTING = 'admin-token-hash'

const ADMIN: Actor = { id: 'admin-token', name: 'admin token', role: 'admin' }

export function newAdminToken(): string {
  return mintCredential('api').text
}

/**
 * @param keptHash - Reads the hash that is kept now, so that a reset takes effect at once.
 * @param configured - The token from the environment; while there is one, a kept one does not count.
 */
export function adminTokens(keptHash: () => string | undefined, configured: string | undefined): TokenDirectory {
  const configuredHash = configured === undefined ? undefined : sha256(configured)
  return {
    async actorByToken(token) {
      const hash = configuredHash ?? keptHash()
      return hash !== undefined && isSameHash(hash, sha256(token)) ? ADMIN : undefined
    },
  }
}
