import type { LifecycleSignal } from '@halyard/sdk-core'

/**
 * Tells when a page that slept is back (online, visible, out of the back-forward cache) and when it may be gone for
 * good. Phones often say nothing more than "hidden" before they drop a page. Workers have no document and say less.
 * @returns a function that stops the listening.
 */
export function watchLifecycle(listener: (signal: LifecycleSignal) => void): () => void {
  const page = globalThis.document as Document | undefined
  const stop = new AbortController()
  const watch = (target: Partial<EventTarget> | undefined, type: string, signal: () => LifecycleSignal): void =>
    target?.addEventListener?.(type, () => listener(signal()), stop)
  watch(globalThis, 'online', () => 'wake')
  watch(globalThis, 'pageshow', () => 'wake')
  watch(globalThis, 'pagehide', () => 'hide')
  watch(page, 'visibilitychange', () => (page?.hidden ? 'hide' : 'wake'))
  return () => stop.abort()
}
