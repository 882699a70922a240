import { expect, test } from 'vitest'
import { crc32, mintCredential } from '../services/credentials.ts'
import type { StoredKey } from '../store/history.ts'
import { Authenticator } from './authenticate.ts'

const NOW_MS = 1_000

/** An authenticator over one key, which a test may change at any time. */
function world() {
  const { text, selector, hash } = mintCredential('sdk')
  const right: StoredKey = {
    id: 'k',
    kind: 'sdk',
    environmentId: 'e',
    secretHash: hash,
    expiresAtMs: null,
    revokedAtMs: null,
  }
  const held = { key: right as StoredKey | undefined }
  const authenticator = new Authenticator({
    keyBySelector: (asked) => Promise.resolve(asked === selector ? held.key : undefined),
  })
  const ask = (presented = text): Promise<string> =>
    authenticator.authenticate('sdk', presented, NOW_MS).then(
      ({ id }) => id,
      (error: unknown) => (error as { code: string }).code,
    )
  return { text, right, held, ask }
}

test('a credential that was right stays right only while its key is held and in force', async () => {
  const { right, held, ask } = world()
  expect(await ask()).toBe('k')
  expect(await ask()).toBe('k')
  const ends: readonly (StoredKey | undefined)[] = [
    { ...right, revokedAtMs: NOW_MS - 1 },
    { ...right, expiresAtMs: NOW_MS },
    { ...right, secretHash: '0'.repeat(64) },
    { ...right, kind: 'client' },
    undefined,
  ]
  for (const end of ends) {
    held.key = end
    expect(await ask()).toBe('unauthorized')
    // Read anew from the database, it is the same key in another object.
    held.key = { ...right }
    expect([await ask(), await ask()]).toEqual(['k', 'k'])
  }
})

test('a key that expires is refused from then on, though nothing about it changed', async () => {
  const { held, right, ask } = world()
  const expiring = { ...right, expiresAtMs: NOW_MS + 1 }
  held.key = expiring
  expect(await ask()).toBe('k')
  Object.assign(expiring, { expiresAtMs: NOW_MS })
  expect(await ask()).toBe('unauthorized')
})

test('whoever was right opens nothing for another secret under the same selector', async () => {
  const { text, ask } = world()
  expect(await ask()).toBe('k')
  const body = `hal_sdk_${text.split('_')[2]}_${mintCredential('sdk').text.split('_')[3]}`
  expect(await ask(`${body}_${crc32(body)}`)).toBe('unauthorized')
  expect(await ask(`${text}0`)).toBe('unauthorized')
})
