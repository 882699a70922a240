/** What the admin plane knows of the live one: who is connected, and who has applied what. */
import type { Live } from './live/live.ts'
import type { Logger } from './logging.ts'
import type { Connections } from './services/deps.ts'

/** How long a kill is followed for its line in the log. */
const FOLLOWED_MS = 5_000
const MAX_NAMED = 20

export function connectionsOf({ receipts }: Pick<Live, 'receipts'>, logger: Logger): Connections {
  return {
    applied: (environmentId, revision, wait) => receipts.applied(environmentId, revision, wait),
    list: (environmentId) => receipts.connections(environmentId),
    follow(place, environmentId, revision) {
      const wait = { share: 1, timeoutMs: FOLLOWED_MS }
      const tell = async (): Promise<void> => {
        const { connected, applied, p50Ms, p99Ms, laggards, clientsConnected, polling } = await receipts.applied(
          environmentId,
          revision,
          wait,
        )
        const figures = { revision, connected, applied, p50Ms, p99Ms, clientsConnected, polling }
        const what = `${place.action}: ${applied} of ${connected} confirmed`
        if (applied === connected) return logger.info({ ...place, ...figures }, what)
        // Long after, whoever looks for the reason has only the log.
        const missing = laggards.slice(0, MAX_NAMED).map(({ instance = null, sdk = null }) => ({ instance, sdk }))
        logger.warn({ ...place, ...figures, missing }, what)
      }
      tell().catch((error: unknown) => logger.error({ err: error, ...place }, 'a kill could not be followed'))
    },
  }
}
