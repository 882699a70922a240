import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Running } from '../support/lifetime.ts'
import { within } from '../support/settle.ts'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly atMs: number
}

/** A stream that a client has opened; what it gets is up to the test. */
export interface ServerStream {
  readonly headers: IncomingHttpHeaders
  /** Resolves when the bytes were handed to the kernel. */
  send(bytes: string | Uint8Array): Promise<void>
  end(): void
  /** Resets the connection. */
  destroy(): void
  /** Resolves when the client is gone. */
  readonly closed: Promise<void>
}

export type Answer = (request: Seen, response: ServerResponse, nth: number) => void

/** A real HTTP server that says exactly what a test tells it to say. */
export interface ScriptedServer extends Running {
  readonly url: string
  readonly seen: readonly Seen[]
  /** Answers for a path (`stream`, `ruleset`, `telemetry`); without one: an open stream, 503, 202. */
  answer(path: string, answer: Answer | undefined): void
  /** The next stream that is opened, or the oldest one that no test has taken yet. */
  nextStream(): Promise<ServerStream>
  /** Resolves with the next request to `path` from now on. */
  nextRequest(path: string): Promise<Seen>
  count(path: string): number
}

export async function startScriptedServer(port = 0): Promise<ScriptedServer> {
  const seen: Seen[] = []
  const answers = new Map<string, Answer>()
  const streams: ServerStream[] = []
  const takers: ((stream: ServerStream) => void)[] = []
  const watchers = new Set<(request: Seen) => void>()

  const openStream: Answer = ({ headers }, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    response.flushHeaders()
    const stream = streamOf(headers, response)
    const taker = takers.shift()
    if (taker) taker(stream)
    else streams.push(stream)
  }

  const fallback: Record<string, Answer> = {
    stream: openStream,
    ruleset: (_, response) => void response.writeHead(503).end(),
    telemetry: (_, response) => void response.writeHead(202).end(),
  }

  const http = createServer((request, response) => {
    void receive(request).then((arrived) => {
      seen.push(arrived)
      for (const watcher of watchers) watcher(arrived)
      const name = arrived.path.split('/').at(-1) ?? ''
      const answer = answers.get(name) ?? fallback[name]
      if (answer) answer(arrived, response, seen.filter(({ path }) => path === arrived.path).length)
      else response.writeHead(404).end()
    })
  })
  http.listen(port, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    answer(path, answer) {
      if (answer) answers.set(path, answer)
      else answers.delete(path)
    },
    nextStream() {
      const open = streams.shift()
      if (open) return Promise.resolve(open)
      return within('a client opens a stream', new Promise<ServerStream>((resolve) => takers.push(resolve)))
    },
    nextRequest(path) {
      const request = new Promise<Seen>((resolve) => {
        const watcher = (arrived: Seen): void => {
          if (!arrived.path.endsWith(`/${path}`)) return
          watchers.delete(watcher)
          resolve(arrived)
        }
        watchers.add(watcher)
      })
      return within(`a client asks for ${path}`, request)
    },
    count: (path) => seen.filter((request) => request.path.endsWith(`/${path}`)).length,
    async close() {
      if (!http.listening) return
      http.closeAllConnections()
      const closed = once(http, 'close')
      http.close()
      await closed
    },
    output: () =>
      seen.map(({ method, path, headers }) => `${method} ${path} ${String(headers['last-event-id'] ?? '')}`).join('\n'),
  }
}

function streamOf(headers: IncomingHttpHeaders, response: ServerResponse): ServerStream {
  return {
    headers,
    send: (bytes) => new Promise((resolve) => response.write(bytes, () => resolve())),
    end: () => void response.end(),
    destroy: () => void response.destroy(),
    closed: new Promise((resolve) => response.once('close', resolve)),
  }
}

async function receive(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { method = '', url = '', headers } = request
  return { method, path: url, headers, body: Buffer.concat(chunks).toString(), atMs: performance.now() }
}
