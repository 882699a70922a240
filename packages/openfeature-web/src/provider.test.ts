import { createClient } from '@halyard/browser'
import { afterEach, expect, test, vi } from 'vitest'
import { HalyardProvider } from './provider.ts'

const NOWHERE = { url: 'http://127.0.0.1:1', clientId: 'hal_cid_abcdefgh_00000000', storage: null }
const fetch = vi.fn(() => Promise.reject(new Error('no network')))
const clients: { close(): Promise<void> }[] = []
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())))

function shared() {
  const client = createClient({ ...NOWHERE, fetch, context: { targetingKey: 'guest' }, telemetryIntervalMs: 0 })
  clients.push(client)
  return client
}

test('OpenFeature’s context is the client’s; an empty one leaves the client its own', async () => {
  const client = shared()
  const provider = new HalyardProvider({ client, readyTimeoutMs: 1 })
  await provider.initialize().catch(() => {})
  expect(client.context()).toEqual({ targetingKey: 'guest' })
  await provider.onContextChange({}, { targetingKey: 'ann' })?.catch(() => {})
  expect(client.context()).toEqual({ targetingKey: 'ann' })
  await provider.onContextChange({ targetingKey: 'ann' }, {})?.catch(() => {})
  expect(client.context()).toEqual({ targetingKey: 'guest' })
})

test('under a signed client id the visitor’s signature goes with OpenFeature’s context', async () => {
  const asked: unknown[] = []
  const ask = vi.fn((_: unknown, init?: RequestInit) => {
    asked.push(JSON.parse(init?.body as string))
    return Promise.reject(new Error('no network'))
  })
  const options = { ...NOWHERE, fetch: ask, telemetryIntervalMs: 0, mode: 'remote', signature: 'signed ann' } as const
  const provider = new HalyardProvider({ ...options, readyTimeoutMs: 1 })
  clients.push(provider.client)
  const ann = { targetingKey: 'ann' }
  void provider.initialize(ann).catch(() => {})
  await vi.waitFor(() => expect(asked.at(-1)).toEqual({ context: ann, signature: 'signed ann' }))
})

test('closing closes a client that the provider made, and none that is shared', async () => {
  const client = shared()
  await new HalyardProvider({ client }).onClose()
  expect(client.status().state).toBe('connecting')
  const provider = new HalyardProvider({ ...NOWHERE, fetch })
  await provider.onClose()
  expect(provider.client.status().state).toBe('closed')
})

test('a client that knows its flags’ types fits', () => {
  const client = createClient<{ tier: 'free' | 'pro' }>({ ...NOWHERE, fetch, telemetryIntervalMs: 0 })
  clients.push(client)
  expect(new HalyardProvider({ client }).client.string('tier', 'free')).toBe('free')
})

test('tracking says once that nothing is kept', () => {
  const warn = vi.fn()
  const provider = new HalyardProvider({ client: shared(), logger: { warn } })
  provider.track('purchase')
  provider.track('purchase')
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('no tracking events'), { name: 'purchase' })
})

test('options that mean nothing are refused at once', () => {
  expect(() => new HalyardProvider({ client: shared(), readyTimeoutMs: 0 })).toThrow('`readyTimeoutMs`')
})
