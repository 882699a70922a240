import { fileURLToPath } from 'node:url'
import type { ProviderOptions } from '@halyard/openfeature-web'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { chromiumPath, sharedChromium } from '../support/chromium.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { lifetime } from '../support/lifetime.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { until } from '../support/settle.ts'
import type * as PageScript from './page.ts'

const { keep } = lifetime()
const { keep: keepForAll } = lifetime('all')
const openPage = sharedChromium()
let pages: PageServer
const ENTRY = fileURLToPath(new URL('./page.ts', import.meta.url))
const HASTY = { telemetryIntervalMs: 0, backoff: { baseMs: 50, maxMs: 1_000, fallbackMs: 400, refusedMs: 400 } }
const flagPath = (flag: string): string => `${environmentPath()}/flags/${flag}`

/** What the page's script defines, inside of the page. */
declare const halyard: typeof PageScript

describe.skipIf(!chromiumPath)('OpenFeature in Chromium', () => {
  beforeAll(async () => {
    pages = keepForAll(await startPageServer(ENTRY))
  })

  test('reads are synchronous, in the context of the page, with variant, reason and metadata', async () => {
    const { page } = await visited({ targetingKey: 'ann' })
    expect(await page.evaluate(() => halyard.app.getStringDetails('who', 'nobody'))).toMatchObject({
      value: 'ann',
      variant: 'ann',
      reason: 'TARGETING_MATCH',
      flagMetadata: { revision: expect.any(Number) },
    })
    expect(await page.evaluate(() => halyard.app.getNumberDetails('who', 3))).toMatchObject({
      value: 3,
      errorCode: 'TYPE_MISMATCH',
    })
    expect(await events(page)).toEqual(['READY'])
  })

  test('a change names what reads differently: the flag and those that depend on it', async () => {
    const { page, server } = await visited({ targetingKey: 'ann' })
    await server.admin.post(`${flagPath('base')}/kill`)
    await told(page, 'CONFIGURATION_CHANGED')
    const details = await page.evaluate(
      () => halyard.heard.find(({ event }) => event === 'CONFIGURATION_CHANGED')?.details,
    )
    expect(details).toMatchObject({ flagsChanged: ['base', 'dependent'] })
    expect(await page.evaluate(() => halyard.app.getBooleanValue('dependent', true))).toBe(false)
  })

  test('of many changes of context in a row the last wins, and every one is seen as a whole', async () => {
    const { page } = await visited({ targetingKey: 'ann' })
    const reads = await page.evaluate(async () => {
      const seen: string[] = []
      const changes = ['bob', 'ann', 'nobody', 'bob', 'ann', 'bob'].map((targetingKey) => {
        const change = halyard.OpenFeature.setContext({ targetingKey })
        seen.push(halyard.app.getStringValue('who', 'default'))
        return change
      })
      await Promise.all(changes.reverse())
      return [...seen, halyard.app.getStringValue('who', 'default'), halyard.app.providerStatus]
    })
    expect(reads).toEqual(['bob', 'ann', 'nobody', 'bob', 'ann', 'bob', 'bob', 'READY'])
    const seen = await page.evaluate(() => halyard.heard.map(({ event, user }) => `${event} ${String(user)}`))
    expect(seen[0]).toBe('READY ann')
    expect(seen.at(-1)).toBe('CONTEXT_CHANGED bob')
    expect(seen.join()).not.toContain('RECONCILING')
  })

  test('contexts that change while nothing is there yet reconcile until it is, for the last of them', async () => {
    const { page, proxy, options } = await site()
    proxy.blackhole()
    const states = await page.evaluate((given) => {
      void halyard.visit(given, { targetingKey: 'ann' })
      void halyard.OpenFeature.setContext({ targetingKey: 'nobody' })
      void halyard.OpenFeature.setContext({ targetingKey: 'bob' })
      const { value, errorCode } = halyard.app.getStringDetails('who', 'default')
      return [halyard.app.providerStatus, value, errorCode]
    }, options)
    expect(states).toEqual(['RECONCILING', 'default', 'PROVIDER_NOT_READY'])
    await proxy.heal()
    proxy.reset()
    await told(page, 'CONTEXT_CHANGED')
    expect(await page.evaluate(() => [halyard.app.providerStatus, halyard.app.getStringValue('who', 'x')])).toEqual([
      'READY',
      'bob',
    ])
    expect((await events(page)).filter((event) => event === 'CONTEXT_CHANGED')).toHaveLength(1)
  })

  test('in remote mode another visitor’s values are waited for, and nobody hears of an error', async () => {
    const { page, options } = await site()
    await page.evaluate((given) => halyard.visit(given, { targetingKey: 'ann' }), {
      ...options,
      mode: 'remote' as const,
    })
    await page.evaluate(() => halyard.OpenFeature.setContext({ targetingKey: 'bob' }))
    expect(await page.evaluate(() => halyard.app.getStringValue('who', 'x'))).toBe('bob')
    expect(await events(page)).toEqual(['READY', 'RECONCILING', 'CONTEXT_CHANGED'])
    await page.evaluate(async () => {
      const [first, last] = [{ targetingKey: 'nobody' }, { targetingKey: 'ann' }]
      await Promise.all([halyard.OpenFeature.setContext(first), halyard.OpenFeature.setContext(last)])
    })
    expect(await page.evaluate(() => halyard.app.getStringValue('who', 'x'))).toBe('ann')
    expect(await events(page)).not.toContain('ERROR')
  })

  test('domains with contexts of their own over one provider keep apart', async () => {
    const { page } = await visited({ targetingKey: 'ann' })
    const reads = await page.evaluate(async () => {
      const other = halyard.OpenFeature.getClient('other')
      await halyard.OpenFeature.setContext('other', { targetingKey: 'bob' })
      return [halyard.app, other, halyard.app, other].map((client) => client.getStringValue('who', 'x'))
    })
    expect(reads).toEqual(['ann', 'bob', 'ann', 'bob'])
  })

  test('a server that is gone is STALE, also after a change of context; one that is back READY', async () => {
    const { page, server } = await visited({ targetingKey: 'ann' })
    await server.kill()
    await told(page, 'STALE')
    await page.evaluate(() => halyard.OpenFeature.setContext({ targetingKey: 'bob' }))
    await until(
      'it is stale again',
      () => status(page),
      (now) => now === 'STALE',
    )
    expect(await page.evaluate(() => halyard.app.getStringValue('who', 'x'))).toBe('bob')
    const before = (await events(page)).length
    await server.start()
    await until(
      'it is ready',
      () => status(page),
      (now) => now === 'READY',
    )
    expect((await events(page)).slice(before)).toContain('READY')
  })

  test('the last known good of an earlier visit is ready at once, and stale while nobody confirms it', async () => {
    const { page, server, options } = await visited({ targetingKey: 'ann' })
    await server.kill()
    await page.goto(pages.url)
    expect(await page.evaluate((given) => halyard.visit(given, { targetingKey: 'ann' }), options)).toBeUndefined()
    await told(page, 'STALE')
    expect(await events(page)).toEqual(['READY', 'STALE'])
    expect(await page.evaluate(() => halyard.app.getStringValue('who', 'x'))).toBe('ann')
    await server.start()
    await until(
      'it is ready',
      () => status(page),
      (now) => now === 'READY',
    )
  })

  test('a client id that is refused is FATAL, and stays so when the context changes', async () => {
    const { page, options } = await site()
    const unknown = { ...options, clientId: 'hal_cid_abcdefgh_00000000', readyTimeoutMs: 60_000 }
    const refused = await page.evaluate((given) => halyard.visit(given, {}), unknown)
    expect(refused).toMatchObject({ code: 'PROVIDER_FATAL', message: expect.stringContaining('401') })
    expect(await status(page)).toBe('FATAL')
    await page.evaluate(() => halyard.OpenFeature.setContext({ targetingKey: 'bob' }))
    await until(
      'it is fatal again',
      () => status(page),
      (now) => now === 'FATAL',
    )
    expect(await page.evaluate(() => halyard.app.getStringDetails('who', 'x'))).toMatchObject({
      value: 'x',
      errorCode: 'PROVIDER_FATAL',
    })
  })
})

