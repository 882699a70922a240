import { createHash } from 'node:crypto'

/** So many open clients of one server and key are taken for a leak: one per process is enough. */
const MANY = 4

const REGISTRY = Symbol.for('@halyard/node clients')

export interface Registered {
  readonly count: number
  /** Not with each: a hot reload a minute must not fill a log. */
  readonly isWorthWarning: boolean
  readonly leave: () => void
}

/**
 * Counts the clients that this process has open. Kept on `globalThis`, because a package that is installed or loaded
 * twice (hot reload) is the very leak that is looked for.
 * @param identity - Server and key; only a checksum is kept.
 * @returns how many there are now, whether that is worth a warning, and a function that takes this one off.
 */
export function registerInstance(identity: string): Registered {
  const root = globalThis as { [REGISTRY]?: Map<string, number> }
  root[REGISTRY] ??= new Map()
  const registry = root[REGISTRY]
  const key = createHash('sha256').update(identity).digest('hex')
  const count = (registry.get(key) ?? 0) + 1
  registry.set(key, count)
  let hasLeft = false
  return {
    count,
    isWorthWarning: count >= MANY && Number.isInteger(Math.log2(count)),
    leave() {
      if (hasLeft) return
      hasLeft = true
      const left = (registry.get(key) ?? 1) - 1
      if (left > 0) registry.set(key, left)
      else registry.delete(key)
    },
  }
}
