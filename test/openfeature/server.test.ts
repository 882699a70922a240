import { HalyardProvider } from '@halyard/openfeature-server'
import { type Client, OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/server-sdk'
import { afterEach, describe, expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { lifetime } from '../support/lifetime.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { until } from '../support/settle.ts'
import { Ear } from './events.ts'

const { keep } = lifetime()
afterEach(() => OpenFeature.clearProviders())

const FLAG = 'new-checkout'
const path = (flag = FLAG): string => `${environmentPath()}/flags/${flag}`
/** An outage is told after half a second instead of 20 s. */
const HASTY = { telemetryIntervalMs: 0, backoff: { baseMs: 50, maxMs: 1_000, fallbackMs: 400, refusedMs: 400 } }

interface World {
  readonly server: ServerProcess
  readonly provider: HalyardProvider
  readonly app: Client
  readonly ear: Ear
}

/** A server with one flag that is on for everyone, and OpenFeature's client of it. */
async function world(): Promise<World> {
  const server = await served()
  const { credential: sdkKey } = await server.admin.key('sdk')
  const provider = new HalyardProvider({ url: server.url, sdkKey, ...HASTY })
  const ear = listening()
  await OpenFeature.setProviderAndWait('shop', provider)
  return { server, provider, app: OpenFeature.getClient('shop'), ear }
}

async function served(): Promise<ServerProcess> {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: FLAG, metadata: { team: 'buy' } })
  await server.admin.put(path(), { enabled: true, fallthrough: { variant: 'on' } })
  return server
}

/** Hears what one domain's handlers are told. */
function listening(domain = 'shop'): Ear {
  const ear = new Ear()
  const app = OpenFeature.getClient(domain)
  for (const event of Object.values(ProviderEvents)) app.addHandler(event, (details) => ear.hear(event, details))
  return ear
}

describe('a server that answers', () => {
  test('READY comes once, and reads have variant, reason and metadata', async () => {
    const { app, ear } = await world()
    expect(app.providerStatus).toBe(ProviderStatus.READY)
    expect(await app.getBooleanDetails(FLAG, false, { targetingKey: 'u-17' })).toMatchObject({
      value: true,
      variant: 'on',
      reason: 'STATIC',
      flagMetadata: { team: 'buy', revision: expect.any(Number) },
    })
    expect(ear.names()).toEqual(['READY'])
  })

  test('a changed flag is told by name, and a kill reads as DISABLED at that moment', async () => {
    const { server, app, ear } = await world()
    await server.admin.post(`${path()}/kill`)
    const { details } = await ear.next('CONFIGURATION_CHANGED')
    expect(details.flagsChanged).toEqual([FLAG])
    expect(await app.getBooleanDetails(FLAG, true)).toMatchObject({
      value: false,
      variant: 'off',
      reason: 'DISABLED',
      flagMetadata: { killed: true },
    })
    const before = ear.heard.length
    await server.admin.post(`${path()}/restore`)
    await ear.next('CONFIGURATION_CHANGED', before)
    expect(await app.getBooleanValue(FLAG, false)).toBe(true)
  })

  test('nothing is told but what happened', async () => {
    const { server, ear } = await world()
    await server.admin.post('/projects/default/flags', { key: 'other' })
    await ear.next('CONFIGURATION_CHANGED', 0, ({ flagsChanged }) => flagsChanged?.includes('other') === true)
    expect(ear.names()).toEqual(['READY', 'CONFIGURATION_CHANGED'])
  })
})

