/**
 * F62–F65, F69, F70 and what nobody thought of: requests over and around the described API, one after the other over a
 * real socket. `HALYARD_FUZZ` says how many, `HALYARD_FUZZ_SEED` repeats a run.
 */
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import type { OpenApiDocument } from '@halyard/admin-api'
import { expect, test } from 'vitest'
import { seededRandom } from '../conformance/random.ts'
import { lifetime } from '../support/lifetime.ts'
import { ADMIN_TOKEN, type ServerProcess, startServer } from '../support/server.ts'
import { Answers } from './answers.ts'
import { describedIn, type FuzzRequest, Requests, type World } from './requests.ts'
import { WatchedData } from './watched-data.ts'

const COUNT = Number(process.env.HALYARD_FUZZ ?? 6_000)
const SEED = Number(process.env.HALYARD_FUZZ_SEED ?? Date.now() % 2 ** 31)
/** A request that takes longer counts as one that hangs. */
const PATIENCE_MS = 20_000
/** What requests spoil is put right again after so many. */
const REPAIR_EVERY = 100
const MAX_BODY_BYTES = 1_000_000
const RATES = { HALYARD_RATE_ADMIN: '100000000', HALYARD_RATE_KILL: '100000000' }

const life = lifetime()
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
}

test(`${COUNT} requests: no 5xx, no hang, no change without audit, no answer that is not described`, async () => {
  const server = life.keep(await startServer(RATES))
  const document = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as OpenApiDocument
  const world: World = { known: KNOWN, ids: new Map(), tokens: [ADMIN_TOKEN, 'junk', await keyOf(server)] }
  const requests = new Requests(seededRandom(SEED), document, world)
  const answers = new Answers(document)
  const data = new WatchedData(join(server.dataDir, 'halyard.db'))
  const complaints: string[] = []
  const all = describedIn(document).map(({ operationId }) => operationId)
  const done = new Set<string>()
  let sent = 0
  // Chance may leave an operation out, and then goes on a while.
  const isEnough = (): boolean => sent >= COUNT && (done.size === all.length || sent >= 3 * COUNT)
  for (; !isEnough() && complaints.length < 10; sent++) {
    if (sent % REPAIR_EVERY === 0) await repair(server, world)
    const asked = requests.next()
    const before = data.look()
    const answer = await send(server, asked).catch((error: unknown) => ({
      status: 599,
      type: '',
      text: String(error),
      headers: {},
    }))
    // What is too large is refused before all of it was sent; the answer may then be lost on its way.
    if (answer.status === 599 && Buffer.byteLength(asked.body ?? '') > MAX_BODY_BYTES) continue
    const after = data.look()
    const { operationId, complaint } = answers.judge(asked.method, asked.path, answer)
    const complain = (text: string): number => complaints.push(`${text}\n${shown(asked)}`)
    if (complaint !== undefined) complain(complaint)
    if (operationId !== undefined && answer.status < 300) done.add(operationId)
    if (before.documents !== after.documents && after.entries <= before.entries) complain('a change without audit')
    if (after.entries > before.entries && answer.status >= 300) complain(`audited, and answered ${answer.status}`)
    keepIds(world, asked.path, answer)
  }
  data.close()
  const missed = all.filter((operationId) => !done.has(operationId))
  console.log(`seed ${SEED}: ${sent} requests, ${done.size} of ${all.length} operations reached with a 2xx`)
  expect(complaints.join('\n\n'), `HALYARD_FUZZ_SEED=${SEED}`).toBe('')
  expect(missed, `HALYARD_FUZZ_SEED=${SEED}`).toEqual([])
}, 3_600_000)

const KNOWN: World['known'] = {
  project: ['shop', 'shop', 'shop', 'default', 'empty'],
  environment: ['production', 'production', 'development'],
  flag: ['new-checkout', 'new-checkout', 'f1', 'f2', 'gone'],
  segment: ['employees', 'employees', 'staff'],
}

