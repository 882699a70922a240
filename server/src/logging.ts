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

/** Writes are of interest to people, reads by the thousand are not; failures always are. */
export function logAccess(logger: Logger, record: AccessRecord): void {
  const isRead = record.method === 'GET' || record.method === 'HEAD' || record.method === 'OPTIONS'
  if (record.status >= 500) logger.error(record, 'request failed')
  else if (isRead || record.route.startsWith('/client/') || record.route.startsWith('/sdk/'))
    logger.debug(record, 'request')
  else logger.info(record, 'request')
}
