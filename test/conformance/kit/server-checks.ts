/** What an SDK may rely on, asked of a server. docs/protocol.md */
import { type Change, digestOf, formatStateId, parseStateId, type Snapshot } from '@halyard/protocol'
import { adminClient, environmentPath } from '../../support/admin.ts'
import { type Check, holds, Mismatch, same } from './check.ts'
import { idOf, type OpenStream, type Plane } from './plane.ts'

const POLLING = 'docs/protocol.md, "Polling"'
const RESUME = 'docs/protocol.md, "Resume"'
const REFUSALS = 'docs/protocol.md, "Refusals"'
const STREAM = 'docs/protocol.md, "Stream"'
const SILENCE_MS = 20_000

type Items = Parameters<typeof digestOf>[0]

/** A problem document: RFC 9457 with a code and a request id. */
async function isProblem(response: Response, status: number, what: string): Promise<void> {
  same(`${what}: the status`, response.status, status)
  same(`${what}: Content-Type`, response.headers.get('content-type')?.split(';')[0], 'application/problem+json')
  const body = (await response.json()) as Record<string, unknown>
  same(`${what}: status in the body`, body['status'], status)
  for (const field of ['type', 'title', 'code', 'requestId']) holds(typeof body[field] === 'string', `${field}`, body)
}

/** Opens a stream, looks at it, closes it. */
async function looking<T>(opening: Promise<OpenStream>, look: (stream: OpenStream) => Promise<T>): Promise<T> {
  const stream = await opening
  try {
    return await look(stream)
  } finally {
    stream.close()
  }
}

async function firstSnapshot(stream: OpenStream, reason: string, what: string): Promise<Snapshot> {
  same(`${what}: the status`, stream.status, 200)
  const { id, message } = await stream.next(what)
  if (message.event !== 'snapshot') throw new Mismatch(`${what}: expected a snapshot, came ${message.event}`)
  same(`${what}: the reason`, message.reason, reason)
  same(`${what}: the id is the state's`, id, idOf(message))
  same(`${what}: the digest is that of the items`, digestOf(message.ruleset.items as unknown as Items), message.digest)
  return message
}

/** A resume that missed nothing is a heartbeat. */
async function missedNothing(plane: Plane, opening: Promise<OpenStream>, what: string): Promise<void> {
  const now = await plane.snapshot()
  await looking(opening, async (stream) => {
    const { message, id } = await stream.next(what)
    same(`${what}: the first event`, message.event, 'heartbeat')
    same(`${what}: the id of a heartbeat`, id, undefined)
    if (message.event === 'heartbeat') same(`${what}: the state`, formatStateId(message), idOf(now))
    holds('nonce' in message, `${what}: a nonce in the first event`, message)
  })
}

