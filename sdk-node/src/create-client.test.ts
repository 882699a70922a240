import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { ClientError, isClientError } from '@halyard/sdk-core'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { ClientOptions } from './client-options.ts'
import { createClient } from './create-client.ts'
import { createTestClient } from './testing.ts'
import { VERSION } from './version.ts'

const right: ClientOptions = { url: 'http://127.0.0.1:9', sdkKey: 'hal_sdk_a_b_00000000' }

const BODY = `hal_sdk_${'a'.repeat(12)}_${'A'.repeat(40)}`
const KEY = `${BODY}_${crc32(BODY).toString(16).padStart(8, '0')}`

function messageFor(options: Record<string, unknown>): string {
  try {
    void createClient({ ...right, ...options } as ClientOptions).close()
  } catch (error) {
    if (isClientError(error) && error.code === 'INVALID_OPTION') return error.message
    throw error
  }
  return 'accepted'
}

test('a client says which instance it is: a laggard is found by it', async () => {
  const said: string[] = []
  const logger = { info: (message: string) => void said.push(message) }
  for (const instanceName of [undefined, 'checkout-7']) await createClient({ ...right, logger, instanceName }).close()
  expect(said).toEqual([
    expect.stringMatching(new RegExp(`^halyard: this is instance \\S+\\.${process.pid}\\.[\\da-f]{8}$`)),
    expect.stringMatching(/^halyard: this is instance checkout-7\.[\da-f]{8}$/),
  ])
})

describe('a wrong option throws at construction, and says what to do', () => {
  test.each<[Record<string, unknown>, string]>([
    [{ url: 'flags.local' }, '`url` must be absolute, got "flags.local". Did you mean "https://flags.local"?'],
    [{ url: 'localhost:4400' }, '`url` must be absolute, got "localhost:4400". Did you mean "http://localhost:4400"?'],
    [{ url: '127.0.0.1:4400/' }, 'Did you mean "http://127.0.0.1:4400/"?'],
    [
      { url: 'https://flags.example/base/api/v1/' },
      '`url` must be the server’s own address, got https://flags.example/base/api/v1. Leave "/api/v1" out.',
    ],
    [{ sdkKey: '' }, '`sdkKey` must be "hal_sdk_…", got an empty text. Is the variable set that it comes from?'],
    [{ url: undefined }, '`url` must be absolute, got undefined.'],
    [{ url: 5 }, '`url` must be absolute, got number.'],
    [{ url: 'ftp://flags.local' }, '`url` must be absolute, got "ftp://flags.local".'],
    [{ url: 'http://flags.local' }, '`url` must be https beyond this machine, got http://flags.local.'],
    [{ url: 'http://127.evil.example' }, '`url` must be https beyond this machine'],
    [{ url: 'http://localhost.evil.example' }, '`url` must be https beyond this machine'],
    [{ instanceName: '' }, '`instanceName` must be 1 to 64 letters, digits, `_`, `.` or `-`, got string.'],
    [{ instanceName: 'a b' }, '`instanceName` must be 1 to 64 letters'],
    [{ instanceName: 'a'.repeat(65) }, '`instanceName` must be 1 to 64 letters'],
    [{ instanceName: 7 }, '`instanceName` must be 1 to 64 letters, digits, `_`, `.` or `-`, got 7.'],
    [{ sdkKey: undefined }, '`sdkKey` must be "hal_sdk_…", got undefined.'],
    [{ sdkKey: 'hal_cid_abc_00000000' }, '`sdkKey` must be "hal_sdk_…", got hal_cid_.'],
    [{ sdkKey: 'hal_api_abc_def_00000000' }, '`sdkKey` must be "hal_sdk_…", got hal_api_.'],
    [
      { sdkKey: 'hal_sdk_a b\r\n' },
      '`sdkKey` must be as the server made it, got one with a character that no key has.',
    ],
    [{ sdkKey: 'hal_sdk_…' }, '`sdkKey` must be as the server made it, got one with a character that no key has. Copy'],
    [{ heartbeatMs: 0 }, '`heartbeatMs` must be milliseconds, at least 1 and at most a week, got 0.'],
    [{ pollIntervalMs: '30s' }, '`pollIntervalMs` must be milliseconds'],
    [{ telemetryIntervalMs: -1 }, '`telemetryIntervalMs` must be milliseconds, at least 0 and at most a week, got -1.'],
    [{ telemetryIntervalMs: Infinity }, '`telemetryIntervalMs` must be milliseconds'],
    [{ heartbeatMs: 2 ** 30 }, '`heartbeatMs` must be milliseconds, at least 1 and at most a week, got 1073741824.'],
    [{ backoff: { baseMs: Number.NaN } }, '`baseMs` must be milliseconds'],
    [{ backoff: { minMs: 1 } }, '`backoff` must be made of baseMs, maxMs'],
    [{ backoff: 5 }, '`backoff` must be an object of times, got 5.'],
    [{ backoff: 'fast' }, '`backoff` must be an object of times, got string.'],
    [{ backoff: null }, '`backoff` must be an object of times, got null.'],
    [{ allowInsecure: 'false' }, '`allowInsecure` must be true or false, got string.'],
    [{ cachePath: 5 }, '`cachePath` must be the path of a file, got 5.'],
    [{ fetch: 5 }, '`fetch` must be a function, got 5.'],
    [{ hooks: {} }, '`hooks` must be an array of hooks, got object.'],
    [{ hooks: [null] }, '`hooks` must be an array of hooks, got object.'],
    [{ logger: 5 }, '`logger` must be an object such as console, got 5.'],
    [{ sdkkey: 'hal_sdk_…' }, 'got "sdkkey". Did you mean `sdkKey`?'],
    [{ pollInterval: 5 }, 'got "pollInterval". Did you mean `pollIntervalMs`?'],
    [{ boostrap: {} }, 'got "boostrap". Did you mean `bootstrap`?'],
    [{ context: {} }, '`options` must be made of url, sdkKey,'],
    [{ sdkKey: KEY.replace('A', 'B') }, '`sdkKey` must be as the server made it, got one whose checksum is wrong.'],
  ])('%j', (options, message) => {
    expect(messageFor(options)).toContain(message)
  })

  test.each<Record<string, unknown>>([
    { url: 'https://flags.example/behind/a/path/' },
    { url: 'http://localhost:4400' },
    { url: 'http://[::1]:4400/' },
    { url: 'http://flags.local', allowInsecure: true },
    { heartbeatMs: undefined, backoff: undefined, telemetryIntervalMs: 0 },
    { backoff: { baseMs: undefined } },
    { sdkKey: KEY },
    { madeUp: undefined },
  ])('%j is right', (options) => {
    expect(messageFor(options)).toBe('accepted')
  })

  test.each([undefined, null, 5])('createClient(%j), which has none at all', (options) => {
    const create = (): unknown => createClient(options as never)
    expect(create).toThrow(ClientError)
    expect(create).toThrow('`options` must be an object with `url` and `sdkKey`')
  })

  test('without a word of a secret', () => {
    const mistyped = KEY.replace('A', 'secret').slice(0, KEY.length)
    for (const sdkKey of ['hal_api_selector_secret_00000000', 'hunter2', 'hal_sdk_selector secret', mistyped]) {
      expect(messageFor({ sdkKey })).not.toMatch(/secret|hunter2/)
    }
    expect(messageFor({ url: 'http://user:hunter2@flags.local' })).not.toContain('hunter2')
  })

  test('nor of a key that took the place of the URL', () => {
    for (const url of [KEY, ` ${KEY}`, `"${KEY}"`, `flags.local/${KEY}`]) {
      const message = messageFor({ url, sdkKey: 'https://flags.example' })
      expect(message).toBe('`url` must be absolute, got hal_sdk_.')
    }
  })
})

