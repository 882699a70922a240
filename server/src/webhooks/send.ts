/**
 * Posts to a URL that somebody else chose. The name is looked up once, every address that it comes to must be public,
 * and the connection goes to one of those very addresses: a name that answers differently the next time gains nothing.
 * No redirect is followed, no connection is kept, and little is read.
 */
import type { LookupAddress } from 'node:dns'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { resolveName } from './resolve.ts'
import { hostOf, mayConnect, problemOfTarget, type TargetRules } from './target.ts'

export interface SenderOptions extends TargetRules {
  readonly timeoutMs?: number | undefined
  /** Finds all addresses of a name. */
  readonly resolve?: ((name: string) => Promise<readonly LookupAddress[]>) | undefined
  /** Authorities to trust instead of the usual ones, as PEM. */
  readonly ca?: string | undefined
}

/** `status` of the answer, or why there was none. */
export type SendResult =
  | { readonly status: number; readonly error: undefined }
  | { readonly status: undefined; readonly error: string }

export type Send = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<SendResult>

/** From the look-up of the name to the last byte of the answer. */
const TIMEOUT_MS = 15_000
/** Of the answer's body; nothing of it is kept. */
const MAX_ANSWER_BYTES = 64 * 1024

export function createSender(options: SenderOptions): Send {
  return async (text, headers, body) => {
    const problem = problemOfTarget(text, options)
    if (problem !== undefined) return failed(`The URL is not ${problem}.`)
    const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
    const aborter = new AbortController()
    const timer = setTimeout(() => aborter.abort(), timeoutMs)
    try {
      const url = new URL(text)
      const addresses = await withEnd(resolved(url, options), aborter.signal)
      if (addresses.some(({ address }) => !mayConnect(address, options))) {
        return failed('The name leads to an address that is not public.')
      }
      return { status: await post(url, addresses, headers, body, options.ca, aborter.signal), error: undefined }
    } catch (error) {
      return failed(aborter.signal.aborted ? `No answer within ${timeoutMs / 1_000} s.` : reasonOf(error))
    } finally {
      clearTimeout(timer)
    }
  }
}

async function resolved(url: URL, { resolve = resolveName }: SenderOptions): Promise<readonly LookupAddress[]> {
  const host = hostOf(url)
  const family = isIP(host)
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }]
  if (addresses.length === 0) throw new Error('The name has no address.')
  return addresses
}

/** A look-up cannot be called off; nobody need wait for it. */
function withEnd<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
    work.then(resolve, reject)
  })
}

/** @returns the status */
function post(
  url: URL,
  addresses: readonly LookupAddress[],
  headers: Readonly<Record<string, string>>,
  body: string,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<number> {
  const isTls = url.protocol === 'https:'
  const bytes = Buffer.from(body)
  const options = {
    host: hostOf(url),
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    method: 'POST',
    // A connection of its own each time, made to what was just looked up.
    agent: false as const,
    lookup: only(addresses),
    signal,
    headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': bytes.length, Host: url.host },
    ...(isTls && ca !== undefined ? { ca } : undefined),
  }
  return new Promise((resolve, reject) => {
    const request = isTls ? httpsRequest(options) : httpRequest(options)
    let status: number | undefined
    request.on('response', (response) => {
      status = response.statusCode ?? 0
      readLittle(response, () => resolve(status ?? 0))
    })
    // Once the answer began, its end may be whatever it likes.
    request.on('error', (error) => (status === undefined ? reject(error) : resolve(status)))
    // Some ends are no error to Node, such as a `101` that switches to a protocol that nobody asked for.
    request.on('close', () => {
      if (status === undefined) reject(new Error('closed'))
    })
    request.end(bytes)
  })
}

/** Instead of a look-up: what was vetted, and nothing else. */
function only(addresses: readonly LookupAddress[]): LookupFunction {
  return (_name, options, callback) => {
    const [first] = addresses
    if (options.all === true) callback(null, [...addresses])
    else callback(null, first?.address ?? '', first?.family)
  }
}

/** The status has been said. Some receivers give up when the connection ends before they have, so a little is read. */
function readLittle(response: IncomingMessage, done: () => void): void {
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) response.destroy()
  })
  response.on('error', done)
  response.on('close', done)
}

function failed(error: string): SendResult {
  return { status: undefined, error }
}

/** Codes and words of ours; what a peer sent is not among them. */
function reasonOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? `The connection failed (${code}).` : 'The connection failed.'
}
