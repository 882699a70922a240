/** Requests that end by themselves: by an answer, a failure or a timeout, told apart as the back-off needs it. */
import type { Failure, FetchInit, FetchReply, Platform } from './ports.ts'

/** Present on every platform, though this package knows none of their types. */
declare const AbortController: new () => { readonly signal: unknown; abort(): void }

export interface Exchange {
  readonly cancel: () => void
  /** Never rejects; undefined when cancelled. */
  readonly reply: Promise<Reply | Failure | undefined>
}

/** An answer with status 200, 202, 204 or 304. */
export interface Reply {
  readonly status: number
  readonly text: string
  /** By the `Age` header. */
  readonly ageMs: number
}

export type Request = Pick<FetchInit, 'method' | 'body' | 'keepalive'> & {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>> | undefined
}

export function isFailure(reply: Reply | Failure): reply is Failure {
  return 'message' in reply
}

/** Sends one request and sees to its end within `timeoutMs`. */
export function exchange(platform: Platform, request: Request, timeoutMs: number): Exchange {
  const controller = new AbortController()
  let isCancelled = false
  const stopTimer = platform.setTimer(() => controller.abort(), timeoutMs)
  const { path, headers, ...init } = request
  const run = async (): Promise<Reply | Failure | undefined> => {
    try {
      const reply = await platform.fetch(platform.base + path, {
        ...init,
        headers: { ...headers, ...platform.headers },
        signal: controller.signal,
      })
      const text = await reply.text()
      return isCancelled ? undefined : read(reply, text, platform.nowMs())
    } catch (error) {
      return isCancelled ? undefined : { message: String(error), refused: platform.isRefusal?.(error) }
    } finally {
      stopTimer()
    }
  }
  const cancel = (): void => {
    isCancelled = true
    stopTimer()
    controller.abort()
  }
  return { cancel, reply: run() }
}

function read({ status, headers }: FetchReply, text: string, nowMs: number): Reply | Failure {
  if ((status >= 200 && status < 300) || status === 304)
    return { status, text, ageMs: Number(headers.get('age')) * 1000 }
  return { status, retryAfterMs: retryAfterMs(headers.get('retry-after'), nowMs), message: `HTTP status ${status}` }
}

/** @param text - A `Retry-After`: whole seconds or an HTTP date. @returns undefined when it can't be read. */
export function retryAfterMs(text: string | null, nowMs: number): number | undefined {
  if (!text) return undefined
  const delayMs = Number.isNaN(Number(text)) ? Date.parse(text) - nowMs : Number(text) * 1000
  return delayMs >= 0 ? delayMs : undefined
}
