import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { chromiumPath, startChromium } from '../support/chromium.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { lifetime } from '../support/lifetime.ts'
import { metric } from '../support/metrics.ts'
import { startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state, until } from '../support/settle.ts'
import { visitShop } from '../support/shop.ts'

const { keep } = lifetime()
const PATH = `${environmentPath()}/flags/new-checkout`
const HEARTBEAT_MS = 500
/** As the default 45 s to a heartbeat of 15 s, and what a loaded machine may add: less than what else could bring it. */
const MAX_SILENCE_MS = 3 * HEARTBEAT_MS
const SLACK_MS = 10_000
const OPTIONS = { heartbeatMs: HEARTBEAT_MS, backoff: { baseMs: 100, maxMs: 400 } }

test('F26 half-open TCP: a Node app reconnects within three heartbeats and misses nothing', async () => {
  const { server, proxy } = await servedThroughProxy()
  const { credential: sdkKey } = await server.admin.key('sdk')
  const app = keep(await startApp({ url: proxy.url, sdkKey, ...OPTIONS }))
  await state(app, 'live')
  await notices(server, proxy, app)
})

test.skipIf(!chromiumPath)(
  'F26 half-open TCP: a page reconnects within three heartbeats and misses nothing',
  async () => {
    const { server, proxy } = await servedThroughProxy()
    const { credential: clientId } = await server.admin.key('client')
    const site = keep(await startPageServer())
    const chromium = keep(await startChromium())
    const shop = await visitShop(await chromium.page(), site.url, { url: proxy.url, clientId, ...OPTIONS })
    await state(shop, 'live')
    await notices(server, proxy, shop)
  },
)

test('F26 the server lets go of a stream whose client vanished without a word', async () => {
  const { server, proxy } = await servedThroughProxy()
  const { credential: sdkKey } = await server.admin.key('sdk')
  const app = keep(await startApp({ url: proxy.url, sdkKey, ...OPTIONS }))
  await state(app, 'live')
  await until(
    'one stream',
    () => metric(server.url, 'halyard_streams'),
    (count) => count === 1,
  )
  await app.kill()
  await until(
    'no stream',
    () => metric(server.url, 'halyard_streams'),
    (count) => count === 0,
  )
})

async function servedThroughProxy(): Promise<{ readonly server: ServerProcess; readonly proxy: FaultProxy }> {
  const server = keep(await startServer({ HALYARD_HEARTBEAT_MS: String(HEARTBEAT_MS) }))
  await server.admin.post('/projects/default/flags', { key: 'new-checkout', exposeToClients: true })
  return { server, proxy: keep(await startFaultProxy(server.port)) }
}

/** Cuts the stream off without telling anyone, changes the flag meanwhile, and waits for that to arrive. */
async function notices(
  server: ServerProcess,
  proxy: FaultProxy,
  app: { call<T>(name: string, ...args: readonly unknown[]): Promise<T> },
): Promise<void> {
  const { accepted } = proxy
  proxy.freeze()
  const frozenAtMs = performance.now()
  const changed = await server.admin.put(PATH, { enabled: true, fallthrough: { variant: 'on' } })
  await arrival(app, changed['revision'])
  const tookMs = performance.now() - frozenAtMs
  expect(proxy.accepted, 'not by the connection that passes no byte').toBeGreaterThan(accepted)
  expect(await app.call('boolean', 'new-checkout', false)).toBe(true)
  expect(tookMs).toBeLessThan(MAX_SILENCE_MS + SLACK_MS)
  await state(app, 'live')
}
