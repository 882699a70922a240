/** What an app may know of how old its flags are, from outside: a real server, real SDKs. docs/protocol.md, "Freshness". */
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { environmentPath, type Json } from '../support/admin.ts'
import { type App, startApp } from '../support/app.ts'
import { lifetime } from '../support/lifetime.ts'
import { nginxPath, startNginx } from '../support/nginx.ts'
import { freePort, type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state, until } from '../support/settle.ts'

const { keep } = lifetime('all')
const path = (flag: string): string => `${environmentPath()}/flags/${flag}`
/** Quick, except that no stream is given up where a busy machine is a second late. */
const QUICK = { heartbeatMs: 5_000, pollIntervalMs: 300, backoff: { baseMs: 50, maxMs: 400 } }
const MAX_STALENESS_MS = 2_000
const HOUR_MS = 3_600_000
const CLOCK = fileURLToPath(new URL('../support/movable-clock.cjs', import.meta.url))

interface Seen {
  readonly state: string
  readonly ageMs?: number
  readonly revision?: number
}
const status = (app: App): Promise<Seen> => app.call('status')
const details = (app: App, flag: string): Promise<Json> => app.call('details', flag, 'the caller’s')

/** Flags that may and may not grow old, and one that waits for one that may not. */
async function served(): Promise<{ readonly server: ServerProcess; readonly options: Json }> {
  const server = keep(await startServer({ HALYARD_HEARTBEAT_MS: '300' }))
  const on = { enabled: true, fallthrough: { variant: 'on' } }
  const make = async (key: string, configuration: Json): Promise<void> => {
    await server.admin.post('/projects/default/flags', { key, type: 'string', variants: { on: 'on', off: 'off' } })
    await server.admin.put(path(key), { ...on, ...configuration })
  }
  await make('ageless', {})
  await make('guarded', { offVariant: 'off', maxStalenessMs: MAX_STALENESS_MS })
  await make('bare', { offVariant: null, maxStalenessMs: MAX_STALENESS_MS })
  await make('waits', { offVariant: 'off', prerequisites: [{ flag: 'guarded', variant: 'on' }] })
  const { credential: sdkKey } = await server.admin.key('sdk')
  return { server, options: { url: server.url, sdkKey, ...QUICK } }
}

const FLAGS = ['ageless', 'guarded', 'bare', 'waits']
const values = async (app: App): Promise<unknown[]> => {
  const read: unknown[] = []
  for (const flag of FLAGS) read.push((await details(app, flag))['value'])
  return read
}

/** Somebody confirms the flags: a machine that was busy for longer than they may be old is made good by the next word. */
const fresh = async (app: App): Promise<void> => {
  await until(
    'all flags are fresh',
    () => values(app),
    (read) => read.every((value) => value === 'on'),
  )
}

const young = (app: App): Promise<Seen> =>
  until(
    'it is young',
    () => status(app),
    (now) => Number(now.ageMs) < MAX_STALENESS_MS,
  )

/** Each flag as nobody confirms it any more. */
const old = async (app: App): Promise<void> => {
  await until(
    'it grows old',
    () => details(app, 'guarded'),
    ({ reason }) => reason === 'STALE',
  )
  expect(await details(app, 'guarded')).toMatchObject({ value: 'off', variant: 'off', reason: 'STALE' })
  const bare = await details(app, 'bare')
  expect(bare).toMatchObject({ value: 'the caller’s', reason: 'STALE' })
  expect(bare).not.toHaveProperty('variant')
  expect(await details(app, 'waits')).toMatchObject({
    value: 'off',
    reason: 'PREREQUISITE_FAILED',
    flagMetadata: { prerequisite: 'guarded' },
  })
  expect(await details(app, 'ageless')).toMatchObject({ value: 'on', reason: 'STATIC' })
}

test('the server goes: flags that must not be old go off, the others stay; it is back: all as before', async () => {
  const { server, options } = await served()
  const app = keep(await startApp(options))
  await state(app, 'live')
  await fresh(app)
  await young(app)
  const changes = (): number => app.events.filter(({ event }) => event === 'change').length
  const before = changes()
  await server.kill()
  await old(app)
  expect((await status(app)).ageMs).toBeGreaterThan(MAX_STALENESS_MS)
  // It is the read that sees the age: no timer ran, and nothing changed.
  expect(changes()).toBe(before)
  await server.start()
  await state(app, 'live')
  await fresh(app)
})

