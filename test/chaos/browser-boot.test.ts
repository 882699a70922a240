import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { environmentPath, type Json } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { chromiumPath, startChromium } from '../support/chromium.ts'
import { lifetime } from '../support/lifetime.ts'
import { startPageServer } from '../support/page-server.ts'
import { freePort, startServer } from '../support/server.ts'
import { state } from '../support/settle.ts'
import { visitShop } from '../support/shop.ts'

const { keep } = lifetime()
const FLAG = 'new-checkout'
const PATH = `${environmentPath()}/flags/${FLAG}`
const CLIENT_ID = 'hal_cid_abcdefgh_00000000'
const SDK_KEY = 'hal_sdk_abcdefgh_abcdefgh_00000000'

describe('F47 the server is absent at boot, in Node', () => {
  test('no cache: the caller’s defaults within the init timeout, and the reason', async () => {
    const app = keep(await startApp({ url: await nowhere(), sdkKey: SDK_KEY }))
    await expect(app.call('ready', { timeoutMs: 300 })).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(await app.call('details', FLAG, true)).toMatchObject({ value: true, errorCode: 'PROVIDER_NOT_READY' })
    expect(await app.call('status')).toMatchObject({ state: 'connecting' })
  })

  test('a bootstrap: it', async () => {
    const app = keep(await startApp({ url: await nowhere(), sdkKey: SDK_KEY, bootstrap: await bundled('sdk') }))
    expect(await app.call('ready', { timeoutMs: 5_000 })).toEqual({ source: 'bootstrap' })
    expect(await app.call('boolean', FLAG, false)).toBe(true)
    expect(await app.call('status')).toMatchObject({ state: 'cached', source: 'bootstrap' })
  })

  test('a cache: the last known good', async () => {
    const server = await served()
    const folder = await mkdtemp(join(tmpdir(), 'halyard-app-'))
    keep({ close: () => rm(folder, { recursive: true, force: true }) })
    const { credential: sdkKey } = await server.admin.key('sdk')
    const options = { url: server.url, sdkKey, cachePath: join(folder, 'flags.json') }
    const before = keep(await startApp(options))
    await state(before, 'live')
    await before.call('close')
    await server.kill()
    const app = keep(await startApp(options))
    expect(await app.call('ready', { timeoutMs: 5_000 })).toEqual({ source: 'cache' })
    expect(await app.call('boolean', FLAG, false)).toBe(true)
  })
})

describe.skipIf(!chromiumPath)('F47 the server is absent at boot, in Chromium', () => {
  test('no cache, a bootstrap, a cache', async () => {
    const site = keep(await startPageServer())
    const chromium = keep(await startChromium())
    const page = await chromium.page()
    const url = await nowhere()

    const bare = await visitShop(page, site.url, { url, clientId: CLIENT_ID })
    const code = await bare.page.evaluate('flags.ready({ timeoutMs: 300 }).catch((error) => error.code)')
    expect(code).toBe('TIMEOUT')
    expect(await bare.call('details', FLAG, true)).toMatchObject({ value: true, errorCode: 'PROVIDER_NOT_READY' })

    const bootstrap = await bundled('client')
    const bundledShop = await visitShop(page, site.url, { url, clientId: CLIENT_ID, bootstrap })
    expect(await bundledShop.call('ready', { timeoutMs: 5_000 })).toEqual({ source: 'bootstrap' })
    expect(await bundledShop.call('boolean', FLAG, false)).toBe(true)

    const server = await served()
    const { credential: clientId } = await server.admin.key('client')
    await state(await visitShop(page, site.url, { url: server.url, clientId }), 'live')
    await server.kill()
    const cached = await visitShop(page, site.url, { url: server.url, clientId })
    expect(await cached.call('ready', { timeoutMs: 5_000 })).toEqual({ source: 'cache' })
    expect(await cached.call('boolean', FLAG, false)).toBe(true)
    expect(await cached.call('status')).toMatchObject({ state: 'cached' })
  })
})

async function served(): Promise<Awaited<ReturnType<typeof startServer>>> {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: FLAG, exposeToClients: true })
  await server.admin.put(PATH, { enabled: true, fallthrough: { variant: 'on' } })
  return server
}

/** The body of `GET …/ruleset`, as a build step would save it. */
async function bundled(kind: 'sdk' | 'client'): Promise<Json> {
  const server = await served()
  const { credential } = await server.admin.key(kind)
  const response =
    kind === 'sdk'
      ? await fetch(`${server.url}/sdk/v1/ruleset`, { headers: { authorization: `Bearer ${credential}` } })
      : await fetch(`${server.url}/client/v1/${credential}/ruleset`)
  const body = (await response.json()) as Json
  await server.kill()
  return body
}

/** Where nobody listens. */
async function nowhere(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`
}
