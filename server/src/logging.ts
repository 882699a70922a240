/**
 * Structured lines: one JSON object each, with the request's id. What people typed reaches them only as JSON strings,
 * so no line can be forged; headers, query strings, bodies and contexts never do.
 */
import { type DestinationStream, type Logger, pino } from 'pino'
import type { DropReason } from './http/connection-cap.ts'
import type { AccessRecord } from './http/request-context.ts'
import { isStoreError, type StoreError } from './store/store.ts'

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
export function failureLog(logger: Logger, nowMs?: () => number): (error: unknown, requestId: string) => void {
  const unsaidOf = onceAMinute(nowMs)
  return (error, requestId) => {
    if (!isStoreError(error)) return logger.error({ err: error, requestId }, 'unexpected error')
    const unsaid = unsaidOf(error.code)
    if (unsaid === undefined) return
    const line = { ...inALine(error), requestId, ...(unsaid > 0 && { unsaid }) }
    logger[PASSING.has(error.code) ? 'warn' : 'error'](line, 'the store refused')
  }
}

/** What work beside requests failed with, which tries again and again: once a minute for each cause. */
export function retryLog(logger: Logger, message: string, nowMs?: () => number): (error: unknown) => void {
  const unsaidOf = onceAMinute(nowMs)
  return (error) => {
    const unsaid = unsaidOf(isStoreError(error) ? error.code : error instanceof Error ? error.name : '')
    if (unsaid === undefined) return
    const line = isStoreError(error) ? inALine(error) : { err: error }
    logger.warn({ ...line, ...(unsaid > 0 && { unsaid }) }, message)
  }
}

const DROPPED: Readonly<Record<DropReason, string>> = {
  idle: 'nearly as many connections as there may be: idle ones make room. Raise the number of open files (ulimit -n)',
  full: 'too many connections: new ones are closed. Raise the number of open files (ulimit -n)',
  failed: 'a connection could not be accepted',
}

/** Connections that were lost: once a minute for each reason. */
export function dropLog(logger: Logger, nowMs?: () => number): (reason: DropReason, error?: Error) => void {
  const unsaidOf = onceAMinute(nowMs)
  return (reason, error) => {
    const unsaid = unsaidOf(reason)
    if (unsaid === undefined) return
    logger.warn({ ...(error !== undefined && { err: error }), ...(unsaid > 0 && { unsaid }) }, DROPPED[reason])
  }
}

/** @returns how often a cause went unsaid since it was said; undefined: it was said within the last minute. */
function onceAMinute(nowMs: () => number = () => performance.now()): (cause: string) => number | undefined {
  const told = new Map<string, { atMs: number; more: number }>()
  return (cause) => {
    const last = told.get(cause)
    const now = nowMs()
    if (last !== undefined && now - last.atMs < AGAIN_MS) return void (last.more += 1)
    told.set(cause, { atMs: now, more: 0 })
    return last?.more ?? 0
  }
}

function inALine({ code, message, cause }: StoreError): object {
  return { code, because: message, ...(cause instanceof Error && { cause: cause.message }) }
}

/** They go away by themselves. */
const PASSING: ReadonlySet<string> = new Set(['BUSY', 'LOCKED'])
