/** What runs beside requests, and ends before the data folder closes. */
import type { Limits } from './domain/limits.ts'
import { ChangeStreams } from './live/change-streams.ts'
import { CountRecorder } from './live/count-recorder.ts'
import { FullnessAlarm } from './live/fullness.ts'
import type { Live } from './live/live.ts'
import { type Logger, retryLog } from './logging.ts'
import type { Metrics } from './metrics.ts'
import { tellOfStaleFlags } from './services/insight/tell-of-stale-flags.ts'
import { SYSTEM } from './services/projects/create-project.ts'
import type { AuditLog } from './store/audit-log.ts'
import { INSTALLATION } from './store/tokens.ts'
import { startWebhooks } from './webhooks/start.ts'
import { createDispatcher, type Halyard } from './wiring.ts'

export interface Background {
  /** Undefined while nothing can be written. */
  readonly recorder: CountRecorder | undefined
  readonly changeStreams: ChangeStreams
  /** Writes down what is still in memory. Never rejects. */
  stop(): Promise<void>
}

/** How often it is looked whether an environment is nearly full. */
const LOOK_MS = 10_000

interface BackgroundDeps {
  readonly halyard: Halyard
  readonly live: Live
  readonly limits: Limits
  readonly logger: Logger
  readonly metrics: Metrics
  readonly webhooksToLoopback: boolean
  readonly isShortOfMemory: () => boolean
}

export function startBackground(deps: BackgroundDeps): Background {
  const { halyard, live, limits, logger, isShortOfMemory } = deps
  const alarm = new FullnessAlarm(limits, ({ fullest, ...fullness }) => {
    logger.warn({ ...fullness, ...fullest }, 'nearly full: raise the limit or archive what is no longer used')
  })
  const look = setInterval(() => alarm.look(live.directory.all()), LOOK_MS).unref()
  const recorder =
    halyard.writesRefused() === undefined
      ? new CountRecorder({
          store: halyard.evaluationCounts,
          nowMs: Date.now,
          onFailure: retryLog(logger, 'counts of evaluations could not be written; trying again'),
        })
      : undefined
  const webhooks = halyard.writesRefused() === undefined ? deliverWebhooks(deps) : undefined
  const stopTelling = tellOfHeads(halyard.auditLog, logger)
  const stopWatching = watchForStaleFlags(halyard, logger)
  deps.metrics.observeAudit(() => headsOf(halyard.auditLog))
  return {
    recorder,
    changeStreams: new ChangeStreams((listener) => halyard.auditLog.onAppend(listener), { isShortOfMemory }),
    async stop() {
      clearInterval(look)
      stopTelling()
      stopWatching()
      await webhooks?.stop()
      await recorder?.stop()
    },
  }
}

function deliverWebhooks({ halyard, logger, metrics, webhooksToLoopback }: BackgroundDeps): { stop(): Promise<void> } {
  metrics.observeWebhooks(() => halyard.webhooks.backlog())
  const dispatcher = createDispatcher(halyard, {
    webhooksToLoopback,
    onOutcome: (outcome) => metrics.webhookAttempted(outcome),
    onFailure: retryLog(logger, 'webhooks could not be looked after; trying again'),
  })
  return startWebhooks(dispatcher, (listener) => halyard.auditLog.onAppend(listener))
}

/** Of projects that there are, and of the installation, whose name is empty. */
function* headsOf(auditLog: AuditLog): Generator<{ project: string; seq: number; hash: string }> {
  const projects = auditLog.projectKeys()
  for (const { chain, seq, hash } of auditLog.heads()) {
    const project = chain === INSTALLATION ? '' : projects.get(chain)
    if (project !== undefined) yield { project, seq, hash }
  }
}

const DAY_MS = 86_400_000

/**
 * Writes down where each chain of the audit is, at the start and once a day: kept where no admin of this database gets
 * at it, a log tells whether all of a chain was made anew.
 */
function tellOfHeads(auditLog: AuditLog, logger: Logger): () => void {
  const tell = (): void => {
    for (const head of headsOf(auditLog)) logger.info(head, 'audit head')
  }
  tell()
  const daily = setInterval(() => {
    try {
      tell()
    } catch (error) {
      logger.warn({ err: error }, 'the heads of the audit could not be read')
    }
  }, DAY_MS).unref()
  return () => clearInterval(daily)
}

const FIRST_WATCH_MS = 60_000
const WATCH_MS = 6 * 3_600_000

/** A minute after the start, and then a few times a day. */
function watchForStaleFlags(halyard: Halyard, logger: Logger): () => void {
  let timer: NodeJS.Timeout | undefined
  const watch = (delayMs: number): void => {
    timer = setTimeout(() => {
      const deps = { ...halyard, nowMs: Date.now }
      const told = halyard.writesRefused() === undefined ? tellOfStaleFlags(deps, SYSTEM) : Promise.resolve(0)
      told.catch((error: unknown) => logger.warn({ err: error }, 'stale flags could not be looked for'))
      watch(WATCH_MS)
    }, delayMs).unref()
  }
  watch(FIRST_WATCH_MS)
  return () => clearTimeout(timer)
}