/** The options that this file gives; what crosses into a page must be JSON. */
type Options = Pick<ProviderOptions, 'url' | 'clientId' | 'telemetryIntervalMs' | 'backoff' | 'readyTimeoutMs'>

interface Site {
  readonly server: ServerProcess
  readonly proxy: FaultProxy
  readonly page: Page
  readonly options: Options
}

/** A server with exposed flags, and a page that can reach it through a proxy. */
async function site(): Promise<Site> {
  const server = keep(await startServer())
  const { admin } = server
  const variants = { ann: 'ann', bob: 'bob', nobody: 'nobody' }
  await admin.post('/projects/default/flags', { key: 'who', type: 'string', variants, exposeToClients: true })
  await admin.put(flagPath('who'), {
    enabled: true,
    offVariant: 'nobody',
    targets: ['ann', 'bob'].map((name) => ({ attribute: 'targetingKey', values: [name], variant: name })),
    fallthrough: { variant: 'nobody' },
  })
  for (const key of ['base', 'dependent']) {
    await admin.post('/projects/default/flags', { key, exposeToClients: true })
    const prerequisites = key === 'base' ? [] : [{ flag: 'base', variant: 'on' }]
    await admin.put(flagPath(key), { enabled: true, prerequisites, fallthrough: { variant: 'on' } })
  }
  const { credential: clientId } = await admin.key('client')
  const proxy = keep(await startFaultProxy(server.port))
  const page = await openPage()
  await page.goto(pages.url)
  return { server, proxy, page, options: { url: proxy.url, clientId, ...HASTY } }
}

async function visited(context: { readonly targetingKey: string }): Promise<Site> {
  const made = await site()
  const failure = await made.page.evaluate(([given, who]) => halyard.visit(given, who), [
    made.options,
    context,
  ] as const)
  expect(failure).toBeUndefined()
  return made
}

const events = (page: Page): Promise<string[]> => page.evaluate(() => halyard.heard.map(({ event }) => event))
const status = (page: Page): Promise<string> => page.evaluate(() => halyard.app.providerStatus)

/** Resolves once a handler in the page heard this. */
async function told(page: Page, event: string): Promise<void> {
  await page.waitForFunction((wanted) => halyard.heard.some((one) => one.event === wanted), event)
}
