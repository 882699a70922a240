import type { Platform } from '@halyard/sdk-core'

/** The page's clocks: one that may be set, one that may stop while the machine sleeps. */
export const CLOCKS: Pick<Platform, 'nowMs' | 'monotonicMs'> = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}
