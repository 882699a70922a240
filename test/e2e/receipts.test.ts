import { get } from 'node:http'
import { describe, expect, test } from 'vitest'
import { environmentPath, type Json } from '../support/admin.ts'
import { type App, startApp } from '../support/app.ts'
import { lifetime } from '../support/lifetime.ts'
import { ADMIN_TOKEN, type ServerProcess, startServer } from '../support/server.ts'
import { arrival, until, within } from '../support/settle.ts'

const { keep } = lifetime()
/** Who is well says something within two seconds, and so often that a busy machine is no frozen process. */
const CHATTY = {
  server: { HALYARD_HEARTBEAT_MS: '1000', HALYARD_TELEMETRY_MS: '1000' },
  app: { heartbeatMs: 1_000, telemetryIntervalMs: 200 },
} as const
/** All must confirm, however long a busy machine takes to. */
const ALL = 'waitFor=1&timeoutMs=30000'
const FLAG = `${environmentPath()}/flags/checkout`

interface World {
  readonly server: ServerProcess
  readonly apps: readonly App[]
  readonly key: string
}

/** A server with a flag that is on, and apps that hold it. @param times - Of both; no stream is given up by the usual ones. */
async function world(
  count: number,
  times: { readonly server?: Record<string, string>; readonly app?: object } = {},
): Promise<World> {
  const server = keep(await startServer(times.server))
  await server.admin.post('/projects/default/flags', { key: 'checkout' })
  const configuration = await server.admin.patch(FLAG, { enabled: true })
  const { credential } = await server.admin.key('sdk')
  const apps: App[] = []
  for (let n = 0; n < count; n++) apps.push(keep(await startApp({ url: server.url, sdkKey: credential, ...times.app })))
  for (const app of apps) await arrival(app, configuration['revision'])
  return { server, apps, key: credential }
}

async function connections({ server }: World): Promise<Json[]> {
  const { items } = await server.admin.get(`${environmentPath()}/connections`)
  return items as Json[]
}

const inState = (all: readonly Json[], wanted: string): number => all.filter(({ state }) => state === wanted).length

/** Freezes a process until the test is over. */
function freeze(app: App): () => void {
  process.kill(app.pid, 'SIGSTOP')
  return () => process.kill(app.pid, 'SIGCONT')
}

