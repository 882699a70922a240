/** Refusals, silence, polling and goodbyes: an SDK never stops trying, and never stops serving. docs/connection.md */
import type { ServerResponse } from 'node:http'
import { createHistory } from '../../chaos/scripted-history.ts'
import type { Answer } from '../../chaos/scripted-server.ts'
import { type Check, holds, same } from './check.ts'
import { live } from './delivery-checks.ts'
import { NOTHING, type Sdk } from './sdk.ts'

const BACK_OFF = 'docs/connection.md, "Back-off"'
const POLLING = 'docs/protocol.md, "Polling"'
const GOODBYE = 'docs/protocol.md, "goodbye"'
const HOUR_MS = 3_600_000

const plain =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(body)

/**
 * Says this on every stream that the SDK opens. A stream alone would not do where an SDK gives one up soon: on a busy
 * machine it may have done so before it heard anything, and nobody would serve the next one.
 * @returns what ends those that are open.
 */
function everyStreamSays(sdk: Sdk, frame: string): () => void {
  const open: ServerResponse[] = []
  sdk.server.answer('stream', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frame)
    open.push(response)
  })
  return () => {
    for (const response of open.splice(0)) response.end()
  }
}

/** Answers that are no stream; after each of them an SDK tries again. */
const REFUSALS: Readonly<Record<string, Answer>> = {
  400: plain(400),
  401: plain(401, { 'content-type': 'application/problem+json' }, '{"code":"UNAUTHENTICATED"}'),
  403: plain(403),
  404: plain(404),
  429: plain(429),
  500: plain(500),
  503: plain(503),
  'a redirect': plain(302, { location: '/elsewhere' }),
  'a 200 that is HTML': plain(200, { 'content-type': 'text/html' }, '<h1>Sign in to the Wi-Fi</h1>'),
  'a reset': (_, response) => void response.destroy(),
}

