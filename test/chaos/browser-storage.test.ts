import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { type Chromium, chromiumPath, startChromium } from '../support/chromium.ts'
import { lifetime } from '../support/lifetime.ts'
import { metric } from '../support/metrics.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state, until } from '../support/settle.ts'
import { type Shop, visitShop } from '../support/shop.ts'

const { keep } = lifetime('all')
const FLAG = 'new-checkout'
const PATH = `${environmentPath()}/flags/${FLAG}`

describe.skipIf(!chromiumPath)('F50 whatever a browser does to storage and to pages', () => {
  let server: ServerProcess
  let site: PageServer
  let chromium: Chromium
  let options: Record<string, unknown>

  beforeAll(async () => {
    server = keep(await startServer())
    site = keep(await startPageServer())
    chromium = keep(await startChromium())
    const { credential: clientId } = await server.admin.key('client')
    options = { url: server.url, clientId, anonymousKey: true, backoff: { baseMs: 50, maxMs: 400 } }
    await server.admin.post('/projects/default/flags', { key: FLAG, exposeToClients: true })
    await server.admin.put(PATH, { enabled: true, fallthrough: { variant: 'on' } })
  })

  const visit = (page: Page): Promise<Shop> => visitShop(page, site.url, options)
  const works = async (shop: Shop): Promise<void> => {
    await state(shop, 'live')
    expect(await shop.call('boolean', FLAG, false)).toBe(true)
  }

  test.each([
    [
      'throws when it is named',
      "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })",
    ],
    ['is not there', "Object.defineProperty(window, 'localStorage', { value: undefined })"],
    ['is full', "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"],
    ['throws when it is read', "Storage.prototype.getItem = () => { throw new Error('broken') }"],
    ['holds nonsense', 'Storage.prototype.getItem = () => \'{"ruleset":\''],
  ])('storage %s: works in memory', async (_what, script) => {
    const page = await chromium.page()
    await page.addInitScript(script)
    await works(await visit(page))
  })

  test('a cache that was tampered with is replaced by the truth', async () => {
    const page = await chromium.page()
    await works(await visit(page))
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) {
        const text = localStorage.getItem(key) ?? ''
        localStorage.setItem(key, text.replace(/"revision":\d+/g, '"revision":999999').replace('"on"', '"off"'))
      }
    })
    await works(await visit(page))
  })

  test('an anonymous visitor stays the same one over reloads, and is another one elsewhere', async () => {
    const page = await chromium.page()
    const first = await (await visit(page)).call('context')
    expect(await (await visit(page)).call('context')).toEqual(first)
    expect(await (await visit(await chromium.page())).call('context')).not.toEqual(first)
  })

  test('offline for a while: fresh within seconds of being back, over one stream', async () => {
    const page = await chromium.page()
    const shop = await visit(page)
    await works(shop)
    await page.context().setOffline(true)
    await server.admin.patch(PATH, { fallthrough: { variant: 'off' } })
    const changed = await server.admin.patch(PATH, { fallthrough: { variant: 'on' } })
    await page.context().setOffline(false)
    const backAtMs = performance.now()
    await arrival(shop, changed['revision'])
    expect(performance.now() - backAtMs).toBeLessThan(10_000)
    await works(shop)
  })

  test('back from the back-forward cache: the page that slept has what changed meanwhile', async () => {
    const page = await chromium.page()
    await works(await visit(page))
    await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => Object.assign(globalThis, { persisted })))
    await page.goto(`${site.url}?elsewhere`)
    const { revision } = await server.admin.patch(PATH, { maxStalenessMs: 3_600_000 })
    await page.evaluate('void setTimeout(() => history.back())')
    const held = (): Promise<unknown> => page.evaluate('globalThis.persisted && flags.status().revision')
    await until('the restored page has it', held, (answer) => answer === revision, 12_000)
  })

  test('five tabs are all live', async () => {
    const page = await chromium.page()
    await works(await visit(page))
    const shops: Shop[] = []
    for (let n = 0; n < 4; n += 1) shops.push(await visit(await chromium.beside(page)))
    for (const shop of shops) await works(shop)
  })

  test('a page that is closed says who saw what', async () => {
    const page = await chromium.page()
    const shop = await visit(page)
    await works(shop)
    const counted = (): Promise<number> =>
      metric(server.url, 'halyard_evaluations_total', 'audience="client"', `flag="${FLAG}"`, 'variant="on"')
    const before = await counted()
    await page.goto('about:blank')
    await until('the counts arrive', counted, (count) => count > before)
  })
})
