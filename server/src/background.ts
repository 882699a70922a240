/** What runs beside requests, and ends before the data folder closes. */
import type { Limits } from './domain/limits.ts'
import { CountRecorder } from './live/count-recorder.ts'
import { FullnessAlarm } from './live/fullness.ts'
import type { Live } from './live/live.ts'
import type { Logger } from './logging.ts'
import type { Halyard } from './wiring.ts'

export interface Background {
  /** Undefined while nothing can be written. */
  readonly recorder: CountRecorder | undefined
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
}

export function startBackground({ halyard, live, limits, logger }: BackgroundDeps): Background {
  const alarm = new FullnessAlarm(limits, ({ used, allowed, ...place }) => {
    logger.warn({ ...place, used, allowed }, 'nearly full: raise the limit or archive what is no longer used')
  })
  const look = setInterval(() => alarm.look(live.directory.all()), LOOK_MS).unref()
  const recorder =
    halyard.writesRefused() === undefined
      ? new CountRecorder({
          store: halyard.evaluationCounts,
          nowMs: Date.now,
          onFailure: (error) => logger.warn({ err: error }, 'counts of evaluations could not be written; trying again'),
        })
      : undefined
  return {
    recorder,
    async stop() {
      clearInterval(look)
      await recorder?.stop()
    },
  }
}
