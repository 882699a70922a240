import type { Using } from './compiled.ts'

/**
 * What an item needs of its own kind, directly or through others, each once: what is needed comes before what needs it,
 * except around a cycle. `from` itself is among them only if it lies on one. Walks without recursion: a chain may be as
 * long as an environment has items.
 * @param limit - Those beyond are left out, counted in the order in which they are first named.
 */
export function needsOf<T extends Using>(from: T, all: ReadonlyMap<string, T>, limit: number = Infinity): Set<T> {
  const done = new Set<T>()
  const openedAt = new Map<T, number>()
  const open: T[] = []
  const openUsed = (node: T): void => {
    for (const key of [...node.uses].reverse()) {
      const used = all.get(key)
      if (used) open.push(used)
    }
  }
  openUsed(from)
  for (let node = open.at(-1); node; node = open.at(-1)) {
    const depth = open.length
    const known = openedAt.get(node)
    if (known === undefined && openedAt.size < limit) {
      openedAt.set(node, depth)
      openUsed(node)
    } else {
      open.pop()
      if (known === depth) done.add(node) // Not when met a second time while still open: that is a cycle.
    }
  }
  return done
}
