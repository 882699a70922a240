/**
 * Counts who was served what: sums per flag, variant and reason, never a row per user.
 * @see docs/protocol.md, "telemetry"
 */
import type { Evaluation } from '@halyard/evaluator'
import type { TelemetryBatch } from '@halyard/protocol'
import { request } from './http.ts'
import type { Log } from './log.ts'
import type { Platform } from './ports.ts'

/** So many different outcomes are counted between two flushes; what comes on top is dropped. */
export const MAX_COUNTS = 2000

const TIMEOUT_MS = 3000
/** So many names of attributes are reported at a time. */
const MAX_NAMES = 200
/** One context in so many is looked at for them, and the first after each flush. */
const SAMPLE = 1000

export interface Telemetry {
  /** One map look-up and an addition: outcomes are shared objects. */
  count(evaluation: Evaluation, context: unknown): void
  /** @param isLast - The page or client may be gone next: the request may outlive it. */
  flush(isLast?: boolean): Promise<void>
  /** Stops the interval and sends what there is. */
  close(): Promise<void>
  /** Evaluations that were never reported. */
  dropped(): number
}

/**
 * @param revision - The revision that is served; 0 without one.
 * @param isNaming - Whether names of attributes are reported.
 */
export function createTelemetry(
  platform: Platform,
  intervalMs: number,
  revision: () => number,
  log: Log,
  isNaming: boolean,
): Telemetry {
  const counters = new Map<Evaluation | string, { readonly text: string; n: number }>()
  let from = platform.nowMs()
  let unsent: TelemetryBatch | undefined
  let dropped = 0
  let sending = Promise.resolve()
  let names = new Set<string>()
  let unlooked = 0
  let room = MAX_COUNTS

  const drop = (counts: readonly { readonly n: number }[]): void => {
    for (const { n } of counts) {
      dropped += n
      log.say('warn', 'evaluation counts dropped')
    }
  }

  const takeBatch = (isLast: boolean): TelemetryBatch | undefined => {
    // Where the server is told what was applied, it is also told that nothing was evaluated: it is a sign of life.
    if (!counters.size && (isLast || !platform.receipts)) return undefined
    const sums: Record<string, number> = {}
    for (const { text, n } of counters.values()) sums[text] = n + (sums[text] ?? 0)
    const counts = Object.entries(sums).map(([text, n]) => ({ ...JSON.parse(text), n }))
    counters.clear()
    const attributes = [...names].slice(0, MAX_NAMES)
    names = new Set()
    unlooked = 0
    return {
      batchId: platform.uuid(),
      instance: platform.instance,
      revision: revision(),
      from,
      to: (from = platform.nowMs()),
      counts,
      ...(isNaming && { attributes }),
    }
  }

  const send = async (batch: TelemetryBatch | undefined, keepalive: boolean): Promise<void> => {
    if (!batch) return
    const isRetry = batch === unsent
    unsent = undefined
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, keepalive, body: JSON.stringify(batch) } as const
    const { text } = await request(platform, '/telemetry', init, TIMEOUT_MS)
    if (text !== undefined) return
    // Once more with the next flush, under the same id, so that it can't count twice.
    if (isRetry) drop(batch.counts)
    else unsent = batch
  }

  const flush = (isLast = false): Promise<void> => {
    // Nobody waits for most flushes: one that rejected would end the app's process, and all flushes after it.
    sending = sending
      .then(() => send(unsent, isLast))
      .then(() => send(takeBatch(isLast), isLast))
      .catch(() => {})
    return sending
  }

  const repeat = (delayMs: number): (() => void) =>
    platform.setTimer(() => {
      stopTimer = repeat(intervalMs)
      void flush()
    }, delayMs)
  // Apps that were deployed together should not report together.
  let stopTimer = repeat(intervalMs * (0.5 + platform.random() / 2))

  const look = (context: unknown): void => {
    unlooked = SAMPLE
    try {
      for (const name of Object.keys(Object(context))) if (name.length < 129) names.add(name)
    } catch {
      // A context may refuse to be looked at.
    }
  }

  return {
    count(evaluation, context) {
      if (isNaming && --unlooked < 0) look(context)
      // Errors are rare and not shared: they are counted by text.
      const by = evaluation.errorCode ? textOf(evaluation) : evaluation
      const counter = counters.get(by)
      if (counter) counter.n += 1
      else if (counters.size < room) {
        counters.set(by, { text: evaluation.errorCode ? (by as string) : textOf(evaluation), n: 1 })
      } else drop([{ n: 1 }])
    },
    flush,
    close() {
      stopTimer()
      // What is read from here on is told to nobody.
      room = 0
      return flush(true).then(() => unsent && drop(unsent.counts))
    },
    dropped: () => dropped,
  }
}

/**
 * What is told of an outcome, but for how often. Apps pass what they have, perhaps from their users: a key is made short
 * text once and for all, so that no batch of them is one that the server refuses.
 * @throws for a key that can't be made text
 */
function textOf({ flagKey, variant, reason }: Evaluation): string {
  // One character more than a flag's key may have: what is cut is still no flag's.
  return JSON.stringify({ flag: `${flagKey}`.slice(0, 129).replace(/[^\w.-]/g, '?'), variant, reason })
}
