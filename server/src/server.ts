/** The running server: an open data folder, the live room, HTTP, and how all of it ends. */

import { createApp } from './app.ts'
import { type Background, startBackground } from './background.ts'
import type { Config } from './config.ts'
import { connectionsOf } from './connections.ts'
import { type HeapUse, HeapWatch, heapReader } from './heap-watch.ts'
import { roomWithin } from './http/connection-cap.ts'
import { type Listening, type ListenOptions, listen, tryPort } from './http/listen.ts'
import { type Live, type LiveOptions, openLive } from './live/live.ts'
import type { LiveReport } from './live/report.ts'
import { dropLog, type Logger } from './logging.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createServiceDeps, type Halyard, openHalyard, type ServedPosition } from './wiring.ts'

export interface ServerOptions {
  readonly logger: Logger
  /** Whether `/metrics` also tells of the process. */
  readonly withProcessMetrics?: boolean | undefined
  readonly live?: Partial<LiveOptions> | undefined
  /** How full the heap is; read from V8 unless given. */
  readonly readHeap?: (() => HeapUse) | undefined
  /** How many files the process may have open; unless given, connections are not capped. */
  readonly openFiles?: number | undefined
}

export interface RunningServer {
  readonly url: string
  /** Made at this start, to be shown once. */
  readonly newAdminToken: string | undefined
  readonly live: Live
  /** Says goodbye to every stream within this time, answers what was asked, and closes the data folder. Idempotent. */
  stop(graceMs: number): Promise<void>
}

/**
 * Opens, loads and listens.
 * @throws StoreError, or the error of `listen`; nothing stays open then
 */
export async function startServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  const { logger } = options
  await tryPort(config)
  const halyard = await openHalyard(config, {
    onListenerError: (error) => logger.error({ err: error }, 'a commit stands, but not everybody here could be told'),
  })
  const metrics = createMetrics({ withProcess: options.withProcessMetrics === true })
  const heap = watchHeap(options.readHeap ?? heapReader(), metrics, logger)
  const isShortOfMemory = (): boolean => heap.isShort
  try {
    tellOfFolder(halyard, metrics, logger)
    const live = await openLive({
      history: halyard.history,
      report: reportTo(metrics, logger),
      isShortOfMemory,
      options: {
        caps: capsOf(config, options),
        heartbeatMs: config.heartbeatMs,
        telemetryMs: config.telemetryMs,
        ...options.live,
      },
    })
    keepRecord(halyard, live, logger)
    const background = startBackground({ ...config, halyard, live, logger, metrics, isShortOfMemory })
    const app = appOf({ config, halyard, live, metrics, logger, background })
    const listening = await listen(app, listenOptions(config, options, metrics)).catch(async (error: unknown) => {
      live.close()
      await background.stop()
      throw error
    })
    return running({ halyard, live, listening, background, config, heap })
  } catch (error) {
    heap.close()
    await halyard.close()
    throw error
  }
}

/** Says it once, and once more when it is over. */
function watchHeap(read: () => HeapUse, metrics: Metrics, logger: Logger): HeapWatch {
  const heap = new HeapWatch({
    read,
    turned: (state, { usedBytes, allowedBytes }) => {
      const figures = { usedBytes, allowedBytes }
      if (state === 'room') logger.warn(figures, 'memory is there again: new streams are taken')
      else logger.error(figures, 'nearly out of memory: new streams are refused until there is more, all else goes on')
    },
  })
  metrics.observeHeap(heap)
  return heap
}

interface Open {
  readonly halyard: Halyard
  readonly live: Live
  readonly listening: Listening
  readonly background: Background
  readonly config: Config
  readonly heap: HeapWatch
}

function running({ halyard, live, listening, background, config, heap }: Open): RunningServer {
  let stopped: Promise<void> | undefined
  const stop = async (graceMs: number): Promise<void> => {
    // Still listening meanwhile: load balancers must see that this node is not ready any more.
    const endsAtMs = performance.now() + graceMs
    background.changeStreams.drain()
    await live.drain(graceMs)
    await listening.close(Math.max(0, endsAtMs - performance.now()))
    await background.stop()
    heap.close()
    await halyard.close()
  }
  return {
    url: config.publicUrl ?? listening.url,
    newAdminToken: halyard.issueAdminToken(),
    live,
    stop: (graceMs) => (stopped ??= stop(graceMs)),
  }
}

