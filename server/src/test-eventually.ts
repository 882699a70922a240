/** Patience for what comes by itself; for tests. */
import { vi } from 'vitest'

/** Longer than a machine stands still that is busy with something else, and within what a test may take. */
const PATIENCE = { timeout: 15_000, interval: 10 }

/** Resolves with what the check gives as soon as it holds. @throws what it threw last, when it never does */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, PATIENCE)
}
