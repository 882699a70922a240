import { afterEach, expect, test, vi } from 'vitest'
import type { Token } from '../domain/token.ts'
import { mintCredential } from './credentials.ts'
import { type ApiTokens, tokenDirectory } from './token-directory.ts'

afterEach(() => void vi.useRealTimers())

function made(fields: Partial<Token> = {}): { readonly token: Token; readonly secret: string } {
  const { selector, hash, text } = mintCredential('api')
  const token: Token = {
    id: `t-${selector}`,
    name: 'deploy',
    role: 'editor',
    projects: null,
    environments: ['production'],
    selector,
    secretHash: hash,
    createdAtMs: 0,
    createdBy: { id: 'admin-token', name: 'admin token' },
    expiresAtMs: null,
    revokedAtMs: null,
    version: 1,
    ...fields,
  }
  return { token, secret: text }
}

interface Opened {
  readonly tokens: ApiTokens
  readonly written: (readonly [string, number])[][]
  readonly failures: unknown[]
  readonly clock: { nowMs: number }
}

function open(known: readonly Token[], used?: () => void): Opened {
  const written: [string, number][][] = []
  const failures: unknown[] = []
  const clock = { nowMs: 1_000_000 }
  const tokens = tokenDirectory({
    admin: { actorByToken: async () => undefined },
    store: {
      bySelector: (selector) => known.find((token) => token.selector === selector),
      used: (uses) => (used === undefined ? void written.push([...uses]) : used()),
    },
    nowMs: () => clock.nowMs,
    onFailure: (error) => failures.push(error),
  })
  return { tokens, written, failures, clock }
}

test('whoever holds a token is known with its role and reach', async () => {
  const { token, secret } = made()
  const actor = await open([token]).tokens.actorByToken(secret)
  expect(actor).toEqual({ id: token.id, name: 'deploy', role: 'editor', environments: ['production'] })
})

test('a token ends at its moment, and what was revoked or has another secret never works', async () => {
  const ending = made({ expiresAtMs: 1_000_001 })
  const revoked = made({ revokedAtMs: 5 })
  const { tokens, clock } = open([ending.token, revoked.token])
  expect(await tokens.actorByToken(ending.secret)).toBeDefined()
  clock.nowMs = 1_000_001
  expect(await tokens.actorByToken(ending.secret)).toBeUndefined()
  expect(await tokens.actorByToken(revoked.secret)).toBeUndefined()
  const other = `hal_api_${ending.token.selector}_${made().secret.split('_')[3]}_00000000`
  expect(await open([ending.token]).tokens.actorByToken(other)).toBeUndefined()
})

test('the last use of many tokens is one write, after the requests, and of each at most one a minute', async () => {
  vi.useFakeTimers()
  const [a, b] = [made(), made()]
  const { tokens, written, clock } = open([a.token, b.token])
  for (const { secret } of [a, b, a]) await tokens.actorByToken(secret)
  expect(written).toEqual([])
  vi.advanceTimersByTime(5_000)
  const first = [a.token.id, b.token.id].map((id) => [id, 1_000_000])
  expect(written).toEqual([first])
  clock.nowMs += 59_999
  await tokens.actorByToken(a.secret)
  vi.advanceTimersByTime(60_000)
  expect(written).toEqual([first])
  clock.nowMs += 1
  await tokens.actorByToken(a.secret)
  tokens.writeUses()
  expect(written).toEqual([first, [[a.token.id, 1_060_000]]])
})

test('a last use that cannot be written down stops nobody', async () => {
  const { token, secret } = made()
  const { tokens, failures } = open([token], () => {
    throw new Error('disk full')
  })
  await tokens.actorByToken(secret)
  tokens.writeUses()
  expect(failures).toHaveLength(1)
  expect(await tokens.actorByToken(secret)).toBeDefined()
})