async function send(server: ServerProcess, asked: FuzzRequest): Promise<Answer> {
  const { method, path, body } = asked
  // Node would send the body of a DELETE without saying that there is one.
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const headers = { ...asked.headers, ...length }
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const options = { method, path: `/api/v1${path}`, headers, agent, host: '127.0.0.1', port: server.port, signal }
    const asking = request(options, (answer) => {
      const type = answer.headers['content-type'] ?? ''
      // It never ends by itself.
      if (type.startsWith('text/event-stream')) {
        answer.destroy()
        return resolve({ status: answer.statusCode ?? 0, type, text: '', headers: answer.headers })
      }
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        resolve({
          status: answer.statusCode ?? 0,
          type,
          text: Buffer.concat(parts).toString(),
          headers: answer.headers,
        })
      })
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

/** How many change requests `repair` made. */
let proposals = 0

/** Makes again what the examples are about; what is still there is left as it is. */
async function repair(server: ServerProcess, world: World): Promise<void> {
  const reason = 'repair'
  const call = async (
    method: string,
    path: string,
    body: object = { reason },
    token = ADMIN_TOKEN,
  ): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const asked = {
      operationId: 'repair',
      method,
      path,
      headers,
      body: method === 'GET' ? undefined : JSON.stringify(body),
    }
    const answer = await send(server, asked)
    keepIds(world, path, answer)
    return answer
  }
  for (const key of ['empty', 'shop']) await call('POST', '/projects', { key })
  for (const [, key] of (await call('GET', '/projects/empty/environments')).text.matchAll(/"key":"([^"]+)"/g)) {
    await call('PATCH', `/projects/empty/environments/${key}`, { protected: false, reason })
    await call('DELETE', `/projects/empty/environments/${key}`)
  }
  for (const key of ['development', 'production']) {
    await call('POST', '/projects/shop/environments', { key })
    await call('PATCH', `/projects/shop/environments/${key}`, { protected: false, reason })
  }
  for (const key of ['new-checkout', 'f1', 'f2', 'gone']) {
    await call('POST', '/projects/shop/flags', { key })
    await call('PATCH', `/projects/shop/flags/${key}`, { archived: false, tags: ['payments'], reason })
  }
  const production = '/projects/shop/environments/production'
  await call('PATCH', `${production}/flags/new-checkout`, { enabled: true })
  await call('PUT', `${production}/segments/employees`, { included: ['u-1'] })
  await call('POST', `${production}/keys`, { kind: 'sdk', name: 'backend' })
  // Requests revoke tokens, too. And those of before are closed, mostly.
  const colleague = await colleagueOf(server)
  world.ids.set('change-requests', [])
  for (const [draft, token] of [
    [true, ADMIN_TOKEN],
    [false, ADMIN_TOKEN],
    [false, colleague],
    [false, colleague],
  ] as const) {
    // About what nobody else changes meanwhile.
    const segments = { [`asked-for-${proposals++}`]: { included: ['u-1'] } }
    await call('POST', `${production}/change-requests`, { segments, draft }, token)
  }
  await call('DELETE', '/projects/shop/flags/gone')
  await repairWebhook(world, call)
}

/** One webhook with deliveries, whose ids belong together. */
async function repairWebhook(world: World, call: (method: string, path: string, body?: object) => Promise<Answer>) {
  const all = '/projects/shop/webhooks'
  const idIn = (text: string): string | undefined => /"id":"([\w.-]+)"/.exec(text)?.[1]
  const url = 'https://hooks.example.com/halyard'
  const id = idIn((await call('GET', all)).text) ?? idIn((await call('POST', all, { url, enabled: false })).text) ?? ''
  await call('POST', `${all}/${id}/ping`)
  world.ids.set('deliveries', [])
  await call('GET', `${all}/${id}/deliveries`)
  world.ids.set('webhooks', Array(20).fill(id))
}

async function keyOf(server: ServerProcess): Promise<string> {
  const { credential } = await server.admin.key('sdk')
  return credential
}

/** Somebody else, who asks for changes: nobody judges their own. */
async function colleagueOf(server: ServerProcess): Promise<string> {
  const { secret } = await server.admin.post('/tokens', { name: 'colleague', role: 'editor' })
  return String(secret)
}

/** Later requests are about what earlier ones made. */
function keepIds({ ids }: World, path: string, { status, type, text }: Answer): void {
  if (status >= 300 || !/^application\/json(?:;|$)/.test(type) || text === '') return
  const document = JSON.parse(text) as { readonly id?: unknown; readonly items?: readonly { readonly id?: unknown }[] }
  const found = [document, ...(document.items ?? [])].flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
  // The collection that the path names last: of `…/keys` and `…/keys/:id` alike.
  const collection =
    path
      .replace(/\?.*$/s, '')
      .split('/')
      .findLast((part) => /^[a-z-]+s$/.test(part)) ?? ''
  ids.set(collection, [...(ids.get(collection) ?? []), ...found].slice(-20))
}

function shown({ operationId, method, path, headers, body }: FuzzRequest): string {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('hex') : body
  return `${operationId}: ${method} ${path.slice(0, 500)} ${JSON.stringify(headers)} ${text?.slice(0, 1_000) ?? ''}`
}
