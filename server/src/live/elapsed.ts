/** A moment, by both clocks. */
export interface Moment {
  readonly monotonicMs: number
  readonly wallMs: number
}

export interface Clock {
  now(): Moment
}

export const SYSTEM_CLOCK: Clock = {
  now: () => ({ monotonicMs: performance.now(), wallMs: Date.now() }),
}

/** The longer of both clocks: the monotonic one sleeps with the machine, the other one may be set back. */
export function elapsedMs(since: Moment, now: Moment): number {
  return Math.max(0, Math.round(Math.max(now.monotonicMs - since.monotonicMs, now.wallMs - since.wallMs)))
}