export const connectionChecks: Check<Sdk>[] = [
  ...Object.entries(REFUSALS).map(
    ([what, refusal]): Check<Sdk> => ({
      name: `${what} on the stream: keeps serving, tries again for ever, resumes`,
      rule: BACK_OFF,
      async run(sdk) {
        const { history, stream } = await live(sdk)
        sdk.server.answer('stream', refusal)
        const before = sdk.server.count('stream')
        stream.end()
        await sdk.sees(`two more attempts after ${what}`, () => sdk.server.count('stream') >= before + 2)
        await sdk.reads('a', 1, `while the answer is ${what}`)
        sdk.server.answer('stream', undefined)
        const again = await sdk.stream(`after ${what}`)
        same('the state that is claimed', again.headers['last-event-id'], history.head.id)
        history.commit({ a: 2 })
        await again.send(history.change(history.commits[0] ?? history.head))
        await sdk.reaches({ revision: 2, state: 'live' }, `after ${what}`)
        const elsewhere = sdk.server.seen.filter(({ path }) => path === '/elsewhere').length
        same('redirects that were followed (they would carry the key elsewhere)', elsewhere, 0)
      },
    }),
  ),
  {
    name: 'Retry-After is waited for',
    rule: BACK_OFF,
    async run(sdk) {
      sdk.server.answer('stream', plain(503, { 'retry-after': '1' }))
      // The longest wait for a refusal bounds this one, too.
      await sdk.start({ refusedMs: 5_000 })
      await sdk.sees('two attempts', () => sdk.server.count('stream') >= 2)
      const [first, second] = sdk.server.seen.filter(({ path }) => path.endsWith('/stream')).map(({ atMs }) => atMs)
      const passedMs = Math.round(Number(second) - Number(first))
      holds(passedMs >= 950, 'a second between two attempts', passedMs)
    },
  },
  {
    name: 'silence of three heartbeats is a dead connection; the SDK opens another and resumes',
    rule: 'docs/protocol.md, "Stream"',
    async run(sdk) {
      const history = createHistory({ a: 1 })
      await sdk.start({ heartbeatMs: 500 })
      const stream = await sdk.stream('at first')
      await stream.send(history.snapshot())
      // Not `live`, which it may be no more when a busy machine comes to ask: what it holds, it keeps.
      await sdk.reaches({ revision: 1 }, 'after the first snapshot')
      const { headers } = await sdk.stream('after 1.5 s of silence')
      same('the state that is claimed after silence', headers['last-event-id'], history.head.id)
      await sdk.reads('a', 1, 'after silence')
    },
  },
  {
    name: 'a goodbye changes nothing that is served: the stream is read on until another one is due',
    rule: GOODBYE,
    async run(sdk) {
      // An SDK may leave after the longest wait for a refusal at the latest, and chance may choose any moment before.
      const { history, stream } = await live(sdk, undefined, { refusedMs: HOUR_MS })
      await stream.send(`event: goodbye\ndata: {"reason":"draining","spreadMs":${HOUR_MS},"ageMs":0}\n\n`)
      history.commit({ a: 2 })
      await stream.send(history.change(history.commits[0] ?? history.head))
      await sdk.reaches({ revision: 2, state: 'live' }, 'a change after a goodbye')
    },
  },
  {
    name: 'a goodbye makes the SDK reconnect within spreadMs, though the stream stays open',
    rule: GOODBYE,
    async run(sdk) {
      const { history, stream } = await live(sdk)
      await stream.send('event: goodbye\ndata: {"reason":"rotated","spreadMs":50,"ageMs":0}\n\n')
      const next = await sdk.stream('after a goodbye')
      same('the state that is claimed', next.headers['last-event-id'], history.head.id)
      await next.send(history.heartbeat())
      await stream.closed
      await sdk.reaches({ state: 'live' }, 'on the next stream')
    },
  },
  {
    name: 'without a stream it polls: If-None-Match, 304, and a stream again as soon as there is one',
    rule: POLLING,
    async run(sdk) {
      const history = createHistory({ a: 1 })
      sdk.server.answer('stream', plain(503))
      sdk.server.answer('ruleset', ({ headers }, response) => {
        const tag = `W/"${history.head.id}"`
        if (headers['if-none-match']?.includes(history.head.id)) response.writeHead(304, { etag: tag }).end()
        else response.writeHead(200, { 'content-type': 'application/json', etag: tag }).end(history.body())
      })
      await sdk.start({ fallbackMs: 200, pollIntervalMs: 100 })
      await sdk.reaches({ revision: 1, state: 'polling' }, 'by polling')
      await sdk.reads('a', 1, 'by polling')
      const claimed = () =>
        sdk.server.seen.some(({ path, headers }) => {
          return path.endsWith('/ruleset') && headers['if-none-match']?.includes(`"${history.head.id}"`)
        })
      await sdk.sees(`If-None-Match: "${history.head.id}"`, claimed)
      history.commit({ a: 2 })
      await sdk.reaches({ revision: 2, state: 'polling' }, 'a change, by polling')
      everyStreamSays(sdk, history.heartbeat())
      await sdk.reaches({ revision: 2, state: 'live' }, 'once streams get through')
    },
  },
  {
    name: 'a stream that is open and says nothing is no stream: it polls',
    rule: 'docs/connection.md, "Back-off"',
    async run(sdk) {
      const history = createHistory({ a: 1 })
      sdk.server.answer('ruleset', plain(200, { 'content-type': 'application/json' }, history.body()))
      await sdk.start({ fallbackMs: 200 })
      await sdk.stream('at first')
      await sdk.reaches({ revision: 1 }, 'by polling')
      await sdk.reads('a', 1, 'by polling')
    },
  },
  {
    name: 'a poll that brings an earlier state, or HTML, changes nothing',
    rule: 'docs/connection.md, "A server that is behind"',
    async run(sdk) {
      const history = createHistory({ a: 1 })
      const [first] = [history.head, history.commit({ a: 2 })]
      const endStreams = everyStreamSays(sdk, history.snapshot())
      await sdk.start({ fallbackMs: 200, pollIntervalMs: 50 })
      await sdk.reaches({ revision: 2, state: 'live' }, 'after the first snapshot')
      sdk.server.answer('stream', plain(503))
      for (const body of [history.body({}, first), '<html>', '{}']) {
        sdk.server.answer('ruleset', plain(200, { 'content-type': 'application/json' }, body))
        endStreams()
        const before = sdk.server.count('ruleset')
        await sdk.sees('two polls', () => sdk.server.count('ruleset') >= before + 2)
        await sdk.reads('a', 2, `after a poll of ${body.slice(0, 20)}`)
        same('the revision', (await sdk.status())['revision'], 2)
      }
    },
  },
  {
    name: 'what asks for a receipt gets one, with the nonce of the stream and the state that is held',
    rule: 'docs/protocol.md, "Receipts"',
    feature: 'receipts',
    async run(sdk) {
      const history = createHistory({ a: 1 })
      await sdk.start()
      const stream = await sdk.stream('at first')
      await stream.send(history.snapshot({ nonce: 'n-1' }))
      history.commit({ a: 2 })
      const confirm = { withinMs: 0 }
      await stream.send(history.change(history.commits[0] ?? history.head, undefined, { confirm }))
      await sdk.sees('a POST of a receipt', () => sdk.server.count('receipts') > 0)
      const { body } = sdk.server.seen.find(({ path }) => path.endsWith('/receipts')) ?? { body: '{}' }
      const { nonce, id, heldMs } = JSON.parse(body) as Record<string, unknown>
      same('the receipt', { nonce, id }, { nonce: 'n-1', id: history.head.id })
      holds(Number.isInteger(heldMs) && Number(heldMs) >= 0, 'heldMs to be whole milliseconds', heldMs)
    },
  },
  {
    name: 'stop ends the stream',
    rule: 'docs/connection.md, "Invariants", 14',
    async run(sdk) {
      const { stream } = await live(sdk)
      await sdk.reads('x', NOTHING, 'before')
      let isClosed = false
      void stream.closed.then(() => (isClosed = true))
      await sdk.stop()
      await sdk.sees('the stream to be closed', () => isClosed)
      same('streams that were opened', sdk.server.count('stream'), 1)
    },
  },
]
