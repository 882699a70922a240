/** Requests that end by themselves: by an answer, a failure or a timeout. */
import type { Failure, FetchInit, Platform } from './ports.ts'

/** Present on every platform, though this package knows none of their types. */
declare const AbortController: new () => Abort

export interface Abort {
  readonly signal: unknown
  abort(): void
}

export function createAbort(): Abort {
  return new AbortController()
}

/** What came back; `text` is there exactly when the status is one of success or 304. */
export interface Reply extends Failure {
  readonly text?: string
  /** By the `Age` header. */
  readonly ageMs?: number
  readonly etag?: string | null
}

/** Sends one request and sees to its end within `timeoutMs`. Never rejects. */
export async function request(
  platform: Platform,
  path: string,
  init: Omit<FetchInit, 'signal'>,
  timeoutMs: number,
  abort: Abort = createAbort(),
): Promise<Reply> {
  const stopTimer = platform.setTimer(() => abort.abort(), timeoutMs)
  try {
    const reply = await platform.fetch(platform.base + path, {
      ...init,
      headers: { ...init.headers, ...platform.headers },
      signal: abort.signal,
    })
    const { status, headers } = reply
    const message = `HTTP status ${status}`
    if (status < 300 || status === 304) {
      return {
        status,
        message,
        text: await reply.text(),
        ageMs: ageMsOf(headers.get('age')),
        etag: headers.get('etag'),
      }
    }
    return {
      status,
      message: message + (await detailOf(reply)),
      retryAfterMs: retryAfterMs(headers.get('retry-after'), platform.nowMs()),
    }
  } catch (error) {
    return { message: String(error), refused: platform.isRefusal?.(error) }
  } finally {
    stopTimer()
  }
}

/** @returns `: ` and what a refusal says of itself (RFC 9457); nothing where it says nothing that can be read. */
export async function detailOf(reply: { text(): Promise<string> }): Promise<string> {
  try {
    return `: ${JSON.parse(await reply.text()).detail.slice(0, 400)}`
  } catch {
    return ''
  }
}

/**
 * @param text - An `Age`. Of a list, as proxies make it, the first counts (RFC 9111, 5.1).
 * @returns for ever when it can't be read: nothing is taken for younger than it may be.
 */
export function ageMsOf(text: string | null): number {
  const seconds = Number.parseFloat(text ?? '0')
  return seconds >= 0 ? seconds * 1000 : Infinity
}

/** @param text - A `Retry-After`: whole seconds or an HTTP date. @returns 0 when it can't be read. */
export function retryAfterMs(text: string | null, nowMs: number): number {
  return Math.max(0, Number(text) * 1000 || Date.parse(String(text)) - nowMs) || 0
}
