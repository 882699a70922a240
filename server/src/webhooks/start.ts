import type { WebhookDispatcher } from './dispatcher.ts'

/** How soon after a change it is looked for receivers: many changes in a row share one look. */
const SOON_MS = 50
/** Retries, pings, and what another process wrote. */
const EVERY_MS = 1_000
/** For what is being sent when the server stops; what takes longer is sent again at the next start. */
const GRACE_MS = 1_000

/** Keeps a dispatcher going. @param onAppend - Tells of new entries in the audit. */
export function startWebhooks(
  dispatcher: WebhookDispatcher,
  onAppend: (listener: () => void) => () => void,
): { stop(): Promise<void> } {
  let soon: ReturnType<typeof setTimeout> | undefined
  const every = setInterval(() => dispatcher.dispatch(), EVERY_MS).unref()
  const stopListening = onAppend(() => {
    soon ??= setTimeout(() => {
      soon = undefined
      dispatcher.dispatch()
    }, SOON_MS).unref()
  })
  return {
    async stop() {
      stopListening()
      clearInterval(every)
      clearTimeout(soon)
      dispatcher.stop()
      let timer: ReturnType<typeof setTimeout> | undefined
      await Promise.race([dispatcher.idle(), new Promise((resolve) => (timer = setTimeout(resolve, GRACE_MS)))])
      clearTimeout(timer)
      dispatcher.abandon()
    },
  }
}
