import { signTargetingKey } from '@halyard/node'
import { beforeAll, describe, expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { type Chromium, chromiumPath, startChromium } from '../support/chromium.ts'
import { lifetime } from '../support/lifetime.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state, until } from '../support/settle.ts'
import { visitShop } from '../support/shop.ts'

const { keep } = lifetime('all')
const FLAG = 'new-checkout'
const PATH = `${environmentPath()}/flags/${FLAG}`
/** Words of rules, lists, segments and of flags that browsers are not to see. */
const SECRETS = ['canary-customer', 'canary-plan', 'canary-segment', 'canary-member', 'canary-hidden', 'canary-name']

describe.skipIf(!chromiumPath)('flags that the server evaluates for a page', () => {
  let server: ServerProcess
  let site: PageServer
  let chromium: Chromium
  let options: Record<string, unknown>

  beforeAll(async () => {
    server = keep(await startServer())
    site = keep(await startPageServer())
    chromium = keep(await startChromium())
    const { credential: clientId } = await server.admin.key('client')
    const backoff = { baseMs: 50, maxMs: 400 }
    options = { url: server.url, clientId, mode: 'remote', backoff, telemetryIntervalMs: 0 }
    const flags = '/projects/default/flags'
    await server.admin.post(flags, { key: FLAG, exposeToClients: true, description: 'canary-name' })
    await server.admin.post(flags, { key: 'canary-hidden' })
    await server.admin.put(`${environmentPath()}/segments/canary-segment`, { included: ['canary-member'] })
    await server.admin.put(PATH, {
      enabled: true,
      targets: [{ variant: 'on', values: ['ann', 'canary-customer'] }],
      rules: [
        { if: { attribute: 'plan', op: 'in', value: ['canary-plan'] }, serve: { variant: 'on' } },
        { if: { segment: 'canary-segment' }, serve: { variant: 'on' } },
      ],
      fallthrough: { variant: 'off' },
    })
  })

  test('each visitor gets their own values, and a kill reaches them by a notice and a question', async () => {
    const shop = await visitShop(await chromium.page(), site.url, { ...options, context: { targetingKey: 'ann' } })
    await state(shop, 'live')
    expect(await shop.call('boolean', FLAG, false)).toBe(true)
    expect(await shop.call('details', FLAG, false)).toMatchObject({ variant: 'on', reason: 'TARGETING_MATCH' })
    const { revision } = await server.admin.post(`${PATH}/kill`, { reason: 'test' })
    await arrival(shop, revision)
    expect(await shop.call('boolean', FLAG, true)).toBe(false)
    const restored = await server.admin.post(`${PATH}/restore`, { reason: 'test' })
    await arrival(shop, restored['revision'])
    expect(await shop.call('boolean', FLAG, false)).toBe(true)
  })

  test('F52 identify twice fast, answers in the wrong order: A’s values are never visible to B', async () => {
    const page = await chromium.page()
    // Ann's answer is held back until Bob's has been shown.
    const bobs = resolvable()
    await page.route('**/evaluate', async (route) => {
      if (route.request().postData()?.includes('ann')) await bobs.promise
      await route.continue().catch(() => {})
    })
    const shop = await visitShop(page, site.url, { ...options, context: { targetingKey: 'ann' } })
    await shop.call('identify', { targetingKey: 'bob' })
    await state(shop, 'live')
    bobs.resolve()
    await shop.call('identify', { targetingKey: 'ann' })
    await shop.call('identify', { targetingKey: 'bob' })
    expect(await shop.call('boolean', FLAG, false)).toBe(false)
    await shop.call('ready', { timeoutMs: 10_000 })
    expect(await shop.call('details', FLAG, true)).toMatchObject({ value: false, reason: 'DEFAULT' })
    // Whatever of Ann's was on its way is there by now.
    const { revision } = await server.admin.patch(PATH, { maxStalenessMs: 3_600_000 })
    await arrival(shop, revision)
    expect(await shop.call('boolean', FLAG, true)).toBe(false)
  })

  test('no rule, list, segment, hidden flag or secret is in any byte, and no context in any URL or stream', async () => {
    const page = await chromium.page()
    const heard: string[] = []
    const urls: string[] = []
    const network = await page.context().newCDPSession(page)
    await network.send('Network.enable')
    network.on('Network.requestWillBeSent', ({ request }) => void urls.push(request.url))
    network.on('Network.eventSourceMessageReceived', ({ data }) => void heard.push(data))
    page.on('response', (response) => {
      if (response.url().includes('/evaluate'))
        response.text().then(
          (text) => heard.push(text),
          () => {}, // The page has gone.
        )
    })
    const context = { targetingKey: 'whoever-looks', email: 'someone@example.com' }
    const shop = await visitShop(page, site.url, { ...options, context })
    await state(shop, 'live')
    const { revision } = await server.admin.post(`${PATH}/kill`, { reason: 'test' })
    await arrival(shop, revision)
    await server.admin.post(`${PATH}/restore`, { reason: 'test' })
    await until(
      'all was heard',
      () => heard,
      (texts) => texts.filter((text) => text.includes('"flags"')).length >= 3,
    )
    const kept = await page.evaluate('JSON.stringify(localStorage)')
    const everything = [...heard, kept, server.output()].join('\n')
    expect(everything).toContain(FLAG)
    for (const secret of SECRETS) expect(everything).not.toContain(secret)
    for (const word of ['whoever-looks', 'someone']) {
      expect([...heard.filter((text) => !text.includes('"flags"')), ...urls, server.output()].join()).not.toContain(
        word,
      )
    }
  })

  test('secure mode: values for whom the app’s server vouches, and for nobody else', async () => {
    const [{ credential: sdkKey }, { clientId }] = await Promise.all([
      server.admin.key('sdk'),
      server.admin.post(`${environmentPath()}/keys`, { kind: 'client', name: 'signed', signed: true }),
    ])
    const signature = signTargetingKey(sdkKey, 'ann')
    const given = { ...options, clientId, context: { targetingKey: 'ann' } }
    const shop = await visitShop(await chromium.page(), site.url, { ...given, signature })
    await state(shop, 'live')
    expect(await shop.call('boolean', FLAG, false)).toBe(true)
    await shop.call('identify', { targetingKey: 'canary-customer' }, signature)
    const isReady = 'flags.ready({ timeoutMs: 10_000 }).then(() => "ready", ({ code, message }) => code + message)'
    // In the server's words: a forged signature, a missing one and rules under this id are all a 403.
    expect(await shop.page.evaluate(isReady)).toMatch(
      /^REFUSEDnot ready: HTTP status 403: This client id takes signed targeting keys only/,
    )
    expect(await shop.call('boolean', FLAG, false)).toBe(false)
    await shop.call('identify', { targetingKey: 'ann' }, signature)
    await state(shop, 'live')
    expect(await shop.call('boolean', FLAG, false)).toBe(true)
    expect((await fetch(`${server.url}/client/v1/${String(clientId)}/ruleset`)).status).toBe(403)
  })

  test('without a server the last values of this visitor are shown, and no other’s', async () => {
    const own = keep(await startServer())
    const { credential: clientId } = await own.admin.key('client')
    await own.admin.post('/projects/default/flags', { key: FLAG, exposeToClients: true })
    await own.admin.put(PATH, { enabled: true, fallthrough: { variant: 'on' } })
    const page = await chromium.page()
    const given = { ...options, url: own.url, clientId }
    await state(await visitShop(page, site.url, { ...given, context: { targetingKey: 'ann' } }), 'live')
    await own.kill()
    const bob = await visitShop(page, site.url, { ...given, context: { targetingKey: 'bob' } })
    expect(await bob.call('boolean', FLAG, false)).toBe(false)
    const ann = await visitShop(page, site.url, { ...given, context: { targetingKey: 'ann' } })
    expect(await ann.call('ready', { timeoutMs: 5_000 })).toEqual({ source: 'cache' })
    expect(await ann.call('boolean', FLAG, false)).toBe(true)
  })
})

function resolvable(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}
