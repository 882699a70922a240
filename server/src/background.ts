/** What runs beside requests, and ends before the data folder closes. */
import { CountRecorder } from './live/count-recorder.ts'
import type { Logger } from './logging.ts'
import type { Halyard } from './wiring.ts'

export interface Background {
  /** Undefined while nothing can be written. */
  readonly recorder: CountRecorder | undefined
  /** Writes down what is still in memory. Never rejects. */
  stop(): Promise<void>
}

export function startBackground(halyard: Halyard, logger: Logger): Background {
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
      await recorder?.stop()
    },
  }
}
