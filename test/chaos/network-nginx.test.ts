/** A real nginx between server and apps, set up as people do who have not read docs/operations.md. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { type App, startApp } from '../support/app.ts'
import { chromiumPath, startChromium } from '../support/chromium.ts'
import { expiredCertificate } from '../support/expired-certificate.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { lifetime } from '../support/lifetime.ts'
import { nginxPath, startNginx } from '../support/nginx.ts'
import { startPageServer } from '../support/page-server.ts'
import { freePort, type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state, until } from '../support/settle.ts'
import { visitShop } from '../support/shop.ts'

const { keep } = lifetime('all')
const FLAG = 'new-checkout'
const PATH = `${environmentPath()}/flags/${FLAG}`
const QUICK = { pollIntervalMs: 1_000, backoff: { baseMs: 50, maxMs: 400 } }
/** A stream that brings nothing for 2 s is given up; a poll may take 5. */
const POLLING = { pollIntervalMs: 1_000, backoff: { baseMs: 50, maxMs: 5_000, fallbackMs: 4_000 } }

describe.skipIf(!nginxPath)('behind nginx', () => {
  let server: ServerProcess
  let upstream: FaultProxy
  let sdkKey: string

  beforeAll(async () => {
    server = keep(await startServer())
    upstream = keep(await startFaultProxy(server.port))
    sdkKey = (await server.admin.key('sdk')).credential
    await server.admin.post('/projects/default/flags', { key: FLAG, exposeToClients: true })
    await server.admin.put(PATH, { enabled: true, fallthrough: { variant: 'off' } })
  })

  /** @param directives - What stands in the `location` beside `proxy_pass`. */
  const proxied = async (directives: string, listen = '', more = ''): Promise<string> => {
    const port = await freePort()
    const url = `http${listen.includes('ssl') ? 's' : ''}://127.0.0.1:${port}`
    const place = `location / { proxy_pass http://127.0.0.1:${upstream.port}; proxy_http_version 1.1;
      proxy_set_header Connection ""; ${directives} }`
    // The check that it is up can't ask with a certificate that nobody vouches for, so it asks beside.
    const check = await freePort()
    const http = `server { listen 127.0.0.1:${port} ${listen}; ${more} ${place} }
      server { listen 127.0.0.1:${check}; return 204; }`
    keep(await startNginx(http, `http://127.0.0.1:${check}`))
    return url
  }
  const appBehind = async (directives: string, options: object = QUICK): Promise<App> =>
    keep(await startApp({ url: await proxied(directives), sdkKey, ...options }))

  /** The flag turned over; resolves when the app reads it so. */
  const turned = async (app: { call<T>(name: string, ...args: readonly unknown[]): Promise<T> }): Promise<void> => {
    const { fallthrough } = await server.admin.get(PATH)
    const on = (fallthrough as { variant: string }).variant !== 'on'
    const { revision } = await server.admin.patch(PATH, { fallthrough: { variant: on ? 'on' : 'off' } })
    await arrival(app, revision)
    expect(await app.call('boolean', FLAG, !on)).toBe(on)
  }

  test('F27 as it comes, with buffering on: the server’s header switches that off, and streams get through', async () => {
    const app = await appBehind('')
    await state(app, 'live')
    await turned(app)
    expect(await app.call('status')).toMatchObject({ state: 'live' })
  })

  test('F27 told to buffer whatever the server says: polls in time, says so once, and misses nothing', async () => {
    const buffering = 'proxy_ignore_headers X-Accel-Buffering; proxy_buffering on; proxy_buffers 8 1m;'
    const app = await appBehind(buffering, POLLING)
    await state(app, 'polling')
    await turned(app)
    await turned(app)
    expect(await app.call('status')).toMatchObject({ state: 'polling', divergences: 0 })
    expect(app.output().match(/^(warn|error) /gm)?.length ?? 0).toBeLessThanOrEqual(1)
  })

  test('F28 told to compress everything, streams too: they get through as they are sent', async () => {
    const app = await appBehind('gzip on; gzip_types *; gzip_proxied any; gzip_min_length 1;')
    await state(app, 'live')
    await turned(app)
    await turned(app)
    expect(await app.call('status')).toMatchObject({ state: 'live', divergences: 0 })
  })

  test('F28 cutting streams that are idle for less than a heartbeat: each cut costs a reconnect, and no change', async () => {
    const cutsBefore = upstream.accepted
    const app = await appBehind('proxy_read_timeout 1s;')
    await state(app, 'live')
    await until(
      'some cuts',
      () => upstream.accepted - cutsBefore,
      (count) => count >= 4,
    )
    await turned(app)
    expect(await app.call('status')).toMatchObject({ divergences: 0 })
  })

  test('F28 closing streams again and again: nothing is missed, nothing diverges', async () => {
    const app = await appBehind('')
    await state(app, 'live')
    for (let n = 0; n < 4; n += 1) {
      upstream.reset()
      await turned(app)
    }
    expect(await app.call('status')).toMatchObject({ divergences: 0 })
  })

  test.skipIf(!chromiumPath)('F28 speaking HTTP/2 to a browser: a stream like any other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'halyard-tls-'))
    keep({ close: () => rm(folder, { recursive: true, force: true }) })
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const made = expiredCertificate()
    await writeFile(key, made.key)
    await writeFile(cert, made.cert)
    const only = 'if ($server_protocol != "HTTP/2.0") { return 505; }'
    const tls = `ssl_certificate ${cert}; ssl_certificate_key ${key}; ${only}`
    const url = await proxied('', 'ssl http2', tls)
    const { credential: clientId } = await server.admin.key('client')
    const site = keep(await startPageServer())
    const page = await keep(await startChromium()).page({ ignoreHTTPSErrors: true })
    const shop = await visitShop(page, site.url, { url, clientId, ...QUICK })
    await state(shop, 'live')
    await turned(shop)
    await turned(shop)
    expect(await shop.call('status')).toMatchObject({ state: 'live', divergences: 0 })
  })
})
