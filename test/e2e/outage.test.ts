/** The server restarts, is killed while it writes, and goes for good: apps keep answering, nothing acknowledged is lost. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { type App, startApp } from '../support/app.ts'
import { chromiumPath, startChromium } from '../support/chromium.ts'
import { lifetime } from '../support/lifetime.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state, until } from '../support/settle.ts'
import { type Shop, visitShop } from '../support/shop.ts'

const { keep } = lifetime('all')
const FLAG = 'new-checkout'
const PATH = `${environmentPath()}/flags/${FLAG}`
/** Quick, so that nobody waits for what a real app would spread over minutes. */
const QUICK = { backoff: { baseMs: 50, maxMs: 400, fallbackMs: 2_000, refusedMs: 1_000 } }

describe.skipIf(!chromiumPath)('apps outlive the server', () => {
  let server: ServerProcess
  let site: PageServer
  let node: App
  let shop: Shop
  let cachePath: string
  let nodeOptions: Record<string, unknown>
  let shopOptions: Record<string, unknown>

  beforeAll(async () => {
    server = keep(await startServer())
    site = keep(await startPageServer())
    const chromium = keep(await startChromium())
    const folder = await mkdtemp(join(tmpdir(), 'halyard-app-'))
    keep({ close: () => rm(folder, { recursive: true, force: true }) })
    const [sdkKey, clientId] = [await server.admin.key('sdk'), await server.admin.key('client')]
    cachePath = join(folder, 'flags.json')
    nodeOptions = { url: server.url, sdkKey: sdkKey.credential, cachePath, ...QUICK }
    shopOptions = { url: server.url, clientId: clientId.credential, context: { targetingKey: 'u-1' }, ...QUICK }
    await server.admin.post('/projects/default/flags', { key: FLAG, exposeToClients: true })
    await server.admin.put(PATH, { enabled: true, fallthrough: { variant: 'on' } })
    node = keep(await startApp(nodeOptions))
    shop = await visitShop(await chromium.page(), site.url, shopOptions)
    await Promise.all([state(node, 'live'), state(shop, 'live')])
  })

  const readsEverywhere = async (value: boolean): Promise<void> => {
    expect(await node.call('boolean', FLAG, !value, { targetingKey: 'u-1' })).toBe(value)
    expect(await shop.call('boolean', FLAG, !value)).toBe(value)
  }

  test('it restarts: apps answer throughout and are live again', async () => {
    expect(await server.stop()).toBe(0)
    await readsEverywhere(true)
    await server.start()
    const changed = await server.admin.patch(PATH, { fallthrough: { variant: 'off' } })
    await Promise.all([arrival(node, changed['revision']), arrival(shop, changed['revision'])])
    await Promise.all([state(node, 'live'), state(shop, 'live')])
    await readsEverywhere(false)
  })

  test('it is killed while it writes: what was acknowledged is there, and apps converge to it', async () => {
    const acknowledged: number[] = []
    let isOver = false
    const writing = (async () => {
      for (let n = 0; !isOver; n += 1) {
        const variant = n % 2 === 0 ? 'on' : 'off'
        try {
          const { revision } = await server.admin.patch(PATH, { fallthrough: { variant } })
          acknowledged.push(Number(revision))
        } catch {
          return // The connection died with the server: that write was not acknowledged.
        }
      }
    })()
    await until(
      'some writes',
      () => acknowledged.length,
      (count) => count >= 20,
    )
    await server.kill()
    isOver = true
    await writing
    const answer = await node.call<boolean>('boolean', FLAG, false, { targetingKey: 'u-1' })
    expect(typeof answer).toBe('boolean')
    expect(await node.call('details', FLAG, false)).not.toHaveProperty('errorCode')

    await server.start()
    const kept = await historyRevisions()
    expect(acknowledged.filter((revision) => !kept.has(revision))).toEqual([])
    const now = await server.admin.get(PATH)
    expect(Number(now['revision'])).toBeGreaterThanOrEqual(Math.max(...acknowledged))
    const value = (now['fallthrough'] as { variant: string }).variant === 'on'
    await Promise.all([arrival(node, now['revision']), arrival(shop, now['revision'])])
    await readsEverywhere(value)
    const last = await server.admin.patch(PATH, { fallthrough: { variant: value ? 'off' : 'on' } })
    await Promise.all([arrival(node, last['revision']), arrival(shop, last['revision'])])
    await readsEverywhere(!value)
  })

  const historyRevisions = async (): Promise<Set<number>> => {
    const revisions = new Set<number>()
    let cursor = ''
    do {
      const page = (await server.admin.get(`${PATH}/history?limit=1000${cursor}`)) as {
        items: { revision: number }[]
        nextCursor: string | null
      }
      for (const { revision } of page.items) revisions.add(revision)
      cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`
    } while (cursor !== '')
    return revisions
  }

  test('it is gone for good: apps go on with the last known good, new ones and reloaded pages too', async () => {
    const last = await server.admin.patch(PATH, { fallthrough: { variant: 'on' } })
    await Promise.all([arrival(node, last['revision']), arrival(shop, last['revision'])])
    await server.kill()
    await Promise.all([state(node, 'stale'), state(shop, 'stale')])
    await readsEverywhere(true)
    await until(
      'the cache is written',
      () => readFile(cachePath, 'utf8'),
      (text) => text.includes(`"revision":${Number(last['revision'])}`),
    )

    const late = keep(await startApp(nodeOptions))
    expect(await late.call('ready', { timeoutMs: 20_000 })).toEqual({ source: 'cache' })
    expect(await late.call('boolean', FLAG, false, { targetingKey: 'u-1' })).toBe(true)

    const reloaded = await visitShop(shop.page, site.url, shopOptions)
    expect(await reloaded.call('boolean', FLAG, false)).toBe(true)
    expect(await reloaded.call('status')).toMatchObject({ state: 'cached', revision: last['revision'] })
  })
})
