import { fileURLToPath } from 'node:url'
import { evaluateBootstrap } from '@halyard/browser/bootstrap'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { beforeAll, describe, expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { chromiumPath, sharedChromium } from '../support/chromium.ts'
import { lifetime } from '../support/lifetime.ts'
import { metric } from '../support/metrics.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { until } from '../support/settle.ts'
import type * as PageScript from './page.ts'
import { type Given, Shop } from './shop.ts'

const { keep } = lifetime()
const { keep: keepForAll } = lifetime('all')
const openPage = sharedChromium()
let pages: PageServer
const flagPath = (flag: string): string => `${environmentPath()}/flags/${flag}`
let script = ''

/** What the page's script defines, inside of the page. */
declare const site: typeof PageScript

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'site',
    conditions: ['@halyard/source'],
    // Only this build of React says what is wrong, and only in it StrictMode mounts twice.
    define: { 'process.env.NODE_ENV': '"development"' },
  })
  script = outputFiles[0]?.text ?? ''
  pages = keepForAll(await startPageServer())
})

describe.skipIf(!chromiumPath)('React in Chromium', () => {
  test('a toggle renders the one component again that reads the flag, and a kill takes it back', async () => {
    const { page, server, given } = await shop()
    await mounted(page, given)
    await shows(page, 'checkout', 'three pages')
    await shows(page, 'banner', 'Sale!')
    const before = await page.evaluate(() => ({ ...site.renders }))
    await server.admin.put(flagPath('checkout'), { enabled: true, offVariant: 'off', fallthrough: { variant: 'on' } })
    await shows(page, 'checkout', 'one click')
    await server.admin.post(`${flagPath('checkout')}/kill`)
    await shows(page, 'checkout', 'three pages')
    await shows(page, 'reason', 'DISABLED')
    const after = await page.evaluate(() => ({ ...site.renders }))
    expect(after).toEqual({ checkout: Number(before['checkout']) + 2, banner: before['banner'] })
  })

  test('a change that leaves an object’s content as it was renders nothing', async () => {
    const { page, server, given } = await shop()
    await mounted(page, given)
    await shows(page, 'banner', 'Sale!')
    const before = await page.evaluate(() => site.renders['banner'])
    const variants = { sale: { text: 'Sale!' }, other: { text: 'Soon' } }
    await server.admin.patch('/projects/default/flags/banner', { variants })
    await server.admin.put(flagPath('checkout'), { enabled: true, fallthrough: { variant: 'on' } })
    await shows(page, 'checkout', 'one click')
    expect(await page.evaluate(() => site.renders['banner'])).toBe(before)
  })

  test('StrictMode’s double mount makes one client, and unmounting closes it', async () => {
    const { page, server, given } = await shop()
    const asked: string[] = []
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname.split('/')[4] ?? ''))
    await mounted(page, { ...given, isStrict: true })
    await shows(page, 'status', 'live')
    expect(asked).toEqual(['ruleset', 'stream'])
    expect(await open(server)).toBe(1)
    await page.evaluate(() => site.unmount())
    await until(
      'the stream ends',
      () => open(server),
      (count) => count === 0,
    )
    expect(asked).toEqual(['ruleset', 'stream'])
    expect(await page.evaluate(() => site.errors)).toEqual([])
  })

  test.each(['a ruleset', 'evaluations', 'values of remote mode'] as const)(
    'what the server rendered from %s is hydrated as it is',
    async (by) => {
      const { page, given: bare } = await shop()
      const base = `${bare.options.url}/client/v1/${bare.options.clientId}`
      const context = { targetingKey: 'ann' }
      const ask = { method: 'POST', body: JSON.stringify({ context }) }
      const isRemote = by === 'values of remote mode'
      const response = isRemote ? await fetch(`${base}/evaluate`, ask) : await fetch(`${base}/ruleset`)
      const bootstrap = await response.json()
      const given: Given =
        by === 'evaluations'
          ? { ...bare, initial: evaluateBootstrap(bootstrap, context) }
          : { ...bare, options: { ...bare.options, bootstrap, ...(isRemote && { mode: 'remote' }) } as never }
      const html = renderToString(createElement(Shop, { given }))
      expect(html).toContain('Sale!')
      await page.evaluate(([markup, props]) => site.hydrate(markup, props), [html, json(given)] as const)
      await shows(page, 'status', 'live')
      expect(await page.evaluate(() => site.seen)).toEqual([
        'checkout: three pages',
        'banner: Sale!',
        'greeting: ann: hello ann',
      ])
      expect(await page.evaluate(() => site.errors)).toEqual([])
    },
  )

  test('a visitor’s own, newer state comes right after the markup of an older server, without a mismatch', async () => {
    const { page, server, given: bare } = await shop()
    const response = await fetch(`${bare.options.url}/client/v1/${bare.options.clientId}/ruleset`)
    const given = { ...bare, options: { ...bare.options, bootstrap: await response.json() } } as Given
    const html = renderToString(createElement(Shop, { given }))
    await server.admin.put(flagPath('checkout'), { enabled: true, fallthrough: { variant: 'on' } })
    await mounted(page, bare)
    await shows(page, 'checkout', 'one click')
    await page.evaluate(() => site.unmount())
    await server.kill()
    await page.evaluate(([markup, props]) => site.hydrate(markup, props), [html, json(given)] as const)
    await shows(page, 'checkout', 'one click')
    expect(await page.evaluate(() => site.errors)).toEqual([])
    const checkouts = (await page.evaluate(() => site.seen)).filter((text) => text.startsWith('checkout'))
    expect(checkouts).toEqual(['checkout: three pages', 'checkout: one click'])
  })

  test.each(['killed', 'switched on'] as const)(
    'what was %s stays so from the server’s markup on, though the visitor’s browser has kept what was before',
    async (what) => {
      const { page, server, given: bare } = await shop()
      const path = flagPath('checkout')
      await server.admin.put(path, { enabled: what === 'killed', offVariant: 'off', fallthrough: { variant: 'on' } })
      await mounted(page, bare)
      await shows(page, 'status', 'live')
      await shows(page, 'checkout', what === 'killed' ? 'one click' : 'three pages')
      await page.evaluate(() => site.unmount())
      if (what === 'killed') await server.admin.post(`${path}/kill`)
      else await server.admin.patch(path, { enabled: true })
      const response = await fetch(`${bare.options.url}/client/v1/${bare.options.clientId}/ruleset`)
      const given: Given = { ...bare, initial: evaluateBootstrap(await response.json(), { targetingKey: 'ann' }) }
      const html = renderToString(createElement(Shop, { given }))
      await server.kill()
      await page.evaluate(([markup, props]) => site.hydrate(markup, props), [html, json(given)] as const)
      await shows(page, 'status', 'cached')
      await server.start()
      await shows(page, 'status', 'live')
      const checkouts = (await page.evaluate(() => site.seen)).filter((text) => text.startsWith('checkout'))
      expect(checkouts).toEqual([what === 'killed' ? 'checkout: three pages' : 'checkout: one click'])
      expect(await page.evaluate(() => site.errors)).toEqual([])
    },
  )

  test('in remote mode a change of visitor, a toggle and a kill arrive as they do in local mode', async () => {
    const { page, server, given } = await shop()
    await mounted(page, { options: { ...given.options, mode: 'remote' } as never })
    await shows(page, 'greeting', 'ann: hello ann')
    await page.evaluate(() => site.hands.setUser('bob'))
    await shows(page, 'greeting', 'bob: hello bob')
    await server.admin.put(flagPath('checkout'), { enabled: true, offVariant: 'off', fallthrough: { variant: 'on' } })
    await shows(page, 'checkout', 'one click')
    await server.admin.post(`${flagPath('checkout')}/kill`)
    await shows(page, 'checkout', 'three pages')
    expect(await page.evaluate(() => site.errors)).toEqual([])
  })

  test('another visitor’s name is never seen beside the flags of the one before', async () => {
    const { page, given } = await shop()
    await mounted(page, given)
    await shows(page, 'greeting', 'ann: hello ann')
    await page.evaluate(() => site.look())
    await page.evaluate(() => {
      site.effects.length = 0
      for (const name of ['bob', 'ann', 'bob']) site.hands.setUser(name)
    })
    await shows(page, 'greeting', 'bob: hello bob')
    expect(await page.evaluate(() => site.effects)).toEqual(['bob: hello bob'])
    expect((await page.evaluate(() => site.seen)).filter((text) => text.startsWith('greeting'))).toEqual([
      'greeting: ann: hello ann',
      'greeting: bob: hello bob',
    ])
    await page.evaluate(() => site.hands.client?.identify({ targetingKey: 'ann' }))
    await shows(page, 'greeting', 'bob: hello ann')
  })
})