describe('a server that is gone', () => {
  test('makes flags stale, those that must not be so off, and ready again when it is back', async () => {
    const { server, app, ear } = await world()
    await server.admin.post('/projects/default/flags', { key: 'payout' })
    await server.admin.put(path('payout'), { enabled: true, fallthrough: { variant: 'on' }, maxStalenessMs: 1000 })
    await until('payout is on', () => app.getBooleanValue('payout', false), Boolean)
    await server.kill()
    expect((await ear.next('STALE')).details.message).toEqual(expect.any(String))
    expect(app.providerStatus).toBe(ProviderStatus.STALE)
    const payout = await until(
      'payout is too old',
      () => app.getBooleanDetails('payout', true),
      ({ value }) => !value,
    )
    expect(payout).toMatchObject({ variant: 'off', reason: 'STALE' })
    expect(await app.getBooleanValue(FLAG, false)).toBe(true)

    const before = ear.heard.length
    await server.start()
    await ear.next('READY', before)
    expect(app.providerStatus).toBe(ProviderStatus.READY)
    await until('payout is on again', () => app.getBooleanValue('payout', false), Boolean)
  })

  test('at the start is an ERROR from which OpenFeature recovers by itself', async () => {
    const server = await served()
    const { credential: sdkKey } = await server.admin.key('sdk')
    await server.kill()
    const ear = listening()
    const provider = new HalyardProvider({ url: server.url, sdkKey, readyTimeoutMs: 1_200, ...HASTY })
    const refused = await OpenFeature.setProviderAndWait('shop', provider).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'GENERAL', message: expect.stringContaining('ECONNREFUSED') })
    const app = OpenFeature.getClient('shop')
    expect(app.providerStatus).toBe(ProviderStatus.ERROR)
    expect(await app.getBooleanDetails(FLAG, true)).toMatchObject({ value: true, errorCode: 'PROVIDER_NOT_READY' })
    await server.start()
    await ear.next('READY')
    expect(app.providerStatus).toBe(ProviderStatus.READY)
    expect((await app.getBooleanDetails(FLAG, false)).variant).toBe('on')
    expect(ear.names().filter((name) => name !== 'CONFIGURATION_CHANGED')).toEqual(['ERROR', 'READY'])
  })
})

describe('a key that is refused', () => {
  test('is FATAL at once, not after the patience', async () => {
    const server = await served()
    const { id, credential: sdkKey } = await server.admin.key('sdk')
    await server.admin.delete(`${environmentPath()}/keys/${id}`)
    const ear = listening()
    const provider = new HalyardProvider({ url: server.url, sdkKey, readyTimeoutMs: 60_000 })
    const refused = await OpenFeature.setProviderAndWait('shop', provider).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'PROVIDER_FATAL', message: expect.stringContaining('401') })
    const app = OpenFeature.getClient('shop')
    expect(app.providerStatus).toBe(ProviderStatus.FATAL)
    expect(await app.getBooleanDetails(FLAG, true)).toMatchObject({ value: true, errorCode: 'PROVIDER_FATAL' })
    expect(ear.names()).toEqual(['ERROR'])
  })

  test('while flags are served is STALE: the last known good stands', async () => {
    const server = await served()
    const { id, credential: sdkKey } = await server.admin.key('sdk')
    const ear = listening()
    // With the usual patience for lost streams: a refusal needs none.
    const provider = new HalyardProvider({ url: server.url, sdkKey, backoff: { baseMs: 50 } })
    await OpenFeature.setProviderAndWait('shop', provider)
    await server.admin.delete(`${environmentPath()}/keys/${id}`)
    expect((await ear.next('STALE')).details.message).toContain('401')
    expect(await OpenFeature.getClient('shop').getBooleanValue(FLAG, false)).toBe(true)
  })

  test('after the patience is told as fatal, too', async () => {
    const server = await served()
    const { id, credential: sdkKey } = await server.admin.key('sdk')
    await server.admin.delete(`${environmentPath()}/keys/${id}`)
    await server.kill()
    const ear = listening()
    const provider = new HalyardProvider({ url: server.url, sdkKey, readyTimeoutMs: 100, ...HASTY })
    await OpenFeature.setProviderAndWait('shop', provider).catch(() => {})
    const app = OpenFeature.getClient('shop')
    expect(app.providerStatus).toBe(ProviderStatus.ERROR)
    await server.start()
    expect((await ear.next('ERROR', 1)).details.message).toContain('401')
    expect(app.providerStatus).toBe(ProviderStatus.FATAL)
  })
})

test('closing OpenFeature closes the client, and a provider that is replaced says nothing more', async () => {
  const { server, provider, ear } = await world()
  await OpenFeature.setProviderAndWait('shop', new HalyardProvider({ client: provider.client }))
  await until(
    'the first is closed',
    () => provider.client.status().state,
    (state) => state === 'closed',
  )
  await server.admin.post(`${path()}/kill`)
  expect(ear.names()).not.toContain('CONFIGURATION_CHANGED')
})
