import { stopwatch } from '@halyard/sdk-core'

/** What Node's clocks say. */
export const CLOCKS = {
  nowMs: (): number => Date.now(),
  monotonicMs: (): number => performance.now(),
}

/** @returns how long ago this was called, by the longer of both clocks. */
export const sinceNow = (): (() => number) => stopwatch(CLOCKS)
