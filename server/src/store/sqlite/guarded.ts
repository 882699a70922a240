import { type FileGuard, UNGUARDED } from './file-guard.ts'
import { asStoreError } from './open.ts'

/**
 * Asks the database: what SQLite refuses is told as a person can act on it, and the guard hears of it.
 * @throws StoreError, or what the work itself threw
 */
export function guarded<T>(work: () => T, guard: Pick<FileGuard, 'noticed'> = UNGUARDED): T {
  try {
    return work()
  } catch (error) {
    const failure = asStoreError(error)
    guard.noticed(failure)
    throw failure
  }
}
