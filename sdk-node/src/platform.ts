/** What Node plugs into the client core. */
import { randomUUID } from 'node:crypto'
import type { FetchInit, FetchReply, Platform, RulesetStorage } from '@halyard/sdk-core'
import { CLOCKS, sinceNow } from './clocks.ts'
import { openEventStream } from './event-stream.ts'
import { describeError, isLasting } from './failure.ts'
import { instanceId } from './instance.ts'
import { MAX_EVENT_BYTES } from './lines.ts'
import { nodeFetch } from './node-fetch.ts'
import { readBody } from './read-body.ts'
import { createReceipts } from './receipts.ts'
import { VERSION } from './version.ts'

export interface NodePlatformOptions {
  /** Without trailing slash. */
  readonly url: string
  readonly sdkKey: string
  readonly instanceName?: string | undefined
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly storage?: RulesetStorage | undefined
  /** A stream that was silent for so long is dead. */
  readonly silenceMs: number
  /** An answer that took so long tells how it was, not how it is. */
  readonly requestMs: number
}

export function createNodePlatform(options: NodePlatformOptions): Platform {
  const { url, sdkKey, instanceName, fetch = nodeFetch, storage, silenceMs, requestMs } = options
  const base = `${url}/sdk/v1`
  const sdk = `node/${VERSION}`
  const instance = instanceId(instanceName)
  const headers = { authorization: `Bearer ${sdkKey}`, 'x-halyard-sdk': sdk, 'x-halyard-instance': instance }
  return {
    sdk,
    instance,
    base,
    headers,
    fetchFirst: false,
    storage,
    receipts: createReceipts({
      post: (body, signal) => postReceipt(fetch, `${base}/receipts`, headers, body, signal),
      monotonicMs: () => performance.now(),
      random: () => Math.random(),
    }),
    fetch: (target, init) => sendInTime(fetch, target, init, requestMs),
    isRefusal: isLasting,
    openStream: (since, listener) => {
      const resume = since === undefined ? undefined : { 'last-event-id': since }
      return openEventStream({ url: `${base}/stream`, headers: { ...headers, ...resume }, fetch, silenceMs }, listener)
    },
    ...CLOCKS,
    // Not unref'd: an open client keeps its process up, whether the server is there or not.
    setTimer: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
    random: () => Math.random(),
    uuid: () => randomUUID(),
  }
}

async function send(fetch: typeof globalThis.fetch, url: string, init: FetchInit): Promise<FetchReply> {
  try {
    // A redirect would carry the key elsewhere.
    const { status, headers, body } = await fetch(url, { ...init, redirect: 'manual' } as RequestInit)
    // Whoever answers may not be the server: the answer is read up to what a ruleset may have.
    return { status, headers, text: () => readBody(body, MAX_EVENT_BYTES) }
  } catch (error) {
    throw new Error(describeError(error), { cause: error })
  }
}

/** The core ends what takes too long; a process that stood still may hear of the answer before. */
async function sendInTime(
  fetch: typeof globalThis.fetch,
  url: string,
  init: FetchInit,
  limitMs: number,
): Promise<FetchReply> {
  const tookMs = sinceNow()
  const reply = await send(fetch, url, init)
  const text = async (): Promise<string> => {
    const body = await reply.text()
    if (tookMs() >= limitMs) throw new Error('the answer took too long')
    return body
  }
  return { ...reply, text }
}

/** What the server refuses won't be taken the next time, unless it is only too busy. */
async function postReceipt(
  fetch: typeof globalThis.fetch,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<'done' | 'again'> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body, signal } as const
  try {
    const reply = await send(fetch, url, init)
    await reply.text()
    return reply.status === 429 || reply.status >= 500 ? 'again' : 'done'
  } catch {
    return 'again' // The stream's own trouble is told of by the stream.
  }
}
