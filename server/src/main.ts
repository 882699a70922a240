#!/usr/bin/env node
/**
 * The server as a process: reads the environment, listens, drains on SIGTERM and SIGINT.
 * The only file that touches `process`.
 * @see docs/operations.md
 */

import { pino } from 'pino'
import { type Config, ConfigError, readConfig } from './config.ts'
import { heapReader } from './heap-watch.ts'
import { createLogger, type Logger } from './logging.ts'
import { type RunningServer, startServer } from './server.ts'
import { isStoreError } from './store/store.ts'
import { type RaisedEpoch, raiseAllEpochs, resetAdminToken } from './wiring.ts'

/** Goodbyes are spread over at most this; most stops take a fraction of it. */
const GRACE_MS = 10_000

const LOG_FLUSH_MS = 1_000

const log = pino.destination({ sync: false })
// The server outlives whoever read its log.
log.on('error', () => {})

const HELP = `Halyard, a feature-flag service.

npm start                          serves http://127.0.0.1:4400; the data are kept in ./data
npm start -- reset-admin-token     replaces a lost admin token; a running server takes the new one at once
npm start -- raise-epoch           after a restore, and while the server is stopped: makes all SDKs take what is in the data folder
npm start -- --help                says this

Everything else is set by environment variables, such as PORT, HOST and HALYARD_DATA_DIR: docs/operations.md`

const COMMANDS: Readonly<Record<string, (config: Config) => string>> = {
  'reset-admin-token': (config) => `New admin token: ${resetAdminToken(config)}`,
  'raise-epoch': (config) => raised(raiseAllEpochs(config)),
}

async function main([command, ...rest]: readonly string[]): Promise<void> {
  if (['--help', '-h', 'help'].includes(command ?? '')) return console.log(HELP)
  const local = command === undefined ? undefined : COMMANDS[command]
  if ((command !== undefined && local === undefined) || rest.length > 0)
    throw new UsageError([command, ...rest].join(' '))
  const config = readConfig(process.env)
  if (local !== undefined) return console.log(local(config))
  const logger = createLogger(log, config.logLevel)
  for (const warning of config.warnings) logger.warn(warning)
  const server = await startServer(config, {
    logger,
    withProcessMetrics: true,
    readHeap: heapReader(process.constrainedMemory() || undefined),
    openFiles: openFiles(),
  })
  stopOnSignals(server, logger)
  console.log(welcome(server))
}

/** `ulimit -n`, which Node has raised as far as it may by now. Undefined where there is no limit, or none is told. */
function openFiles(): number | undefined {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } }
  const soft = report.userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : undefined
}

function raised(epochs: readonly RaisedEpoch[]): string {
  const lines = epochs.map(({ project, environment, from, to }) => `${project}/${environment}: epoch ${from} -> ${to}`)
  return ['Raised. When the server is started, every SDK takes its state:', ...lines].join('\n')
}

function stopOnSignals(server: RunningServer, logger: Logger): void {
  let isStopping = false
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    // Whoever asks twice does not want to wait.
    if (isStopping) leave(1)
    isStopping = true
    logger.info({ signal, streams: server.live.hub.size }, 'draining')
    await server.stop(GRACE_MS)
    logger.info('stopped')
    finish(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, (name) => void stop(name).catch(die))
}

let ending: number | undefined

/**
 * Ends the process when its log is written. Not with `flushSync`: it would overtake what is being written, and where
 * the disk is full it never comes back. Nor with `flush`, which without a buffer calls back at once.
 */
function finish(code: number): void {
  if (ending !== undefined) leave(ending)
  ending = code
  // Not for ever: whoever reads the log may have stopped.
  setTimeout(() => leave(code), LOG_FLUSH_MS)
  for (const event of ['close', 'error']) log.once(event, () => leave(code))
  log.end()
}

function leave(code: number): never {
  // What is left in it would be written with `flushSync` when the process exits.
  log.destroy()
  process.exit(code)
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
    super(`There is no command "${command}".\n\n${HELP}`)
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

function die(error: unknown): void {
  console.error(`Halyard cannot go on. ${explain(error)}`)
  finish(1)
}

process.on('unhandledRejection', die)
process.on('uncaughtException', die)
main(process.argv.slice(2)).catch(die)
