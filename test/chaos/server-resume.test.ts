import { formatStateId, parseStateId } from '@halyard/protocol'
import { expect, test } from 'vitest'
import { environmentPath, type Json } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { lifetime } from '../support/lifetime.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state, within } from '../support/settle.ts'

const { keep } = lifetime()
const FLAG = 'new-checkout'
const PATH = `${environmentPath()}/flags/${FLAG}`
const QUICK = { backoff: { baseMs: 50, maxMs: 400 } }

test('F34 A → B → A while a client is away: it ends on A, at the newest revision', async () => {
  const server = await served()
  const proxy = keep(await startFaultProxy(server.port))
  const { credential: sdkKey } = await server.admin.key('sdk')
  const app = keep(await startApp({ url: proxy.url, sdkKey, ...QUICK }))
  await state(app, 'live')
  const before = await app.call<Json>('status')
  await proxy.refuse()
  await server.admin.patch(PATH, { fallthrough: { variant: 'off' } })
  const back = await server.admin.patch(PATH, { fallthrough: { variant: 'on' } })
  await proxy.heal()
  await arrival(app, back['revision'])
  expect(await app.call('boolean', FLAG, false)).toBe(true)
  expect(Number(back['revision'])).toBe(Number(before['revision']) + 2)
})

test('F36 the first request to an empty environment is answered with a body, never with 304', async () => {
  const server = keep(await startServer())
  const { credential } = await server.admin.key('sdk')
  const plain = await get(server, credential, '/sdk/v1/ruleset')
  expect(plain.status).toBe(200)
  expect(await plain.json()).toMatchObject({ ruleset: { items: { flag: {}, segment: {} } } })
  const forged = await get(server, credential, '/sdk/v1/ruleset', { 'if-none-match': '""' })
  expect(forged.status).toBe(200)
})

test('F37 whatever id a client claims to resume from, it gets the truth or is sent away', async () => {
  const server = await served()
  const { credential } = await server.admin.key('sdk')
  const other = await server.admin.key('sdk', { project: 'default', environment: 'development' })
  const now = await stateOf(server, credential)
  const elsewhere = await stateOf(server, other.credential)
  const claims: Record<string, RegExp | 400 | 503> = {
    garbage: /^snapshot/,
    '../../etc/passwd': /^snapshot/,
    '1.2.3': /^snapshot/,
    [`${now.epoch}.${now.revision}.0123456789abcdef`]: /^snapshot.*diverged/,
    [formatStateId(elsewhere)]: /^(snapshot|change)/,
    [`${now.epoch}.${now.revision + 1_000}.${now.digest}`]: 503,
    [`${now.epoch + 1_000}.1.${now.digest}`]: 503,
    ['x'.repeat(64 * 1024)]: 400,
    [formatStateId(now)]: /^heartbeat/,
  }
  await Promise.all(
    Object.entries(claims).map(async ([id, expected]) => {
      const answer = await firstEvent(server, credential, id)
      if (typeof expected === 'number') expect(answer.status, id.slice(0, 80)).toBeOneOf([expected, 431])
      else expect(answer.first, id.slice(0, 80)).toMatch(expected)
    }),
  )
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
})

test('F38 writes while clients come and go: everyone ends on the last one', async () => {
  const server = await served()
  const { credential: sdkKey } = await server.admin.key('sdk')
  const writing = (async () => {
    let last: Json = {}
    for (let n = 0; n < 60; n += 1) {
      last = await server.admin.patch(PATH, { fallthrough: { variant: n % 2 === 0 ? 'off' : 'on' } })
    }
    return last
  })()
  const apps = await Promise.all([1, 2, 3].map(async () => keep(await startApp({ url: server.url, sdkKey, ...QUICK }))))
  const last = await writing
  for (const app of apps) {
    await arrival(app, last['revision'])
    expect(await app.call('boolean', FLAG, false)).toBe(true)
    const revisions = app.events
      .filter(({ event }) => event === 'change')
      .map(({ detail }) => Number(detail?.['revision']))
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
  }
})

async function served(): Promise<ServerProcess> {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: FLAG })
  await server.admin.put(PATH, { enabled: true, fallthrough: { variant: 'on' } })
  return server
}

function get(
  server: ServerProcess,
  key: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${key}`, ...headers } })
}

async function stateOf(
  server: ServerProcess,
  key: string,
): Promise<{ epoch: number; revision: number; digest: string }> {
  const etag = (await get(server, key, '/sdk/v1/ruleset')).headers.get('etag') ?? ''
  const id = parseStateId(etag.replaceAll('"', ''))
  if (id === undefined) throw new Error(`no state id: ${etag}`)
  return id
}

/** Opens a stream and reads as far as its first event. */
async function firstEvent(server: ServerProcess, key: string, id: string): Promise<{ status: number; first: string }> {
  const response = await get(server, key, '/sdk/v1/stream', { 'last-event-id': id })
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (response.ok && reader !== undefined && !text.includes('\n\n')) {
    const { value, done } = await within('an event', reader.read())
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  await reader?.cancel()
  const field = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(text)?.[1] ?? ''
  return { status: response.status, first: `${field('event')} ${field('data')}` }
}