test('F12 an app’s clock is set by an hour and back: what is confirmed is fresh, and what is not grows old all the same', async () => {
  const { server, options } = await served()
  const env = { NODE_OPTIONS: `--require ${CLOCK}`, HALYARD_TEST_CLOCK_JUMPS_MS: `${HOUR_MS} 0` }
  const app = keep(await startApp(options, env))
  const setTo = async (aheadMs: number): Promise<void> => {
    process.kill(app.pid, 'SIGUSR2')
    await until(
      'the clock is set',
      () => app.output(),
      (said) => said.includes(`clock ahead by ${aheadMs} ms`),
    )
  }
  await state(app, 'live')
  await setTo(HOUR_MS)
  // For the app it may have slept for an hour: the next heartbeat tells otherwise.
  await young(app)
  await fresh(app)
  await setTo(0)
  // At once: a clock that goes back makes nothing old.
  expect(await values(app)).toEqual(FLAGS.map(() => 'on'))
  await server.kill()
  await old(app)
  const { ageMs } = await status(app)
  expect(ageMs).toBeGreaterThan(MAX_STALENESS_MS)
  expect(ageMs).toBeLessThan(HOUR_MS / 2)
})

test('F51 a flag that was turned off while an app was away: the cache’s value until the server’s replaces it', async () => {
  const { server, options } = await served()
  const cachePath = join(server.dataDir, 'app-cache.json')
  const first = keep(await startApp({ ...options, cachePath }))
  await state(first, 'live')
  await first.call('close')
  const { revision } = await server.admin.patch(path('ageless'), { fallthrough: { variant: 'off' } })
  await server.kill()
  const again = keep(await startApp({ ...options, cachePath }))
  expect(await again.call('ready', { timeoutMs: 10_000 })).toEqual({ source: 'cache' })
  expect((await status(again)).ageMs).toBeUndefined()
  expect(await details(again, 'ageless')).toMatchObject({ value: 'on' })
  // What must not be old is not served from a cache that nobody has confirmed, however young the file is.
  expect(await details(again, 'guarded')).toMatchObject({ value: 'off', reason: 'STALE' })
  await server.start()
  await arrival(again, revision)
  expect(await details(again, 'ageless')).toMatchObject({ value: 'off' })
  await state(again, 'live')
  await until(
    'it is confirmed',
    () => details(again, 'guarded'),
    ({ value }) => value === 'on',
  )
})

test('the server is cut off from its database: heartbeats go on, apps stay live, and know by the age', async () => {
  const { server, options } = await served()
  const app = keep(await startApp(options))
  await state(app, 'live')
  const database = join(server.dataDir, 'halyard.db')
  renameSync(database, `${database}.away`)
  await old(app)
  expect(await status(app)).toMatchObject({ state: 'live' })
  const { ageMs } = await status(app)
  await until(
    'the age grows',
    () => status(app),
    (now) => Number(now.ageMs) > Number(ageMs) + 1_000,
  )
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  expect(await status(app)).toMatchObject({ state: 'live' })
  const late = keep(await startApp(options))
  await late.call('ready', { timeoutMs: 10_000 })
  expect(await details(late, 'guarded')).toMatchObject({ reason: 'STALE' })
  renameSync(`${database}.away`, database)
  await young(app)
  await fresh(app)
})

describe.skipIf(!nginxPath)('polling', () => {
  let server: ServerProcess
  let app: App

  beforeAll(async () => {
    const made = await served()
    server = made.server
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    // Streams that end as they begin: three of them, and the app polls.
    const http = `server { listen 127.0.0.1:${port};
      location / { proxy_pass ${server.url}; }
      location /sdk/v1/stream { default_type text/event-stream; return 200 ": nothing\\n\\n"; } }`
    keep(await startNginx(http, url))
    // No request may take longer than `maxMs`: one that is late is no server that fails.
    app = keep(await startApp({ ...made.options, url, backoff: { baseMs: 50, maxMs: 3_000 } }))
  })

  test('proves freshness as a stream does, by 304 too', async () => {
    await app.call('ready', { timeoutMs: 20_000 })
    await state(app, 'polling')
    await fresh(app)
    const { revision } = await status(app)
    // Nothing changes, so each poll is a 304; without its proof the flags would be off after two seconds.
    const startedAtMs = performance.now()
    while (performance.now() - startedAtMs < 1.5 * MAX_STALENESS_MS) {
      await until(
        'a poll confirms',
        () => status(app),
        ({ ageMs }) => Number(ageMs) < 1_000,
      )
      await fresh(app)
    }
    expect(await status(app)).toMatchObject({ state: 'polling', revision })
  })

  test('tells of age when it fails, and says `stale` once', async () => {
    const stale = (): number => app.events.filter(({ event }) => event === 'stale').length
    expect(stale()).toBe(0)
    await server.kill()
    await old(app)
    await app.event('stale')
    expect(await status(app)).toMatchObject({ state: 'stale' })
    expect(stale()).toBe(1)
    await server.start()
    await state(app, 'polling')
    await fresh(app)
  })
})
