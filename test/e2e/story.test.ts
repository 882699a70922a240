/** One flag, from the API to every SDK and back: what a team does on its first day, through public faces alone. */
import { beforeAll, describe, expect, test } from 'vitest'
import { environmentPath, type Json } from '../support/admin.ts'
import { type App, startApp } from '../support/app.ts'
import { chromiumPath, startChromium } from '../support/chromium.ts'
import { lifetime } from '../support/lifetime.ts'
import { startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state } from '../support/settle.ts'
import { type Shop, visitShop } from '../support/shop.ts'

const { keep } = lifetime('all')
const FLAG = 'new-checkout'
const PATH = `${environmentPath()}/flags/${FLAG}`
const USERS = 100_000
/** 99.9 % of a normal distribution lie within so many standard deviations. */
const Z_999 = 3.2905

describe.skipIf(!chromiumPath)('one flag from the API to Node and Chromium and back', () => {
  let server: ServerProcess
  let node: App
  let shop: Shop
  let atFive: number[]
  let revisionAtFive: number
  let beforeKill: Json

  beforeAll(async () => {
    server = keep(await startServer())
    const site = keep(await startPageServer())
    const chromium = keep(await startChromium())
    const [sdkKey, clientId] = [await server.admin.key('sdk'), await server.admin.key('client')]
    node = keep(await startApp({ url: server.url, sdkKey: sdkKey.credential }))
    shop = await visitShop(await chromium.page(), site.url, {
      url: server.url,
      clientId: clientId.credential,
      context: { targetingKey: 'u-17' },
    })
    await Promise.all([node.call('ready', { timeoutMs: 20_000 }), shop.call('ready', { timeoutMs: 20_000 })])
    await Promise.all([state(node, 'live'), state(shop, 'live')])
  })

  /** Resolves once both apps have what the API has just answered. */
  const everywhere = async ({ revision }: Json): Promise<void> => {
    await Promise.all([arrival(node, revision), arrival(shop, revision)])
  }

  const census = async (): Promise<number[]> => {
    const [inNode, inChromium] = await Promise.all([
      node.call<number[]>('census', FLAG, USERS),
      shop.census(FLAG, USERS),
    ])
    expect(inChromium, 'the same users in Node and in Chromium').toEqual(inNode)
    return inNode
  }

  test('before it exists, apps get their own default', async () => {
    for (const app of [node, shop]) {
      expect(await app.call('details', FLAG, true)).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' })
    }
  })

  test('created, it is off everywhere', async () => {
    const made = await server.admin.request('POST', '/projects/default/flags', { key: FLAG, exposeToClients: true })
    expect(made.status).toBe(201)
    const configuration = await server.admin.get(PATH)
    expect(configuration).toMatchObject({ enabled: false, killed: false, offVariant: 'off' })
    await everywhere(configuration)
    for (const app of [node, shop]) {
      expect(await app.call('details', FLAG, true, { targetingKey: 'u-1' })).toMatchObject({
        value: false,
        variant: 'off',
        reason: 'DISABLED',
      })
    }
  })

  test('at 5 % it reaches 5 % of a hundred thousand users, the same ones in Node and in Chromium', async () => {
    const ramped = await server.admin.put(PATH, {
      enabled: true,
      fallthrough: { split: { weights: { on: 5_000, off: 95_000 } } },
    })
    await everywhere(ramped)
    revisionAtFive = Number(ramped['revision'])
    atFive = await census()
    expect(Math.abs(atFive.length - USERS * 0.05)).toBeLessThanOrEqual(Z_999 * Math.sqrt(USERS * 0.05 * 0.95))
  })

  test('ramped to 25 %, nobody leaves', async () => {
    await everywhere(
      await server.admin.patch(PATH, { fallthrough: { split: { weights: { on: 25_000, off: 75_000 } } } }),
    )
    const atTwentyFive = await census()
    const reached = new Set(atTwentyFive)
    expect(atFive.filter((user) => !reached.has(user))).toEqual([])
    expect(Math.abs(reached.size - USERS * 0.25)).toBeLessThanOrEqual(Z_999 * Math.sqrt(USERS * 0.25 * 0.75))
  })

  test('killed, everyone gets the off variant, and the visitor sees it without a reload', async () => {
    await shop.call('identify', { targetingKey: `u-${atFive[0]}` })
    await shop.page.evaluate('paint()')
    expect(await shop.page.textContent('#buy')).toBe('Buy with one click')
    if (process.env['HALYARD_SCREENSHOT']) await shop.page.screenshot({ path: process.env['HALYARD_SCREENSHOT'] })
    beforeKill = await server.admin.get(PATH)
    const atMs = Date.now()
    const killed = await server.admin.post(`${PATH}/kill`, { reason: 'the till is on fire' })
    expect(killed).toMatchObject({ killed: true })
    await everywhere(killed)
    const inNode = await node.event('change', ({ revision }) => revision === killed['revision'])
    const inChromium = await shop.event('change', { revision: killed['revision'] })
    console.log(`kill: in Node after ${inNode.atMs - atMs} ms, in Chromium after ${inChromium.atMs - atMs} ms`)
    for (const app of [node, shop]) {
      expect(await app.call('details', FLAG, true, { targetingKey: `u-${atFive[0]}` })).toMatchObject({
        value: false,
        variant: 'off',
        reason: 'DISABLED',
        flagMetadata: { killed: true },
      })
    }
    expect(await shop.page.textContent('#buy')).toBe('Buy')
    expect(await census()).toEqual([])
  })

  test('a kill that is repeated changes nothing', async () => {
    const { revision } = await server.admin.get(PATH)
    expect(await server.admin.post(`${PATH}/kill`)).toMatchObject({ revision, killed: true })
  })

  test('restored, exactly the state before', async () => {
    const restored = await server.admin.post(`${PATH}/restore`)
    await everywhere(restored)
    const after = await server.admin.get(PATH)
    expect(content(after)).toEqual(content(beforeKill))
    expect((await census()).length).toBeGreaterThan(atFive.length)
    expect(await shop.page.textContent('#buy')).toBe('Buy with one click')
  })

  test('rolled back to the revision at 5 %, exactly the users of then', async () => {
    await everywhere(await server.admin.post(`${PATH}/rollback`, { revision: revisionAtFive, reason: 'too fast' }))
    expect(await census()).toEqual(atFive)
  })

  test('the history tells the whole story, newest first', async () => {
    const { items } = (await server.admin.get(`${PATH}/history`)) as { items: Json[] }
    const actions = items.map(({ action }) => String(action))
    expect(actions.filter((action) => /kill|restore|rollback/.test(action))).toEqual([
      expect.stringMatching('rollback'),
      expect.stringMatching('restore'),
      expect.stringMatching('kill'),
    ])
    const revisions = items.map(({ revision }) => Number(revision))
    expect(revisions).toEqual([...revisions].sort((a, b) => b - a))
  })
})

/** What a configuration says, without when it was said. */
function content({ revision: _revision, version: _version, updatedAt: _updatedAt, ...rest }: Json): Json {
  return rest
}
