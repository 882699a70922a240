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
const PATIENCE_MS = 60_000

/** Which tab has a stream: the page's own `EventSource`, told apart. */
const WATCHED = `
  window.opened = new Set()
  window.EventSource = class extends EventSource {
    constructor(url) { super(url); opened.add(this) }
    close() { opened.delete(this); super.close() }
  }
  window.errors = []
  addEventListener('error', ({ message }) => errors.push(message))
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) { super(name); window.channelName = name }
  }`

/** What a page of the origin that is no friend says to all tabs; its last state is the server's but for the epoch. */
const stray = (rulesetUrl: string): string => `(async () => {
  const { ruleset, ...rest } = await (await fetch(${JSON.stringify(rulesetUrl)})).json()
  const data = JSON.stringify({ ...rest, reason: 'initial', ageMs: 0, ruleset: { ...ruleset, epoch: 999999999999998 } })
  const words = [null, undefined, 1, 'x', [], { hello: {} }, { event: {}, data: {} }, { here: 1, latest: 5 }, { opened: true }]
  const channel = new BroadcastChannel(channelName)
  for (const word of [...words, { event: 'snapshot', data }]) channel.postMessage(word)
})()`

describe.skipIf(!chromiumPath).each(['local', 'remote'])('F50 many tabs, one stream: %s', (mode) => {
  let server: ServerProcess
  let site: PageServer
  let chromium: Chromium
  let options: Record<string, unknown>

  beforeAll(async () => {
    server = keep(await startServer())
    site = keep(await startPageServer())
    chromium = keep(await startChromium())
    const { credential: clientId } = await server.admin.key('client')
    const backoff = { baseMs: 100, maxMs: 2000 }
    options = { url: server.url, clientId, mode, backoff, context: { targetingKey: 'ann' } }
    await server.admin.post('/projects/default/flags', { key: FLAG, exposeToClients: true })
    await server.admin.put(PATH, { enabled: true, fallthrough: { variant: 'on' } })
  })

  const streams = (): Promise<number> => metric(server.url, 'halyard_streams', 'audience="client"')

  async function visit(page: Page): Promise<Shop> {
    await page.addInitScript(WATCHED)
    return visitShop(page, site.url, options)
  }

  /** All in one profile, all live. */
  async function tabs(count: number): Promise<Shop[]> {
    const first = await chromium.page()
    const shops = [await visit(first)]
    while (shops.length < count) shops.push(await visit(await chromium.beside(first)))
    for (const shop of shops) await state(shop, 'live')
    return shops
  }

  const hasStream = (shop: Shop): Promise<boolean> => shop.page.evaluate('opened.size > 0')

  async function leaderOf(shops: readonly Shop[]): Promise<Shop> {
    for (const shop of shops) if (await hasStream(shop)) return shop
    throw new Error('no tab has a stream')
  }

  const oneStream = (): Promise<number> => until('there is one stream', streams, (count) => count === 1, PATIENCE_MS)

  /** A kill and its restoring are seen by all of them. */
  async function allSeeAKill(shops: readonly Shop[]): Promise<void> {
    for (const [verb, value] of [
      ['kill', false],
      ['restore', true],
    ] as const) {
      const { revision } = await server.admin.post(`${PATH}/${verb}`, { reason: 'test' })
      for (const shop of shops) {
        await arrival(shop, revision)
        expect(await shop.call('boolean', FLAG, !value)).toBe(value)
      }
    }
  }

  const closeAll = async (shops: readonly Shop[]): Promise<void> => {
    for (const { page } of shops) await page.context().close()
    await until('no stream is left', streams, (count) => count === 0, PATIENCE_MS)
  }

  test('20 tabs: one stream, one leader; it is closed, and the next one leads', async () => {
    const shops = await tabs(20)
    expect(await oneStream()).toBe(1)
    await allSeeAKill(shops)
    const leader = await leaderOf(shops)
    await leader.page.close()
    const others = shops.filter((shop) => shop !== leader)
    await oneStream()
    await allSeeAKill(others)
    await oneStream()
    for (const shop of others) await state(shop, 'live')
    for (const shop of others) expect(await shop.call('status')).toMatchObject({ state: 'live', divergences: 0 })
    await closeAll(others)
  })

  test('the leader’s tab crashes', async () => {
    const shops = await tabs(3)
    const leader = await leaderOf(shops)
    const isCrashed = new Promise((resolve) => leader.page.once('crash', resolve))
    void leader.page.goto('chrome://crash').catch(() => {})
    await isCrashed
    const others = shops.filter((shop) => shop !== leader)
    await until(
      'another leads',
      () => leaderOf(others),
      () => true,
    )
    await allSeeAKill(others)
    expect(await oneStream()).toBe(1)
    await closeAll(others)
  })

  test('the leader is frozen, as a tab in the background may be, and wakes again', async () => {
    const shops = await tabs(3)
    const leader = await leaderOf(shops)
    const others = shops.filter((shop) => shop !== leader)
    // Chromium freezes no page that is driven: it is told what a frozen one is told.
    await leader.page.evaluate("document.dispatchEvent(new Event('freeze'))")
    await until(
      'another leads',
      () => leaderOf(others),
      () => true,
    )
    await allSeeAKill(others)
    const { revision } = await server.admin.post(`${PATH}/kill`, { reason: 'test' })
    for (const shop of others) await arrival(shop, revision)
    await leader.page.evaluate("document.dispatchEvent(new Event('resume'))")
    await arrival(leader, revision)
    expect(await leader.call('boolean', FLAG, true)).toBe(false)
    await server.admin.post(`${PATH}/restore`, { reason: 'test' })
    await state(leader, 'live')
    expect(await oneStream()).toBe(1)
    await closeAll(shops)
  })

  test('one task keeps the leader’s page busy: the others have the kill while it lasts, and the leader after it', async () => {
    const shops = await tabs(3)
    const leader = await leaderOf(shops)
    const others = shops.filter((shop) => shop !== leader)
    const devtools = await leader.page.context().newCDPSession(leader.page)
    let isBusy = true
    const task = devtools
      .send('Runtime.evaluate', { expression: 'for (;;);' })
      .catch(() => {}) // ended below
      .then(() => {
        isBusy = false
      })
    await allSeeAKill(others)
    const { revision } = await server.admin.post(`${PATH}/kill`, { reason: 'test' })
    for (const shop of others) await arrival(shop, revision)
    expect(isBusy).toBe(true)
    await devtools.send('Runtime.terminateExecution')
    await task
    await arrival(leader, revision)
    expect(await leader.call('boolean', FLAG, true)).toBe(false)
    await server.admin.post(`${PATH}/restore`, { reason: 'test' })
    await state(leader, 'live')
    expect(await oneStream()).toBe(1)
    for (const shop of shops) await state(shop, 'live')
    for (const shop of shops) expect(await shop.call('status')).toMatchObject({ state: 'live', divergences: 0 })
    await closeAll(shops)
  })

  test('the leader goes into the back-forward cache, and comes back as one of the others', async () => {
    const shops = await tabs(2)
    const leader = await leaderOf(shops)
    const others = shops.filter((shop) => shop !== leader)
    await leader.page.evaluate(() =>
      addEventListener('pageshow', ({ persisted }) => Object.assign(globalThis, { persisted })),
    )
    await leader.page.goto(`${site.url}?elsewhere`)
    await until(
      'another leads',
      () => leaderOf(others),
      () => true,
    )
    await allSeeAKill(others)
    await leader.page.evaluate('void setTimeout(() => history.back())')
    await until('it is back', () => leader.page.evaluate('globalThis.persisted === true'), Boolean)
    await allSeeAKill(shops)
    expect(await oneStream()).toBe(1)
    await closeAll(shops)
  })

  test('a stray page says what nobody can read, and a state of an epoch that never was: nothing throws or stays', async () => {
    const shops = await tabs(3)
    const leader = await leaderOf(shops)
    await leader.page.evaluate(stray(`${server.url}/client/v1/${String(options['clientId'])}/ruleset`))
    await allSeeAKill(shops)
    for (const shop of shops) {
      await state(shop, 'live')
      expect((await shop.call<{ epoch: number }>('status')).epoch).toBeLessThan(999_999_999_999_998)
      expect(await shop.page.evaluate('errors')).toEqual([])
    }
    await closeAll(shops)
  })

  test('tabs of a browser without locks or channels have a stream each', async () => {
    const first = await chromium.page()
    const shops: Shop[] = []
    for (const missing of [
      "Object.defineProperty(navigator, 'locks', { value: undefined })",
      'delete window.BroadcastChannel',
    ]) {
      const page = await chromium.beside(first)
      await page.addInitScript(missing)
      shops.push(await visit(page))
    }
    for (const shop of shops) await state(shop, 'live')
    await allSeeAKill(shops)
    expect(await streams()).toBe(2)
    await closeAll(shops)
  })
})
