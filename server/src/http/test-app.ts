/** The app on a real port over a history in memory, and clients that speak raw HTTP; for tests. */
import { once } from 'node:events'
import { type ClientRequest, get, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { type DownMessage, parseDown } from '@halyard/protocol'
import { onTestFinished } from 'vitest'
import { createApp } from '../app.ts'
import { type Live, type LiveOptions, openLive } from '../live/live.ts'
import { TestHistory } from '../live/test-history.ts'
import { createLogger } from '../logging.ts'
import { createMetrics, type Metrics } from '../metrics.ts'
import { crc32 } from '../services/credentials.ts'
import { type Listening, type ListenOptions, listen } from './listen.ts'

export const SDK_KEY: string = credential('hal_sdk_selectorA_secretsecret')
export const CLIENT_ID: string = credential('hal_cid_selectorB')

export interface TestApp {
  readonly history: TestHistory
  readonly live: Live
  readonly metrics: Metrics
  readonly log: readonly string[]
  readonly url: string
  /** A stream under the SDK key, or whatever path and headers are given. */
  stream(options?: StreamRequest): Promise<TestStream>
  fetch(path: string, init?: RequestInit): Promise<Response>
}

export interface StreamRequest {
  readonly path?: string
  readonly headers?: Record<string, string>
}

export interface TestAppOptions {
  readonly trustProxy?: boolean
  readonly headersTimeoutMs?: number
  readonly requestTimeoutMs?: number
  readonly pollsPerMinute?: number
  readonly maxConnections?: number
  readonly unreadTimeoutMs?: number
}

/** With an SDK key and a client id for the environment `production`. It ends with the test, and so do its streams. */
export async function openTestApp(
  options: Partial<LiveOptions> = {},
  history: TestHistory = new TestHistory('production'),
  { trustProxy = false, pollsPerMinute = 60_000, ...listenOptions }: TestAppOptions = {},
): Promise<TestApp> {
  history.addKey(SDK_KEY, 'production')
  history.addKey(CLIENT_ID, 'production')
  const metrics = createMetrics({ withProcess: false })
  const live = await openLive({ history, options, report: { ...metrics.live, failed: () => metrics.storeFailed() } })
  const log: string[] = []
  const logger = createLogger({ write: (line) => void log.push(line) }, 'debug')
  const appOptions = { trustProxy, pollsPerMinute, maxBodyBytes: 100_000 }
  const app = createApp({ live, keys: history, admin: undefined, logger, metrics, options: appOptions })
  const onDropped: ListenOptions['onDropped'] = (reason) => metrics.connectionDropped(reason)
  const listening: Listening = await listen(app, { port: 0, host: '127.0.0.1', onDropped, ...listenOptions })
  const { url } = listening
  onTestFinished(async () => {
    live.close()
    await listening.close(0)
  })
  return {
    history,
    live,
    metrics,
    log,
    url,
    stream: ({ path = '/sdk/v1/stream', headers } = {}) => openStream(url + path, { ...sdkAuth(), ...headers }),
    fetch: (path, init) => fetch(url + path, init),
  }
}

/** A connection without a request. It ends with the test. */
export function connectTo({ url }: TestApp): Socket {
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  return socket
}

export function sdkAuth(key: string = SDK_KEY): Record<string, string> {
  return { Authorization: `Bearer ${key}` }
}

export function credential(body: string): string {
  return `${body}_${crc32(body)}`
}

export interface Received {
  readonly id: string | undefined
  readonly message: DownMessage
}

/** A stream's client: it reads events in the order in which they came. */
export class TestStream {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly response: IncomingMessage
  readonly #request: ClientRequest
  readonly #events: Received[] = []
  #text = ''
  #wake: () => void = () => {}
  #isEnded = false

  constructor(request: ClientRequest, response: IncomingMessage) {
    this.#request = request
    this.response = response
    this.status = response.statusCode ?? 0
    this.headers = response.headers
    response.setEncoding('utf8')
    response.on('data', (text: string) => this.#read(text))
    for (const end of ['end', 'close', 'error']) response.on(end, () => this.#end())
  }

  /** The next event. @throws when the stream ended before */
  async next(): Promise<Received> {
    while (this.#events.length === 0) {
      if (this.#isEnded) throw new Error('the stream ended')
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    return this.#events.shift() as Received
  }

  /** The next event that is no heartbeat. */
  async nextNews(): Promise<Received> {
    for (;;) {
      const received = await this.next()
      if (received.message.event !== 'heartbeat') return received
    }
  }

  /** Resolves when the server closed it. */
  async ended(): Promise<void> {
    while (!this.#isEnded) await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  /** Everything that was received as text and is no whole event. */
  get rest(): string {
    return this.#text
  }

  close(): void {
    this.#request.destroy()
  }

  #read(text: string): void {
    this.#text += text
    if (this.headers['content-type'] !== 'text/event-stream') return
    const parts = this.#text.split('\n\n')
    this.#text = parts.pop() ?? ''
    for (const part of parts) this.#events.push(readEvent(part))
    this.#wake()
  }

  #end(): void {
    this.#isEnded = true
    this.#wake()
  }
}

/** It ends with the test. @param headers - The credential among them. */
export async function openStream(url: string, headers: Record<string, string>): Promise<TestStream> {
  const request = get(url, { headers, agent: false })
  onTestFinished(() => void request.destroy())
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return new TestStream(request, response)
}

/** Opens a stream and takes its first event. */
export async function begin(
  app: TestApp,
  since?: string,
): Promise<{ stream: TestStream; id: string | undefined; event: string; reason?: unknown }> {
  const stream = await app.stream(since === undefined ? {} : { headers: { 'Last-Event-ID': since } })
  const { id, message } = await stream.next()
  return { stream, id, event: message.event, ...('reason' in message ? { reason: message.reason } : {}) }
}

function readEvent(text: string): Received {
  const fields = new Map(
    text.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  const message = parseDown(fields.get('event') ?? '', fields.get('data') ?? '')
  if (message === undefined) throw new Error(`not an event: ${text}`)
  return { id: fields.get('id'), message }
}
