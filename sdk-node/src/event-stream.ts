/**
 * One connection to an event stream, by the `eventsource` package. That package reconnects by itself, with an id that
 * moves before its event was applied; so it is closed at the first sign of trouble and made anew by the core.
 */
import { statSync } from 'node:fs'
import { detailOf, retryAfterMs, STREAM_EVENTS, type StreamListener } from '@halyard/sdk-core'
import type { EventSource } from 'eventsource'
import { sinceNow } from './clocks.ts'
import { describeError, isLasting } from './failure.ts'
import { createLineReader, MAX_EVENT_BYTES } from './lines.ts'
import { readBody } from './read-body.ts'

/** A refusal says why in some hundred. */
const MAX_REFUSAL_BYTES = 64_000

export interface StreamRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof globalThis.fetch
  /** A connection that was silent for so long is dead, and what comes of it then is old. */
  readonly silenceMs: number
}

/** @returns a function that closes the stream; afterwards the listener hears nothing. */
export function openEventStream(request: StreamRequest, listener: StreamListener): () => void {
  // The package's own forgets the connection once it reported an error, and leaves it open.
  const abort = new AbortController()
  let isOver = false
  let source: EventSource | undefined

  const end = (): void => {
    isOver = true
    abort.abort()
    source?.close()
    // The package sets its reconnect timer after it reported the error: a second close takes that one away, too.
    queueMicrotask(() => source?.close())
  }

  const fail = (
    message: string,
    more: { status?: number; retryAfterMs?: number | undefined; refused?: boolean } = {},
  ): void => {
    if (isOver) return
    end()
    listener.failed({ message, ...more })
  }

  const connect = async (url: string | URL, init: RequestInit): Promise<Response> => {
    try {
      // A redirect would carry the key elsewhere.
      const headers = { ...(init.headers as Record<string, string>), ...request.headers }
      const response = await request.fetch(url, { ...init, headers, redirect: 'manual', signal: abort.signal })
      const problem = await problemOf(response)
      if (problem === undefined) {
        if (!isOver) listener.opened()
        return response
      }
      fail(problem, {
        status: response.status,
        retryAfterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()),
      })
      return response
    } catch (error) {
      fail(describeError(error), { refused: isLasting(error) })
      throw error
    }
  }

  const start = (Source: typeof EventSource): EventSource => {
    const made = new Source(request.url, {
      fetch: async (url, init) => {
        const { status, headers, redirected, url: finalUrl, body } = await connect(url, init as RequestInit)
        if (!body || isOver) return { status: 204, headers, redirected, url: finalUrl, body: null }
        const lines = createLineReader(MAX_EVENT_BYTES)
        const reader = body.getReader()
        let silentMs = sinceNow()
        const read = async (): Promise<{ done: boolean; value?: Uint8Array | undefined }> => {
          const chunk = await reader.read()
          if (chunk.done || isOver) return { done: true }
          // The core's timer says so too, but a process that stood still may hear of what piled up before.
          if (silentMs() >= request.silenceMs) fail('the stream was silent for too long')
          if (isOver) return { done: true }
          silentMs = sinceNow()
          listener.bytes()
          return { done: false, value: lines(chunk.value) }
        }
        return { status, headers, redirected, url: finalUrl, body: { getReader: () => ({ read }) } as never }
      },
    })
    made.addEventListener('error', (event) => fail(event.message ?? 'the stream ended'))
    for (const name of STREAM_EVENTS) {
      made.addEventListener(name, (event: MessageEvent) => {
        if (!isOver) listener.event(name, String(event.data))
      })
    }
    return made
  }

  forgetPipes()
  // Loaded with the first stream, not with the app: it is half of what this package takes to load.
  import('eventsource')
    .then(({ EventSource: Source }) => {
      if (!isOver) source = start(Source)
    })
    .catch((error: unknown) => fail(describeError(error)))
  return end
}

async function problemOf(response: Response): Promise<string | undefined> {
  if (response.status !== 200) {
    // Whoever answers may not be the server, and may never end; for how long it may go on is the core's to say.
    const text = (): Promise<string> => readBody(response.body, MAX_REFUSAL_BYTES)
    return `HTTP status ${response.status}${await detailOf({ text })}`
  }
  const type = response.headers.get('content-type') ?? 'nothing'
  return type.startsWith('text/event-stream') ? undefined : `expected an event stream, got ${type.slice(0, 80)}`
}

/** Node 20 resolves links wrongly while the last that was looked at on disk is a pipe: so something else is. */
function forgetPipes(): void {
  try {
    statSync('/')
  } catch {
    // An app that may look at nothing has looked at no pipe.
  }
}
