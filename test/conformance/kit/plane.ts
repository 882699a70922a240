/** A server under test, seen through its SDK plane: plain requests, and streams event by event. */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type DownMessage, formatStateId, parseDown, parseRulesetBody, type Snapshot } from '@halyard/protocol'
import { within } from '../../support/settle.ts'
import { holds, Mismatch } from './check.ts'

/** An event as its bytes have it. */
export interface Frame {
  readonly id: string | undefined
  readonly message: DownMessage
}

export interface OpenStream {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** The next known event. @param forMs - How long it may take, unless that is what anything may take. */
  next(what: string, forMs?: number): Promise<Frame>
  /** The next event of that name; others pass. */
  nextOf(event: DownMessage['event'], what: string): Promise<Frame>
  close(): void
}

export interface Plane {
  readonly url: string
  readonly sdkKey: string
  readonly adminToken: string | undefined
  readonly patienceMs: number
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** The ruleset by GET. */
  snapshot(): Promise<Snapshot>
  stream(headers?: Record<string, string>, query?: string): Promise<OpenStream>
}

export function idOf({ ruleset: { epoch, revision }, digest }: Snapshot): string {
  return formatStateId({ epoch, revision, digest })
}

export function planeOf(url: string, sdkKey: string, adminToken: string | undefined, patienceMs: number): Plane {
  const base = url.replace(/\/+$/, '')
  const plane: Plane = {
    url: base,
    sdkKey,
    adminToken,
    patienceMs,
    fetch: (path, { headers, ...init } = {}) =>
      within(
        `${init.method ?? 'GET'} ${path}`,
        fetch(base + path, { redirect: 'manual', ...init, headers: { authorization: `Bearer ${sdkKey}`, ...headers } }),
        patienceMs,
      ),
    async snapshot() {
      const response = await plane.fetch('/sdk/v1/ruleset')
      if (response.status !== 200) {
        throw new Mismatch(`GET /sdk/v1/ruleset: expected 200, came ${response.status} ${await response.text()}`)
      }
      return parseRulesetBody(await response.text())
    },
    stream: (headers = {}, query = '') =>
      within('GET /sdk/v1/stream', open(`${base}/sdk/v1/stream${query}`, sdkKey, headers, patienceMs), patienceMs),
  }
  return plane
}

function open(url: string, key: string, headers: Record<string, string>, patienceMs: number): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https') ? httpsRequest : httpRequest)(url, {
      headers: {
        accept: 'text/event-stream',
        'accept-encoding': 'gzip, br',
        authorization: `Bearer ${key}`,
        ...headers,
      },
    })
    request.once('error', reject)
    request.once('response', (response) => {
      const frames: Frame[] = []
      const takers: ((frame: Frame) => void)[] = []
      let failure: unknown
      let rest = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        const blocks = (rest + text).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          try {
            const frame = frameOf(block)
            if (frame === undefined) continue
            const taker = takers.shift()
            if (taker) taker(frame)
            else frames.push(frame)
          } catch (error) {
            failure = error
          }
        }
      })
      response.on('error', () => undefined)
      request.on('error', () => undefined)
      const next = async (what: string, forMs = patienceMs): Promise<Frame> => {
        const known = frames.shift()
        if (known) return known
        const coming = new Promise<Frame>((take) => takers.push(take))
        return within(`an event: ${what}`, coming, forMs).catch((error: unknown) => {
          throw failure ?? error
        })
      }
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        next,
        async nextOf(event, what) {
          for (;;) {
            const frame = await next(what)
            if (frame.message.event === event) return frame
          }
        },
        close: () => request.destroy(),
      })
    })
    request.end()
  })
}

/** @throws Mismatch for anything but at most an id, an event and one data line. */
function frameOf(block: string): Frame | undefined {
  holds(/^(id: [^\r\n]+\n)?event: [a-z]+\ndata: [^\r\n]+$/.test(block), 'id, event and data lines, ended by LF', block)
  const [, id, event = '', data = ''] = /^(?:id: (.*)\n)?event: (.*)\ndata: (.*)$/.exec(block) ?? []
  const message = parseDown(event, data)
  return message && { id, message }
}
