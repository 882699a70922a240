#!/usr/bin/env node
/**
 * The server as a process: reads the environment, listens, drains on SIGTERM and SIGINT.
 * The only file that touches `process`.
 * @see docs/operations.md
 */

import { pino } from 'pino'
import { ConfigError, readConfig } from './config.ts'
import { createLogger, type Logger } from './logging.ts'
import { type RunningServer, startServer } from './server.ts'
import { isStoreError } from './store/store.ts'
import { resetAdminToken } from './wiring.ts'

/** Goodbyes are spread over at most this; most stops take a fraction of it. */
const GRACE_MS = 10_000

const log = pino.destination({ sync: false })
// The server outlives whoever read its log.
log.on('error', () => {})

async function main(command: string | undefined): Promise<void> {
  const config = readConfig(process.env)
  if (command === 'reset-admin-token') return console.log(`New admin token: ${resetAdminToken(config)}`)
  if (command !== undefined) throw new UsageError(command)
  const logger = createLogger(log, config.logLevel)
  const server = await startServer(config, { logger, withProcessMetrics: true })
  stopOnSignals(server, logger)
  console.log(welcome(server))
}

function stopOnSignals(server: RunningServer, logger: Logger): void {
  let isStopping = false
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    // Whoever asks twice does not want to wait.
    if (isStopping) process.exit(1)
    isStopping = true
    logger.info({ signal, streams: server.live.hub.size }, 'draining')
    await server.stop(GRACE_MS)
    logger.info('stopped')
    log.flushSync()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, (name) => void stop(name).catch(die))
}

function welcome({ url, newAdminToken }: RunningServer): string {
  const lines = [`Halyard is ready: ${url}`]
  if (newAdminToken !== undefined) {
    lines.push(
      '',
      'Admin token (shown this once; keep it):',
      newAdminToken,
      '',
      'To speak to it from another terminal (README.md, "The first flag"):',
      `export HALYARD_URL=${url} HALYARD_TOKEN=${newAdminToken}`,
      `curl ${url}/api/v1/projects -H 'Authorization: Bearer ${newAdminToken}'`,
      '',
    )
  }
  return lines.join('\n')
}

class UsageError extends Error {
  constructor(command: string) {
    super(
      `There is no command "${command}". Give none to start the server, or "reset-admin-token" to replace a lost admin token.`,
    )
  }
}

/** What a person can do something about is said in one sentence; the rest with its stack. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof UsageError || isStoreError(error)) return error.message
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string }
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${address} is taken. Stop what listens there, or choose another one: PORT=4401 npm start`
  }
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} may not be used by this user. Choose one above 1023: PORT=4400 npm start`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return 'HOST names no address of this machine. Use 127.0.0.1, or 0.0.0.0 to be reachable from outside.'
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function die(error: unknown): never {
  console.error(`Halyard cannot go on. ${explain(error)}`)
  log.flushSync()
  process.exit(1)
}

process.on('unhandledRejection', die)
process.on('uncaughtException', die)
main(process.argv[2]).catch(die)
