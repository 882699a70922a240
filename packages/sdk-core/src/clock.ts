import type { Platform } from './ports.ts'

/** A moment on both clocks. */
export interface Moment {
  readonly wallMs: number
  readonly monotonicMs: number
}

export function momentOf(platform: Platform): Moment {
  return { wallMs: platform.nowMs(), monotonicMs: platform.monotonicMs() }
}

/**
 * The longer of monotonic and wall clock: one stops while a machine sleeps, the other may be set back.
 * @see docs/connection.md, "Freshness"
 */
export function elapsedMs(platform: Platform, since: Moment): number {
  return Math.max(platform.monotonicMs() - since.monotonicMs, platform.nowMs() - since.wallMs)
}