describe('a kill that waits for everyone', () => {
  test('is answered once each connected backend has confirmed, with how long that took', async () => {
    const { server, apps } = await world(4)
    const killed = await server.admin.post(`${FLAG}/kill?${ALL}`)
    expect(killed).toMatchObject({ killed: true, connected: 4, applied: 4, laggards: [], timedOut: false })
    expect(killed['p50Ms']).toBeGreaterThan(0)
    expect(killed['p99Ms']).toBeGreaterThanOrEqual(Number(killed['p50Ms']))
    for (const app of apps) expect(await app.call('boolean', 'checkout', true)).toBe(false)
    const again = await server.admin.post(`${FLAG}/kill?${ALL}`)
    expect(again).toEqual(killed)
    expect(await server.admin.post(`${FLAG}/restore?${ALL}`)).toMatchObject({ connected: 4, applied: 4 })
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toMatch(/halyard_confirmations_expected_total\{.*\} 8\n/)
    expect(metrics).toMatch(/halyard_propagation_seconds_count\{.*\} 8\n/)
    await until(
      'the log tells how it went',
      () => server.output(),
      (text) => text.includes('kill: 4 of 4 confirmed'),
    )
  })

  test('that was killed already, or never, is about the kill and not about what was edited since', async () => {
    const { server, apps } = await world(2)
    const { admin } = server
    const edit = async (percent: number): Promise<void> => {
      const weights = { on: percent * 1_000, off: 100_000 - percent * 1_000 }
      const { revision } = await admin.patch(FLAG, { fallthrough: { split: { weights } } })
      for (const app of apps) await arrival(app, revision)
    }
    await edit(10)
    const all = { connected: 2, applied: 2, laggards: [], timedOut: false }
    expect(await admin.post(`${FLAG}/restore?${ALL}`)).toMatchObject({ killed: false, ...all })
    await admin.post(`${FLAG}/kill?${ALL}`)
    await edit(20)
    expect(await admin.post(`${FLAG}/kill?${ALL}`)).toMatchObject({ killed: true, ...all })
    await admin.patch('/projects/default/flags/checkout', { tags: ['payments'] })
    expect(await admin.post(`${environmentPath()}/kill?${ALL}`, { tag: 'payments' })).toMatchObject(all)
  })

  test('names the one that is frozen; it is unconfirmed soon, and confirms when it wakes', async () => {
    const here = await world(3, CHATTY)
    const [frozen] = here.apps
    const { admin } = here.server
    await until(
      'all are heard of',
      () => connections(here),
      (all) => all.every(({ state }) => state === 'current'),
    )
    const wake = freeze(frozen as App)
    // Asked again as a person would: on a busy machine those that are awake may take their time.
    const killed = await until(
      'those that are awake confirm',
      () => admin.post(`${FLAG}/kill?waitFor=1&timeoutMs=1000`),
      ({ applied }) => applied === 2,
    )
    expect(killed).toMatchObject({ killed: true, connected: 3, timedOut: true })
    expect(killed['laggards']).toMatchObject([{ sdk: 'node', gone: false }])
    const [laggard] = killed['laggards'] as Json[]
    expect(laggard?.['revision']).toBeLessThan(Number(killed['revision']))
    expect(laggard?.['lastSeenMs']).toBeGreaterThanOrEqual(1000)
    const listed = await until(
      'it is unconfirmed, and it alone',
      () => connections(here),
      (all) => inState(all, 'unconfirmed') === 1 && inState(all, 'current') === 2,
    )
    expect(listed.find(({ state }) => state === 'unconfirmed')).toMatchObject({ instance: laggard?.['instance'] })
    wake()
    const after = await admin.post(`${FLAG}/kill?${ALL}`)
    expect(after).toMatchObject({
      revision: killed['revision'],
      connected: 3,
      applied: 3,
      laggards: [],
      timedOut: false,
    })
    expect(await (frozen as App).call('boolean', 'checkout', true)).toBe(false)
    await until(
      'all are current',
      () => connections(here),
      (all) => all.every(({ state }) => state === 'current'),
    )
  })

  test('tells whoever waited that the flag was restored meanwhile', async () => {
    const { server, apps } = await world(1)
    const thaw = freeze(apps[0] as App)
    try {
      const answer = server.admin.post(`${FLAG}/kill?waitFor=1&timeoutMs=3000`)
      await until(
        'the kill is committed',
        async () => (await server.admin.get(FLAG))['killed'],
        (killed) => killed === true,
      )
      await server.admin.post(`${FLAG}/restore`)
      expect(await answer).toMatchObject({
        killed: true,
        applied: 0,
        warnings: ['Meanwhile the flag was restored: it is not killed any more.'],
      })
    } finally {
      thaw()
    }
  })

  test('counts one that died as neither confirmed nor forgotten', async () => {
    const { server, apps } = await world(2)
    const [dying] = apps
    freeze(dying as App)
    const answer = server.admin.post(`${FLAG}/kill?waitFor=1&timeoutMs=2500`)
    await until(
      'it is killed',
      () => server.admin.get(FLAG),
      ({ killed }) => killed === true,
    )
    await (dying as App).kill()
    expect(await answer).toMatchObject({ connected: 2, applied: 1, timedOut: true, laggards: [{ gone: true }] })
  })

  test('stands although whoever asked for it hung up', async () => {
    const here = await world(1)
    const [app] = here.apps
    const wake = freeze(app as App)
    const hangUp = new AbortController()
    const request = fetch(`${here.server.url}/api/v1${FLAG}/kill?${ALL}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      signal: hangUp.signal,
    })
    await until(
      'it is killed',
      () => here.server.admin.get(FLAG),
      ({ killed }) => killed === true,
    )
    hangUp.abort()
    await expect(request).rejects.toThrow()
    wake()
    const again = await here.server.admin.post(`${FLAG}/kill?${ALL}`)
    expect(again).toMatchObject({ killed: true, connected: 1, applied: 1 })
  })

  test('is answered at once where nobody is connected', async () => {
    const { server } = await world(0)
    const startedAtMs = performance.now()
    const killed = await server.admin.post(`${FLAG}/kill?${ALL}`)
    expect(killed).toMatchObject({ connected: 0, applied: 0, p50Ms: null, p99Ms: null, timedOut: false })
    expect(performance.now() - startedAtMs).toBeLessThan(20_000)
  })

  test('is refused where it cannot be waited for like that, and nothing is done', async () => {
    const { server } = await world(0)
    for (const query of ['waitFor=1.5', 'waitFor=-0.1', 'waitFor=1&timeoutMs=30001']) {
      const refused = await server.admin.request('POST', `${FLAG}/kill?${query}`)
      expect([refused.status, refused.body['code']]).toEqual([422, 'invalid'])
    }
    expect(await server.admin.get(FLAG)).toMatchObject({ killed: false })
  })

  test('the same by tag', async () => {
    const { server } = await world(2)
    await server.admin.patch('/projects/default/flags/checkout', { tags: ['payments'] })
    const killed = await server.admin.post(`${environmentPath()}/kill?${ALL}`, { tag: 'payments' })
    expect(killed).toMatchObject({ tag: 'payments', connected: 2, applied: 2, timedOut: false })
  })

  test('any other change asks with `confirm`', async () => {
    const { server } = await world(2)
    const { admin } = server
    const text = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text()
    const flags = '/projects/default/flags'
    for (const [change, sum] of [
      [() => admin.patch(`${FLAG}?confirm=true`, { enabled: false }), 2],
      [() => admin.post(`${flags}?confirm=true`, { key: 'another' }), 4],
      [() => admin.delete(`${flags}/another?confirm=true`), 6],
    ] as const) {
      await change()
      const counted = new RegExp(`halyard_confirmations_total\\{[^}]*"production"[^}]*\\} ${sum}\\n`)
      await until('both confirm', text, (metrics) => counted.test(metrics))
    }
  })
})

describe('receipts that are not the stream’s own', () => {
  test('count for nothing, and harm nobody', async () => {
    const here = await world(1)
    const { server, key, apps } = here
    const { nonce, id } = await firstEvent(server.url, key)
    freeze(apps[0] as App)
    const other = await server.admin.key('sdk')
    const killed = await server.admin.post(`${FLAG}/kill`)
    const state = await stateId(server.url, key)
    const send = async (credential: string, body: unknown): Promise<number> => {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/json' }
      return (await fetch(`${server.url}/sdk/v1/receipts`, { method: 'POST', headers, body: text })).status
    }
    expect(await send(key, { nonce: 'made-up', id: state, heldMs: 0 })).toBe(202)
    expect(await send(other.credential, { nonce, id: state, heldMs: 0 })).toBe(202)
    expect(await send(key, { nonce, id: state.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')), heldMs: 0 })).toBe(
      202,
    )
    expect(await send(key, { nonce, id: '9999999999.99999.0123456789abcdef', heldMs: 0 })).toBe(202)
    expect(await send(key, { nonce, id, heldMs: 0 })).toBe(202)
    expect(await send(key, { nonce, id: 'no state at all', heldMs: 0 })).toBe(422)
    expect(await send(key, { nonce: '../../etc', id: state, heldMs: 0 })).toBe(422)
    expect(await send(key, { nonce, id: state, heldMs: -1 })).toBe(422)
    expect(await send(key, '[')).toBe(400)
    expect(await send(key, `{"nonce": "${'n'.repeat(5_000)}"}`)).toBe(413)
    expect(await send('hal_sdk_nobody', { nonce, id: state, heldMs: 0 })).toBe(401)
    const figures = await server.admin.post(`${FLAG}/kill`)
    expect(figures).toMatchObject({ revision: killed['revision'], connected: 2, applied: 0, p50Ms: null })
    for (let n = 0; n < 5; n++) expect(await send(key, { nonce, id: state, heldMs: 0 })).toBe(202)
    expect(await server.admin.post(`${FLAG}/kill`)).toMatchObject({ connected: 2, applied: 1 })
  })
})

/** Opens a stream, reads its first event and leaves it open. */
function firstEvent(url: string, key: string): Promise<{ readonly nonce: string; readonly id: string }> {
  const first = new Promise<{ readonly nonce: string; readonly id: string }>((resolve) => {
    const request = get(`${url}/sdk/v1/stream`, { headers: { authorization: `Bearer ${key}` } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more
        const [, id] = /^id: (.+)$/m.exec(text) ?? []
        const [, nonce] = /"nonce":"([^"]+)"/.exec(text) ?? []
        if (id !== undefined && nonce !== undefined) resolve({ id, nonce })
      })
      response.on('error', () => {})
    })
    request.on('error', () => {})
    keep({ close: async () => void request.destroy() })
  })
  return within('the stream begins', first)
}

async function stateId(url: string, key: string): Promise<string> {
  const response = await fetch(`${url}/sdk/v1/ruleset`, { headers: { authorization: `Bearer ${key}` } })
  await response.text()
  return (response.headers.get('etag') ?? '').replaceAll('"', '')
}
