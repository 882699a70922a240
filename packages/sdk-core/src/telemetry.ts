/**
 * Counts who was served what: sums per flag, variant and reason, never a row per user.
 * @see docs/protocol.md, "telemetry"
 */
import type { Evaluation } from '@halyard/evaluator'
import type { EvaluationCount, TelemetryBatch } from '@halyard/protocol'
import { exchange, isFailure } from './http.ts'
import type { Log } from './log.ts'
import type { Platform } from './ports.ts'

/** So many different outcomes are counted between two flushes; what comes on top is dropped. */
export const MAX_COUNTS = 2000

const TIMEOUT_MS = 3000

export interface Telemetry {
  /** One map look-up and an addition: outcomes are shared objects. */
  count(evaluation: Evaluation): void
  /** @param isLast - The page or client may be gone next: the request may outlive it. */
  flush(isLast?: boolean): Promise<void>
  /** Stops the interval and sends what there is. */
  close(): Promise<void>
  /** Evaluations that were never reported. */
  dropped(): number
}

type Counter = { -readonly [Field in keyof EvaluationCount]: EvaluationCount[Field] }

/** @param revision - The revision that is served; 0 without one. */
export function createTelemetry(platform: Platform, intervalMs: number, revision: () => number, log: Log): Telemetry {
  let counters = new Map<Evaluation | string, Counter>()
  let fromMs = platform.nowMs()
  let unsent: TelemetryBatch | undefined
  let dropped = 0
  let stopTimer = (): void => {}
  let sending = Promise.resolve()

  const drop = (n: number): void => {
    dropped += n
    log.say('warn', 'telemetry', 'evaluation counts could not be reported and are dropped; flags are not affected')
  }

  const begin = (evaluation: Evaluation, by: Evaluation | string): void => {
    const { flagKey: flag, variant, reason } = evaluation
    if (counters.size < MAX_COUNTS) counters.set(by, { flag, ...(variant !== undefined && { variant }), reason, n: 1 })
    else drop(1)
  }

  const takeBatch = (): TelemetryBatch | undefined => {
    if (counters.size === 0) return undefined
    const sums = new Map<string, Counter>()
    for (const counter of counters.values()) {
      const by = JSON.stringify([counter.flag, counter.variant, counter.reason])
      const sum = sums.get(by)
      if (sum) sum.n += counter.n
      else sums.set(by, counter)
    }
    counters = new Map()
    const batch = { from: fromMs, to: platform.nowMs(), revision: revision(), counts: [...sums.values()] }
    fromMs = batch.to
    return { batchId: platform.uuid(), instance: platform.instance, ...batch }
  }

  const send = async (batch: TelemetryBatch | undefined, keepalive: boolean): Promise<void> => {
    if (!batch) return
    const isRetry = batch === unsent
    unsent = undefined
    const request = { method: 'POST', path: '/telemetry', body: JSON.stringify(batch), keepalive } as const
    const headers = { 'content-type': 'application/json' }
    const reply = await exchange(platform, { ...request, headers }, TIMEOUT_MS).reply
    if (!reply || !isFailure(reply)) return
    // Once more with the next flush, under the same id, so that it can't count twice.
    if (isRetry) drop(batch.counts.reduce((sum, { n }) => sum + n, 0))
    else unsent = batch
  }

  const flush = (isLast = false): Promise<void> => {
    sending = sending.then(() => send(unsent, isLast)).then(() => send(takeBatch(), isLast))
    return sending
  }

  const schedule = (delayMs: number): void => {
    stopTimer = platform.setTimer(() => {
      void flush()
      schedule(intervalMs)
    }, delayMs)
  }
  // Apps that were deployed together should not report together.
  schedule(intervalMs * (0.5 + platform.random()))

  return {
    count(evaluation) {
      // Errors are rare and not shared: they are counted by text.
      const by = evaluation.errorCode ? evaluation.flagKey + evaluation.errorCode : evaluation
      const counter = counters.get(by)
      if (counter) counter.n += 1
      else begin(evaluation, by)
    },
    flush,
    close() {
      stopTimer()
      return flush(true)
    },
    dropped: () => dropped,
  }
}
