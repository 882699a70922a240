/**
 * Structured lines: one JSON object each, with the request's id. What people typed reaches them only as JSON strings,
 * so no line can be forged; headers, query strings, bodies and contexts never do.
 */
import { type DestinationStream, type Logger, pino } from 'pino'
import type { AccessRecord } from './http/request-context.ts'
import { isStoreError } from './store/store.ts'

export type { Logger }

/** @param destination - Standard output unless given. */
export function createLogger(destination?: DestinationStream, level = 'info'): Logger {
  const formatters = { level: (label: string) => ({ level: label }) }
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'message', formatters }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/**
 * Writes are of interest to people, reads by the thousand are not; failures of ours always are. "Not now" is an answer
 * and no failure: SDKs come again by themselves, and who leaves in the middle of a request is no concern of ours.
 */
export function logAccess(logger: Logger, record: AccessRecord): void {
  const { status, route, method } = record
  const isSdk = SDK_PLANE.test(route)
  const isRead = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  if (status === 500) logger.error(record, 'request failed')
  else if (status > 500) logger[isSdk || route === '/readyz' ? 'info' : 'warn'](record, 'request refused for now')
  else if (isRead || isSdk || status === CLIENT_LEFT) logger.debug(record, 'request')
  else logger.info(record, 'request')
}

/** What apps ask by the thousand, whatever the method. */
const SDK_PLANE = /^\/(?:client|edge|ofrep|sdk)\//

/** As nginx has it. */
const CLIENT_LEFT = 499

/** A full disk refuses every write: one line of it a minute says as much as one for each. */
const AGAIN_MS = 60_000

/**
 * What requests failed with. What nobody expected comes with its stack; what the store refuses is one line without, once
 * a minute for each cause, with how many were refused since the last one.
 */
export function failureLog(
  logger: Logger,
  nowMs: () => number = () => performance.now(),
): (error: unknown, requestId: string) => void {
  const told = new Map<string, { atMs: number; more: number }>()
  return (error, requestId) => {
    if (!isStoreError(error)) return logger.error({ err: error, requestId }, 'unexpected error')
    const { code, message, cause } = error
    const last = told.get(code)
    const now = nowMs()
    if (last !== undefined && now - last.atMs < AGAIN_MS) return void (last.more += 1)
    told.set(code, { atMs: now, more: 0 })
    const line = {
      code,
      requestId,
      because: message,
      ...(cause instanceof Error && { cause: cause.message }),
      ...(last !== undefined && last.more > 0 && { unsaid: last.more }),
    }
    logger[PASSING.has(code) ? 'warn' : 'error'](line, 'the store refused')
  }
}

/** They go away by themselves. */
const PASSING: ReadonlySet<string> = new Set(['BUSY', 'LOCKED'])
