import type { LifecycleSignal } from '@halyard/sdk-core'

/** Workers have no document. */
type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | undefined

/**
 * Tells when a page that slept is back (online, visible, out of the back-forward cache) and when it may be gone for
 * good. Phones often say nothing more than "hidden" before they drop a page.
 * @returns a function that stops the listening.
 */
export function watchLifecycle(listener: (signal: LifecycleSignal) => void): () => void {
  const page = globalThis.document as Document | undefined
  const handle = ({ type }: Event): void => {
    listener(type === 'pagehide' || (type === 'visibilitychange' && page?.hidden) ? 'hide' : 'wake')
  }
  const watched: [Target, string][] = [
    [globalThis, 'online'],
    [globalThis, 'pageshow'],
    [globalThis, 'pagehide'],
    [page, 'visibilitychange'],
  ]
  for (const [target, type] of watched) target?.addEventListener?.(type, handle)
  return () => {
    for (const [target, type] of watched) target?.removeEventListener?.(type, handle)
  }
}
