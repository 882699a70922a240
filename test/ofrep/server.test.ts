/** The published OFREP provider for servers, unmodified, against a real server. */
import { OFREPProvider } from '@openfeature/ofrep-provider'
import { type Client, OpenFeature } from '@openfeature/server-sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { lifetime } from '../support/lifetime.ts'
import { type ServerProcess, startServer } from '../support/server.ts'

const { keep } = lifetime()
const path = (flag: string): string => `${environmentPath()}/flags/${flag}`
const HALF = { split: { weights: { on: 50_000, off: 50_000 } } }

let server: ServerProcess

beforeEach(async () => {
  server = keep(await startServer())
  for (const key of ['plain', 'half', 'bare']) {
    await server.admin.post('/projects/default/flags', { key, metadata: { team: 'buy' } })
  }
  await server.admin.put(path('plain'), { enabled: true, fallthrough: { variant: 'on' } })
  await server.admin.put(path('half'), { enabled: true, fallthrough: HALF })
  await server.admin.put(path('bare'), { enabled: false, offVariant: null, fallthrough: { variant: 'on' } })
})
afterEach(() => OpenFeature.clearProviders())

async function ofrep(headers?: [string, string][]): Promise<Client> {
  const { credential } = await server.admin.key('sdk')
  const provider = new OFREPProvider({
    baseUrl: server.url,
    headers: headers ?? [['Authorization', `Bearer ${credential}`]],
  })
  await OpenFeature.setProviderAndWait('shop', provider)
  return OpenFeature.getClient('shop')
}

test('values, variants, reasons and metadata arrive, and a kill is in the next answer', async () => {
  const app = await ofrep()
  expect(await app.getBooleanDetails('plain', false)).toMatchObject({
    value: true,
    variant: 'on',
    reason: 'STATIC',
    flagMetadata: { team: 'buy', revision: expect.any(Number) },
  })
  await server.admin.post(`${path('plain')}/kill`, { reason: 'errors' })
  expect(await app.getBooleanDetails('plain', true)).toMatchObject({ value: false, reason: 'DISABLED' })
})

test('users are placed where an SDK places them', async () => {
  const client = await ofrep()
  const { credential: sdkKey } = await server.admin.key('sdk')
  const app = keep(await startApp({ url: server.url, sdkKey }))
  await app.call('ready', { timeoutMs: 20_000 })
  const contexts = Array.from({ length: 100 }, (_, n) => ({ targetingKey: `u-${n}` }))
  const here = await Promise.all(contexts.map((context) => client.getBooleanValue('half', false, context)))
  const there = await Promise.all(contexts.map((context) => app.call<boolean>('boolean', 'half', false, context)))
  expect(here).toEqual(there)
  expect(new Set(here).size).toBe(2)
})

test('what cannot be answered is the caller’s default, with the code that says why', async () => {
  const app = await ofrep()
  expect(await app.getBooleanDetails('none', true)).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' })
  expect(await app.getBooleanDetails('half', true)).toMatchObject({ value: true, errorCode: 'TARGETING_KEY_MISSING' })
  expect(await app.getStringDetails('plain', 'mine')).toMatchObject({ value: 'mine', errorCode: 'TYPE_MISMATCH' })
  // This version of the provider takes an answer without a value for one of another type; the default is right.
  expect(await app.getBooleanDetails('bare', true)).toMatchObject({ value: true })
})

test('a key that is none leaves the caller’s default', async () => {
  const app = await ofrep([['X-API-Key', 'hal_sdk_nobody_secret_00000000']])
  expect(await app.getBooleanDetails('plain', false)).toMatchObject({ value: false, reason: 'ERROR' })
})
