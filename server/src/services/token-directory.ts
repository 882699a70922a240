/** Finds who a bearer token belongs to: the installation's admin token, or one that the API made. */

import { isInForce, type Token } from '../domain/token.ts'
import type { Actor } from '../store/store.ts'
import type { TokenStore } from '../store/tokens.ts'
import type { TokenDirectory } from './admin-token.ts'
import { isSameHash, sha256 } from './credentials.ts'

/** A token's last use is written down at most so often. */
const USE_EVERY_MS = 60_000
/** All that were used meanwhile are written down as one: nobody waits for it, and it costs one write. */
const GATHER_MS = 5_000
/** What an unknown token is compared with, so that it takes as long as a known one. */
const NO_HASH = sha256('')

export interface TokenDirectoryDeps {
  readonly admin: TokenDirectory
  readonly store: Pick<TokenStore, 'bySelector' | 'used'>
  readonly nowMs: () => number
  /** Last uses could not be written down; nothing depends on them. */
  readonly onFailure: (error: unknown) => void
}

export interface ApiTokens extends TokenDirectory {
  /** Writes down the last uses that are still in memory. Never throws. */
  writeUses(): void
}

export function tokenDirectory({ admin, store, nowMs, onFailure }: TokenDirectoryDeps): ApiTokens {
  const usedAtMs = new Map<string, number>()
  const unwritten = new Map<string, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const writeUses = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (unwritten.size === 0) return
    try {
      store.used(unwritten)
    } catch (error) {
      onFailure(error)
    }
    unwritten.clear()
  }
  const noteUse = (id: string): void => {
    const now = nowMs()
    if (Math.abs(now - (usedAtMs.get(id) ?? Number.NEGATIVE_INFINITY)) < USE_EVERY_MS) return
    usedAtMs.set(id, now)
    unwritten.set(id, now)
    timer ??= setTimeout(writeUses, GATHER_MS).unref()
  }
  return {
    async actorByToken(text) {
      const byAdmin = await admin.actorByToken(text)
      if (byAdmin !== undefined) return byAdmin
      const token = store.bySelector(selectorOf(text))
      const isRight = isSameHash(token?.secretHash ?? NO_HASH, sha256(text))
      if (token === undefined || !isRight || !isInForce(token, nowMs())) return undefined
      noteUse(token.id)
      return actorOf(token)
    },
    writeUses,
  }
}

function selectorOf(text: string): string {
  return /^hal_api_([0-9A-Za-z]+)_/.exec(text)?.[1] ?? ''
}

function actorOf({ id, name, role, projects, environments }: Token): Actor {
  return {
    id,
    name,
    role,
    ...(projects === null ? undefined : { projects }),
    ...(environments === null ? undefined : { environments }),
  }
}
