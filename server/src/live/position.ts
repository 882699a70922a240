/** Where an audience's history is: a committed state, told apart from all others. Shared, never changed. */
import { formatStateId, parseStateId, type StateId } from '@halyard/protocol'

export type Position = Readonly<StateId>

export function isSamePosition(a: Position, b: Position): boolean {
  return a === b || (a.epoch === b.epoch && a.revision === b.revision && a.digest === b.digest)
}

const tags = new WeakMap<Position, string>()

/** As an entity tag: `"1.42.89abcdef01234567"`. */
export function tagOf(position: Position): string {
  let tag = tags.get(position)
  if (tag === undefined) tags.set(position, (tag = `"${formatStateId(position)}"`))
  return tag
}

/**
 * The position that a poll says it has.
 * @param tag - An entity tag, weak or not, or anything else that was sent as one.
 * @param head - The answer where it is the one: most polls have the newest.
 */
export function claimedBy(tag: string | undefined, head: Position): Position | undefined {
  if (tag === undefined) return undefined
  if (tag === tagOf(head)) return head
  return parseStateId(tag.replace(/^(?:W\/)?"|"$/g, ''))
}
