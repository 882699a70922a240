/**
 * Elapsed time by the longer of two clocks: the monotonic one stands still while a machine sleeps or an instance is
 * frozen between requests, the other one may be set back.
 * @param aheadMs - What has passed already.
 */
export function stopwatch(aheadMs = 0): () => number {
  const wallMs = Date.now()
  const monotonicMs = performance.now()
  return () => aheadMs + Math.max(Date.now() - wallMs, performance.now() - monotonicMs)
}