interface Parts {
  readonly config: Config
  readonly halyard: Halyard
  readonly live: Live
  readonly metrics: Metrics
  readonly logger: Logger
  readonly background: Background
}

function appOf({ config, halyard, live, metrics, logger, background }: Parts): ReturnType<typeof createApp> {
  const services = createServiceDeps(halyard, config, connectionsOf(live, logger))
  return createApp({
    live,
    keys: halyard.keys,
    admin: { ...services, tokens: halyard.tokens, changeStreams: background.changeStreams },
    logger,
    metrics,
    writesRefused: () => halyard.writesRefused(),
    recorder: background.recorder,
    options: {
      trustProxy: config.trustProxy,
      publicUrl: config.publicUrl,
      pollsPerMinute: config.rates.poll,
      maxBodyBytes: config.limits.bodyBytes,
    },
  })
}

function capsOf({ rates }: Config, { openFiles, logger }: ServerOptions): LiveOptions['caps'] {
  const { streams } = roomWithin(openFiles ?? Number.POSITIVE_INFINITY)
  if (streams < rates.streams) {
    logger.info({ openFiles, streams }, 'streams are limited by the number of open files (ulimit -n)')
  }
  return { perNode: Math.min(rates.streams, streams), perKey: rates.streams, perAddress: rates.clientStreams }
}

function listenOptions(config: Config, { openFiles, logger }: ServerOptions, metrics: Metrics): ListenOptions {
  const tell = dropLog(logger)
  return {
    ...config,
    maxConnections: openFiles === undefined ? undefined : roomWithin(openFiles).connections,
    onDropped: (reason, error) => {
      metrics.connectionDropped(reason)
      tell(reason, error)
    },
  }
}

/** What whoever started it should know of the data that it found. */
function tellOfFolder(halyard: Halyard, metrics: Metrics, logger: Logger): void {
  const { folder, made, raised } = halyard
  if (made !== undefined) {
    const what = `made project ${made.project} with ${made.environments.join(' and ')}`
    logger.info({ folder }, `new data folder: ${what}`)
  }
  if (halyard.writesRefused() === 'read-only') {
    logger.warn({ folder }, 'the database may only be read: serving what it holds, refusing every write')
  }
  for (const { project, environment, from, to, reason } of raised) {
    metrics.epochRaised({ project, environment })
    logger.warn(
      { project, environment, from, to, reason },
      'epoch raised: SDKs take the state of this database, whatever they hold',
    )
  }
}

function keepRecord(halyard: Halyard, live: Live, logger: Logger): void {
  halyard.record(
    () => servedBy(live),
    (error) => {
      if (error === undefined) logger.info('what SDKs are served is being recorded again')
      else logger.warn({ err: error }, 'what SDKs are served cannot be recorded: an older database would go unnoticed')
    },
  )
}

function* servedBy({ directory }: Live): Generator<ServedPosition> {
  for (const rulesets of directory.all()) {
    for (const { identity, head } of [rulesets.server, rulesets.client]) {
      yield { environmentId: identity.environmentId, audience: identity.audience, ...head }
    }
  }
}

/** A browser's word is anyone's, so it must not fill the log. */
const AHEAD_LOG_MS = 60_000

function reportTo(metrics: Metrics, logger: Logger): LiveReport {
  let lastFailure = ''
  let aheadSaidAtMs = Number.NEGATIVE_INFINITY
  return {
    ...metrics.live,
    clientAhead: (identity) => {
      metrics.live.clientAhead(identity)
      if (performance.now() - aheadSaidAtMs < AHEAD_LOG_MS) return
      aheadSaidAtMs = performance.now()
      const { project, environment, audience } = identity
      logger.warn(
        { project, environment, audience },
        'a client holds newer state than this server. If an older database was put in place: stop the server, ' +
          'npm start -- raise-epoch, start it again',
      )
    },
    resync: (environmentId, reason) => {
      metrics.live.resync(environmentId, reason)
      logger.info({ environmentId, reason }, 'environment loaded again')
    },
    failed: (environmentId, error) => {
      metrics.storeFailed()
      // Asked every second, a store that is gone would fill the log with one sentence.
      const failure = `${environmentId} ${String(error)}`
      if (failure !== lastFailure)
        logger.error({ err: error, environmentId }, 'the store cannot be read; what is held is served on')
      lastFailure = failure
    },
  }
}
