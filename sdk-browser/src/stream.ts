import type { StreamListener } from '@halyard/sdk-core'

/**
 * Opens one stream with the browser's own `EventSource`, which would reconnect as it likes, and dies for good on any
 * status but 200: either way it is closed at its first error, and when to try again is the core's to say.
 * @param events - The names of those that are listened to.
 * @returns a function that closes it.
 */
export function openStream(url: string, events: readonly string[], listener: StreamListener): () => void {
  let source: EventSource | undefined
  let hearer: StreamListener | undefined = listener
  const close = (): void => {
    source?.close()
    hearer = undefined
  }
  const fail = (message: string): void => {
    const failing = hearer
    close()
    failing?.failed({ message })
  }
  try {
    source = new EventSource(url)
    source.onopen = () => hearer?.opened()
    source.onerror = () => fail('the stream ended or was refused')
    for (const name of events) source.addEventListener(name, ({ data }) => hearer?.event(name, data))
  } catch (error) {
    // No `EventSource` here. Told later, because the caller is not done with opening yet.
    queueMicrotask(() => fail(String(error)))
  }
  return close
}
