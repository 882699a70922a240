import { expect, test } from 'vitest'
import { environmentPath, type Json } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { chromiumPath, startChromium } from '../support/chromium.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { startBalancer } from '../support/hangs-up-first.ts'
import { lifetime } from '../support/lifetime.ts'
import { startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state, until } from '../support/settle.ts'
import { visitShop } from '../support/shop.ts'

const { keep } = lifetime()
const FLAG = 'new-checkout'
const PATH = `${environmentPath()}/flags/${FLAG}`
const QUICK = { backoff: { baseMs: 50, maxMs: 400, fallbackMs: 1_500, refusedMs: 1_000 } }

test('F40 a revoked key: a Node app keeps serving, says so once and never gives up; a new key works at once', async () => {
  const server = await served()
  const { id, credential: sdkKey } = await server.admin.key('sdk')
  const app = keep(await startApp({ url: server.url, sdkKey, ...QUICK }))
  await state(app, 'live')
  await server.admin.delete(`${environmentPath()}/keys/${id}`)
  await state(app, 'stale')
  expect(await app.call('boolean', FLAG, false)).toBe(true)
  const renewed = await server.admin.key('sdk')
  const after = keep(await startApp({ url: server.url, sdkKey: renewed.credential, ...QUICK }))
  await state(after, 'live')
  expect(app.output().match(/401/g)?.length ?? 0).toBeLessThanOrEqual(2)
})

test('a balancer that has no backend yet hangs up on an app’s first connection: the stream comes all the same', async () => {
  const server = await served()
  const { credential: sdkKey } = await server.admin.key('sdk')
  const balancer = keep(await startBalancer(server.port, 1))
  const app = keep(await startApp({ url: balancer.url, sdkKey }))
  await state(app, 'live')
  expect(app.events.filter(({ detail }) => detail?.['state'] === 'polling')).toEqual([])
})

test('F40 refused for a while, then let in again: live without a restart', async () => {
  const server = await served()
  const proxy = keep(await startFaultProxy(server.port))
  const { credential: sdkKey } = await server.admin.key('sdk')
  const app = keep(await startApp({ url: proxy.url, sdkKey, ...QUICK }))
  await state(app, 'live')
  await proxy.refuse()
  await state(app, 'stale')
  const changed = await server.admin.patch(PATH, { fallthrough: { variant: 'off' } })
  expect(await app.call('boolean', FLAG, false)).toBe(true)
  await proxy.heal()
  await arrival(app, changed['revision'])
  await state(app, 'live')
})

test.skipIf(!chromiumPath)('F40 a revoked client id: a page keeps showing what it had', async () => {
  const server = await served()
  const { id, credential: clientId } = await server.admin.key('client')
  const site = keep(await startPageServer())
  const chromium = keep(await startChromium())
  const shop = await visitShop(await chromium.page(), site.url, { url: server.url, clientId, ...QUICK })
  await state(shop, 'live')
  await server.admin.delete(`${environmentPath()}/keys/${id}`)
  await state(shop, 'stale')
  expect(await shop.call('boolean', FLAG, false)).toBe(true)
})

test('F32 a connection that is cut at any byte leaves a committed state, and the app gets through in the end', async () => {
  const server = await served()
  const { credential: sdkKey } = await server.admin.key('sdk')
  const getsThrough = async (bytes: number): Promise<void> => {
    const proxy = keep(await startFaultProxy(server.port))
    proxy.cutAfter(bytes)
    const app = keep(await startApp({ url: proxy.url, sdkKey, ...QUICK }))
    await until(
      'it was cut, and tried again',
      () => proxy.accepted,
      (count) => count >= 2,
    )
    const details = await app.call<Json>('details', FLAG, false)
    expect([undefined, 'PROVIDER_NOT_READY']).toContain(details['errorCode'])
    await proxy.heal()
    await state(app, 'live')
    expect(await app.call('boolean', FLAG, false)).toBe(true)
  }
  await Promise.all([1, 60, 300, 420, 600].map(getsThrough))
})

async function served(): Promise<ServerProcess> {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: FLAG, exposeToClients: true })
  await server.admin.put(PATH, { enabled: true, fallthrough: { variant: 'on' } })
  return server
}
