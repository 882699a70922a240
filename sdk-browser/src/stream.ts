import type { StreamListener } from '@halyard/sdk-core'

/**
 * Opens one stream with the browser's own `EventSource`, which would reconnect as it likes, and dies for good on any
 * status but 200: either way it is closed at its first error, and when to try again is the core's to say.
 * @param events - The names of those that are listened to.
 * @returns a function that closes it.
 */
export function openStream(url: string, events: readonly string[], listener: StreamListener): () => void {
  let source: EventSource | undefined
  const close = (): void => {
    source?.close()
    source = undefined
  }
  const fail = (message: string): void => {
    if (!source) return
    close()
    listener.failed({ message })
  }
  try {
    const opened = new EventSource(url)
    source = opened
    opened.onopen = () => source && listener.opened()
    opened.onerror = () => fail('the stream ended or was refused')
    for (const name of events) {
      opened.addEventListener(name, ({ data }) => source && listener.event(name, data))
    }
  } catch (error) {
    // No `EventSource` here. Told later, because the caller is not done with opening yet.
    queueMicrotask(() => listener.failed({ message: String(error) }))
  }
  return close
}
