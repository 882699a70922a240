/** What survives a reload, where the browser lets it: the last known good, and the anonymous visitor's key. */
import type { RulesetStorage } from '@halyard/sdk-core'

/** The parts of `localStorage` that are used. */
export type StorageLike = Pick<Storage, 'getItem' | 'setItem'>

/** Reads and writes that never throw: storage may be disabled, full or gone. */
export interface Shelf {
  get(key: string): string | null | undefined
  set(key: string, text: string): void
}

/** @param given - Used instead of `localStorage`; `null` keeps nothing. */
export function openShelf(given: StorageLike | null | undefined): Shelf {
  const attempt = <T>(use: (storage: StorageLike | null) => T): T | undefined => {
    try {
      // Even naming `localStorage` throws where cookies are blocked.
      return use(given === undefined ? localStorage : given)
    } catch {
      return undefined // Works in memory then: nothing that an app could do about it.
    }
  }
  return {
    get: (key) => attempt((storage) => storage?.getItem(key)),
    set: (key, text) => attempt((storage) => storage?.setItem(key, text)),
  }
}

/**
 * Keeps a text with a checksum: what was cut short or edited there must not pass for something the server once said.
 * @param key - The server and client id that it came from.
 * @param checksum - Of a text; who may have it back is whoever makes the same.
 */
export function sealedStorage(shelf: Shelf, key: string, checksum: (text: string) => number): RulesetStorage {
  const name = `halyard ${key}`
  const seal = (text: string): string => checksum(text) + text
  return {
    load() {
      const sealed = shelf.get(name)
      const text = sealed?.slice(sealed.indexOf('{'))
      return text && seal(text) === sealed ? text : undefined
    },
    save: (text) => shelf.set(name, seal(text())),
  }
}