test('names itself with the version of its package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  expect(VERSION).toBe(version)
})

describe('types', () => {
  interface Flags {
    'new-checkout': boolean
    tier: 'free' | 'pro'
    limit: number
    theme: { colour: string }
  }
  const flags = createTestClient<Flags>({ flags: { 'new-checkout': true, tier: 'pro', limit: 3 } })

  test('a typed client knows its keys, their types and their values', () => {
    expectTypeOf(flags.boolean('new-checkout', false)).toEqualTypeOf<boolean>()
    expectTypeOf(flags.string('tier', 'free')).toEqualTypeOf<'free' | 'pro'>()
    expectTypeOf(flags.number('limit', 1)).toEqualTypeOf<number>()
    expectTypeOf(flags.details('tier', 'free').value).toEqualTypeOf<'free' | 'pro'>()
    expectTypeOf(flags.object('theme', { colour: 'red' }).colour).toEqualTypeOf<string>()
    // @ts-expect-error no such flag
    flags.boolean('new-chekcout', false)
    // @ts-expect-error a boolean flag
    flags.string('new-checkout', 'x')
    // @ts-expect-error not one of its values
    flags.string('tier', 'gold')
  })

  test('an untyped client takes any key', () => {
    const untyped = createTestClient()
    expectTypeOf(untyped.boolean('anything', false)).toEqualTypeOf<boolean>()
    expectTypeOf(untyped.string('anything', 'x')).toEqualTypeOf<string>()
    expectTypeOf(untyped.object('anything', { a: 1 })).toEqualTypeOf<{ a: number }>()
    expectTypeOf(untyped.details('anything', 1).value).toEqualTypeOf<number>()
  })
})
