/** The live room: rulesets in memory, and streams that follow them. */
import type { History } from '../store/history.ts'
import { type Clock, SYSTEM_CLOCK } from './elapsed.ts'
import { Hub, type HubOptions } from './hub.ts'
import { Receipts } from './receipts.ts'
import type { LiveReport } from './report.ts'
import { Resumption } from './resume.ts'
import { RulesetDirectory } from './rulesets.ts'

export interface LiveOptions extends HubOptions {
  /** How long a client that is ahead of this node waits before it is refused. */
  readonly behindWaitMs: number
  /** How often the store is asked whether it is there. */
  readonly confirmMs: number
  /** How often an SDK reports at the least: who says nothing for that long and a heartbeat is unconfirmed. */
  readonly telemetryMs: number
}

/** @see docs/protocol.md, "Stream" */
export const LIVE_DEFAULTS: LiveOptions = {
  heartbeatMs: 15_000,
  lifeMs: 3_600_000,
  stallMs: 30_000,
  behindWaitMs: 5_000,
  confirmMs: 1_000,
  telemetryMs: 60_000,
  caps: { perNode: 20_000, perKey: 20_000, perAddress: 1_000 },
}

export interface LiveDeps {
  readonly history: History
  readonly report: LiveReport
  readonly options?: Partial<LiveOptions> | undefined
  readonly clock?: Clock | undefined
  readonly random?: (() => number) | undefined
  /** Whether the process may run out of memory: no new stream is begun then. */
  readonly isShortOfMemory?: (() => boolean) | undefined
}

export interface Live {
  readonly directory: RulesetDirectory
  readonly hub: Hub
  readonly resumption: Resumption
  /** Who has applied what. */
  readonly receipts: Receipts
  /** Streams that are open now, on this node. */
  connected(environmentId: string): { readonly server: number; readonly client: number }
  /** Says goodbye to every stream within this time. */
  drain(graceMs: number): Promise<void>
  close(): void
}

/**
 * Loads every environment and follows the history from then on.
 * @throws what the store throws when it cannot be read at all
 */
export async function openLive({
  history,
  report,
  random = Math.random,
  clock = SYSTEM_CLOCK,
  isShortOfMemory = () => false,
  options,
}: LiveDeps): Promise<Live> {
  const settings = { ...LIVE_DEFAULTS, ...options }
  const directory = new RulesetDirectory(history, clock, report)
  await directory.load().catch((error: unknown) => {
    directory.close()
    throw error
  })
  const hub = new Hub({ directory, report, clock, random, isShortOfMemory, options: settings })
  const resumption = new Resumption(history, directory, {
    waitMs: settings.behindWaitMs,
    onAhead: (identity) => report.clientAhead(identity),
  })
  const quietMs = settings.telemetryMs + settings.heartbeatMs
  const receipts = new Receipts({ directory, hub, resumption, clock, quietMs })
  const confirming = setInterval(() => void directory.confirm(), settings.confirmMs)
  confirming.unref()
  const close = (): void => {
    clearInterval(confirming)
    receipts.close()
    hub.close()
    directory.close()
  }
  return {
    directory,
    hub,
    resumption,
    receipts,
    close,
    connected: (environmentId) => {
      const rulesets = directory.get(environmentId)
      if (rulesets === undefined) return { server: 0, client: 0 }
      return { server: hub.connected(rulesets.server), client: hub.connected(rulesets.client) }
    },
    drain: async (graceMs) => {
      // Whoever waits for confirmations is answered now, while there is somebody to answer.
      receipts.close()
      await hub.drain(graceMs)
      close()
    },
  }
}