test.skipIf(!chromiumPath)(
  'children follow whatever the context is: none, the same, one that JSON can’t have',
  async () => {
    const page = await openPage()
    await page.goto(pages.url)
    await page.addScriptTag({ content: script })
    const { shown, last } = await page.evaluate(() => {
      const ann: Record<string, unknown> = { targetingKey: 'ann' }
      ann['self'] = ann
      const bob = { targetingKey: 'bob', cents: 1n }
      const { shown, last } = site.visitors([undefined, undefined, {}, ann, { ...ann }, bob])
      return { shown, last: Object.keys(last) }
    })
    expect(shown).toEqual(['0', '1', '2', '3', '4', '5'])
    expect(last).toEqual(['targetingKey', 'cents'])
  },
)

interface Site {
  readonly server: ServerProcess
  readonly page: Page
  readonly given: Given
}

/** A server with exposed flags, and an empty page with the shop's script. */
async function shop(): Promise<Site> {
  const server = keep(await startServer())
  const { admin } = server
  const exposed = { exposeToClients: true }
  await admin.post('/projects/default/flags', { key: 'checkout', ...exposed })
  const sale = { sale: { text: 'Sale!' } }
  await admin.post('/projects/default/flags', { key: 'banner', type: 'object', variants: sale, ...exposed })
  await admin.put(flagPath('banner'), { enabled: true, fallthrough: { variant: 'sale' } })
  const greetings = { ann: 'hello ann', bob: 'hello bob' }
  await admin.post('/projects/default/flags', { key: 'greeting', type: 'string', variants: greetings, ...exposed })
  await admin.put(flagPath('greeting'), {
    enabled: true,
    targets: [{ attribute: 'targetingKey', values: ['ann'], variant: 'ann' }],
    fallthrough: { variant: 'bob' },
  })
  const { credential: clientId } = await admin.key('client')
  const page = await openPage()
  await page.goto(pages.url)
  await page.addScriptTag({ content: script })
  return { server, page, given: { options: { url: server.url, clientId, telemetryIntervalMs: 0 } } }
}

async function mounted(page: Page, given: Given): Promise<void> {
  await page.evaluate((props) => site.mount(props), given as never)
}

/** As it crosses into a page. */
const json = (given: Given): never => JSON.parse(JSON.stringify(given)) as never

/** Resolves once this part of the shop has this text. */
async function shows(page: Page, part: string, text: string): Promise<void> {
  await page.waitForFunction(([id, wanted]) => document.querySelector(`#${id}`)?.textContent === wanted, [
    part,
    text,
  ] as const)
}

const open = (server: ServerProcess): Promise<number> => metric(server.url, 'halyard_streams', 'audience="client"')