export const serverChecks: Check<Plane>[] = [
  {
    name: 'GET ruleset: a snapshot whose ETag names its state and whose digest is right',
    rule: POLLING,
    async run(plane) {
      const response = await plane.fetch('/sdk/v1/ruleset')
      same('the status', response.status, 200)
      const snapshot = await plane.snapshot()
      same('ETag', response.headers.get('etag')?.replace(/^W\//, ''), `"${idOf(snapshot)}"`)
      same('Cache-Control', response.headers.get('cache-control'), 'private, no-cache')
      holds(
        /authorization/i.test(response.headers.get('vary') ?? ''),
        'Vary: Authorization',
        response.headers.get('vary'),
      )
      same('Access-Control-Allow-Origin', response.headers.get('access-control-allow-origin'), null)
      same('the digest', digestOf(snapshot.ruleset.items as unknown as Items), snapshot.digest)
    },
  },
  {
    name: 'GET ruleset: If-None-Match is compared weakly; equal is 304 without a body, other is 200',
    rule: POLLING,
    async run(plane) {
      const id = idOf(await plane.snapshot())
      for (const tag of [`"${id}"`, `W/"${id}"`, `"x", W/"${id}"`]) {
        const response = await plane.fetch('/sdk/v1/ruleset', { headers: { 'if-none-match': tag } })
        same(`If-None-Match: ${tag}`, [response.status, await response.text()], [304, ''])
        same('its ETag', response.headers.get('etag')?.replace(/^W\//, ''), `"${id}"`)
      }
      for (const tag of ['"x"', `"${id}0"`]) {
        const response = await plane.fetch('/sdk/v1/ruleset', { headers: { 'if-none-match': tag } })
        same(`If-None-Match: ${tag}`, response.status, 200)
      }
    },
  },
  {
    name: 'the stream: headers, no compression, a whole snapshot at once with a nonce',
    rule: STREAM,
    run: (plane) =>
      looking(plane.stream(), async (stream) => {
        const { headers, status } = stream
        same('the status', status, 200)
        same('Content-Type', headers['content-type']?.split(';')[0], 'text/event-stream')
        same('Cache-Control', headers['cache-control'], 'no-cache, no-transform')
        same('X-Accel-Buffering', headers['x-accel-buffering'], 'no')
        same('Content-Encoding though gzip was offered', headers['content-encoding'], undefined)
        const snapshot = await firstSnapshot(stream, 'initial', 'the first event')
        holds(typeof snapshot.nonce === 'string', 'a nonce in the first event')
      }),
  },
  {
    name: 'resume: the current state is answered by a heartbeat; by header, by query, and the header wins',
    rule: RESUME,
    async run(plane) {
      const id = idOf(await plane.snapshot())
      await missedNothing(plane, plane.stream({ 'last-event-id': id }), 'Last-Event-ID')
      await missedNothing(plane, plane.stream({}, `?since=${id}`), '?since=')
      await missedNothing(plane, plane.stream({ 'last-event-id': id }, '?since=1.1.0000000000000000'), 'both')
    },
  },
  {
    name: 'resume: text that is no id is as if nothing had been claimed; over 128 characters is 400',
    rule: STREAM,
    async run(plane) {
      const { ruleset, digest } = await plane.snapshot()
      const { epoch, revision } = ruleset
      const garbage = [
        'garbage',
        '1.2',
        `-${epoch}.${revision}.${digest}`,
        `0${epoch}.${revision}.${digest}`,
        `${epoch}.${revision}.${digest.toUpperCase()}x`,
        '"; --',
      ]
      for (const id of garbage) {
        await looking(plane.stream({ 'last-event-id': id }), (stream) =>
          firstSnapshot(stream, 'initial', `after ${id}`),
        )
      }
      const tooLong = 'x'.repeat(129)
      await isProblem(
        await plane.fetch('/sdk/v1/stream', { headers: { 'last-event-id': tooLong } }),
        400,
        '129 characters',
      )
      return garbage.length + 1
    },
  },
  {
    name: 'resume: a state of another epoch, and one that never was, are answered by a snapshot that says so',
    rule: RESUME,
    async run(plane) {
      const { ruleset, digest } = await plane.snapshot()
      const { epoch, revision } = ruleset
      const past = formatStateId({ epoch: epoch - 1, revision, digest })
      await looking(plane.stream({ 'last-event-id': past }), (stream) => firstSnapshot(stream, 'epoch', past))
      const claim = formatStateId({ epoch, revision, digest: '0123456789abcdef' })
      await looking(plane.stream({ 'last-event-id': claim }), (stream) => firstSnapshot(stream, 'diverged', claim))
    },
  },
  {
    name: 'a heartbeat comes within its time and names the state',
    rule: STREAM,
    run: (plane) =>
      looking(plane.stream(), async (stream) => {
        const first = await firstSnapshot(stream, 'initial', 'the first event')
        for (let event = ''; event !== 'heartbeat'; ) {
          const { message } = await stream.next('a heartbeat', SILENCE_MS)
          event = message.event
          if (message.event !== 'heartbeat') continue
          holds(
            message.epoch === first.ruleset.epoch && message.revision >= first.ruleset.revision,
            'its state',
            message,
          )
        }
      }),
  },
  {
    name: 'refusals are problem documents: 401, 403, 404, 405',
    rule: REFUSALS,
    async run(plane) {
      for (const path of ['/sdk/v1/ruleset', '/sdk/v1/stream']) {
        for (const authorization of ['', 'Bearer hal_sdk_0_0_00000000', 'Basic eDp5']) {
          const headers = { authorization }
          await isProblem(await plane.fetch(path, { headers }), 401, `${path} as "${authorization}"`)
        }
        const headers = { authorization: 'Bearer hal_cid_000000000000_00000000' }
        await isProblem(await plane.fetch(path, { headers }), 403, `${path} with a client id`)
        const response = await plane.fetch(path, { method: 'DELETE' })
        holds((response.headers.get('allow') ?? '').includes('GET'), 'Allow: GET', response.headers.get('allow'))
        await isProblem(response, 405, `DELETE ${path}`)
      }
      await isProblem(await plane.fetch('/sdk/v1/nothing'), 404, '/sdk/v1/nothing')
    },
  },
  {
    name: 'receipts and telemetry: 202 for what is one, a refusal for what is none',
    rule: 'docs/protocol.md, "Receipts", "Telemetry"',
    run: (plane) =>
      looking(plane.stream(), async (stream) => {
        const snapshot = await firstSnapshot(stream, 'initial', 'the first event')
        const post = async (path: string, body: unknown): Promise<number> => {
          const headers = { 'content-type': 'application/json' }
          return (await plane.fetch(`/sdk/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status
        }
        const receipt = { nonce: snapshot.nonce, id: idOf(snapshot), heldMs: 3 }
        same('a receipt', await post('receipts', receipt), 202)
        same('a receipt of a stream that never was', await post('receipts', { ...receipt, nonce: 'n-0' }), 202)
        const status = await post('receipts', { nonce: 5 })
        holds(status === 400 || status === 422, 'what is no receipt: 400 or 422', status)
        const now = Date.now()
        const counts = [{ flag: 'no-such-flag', reason: 'ERROR', n: 1 }]
        const batch = { batchId: `kit-${now}`, instance: 'kit', revision: 0, from: now - 1000, to: now, counts }
        same('a batch of telemetry', await post('telemetry', batch), 202)
        same('the same batch again', await post('telemetry', batch), 202)
        const wrong = await post('telemetry', { ...batch, counts: 5 })
        holds(wrong === 400 || wrong === 422, 'what is no telemetry: 400 or 422', wrong)
      }),
  },
  {
    name: 'a flag is made, switched on, killed and deleted: changes whose digest is right, and a kill that asks for receipts',
    rule: 'docs/protocol.md, "change"',
    feature: 'an admin token',
    run: (plane) => looking(plane.stream(), (stream) => writes(plane, stream)),
  },
]

async function writes(plane: Plane, stream: OpenStream): Promise<void> {
  const snapshot = await firstSnapshot(stream, 'initial', 'the first event')
  const { project, environment } = snapshot.ruleset
  const admin = adminClient(plane.url, plane.adminToken ?? '')
  const key = `conformance-${Date.now()}`
  const flagPath = `/projects/${project}/flags/${key}`
  const here = `${environmentPath({ project, environment })}/flags/${key}`
  const items: Record<string, Record<string, { readonly revision: number; readonly hash: string }>> = {}
  for (const [kind, byKey] of Object.entries(snapshot.ruleset.items)) items[kind] = { ...(byKey as object) }
  let held = { epoch: snapshot.ruleset.epoch, revision: snapshot.ruleset.revision, digest: snapshot.digest }

  /** Takes changes as an SDK would, until one says something of the flag. */
  const change = async (what: string): Promise<{ readonly change: Change; readonly flag: unknown }> => {
    for (;;) {
      const { id, message } = await stream.nextOf('change', what)
      if (message.event !== 'change') continue
      same(`${what}: epoch and from`, [message.epoch, message.from], [held.epoch, held.revision])
      for (const [kind, changed] of Object.entries(message.items)) {
        const byKey = (items[kind] ??= {})
        for (const [name, item] of Object.entries(changed ?? {})) {
          if (item === null) delete byKey[name]
          else byKey[name] = item
        }
      }
      same(`${what}: the digest once it is applied`, digestOf(items), message.digest)
      held = { epoch: message.epoch, revision: message.revision, digest: message.digest }
      same(`${what}: the id`, id, formatStateId(held))
      if (message.items.flag && Object.hasOwn(message.items.flag, key)) {
        return { change: message, flag: message.items.flag[key] }
      }
    }
  }

  const variants = { on: true, off: false }
  await admin.post(`/projects/${project}/flags`, { key, type: 'boolean', variants })
  try {
    await change('the flag is made')
    const before = formatStateId(held)
    await admin.patch(here, { enabled: true, fallthrough: { variant: 'on' }, offVariant: 'off' })
    const on = await change('it is switched on')
    holds((on.flag as { enabled?: boolean }).enabled === true, 'enabled: true', on.flag)
    await admin.post(`${here}/kill`, { reason: 'conformance kit' })
    const { change: killed, flag } = await change('it is killed')
    same('killed and its off variant', [(flag as Json)['killed'], (flag as Json)['offVariant']], [true, 'off'])
    holds(killed.confirm !== undefined, 'a kill to ask for receipts', Object.keys(killed))
    await looking(plane.stream({ 'last-event-id': before }), async (resumed) => {
      const { message } = await resumed.next('resuming from before')
      if (message.event === 'snapshot') return same('why a snapshot', message.reason, 'smaller')
      if (message.event !== 'change')
        throw new Mismatch(`expected one change with all that was missed, came ${message.event}`)
      same('from', message.from, parseStateId(before)?.revision)
      same('the state that it leads to', formatStateId(message), formatStateId(held))
    })
    await admin.delete(flagPath)
    same('a flag that was deleted', (await change('it is deleted')).flag, null)
  } finally {
    // Leaves nothing behind, whatever it came to.
    await admin.request('DELETE', flagPath)
  }
}

type Json = Record<string, unknown>
