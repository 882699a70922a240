/**
 * Opens a stream on Node's own socket. Beyond the head nothing of the response object is used: an event is the same
 * bytes for every socket, and a helper in between would cost memory and time for each.
 * @see docs/protocol.md, "Stream"
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { MAX_STATE_ID_LENGTH } from '@halyard/protocol'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import type { TooMany } from '../live/admission.ts'
import type { Dialect, Stream } from '../live/channel.ts'
import type { Live } from '../live/live.ts'
import type { LiveRuleset } from '../live/ruleset.ts'
import type { StoredKey } from '../store/history.ts'
import type { HttpEnv } from './context.ts'
import { problem } from './errors.ts'
import { networkOf } from './network-of.ts'
import { whoOf } from './who.ts'

type Headers = Readonly<Record<string, string>>

const STREAM_HEADERS: Headers = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff',
  // The end of the connection ends the stream, so that all sockets take the same bytes, whatever their HTTP version.
  Connection: 'close',
}

/** Answers `GET …/stream`. @param headers - Further headers of the audience. @param dialect - What the stream tells. */
export async function answerStream(
  c: Context<HttpEnv>,
  live: Live,
  ruleset: LiveRuleset,
  key: StoredKey,
  headers: Headers,
  dialect: Dialect = 'sdk',
): Promise<Response> {
  // A browser repeats its first URL for ever; the id that it adds by itself is the newer one.
  const claimed = c.req.header('last-event-id') || c.req.query('since') || undefined
  if (claimed !== undefined && claimed.length > MAX_STATE_ID_LENGTH) {
    return problem(c, 'bad-request', `The id to resume from may have at most ${MAX_STATE_ID_LENGTH} characters.`)
  }
  const { incoming, outgoing } = c.env ?? {}
  if (incoming === undefined || outgoing === undefined) return problem(c, 'overloaded', 'Streams need a connection.')
  if (incoming.method === 'HEAD') return c.body(null, 200, { ...STREAM_HEADERS, ...headers })
  const address = networkOf(c.get('address'))
  const visitor = { ...key, ...whoOf(c), keyId: key.id, keyExpiresAtMs: key.expiresAtMs, address }
  const stream = live.hub.join(ruleset, visitor, dialect)
  if ('status' in stream) return tooMany(c, stream)
  let opened: Opened = 'not-now'
  try {
    opened = await open(c, live, stream, claimed, { incoming, outgoing, headers })
  } finally {
    if (opened !== 'open') live.hub.leave(stream)
  }
  if (opened === 'open') return RESPONSE_ALREADY_SENT
  if (opened === 'gone') return problem(c, 'client-gone', 'The connection ended before the stream began.')
  return problem(c, 'overloaded', NOT_OPENED[opened], { headers: { 'Retry-After': '1' } })
}

type Opened = 'open' | 'gone' | keyof typeof NOT_OPENED

const NOT_OPENED = {
  behind: 'This node cannot serve newer state than it has itself. Try again.',
  'not-now': 'This node cannot begin a stream on this connection now. Try again.',
}

interface Wire {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly headers: Headers
}

async function open(
  c: Context<HttpEnv>,
  live: Live,
  stream: Stream,
  claimed: string | undefined,
  { incoming, outgoing, headers }: Wire,
): Promise<Opened> {
  const { ruleset } = stream.channel
  const opening = await live.resumption.decide(ruleset, claimed, () => endOfWait(stream, c.req.raw.signal))
  stream.whenRefused = undefined
  const { socket } = incoming
  if (socket.destroyed) return 'gone'
  if (opening === 'behind') return 'behind'
  // A pipelined request waits for its turn on the socket; a stream on it would talk into another answer.
  if (outgoing.socket !== socket) return 'not-now'
  // It has its own word on silence, and tens of thousands of timers cost each change.
  socket.setTimeout(0)
  const all = { ...STREAM_HEADERS, ...headers, 'X-Request-Id': c.get('requestId') }
  const isOpen = live.hub.start(stream, opening, socket, () => {
    outgoing.removeHeader('Transfer-Encoding')
    outgoing.writeHead(200, all)
    outgoing.flushHeaders()
  })
  return isOpen ? 'open' : 'not-now'
}

/** The client left, its key was revoked, or this node is told to stop. */
function endOfWait(stream: Stream, left: AbortSignal): AbortSignal {
  const over = new AbortController()
  const end = (): void => over.abort()
  stream.whenRefused = end
  left.addEventListener('abort', end)
  if (left.aborted) end()
  return over.signal
}

function tooMany(c: Context<HttpEnv>, { status, code, retryAfterSeconds }: TooMany): Response {
  // A connection that is kept for the next request costs memory, too.
  const end = code === 'low-memory' ? { Connection: 'close' } : undefined
  const headers = { 'Retry-After': String(retryAfterSeconds), ...end }
  return problem(c, status === 429 ? 'rate-limited' : 'overloaded', TOO_MANY[code], { headers })
}

const TOO_MANY: Readonly<Record<TooMany['code'], string>> = {
  'too-many-streams': 'This key has too many streams open.',
  'node-full': 'This node has as many streams as it takes.',
  'low-memory': 'This node is short of memory and takes no new stream for now. Polls are answered.',
  draining: 'This node is shutting down.',
}
