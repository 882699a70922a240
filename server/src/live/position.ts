/** Where an audience's history is: a committed state, told apart from all others. Shared, never changed. */
import type { StateId } from '@halyard/protocol'

export type Position = Readonly<StateId>

export function isSamePosition(a: Position, b: Position): boolean {
  return a === b || (a.epoch === b.epoch && a.revision === b.revision && a.digest === b.digest)
}
