import type { Platform } from './ports.ts'

/**
 * @param aheadMs - How long ago the time began.
 * @returns what has passed since, by the longer of monotonic and wall clock: one stops while a machine sleeps, the
 * other may be set back.
 * @see docs/connection.md, "Freshness"
 */
export function stopwatch(platform: Pick<Platform, 'nowMs' | 'monotonicMs'>, aheadMs = 0): () => number {
  const wallMs = platform.nowMs()
  const monotonicMs = platform.monotonicMs()
  return () => aheadMs + Math.max(platform.nowMs() - wallMs, platform.monotonicMs() - monotonicMs)
}
