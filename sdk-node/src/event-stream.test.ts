import type { Failure } from '@halyard/sdk-core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openEventStream } from './event-stream.ts'

interface Heard {
  readonly events: [name: string, data: string][]
  readonly failure: Failure
  readonly opened: number
}

const SSE = { 'content-type': 'text/event-stream' }

/** Hears a whole stream that comes in chunks of these sizes. */
async function hear(text: string | Uint8Array, sizes: readonly number[] = [1_000_000]): Promise<Heard> {
  const all = Buffer.from(text)
  let at = 0
  let n = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const size = sizes[n % sizes.length] ?? 1
      if (at < all.length) controller.enqueue(new Uint8Array(all.subarray(at, at + size)))
      else controller.close()
      at += size
      n += 1
    },
  })
  return answer(() => Promise.resolve(new Response(body, { headers: SSE })))
}

function answer(fetch: typeof globalThis.fetch): Promise<Heard> {
  const events: [string, string][] = []
  let opened = 0
  return new Promise((resolve) => {
    openEventStream(
      { url: 'http://127.0.0.1:1/stream', headers: {}, fetch, silenceMs: 45_000 },
      {
        opened: () => {
          opened += 1
        },
        bytes: () => {},
        event: (name, data) => void events.push([name, data]),
        failed: (failure) => resolve({ events, failure, opened }),
      },
    )
  })
}

/** From the standard's own examples and the corners of its grammar. */
const VECTORS: readonly [what: string, text: string | Uint8Array, events: [string, string][]][] = [
  ['an event', 'event: change\ndata: {}\n\n', [['change', '{}']]],
  ['only one space is taken off', 'event:change\ndata:  x \n\n', [['change', ' x ']]],
  ['many data lines', 'event: change\ndata: a\ndata\ndata: b\n\n', [['change', 'a\n\nb']]],
  [
    '\\r alone',
    'event: change\rdata: a\r\revent: heartbeat\rdata: b\r\r',
    [
      ['change', 'a'],
      ['heartbeat', 'b'],
    ],
  ],
  ['\\r\\n', 'event: change\r\ndata: a\r\n\r\n', [['change', 'a']]],
  ['a BOM', Buffer.from('\ufeffevent: change\ndata: a\n\n'), [['change', 'a']]],
  ['comments and unknown fields', ': hello\nfoo: bar\nevent: change\n:\ndata: a\nretry: 1\n\n', [['change', 'a']]],
  ['no data, no event', 'event: change\n\nevent: heartbeat\ndata: b\n\n', [['heartbeat', 'b']]],
  ['empty data is an event', 'event: change\ndata\n\n', [['change', '']]],
  ['the last event name wins', 'event: snapshot\nevent: change\ndata: a\n\n', [['change', 'a']]],
  ['an event that is cut off is none', 'event: change\ndata: a\n\nevent: change\ndata: b\n', [['change', 'a']]],
  [
    'unknown events are not heard',
    'event: fanfare\ndata: {\n\ndata: y\n\nevent: change\ndata: a\n\n',
    [['change', 'a']],
  ],
  ['characters of 2, 3 and 4 bytes', 'event: change\ndata: é€😀\n\n', [['change', 'é€😀']]],
]

describe('F30 the standard’s grammar', () => {
  test.each(VECTORS)('%s, however the bytes are cut', async (_, text, events) => {
    for (const sizes of [[1_000_000], [1], [2], [3], [1, 4, 2]]) {
      expect((await hear(text, sizes)).events).toEqual(events)
    }
  })

  test('a line of 10 MB arrives whole', async () => {
    const data = 'x'.repeat(10_000_000)
    const { events } = await hear(`event: snapshot\ndata: ${data}\n\n`, [65_536])
    expect(events[0]?.[1].length).toBe(data.length)
  })

  test('an event of more than 16 MB is discarded and the stream given up', async () => {
    const { events, failure } = await hear(`event: snapshot\ndata: ${'x'.repeat(16_000_001)}\n\n`, [1_000_000])
    expect(events).toEqual([])
    expect(failure.message).toContain('more than 16000000 bytes')
  })
})

describe('what is no stream', () => {
  test('F29 a web page with status 200', async () => {
    const page = new Response('<html>Please log in</html>', { headers: { 'content-type': 'text/html' } })
    const { failure, opened } = await answer(() => Promise.resolve(page))
    expect(failure).toMatchObject({ status: 200, message: 'expected an event stream, got text/html' })
    expect(opened).toBe(0)
  })

  test('F40 a status, with its Retry-After', async () => {
    const busy = new Response('', { status: 503, headers: { 'retry-after': '7' } })
    const { failure } = await answer(() => Promise.resolve(busy))
    expect(failure).toMatchObject({ status: 503, retryAfterMs: 7000, message: 'HTTP status 503' })
  })

  test.each([503, 200])('a status %i whose body never ends is not read into memory', async (status) => {
    let bytes = 0
    let isCancelled = false
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        bytes += 10_000
        if (bytes > 5_000_000) controller.error(new Error('read on and on'))
        else controller.enqueue(new Uint8Array(10_000))
      },
      cancel() {
        isCancelled = true
      },
    })
    const { failure } = await answer(() => Promise.resolve(new Response(body, { status })))
    expect(failure.status).toBe(status)
    expect(bytes).toBeLessThan(200_000)
    if (status === 503) expect(isCancelled).toBe(true)
  })

  test('a redirect is not followed: it would carry the key elsewhere', async () => {
    const inits: (RequestInit | undefined)[] = []
    const { failure } = await answer((_, init) => {
      inits.push(init)
      return Promise.resolve(new Response('', { status: 307, headers: { location: 'http://elsewhere.example' } }))
    })
    expect(inits[0]?.redirect).toBe('manual')
    expect(failure).toMatchObject({ status: 307 })
  })

  test('F41 a network error names its code, a TLS error is a refusal', async () => {
    const fail = (code: string): Promise<Heard> =>
      answer(() => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })))
    expect((await fail('ENOTFOUND')).failure).toEqual({ message: 'fetch failed: ENOTFOUND', refused: false })
    expect((await fail('CERT_HAS_EXPIRED')).failure).toEqual({
      message: 'fetch failed: CERT_HAS_EXPIRED',
      refused: true,
    })
  })
})

test('never reconnects by itself and leaves no timer behind', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let connections = 0
  await answer(() => {
    connections += 1
    return Promise.resolve(new Response('retry: 1\n\n', { headers: SSE }))
  })
  await vi.advanceTimersByTimeAsync(0)
  expect(vi.getTimerCount()).toBe(0)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(connections).toBe(1)
})

test('F53 what piled up while the process stood still is not heard: it tells how it was', async () => {
  const now = vi.spyOn(Date, 'now')
  onTestFinished(() => now.mockRestore())
  const startedAtMs = Date.now()
  const heartbeat = (n: number) => Buffer.from(`event: heartbeat\ndata: ${n}\n\n`)
  let beats = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        beats += 1
        if (beats === 2) now.mockReturnValue(startedAtMs + 44_000)
        if (beats === 3) now.mockReturnValue(startedAtMs + 44_000 + 45_000)
        controller.enqueue(heartbeat(beats))
      },
    },
    { highWaterMark: 0 },
  )
  const heard = await answer(() => Promise.resolve(new Response(body, { headers: SSE })))
  expect(heard.events).toEqual([
    ['heartbeat', '1'],
    ['heartbeat', '2'],
  ])
  expect(heard.failure).toEqual({ message: 'the stream was silent for too long' })
})
