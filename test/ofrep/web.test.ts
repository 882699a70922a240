/** The published OFREP provider for pages, unmodified, in Chromium: polling and streaming, also across a cut stream. */
import { fileURLToPath } from 'node:url'
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
const PATH = `${environmentPath()}/flags/banner`
const REFETCH = '{"type":"refetchEvaluation"}'

/** What the page's script defines, inside of the page. */
declare const halyard: typeof PageScript

interface Site {
  readonly server: ServerProcess
  readonly proxy: FaultProxy
  readonly page: Page
  readonly clientId: string
  readonly keyId: string
}

/** A page on another origin, with a proxy between it and the server. One flag is for `ann` alone, one is a secret. */
async function site(): Promise<Site> {
  const server = keep(await startServer())
  for (const [key, exposeToClients] of [
    ['banner', true],
    ['secret', false],
  ] as const) {
    await server.admin.post('/projects/default/flags', { key, exposeToClients })
  }
  const targets = [{ attribute: 'targetingKey', values: ['ann'], variant: 'on' }]
  await server.admin.put(PATH, { enabled: true, offVariant: 'off', targets, fallthrough: { variant: 'off' } })
  const { id: keyId, credential: clientId } = await server.admin.key('client')
  const proxy = keep(await startFaultProxy(server.port))
  const page = await openPage()
  await page.goto(pages.url)
  return { server, proxy, page, clientId, keyId }
}

async function visited(options: { pollInterval?: number; changeDetection?: 'sse' | 'polling' } = {}): Promise<Site> {
  const made = await site()
  expect(await visit(made, options)).toBeUndefined()
  return made
}

function visit({ page, proxy, clientId }: Site, options: object = {}): Promise<string | undefined> {
  return page.evaluate(([given, key]) => halyard.visit(given, key, { targetingKey: 'ann' }), [
    { baseUrl: proxy.url, ...options },
    clientId,
  ] as const)
}

const value = (page: Page): Promise<boolean> => page.evaluate(() => halyard.app.getBooleanValue('banner', false))
const traffic = (page: Page): Promise<string[]> => page.evaluate(() => [...halyard.traffic])
const heard = (page: Page): Promise<{ event: string; flagsChanged?: readonly string[] | undefined }[]> =>
  page.evaluate(() => [...halyard.heard])

async function reads(page: Page, wanted: boolean): Promise<void> {
  await until(
    `the banner is ${wanted}`,
    () => value(page),
    (is) => is === wanted,
  )
}

async function streaming(page: Page): Promise<void> {
  await until(
    'the stream told the page to ask',
    () => traffic(page),
    (seen) => seen.includes(REFETCH),
  )
}

describe.skipIf(!chromiumPath)('the OFREP provider in Chromium', () => {
  beforeAll(async () => {
    pages = keepForAll(await startPageServer(ENTRY))
  })

  test('values come for what is exposed, and a context that changes asks anew', async () => {
    const { page } = await visited()
    const details = await page.evaluate(() => halyard.app.getBooleanDetails('banner', false))
    expect(details).toMatchObject({ value: true, variant: 'on', reason: 'TARGETING_MATCH' })
    expect(await page.evaluate(() => halyard.app.getBooleanDetails('secret', true))).toMatchObject({
      value: true,
      errorCode: 'FLAG_NOT_FOUND',
    })
    await page.evaluate(() => halyard.OpenFeature.setContext({ targetingKey: 'bob' }))
    expect(await value(page)).toBe(false)
  })

  test('a newcomer’s stream makes it ask again, and nothing changed: 304', async () => {
    const { page } = await visited()
    await streaming(page)
    await until(
      'it asked again',
      () => traffic(page),
      (seen) => seen.includes('304'),
    )
    expect((await heard(page)).map(({ event }) => event)).not.toContain('CONFIGURATION_CHANGED')
  })

  test('a kill is told by the stream, and names the flag', async () => {
    const { server, page } = await visited()
    await streaming(page)
    await server.admin.post(`${PATH}/kill`, { reason: 'errors' })
    await reads(page, false)
    // Two answers may cross each other: the later one then changes nothing.
    const named = (await heard(page)).flatMap(({ flagsChanged }) => flagsChanged ?? [])
    expect(named).toEqual(['banner'])
  })

  test('what changed while a stream was cut is known as soon as it is back', async () => {
    const { server, proxy, page } = await visited()
    await streaming(page)
    await proxy.refuse()
    await until(
      'the page knows',
      () => heard(page),
      (events) => events.some(({ event }) => event === 'STALE'),
    )
    await server.admin.post(`${PATH}/kill`, { reason: 'errors' })
    expect(await value(page)).toBe(true)
    await proxy.heal()
    await reads(page, false)
  })

  test('streams come back after a restart of the server', async () => {
    const { server, page } = await visited()
    await streaming(page)
    await server.stop()
    await server.start()
    await server.admin.post(`${PATH}/kill`, { reason: 'errors' })
    await reads(page, false)
  })

  test('polling sees changes, too, and opens no stream', async () => {
    const { server, page } = await visited({ pollInterval: 100, changeDetection: 'polling' })
    await until(
      'a poll had nothing new',
      () => traffic(page),
      (seen) => seen.includes('304'),
    )
    await server.admin.post(`${PATH}/kill`, { reason: 'errors' })
    await reads(page, false)
    expect(await traffic(page)).not.toContain('stream')
  })

  test('a revoked client id is refused at once, for good', async () => {
    const made = await site()
    await made.server.admin.delete(`${environmentPath()}/keys/${made.keyId}`)
    expect(await visit(made)).toBe('PROVIDER_FATAL')
  })
})
