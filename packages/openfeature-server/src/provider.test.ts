import { createTestClient } from '@halyard/node/testing'
import { type Client, OpenFeature, type Provider } from '@openfeature/server-sdk'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { HalyardProvider } from './provider.ts'

const FLAGS = {
  'new-checkout': true,
  tier: 'pro',
  limit: 7,
  theme: { dark: true },
  sizes: ['s', 'm'],
  dated: {
    variants: { on: true, off: false },
    offVariant: 'off',
    rules: [
      {
        id: 'early',
        if: { attribute: 'born.at', op: 'before', value: '2020-01-01T00:00:00Z' },
        serve: { variant: 'on' },
      },
    ],
    fallthrough: { variant: 'off' },
  },
  nothing: { enabled: false, variants: { on: true, off: false }, fallthrough: { variant: 'on' } },
} as const

afterEach(() => OpenFeature.clearProviders())

/** OpenFeature's client over a provider over these flags. */
async function reading(provider: Provider): Promise<Client> {
  await OpenFeature.setProviderAndWait('app', provider)
  return OpenFeature.getClient('app')
}

const shared = () => createTestClient({ flags: FLAGS as never })

describe('reads', () => {
  test('each type comes with its variant, reason and metadata', async () => {
    const app = await reading(new HalyardProvider({ client: shared() }))
    expect(await app.getBooleanDetails('new-checkout', false)).toMatchObject({
      flagKey: 'new-checkout',
      value: true,
      variant: expect.any(String),
      reason: 'STATIC',
      flagMetadata: { revision: expect.any(Number) },
    })
    expect(await app.getStringValue('tier', 'free')).toBe('pro')
    expect(await app.getNumberValue('limit', 1)).toBe(7)
    expect(await app.getObjectValue('theme', {})).toEqual({ dark: true })
    expect(await app.getObjectValue('sizes', [])).toEqual(['s', 'm'])
  })

  test('a default of another type than was asked for makes no flag of that type', async () => {
    const app = await reading(new HalyardProvider({ client: shared() }))
    // As JavaScript has it.
    expect(await app.getBooleanDetails('tier', 'free' as never)).toMatchObject({
      value: 'free',
      reason: 'ERROR',
      errorCode: 'TYPE_MISMATCH',
    })
    expect(await app.getObjectDetails('theme', 'none')).toMatchObject({ value: { dark: true } })
    expect(await app.getObjectDetails('tier', 'none')).toMatchObject({ value: 'none', errorCode: 'TYPE_MISMATCH' })
    expect(await app.getBooleanValue('new-checkout', undefined as never)).toBe(true)
    expect(await app.getObjectValue('absent', null)).toBe(null)
  })

  test('what cannot be served is the default, and says why', async () => {
    const app = await reading(new HalyardProvider({ client: shared() }))
    expect(await app.getNumberDetails('tier', 3)).toMatchObject({ value: 3, errorCode: 'TYPE_MISMATCH' })
    expect(await app.getStringDetails('absent', 'x')).toMatchObject({ value: 'x', errorCode: 'FLAG_NOT_FOUND' })
    const nothing = await app.getBooleanDetails('nothing', true)
    expect(nothing).toMatchObject({ value: true, reason: 'DISABLED' })
    expect(nothing.errorCode).toBeUndefined()
  })

  test('a date in the context is a moment to rules', async () => {
    const app = await reading(new HalyardProvider({ client: shared() }))
    expect(await app.getBooleanValue('dated', false, { born: { at: new Date('2019-05-01') } })).toBe(true)
    expect(await app.getBooleanValue('dated', false, { born: { at: new Date('2021-05-01') } })).toBe(false)
    expect(await app.getBooleanValue('dated', false, { born: { at: new Date('no date') } })).toBe(false)
  })

  test('a context that leads back to itself does no harm', async () => {
    const app = await reading(new HalyardProvider({ client: shared() }))
    const born: Record<string, never> = {}
    Object.assign(born, { at: new Date('2019-05-01'), again: born })
    expect(await app.getBooleanValue('dated', false, { born })).toBe(true)
  })
})

describe('the client', () => {
  test('that the provider made ends with it', async () => {
    const fetch = vi.fn(() => Promise.reject(new Error('no network')))
    const provider = new HalyardProvider({ url: 'http://127.0.0.1:1', sdkKey: 'hal_sdk_a_b_00000000', fetch })
    await provider.onClose()
    expect(provider.client.status().state).toBe('closed')
  })

  test('that the app shares is left to the app', async () => {
    type Flags = { 'new-checkout': boolean }
    const client = createTestClient<Flags>({ flags: { 'new-checkout': true } })
    const close = vi.spyOn(client, 'close')
    const provider = new HalyardProvider<Flags>({ client })
    await reading(provider)
    await OpenFeature.clearProviders()
    expect(close).not.toHaveBeenCalled()
    // Its types, too.
    expect(provider.client.boolean('new-checkout', false)).toBe(true)
  })

  test('options that mean nothing are refused at once', () => {
    expect(() => new HalyardProvider({ client: shared(), readyTimeoutMs: -1 })).toThrow('`readyTimeoutMs`')
    expect(() => new HalyardProvider({ url: 'flags.local', sdkKey: 'hal_sdk_a_b_00000000' })).toThrow('`url`')
  })
})

test('tracking says once that nothing is kept', async () => {
  const warn = vi.fn()
  const app = await reading(new HalyardProvider({ client: shared(), logger: { warn } }))
  app.track('purchase', {}, { value: 5 })
  app.track('purchase', {}, { value: 6 })
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('no tracking events'), { name: 'purchase' })
})
