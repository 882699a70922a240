/** Node's HTTP server around the app, with limits that keep slow and broken peers from holding it up. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { capConnections, type DropReason } from './connection-cap.ts'
import type { HttpEnv } from './context.ts'

export interface ListenOptions {
  readonly port: number
  readonly host: string
  /** Headers must be there by then, or the connection ends. */
  readonly headersTimeoutMs?: number | undefined
  /** The whole request must be. An answer, and so a stream, may take as long as it likes. */
  readonly requestTimeoutMs?: number | undefined
  /** Of an answer that is whole, something must be taken within this time. */
  readonly unreadTimeoutMs?: number | undefined
  /** At once; no cap unless given. */
  readonly maxConnections?: number | undefined
  /** A connection was lost to too many others, or could not be accepted. */
  readonly onDropped?: ((reason: DropReason, error?: Error) => void) | undefined
}

export interface Listening {
  /** `http://host:port`, as reached from this machine. */
  readonly url: string
  readonly port: number
  /** Takes no new connection, and waits this long for those that are being answered. */
  close(graceMs: number): Promise<void>
}

/** Longer than load balancers keep idle connections, so that they do not send into one that is just closing. */
const KEEP_ALIVE_MS = 75_000

/** Nothing came or was taken for so long: no stream is as quiet as that, and no request takes it. */
const SILENCE_MS = 120_000

/** Finds out before anything else is begun. @throws the error of `listen`, such as `EADDRINUSE` */
export async function tryPort({ port, host }: Pick<ListenOptions, 'port' | 'host'>): Promise<void> {
  const probe = createServer().listen(port, host)
  await once(probe, 'listening')
  probe.close()
  await once(probe, 'close')
}

/** @throws the error of `listen`, such as `EADDRINUSE` */
export async function listen(app: Hono<HttpEnv>, options: ListenOptions): Promise<Listening> {
  const { port, host, headersTimeoutMs = 10_000, requestTimeoutMs = 30_000, maxConnections } = options
  const { unreadTimeoutMs = 30_000, onDropped = () => {} } = options
  // An HTTP/1.0 request, such as a plain health check's, names no host, and needs none.
  const handle = getRequestListener(app.fetch, { hostname: 'localhost', errorHandler: answerUnreadable })
  // One for all answers, many of which are streams that stay.
  const whole = function (this: ServerResponse): void {
    const { socket } = this
    if (socket === null) return
    places?.answered(socket)
    // Whoever takes nothing of it keeps neither its memory nor the connection; until the next request, as Node has it.
    if (socket.writableLength > 0) socket.setTimeout(unreadTimeoutMs)
  }
  const server = createServer(
    { connectionsCheckingInterval: Math.min(headersTimeoutMs, requestTimeoutMs) / 10, noDelay: true },
    (incoming, outgoing) => {
      if (isFlood(incoming.socket, outgoing)) return incoming.socket.destroy()
      return inTurn(outgoing, () => {
        places?.asked(incoming)
        outgoing.on('prefinish', whole)
        const problem = problemOfHead(incoming)
        if (problem !== undefined) refuseHead(outgoing, problem)
        else void handle(incoming, outgoing)
      })
    },
  )
  server.headersTimeout = headersTimeoutMs
  server.requestTimeout = requestTimeoutMs
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.timeout = SILENCE_MS
  server.on('clientError', refuse)
  const places = maxConnections === undefined ? undefined : capConnections(server, maxConnections, onDropped)
  server.listen(port, host)
  await once(server, 'listening')
  // What cannot be accepted is lost; whoever is here stays.
  server.on('error', (error) => onDropped('failed', error))
  const address = server.address()
  const actualPort = address === null || typeof address === 'string' ? port : address.port
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${actualPort}`
  return { url, port: actualPort, close: (graceMs) => close(server, graceMs) }
}

/** Clients that send on before they were answered do so with a few requests. */
const MAX_PIPELINED = 16
const waiting = new WeakMap<Socket, number>()

/**
 * Whether a connection has more requests under way than any client needs. Node hands over all that one packet holds,
 * which may be a thousand.
 */
function isFlood(socket: Socket, outgoing: ServerResponse): boolean {
  // An answer has the socket once it is its turn, at once where nothing is pipelined.
  if (outgoing.socket !== null || socket.destroyed) return socket.destroyed
  const count = (waiting.get(socket) ?? 0) + 1
  waiting.set(socket, count)
  outgoing.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1))
  return count > MAX_PIPELINED
}

/** One after the other: an answer waits in memory until its peer takes it, so there is one for each connection. */
function inTurn(outgoing: ServerResponse, answer: () => void): void {
  if (outgoing.socket !== null) answer()
  else outgoing.once('socket', answer)
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(cut)
}

const UNREADABLE: Readonly<Record<string, readonly [status: string, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not come to an end in time.'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too long.'],
}

/** What cannot be read as a request: the peer hears why, once, and nothing of what it sent is repeated. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, detail] = UNREADABLE[error.code ?? ''] ?? ['400 Bad Request', 'The request cannot be read.']
  const body = unreadable(status, detail)
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
  socket.end(head + body)
}

/** What Node could read and the web's Request cannot hold: a host or a path that makes no URL. */
function answerUnreadable(error: unknown): Response {
  const isTheirs = error instanceof Error && error.name === 'RequestError'
  if (!isTheirs) return new Response(null, { status: 500 })
  const body = unreadable('400 Bad Request', 'The host or the path of the request makes no URL.')
  return new Response(body, { status: 400, headers: { 'Content-Type': PROBLEM_TYPE } })
}

/** A proxy in front that reads it otherwise may have let through what it is there to keep out. */
function problemOfHead({ rawHeaders, url = '' }: IncomingMessage): string | undefined {
  if (hasTwoHosts(rawHeaders)) return 'The request names its host more than once.'
  return DOT_SEGMENT.test(url) ? 'The path has a segment of dots alone, which no path here has.' : undefined
}

/** RFC 3986, 5.2.4, escaped or not. */
const DOT_SEGMENT = /^[^?]*\/(?:\.|%2e){1,2}(?:[/?]|$)/i

/** RFC 9112, 3.2: a proxy may have looked at the other one. Node takes the first. */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0
  // Names and values by turns.
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts > 1
}

function refuseHead(outgoing: ServerResponse, problem: string): void {
  const body = unreadable('400 Bad Request', problem)
  outgoing.writeHead(400, {
    'Content-Type': PROBLEM_TYPE,
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  })
  outgoing.end(body)
}

const PROBLEM_TYPE = 'application/problem+json'

function unreadable(line: string, detail: string): string {
  const status = Number(line.slice(0, 3))
  const title = line.slice(4)
  return JSON.stringify({
    type: 'urn:halyard:problem:bad-request',
    title,
    status,
    detail,
    code: 'bad-request',
    requestId: randomUUID(),
    errors: [],
  })
}
