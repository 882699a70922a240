/**
 * Structured lines: one JSON object each, with the request's id. What people typed reaches them only as JSON strings,
 * so no line can be forged; headers, query strings, bodies and contexts never do.
 */
import { type DestinationStream, type Logger, pino } from 'pino'
import type { AccessRecord } from './http/request-context.ts'

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
