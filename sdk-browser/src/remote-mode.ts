import { createRemoteEngine, NOTICE_EVENTS } from '@halyard/sdk-core'
import type { Mode } from './browser.ts'
import { sealedStorage } from './storage.ts'

/** Values from the server, and no rules. */
export const remoteMode: Mode = {
  stream: 'notices',
  events: NOTICE_EVENTS,
  makeEngine: createRemoteEngine,
  // Under another visitor's seal the values are nobody's.
  storage: (shelf, base, question) =>
    sealedStorage(shelf, `${base} values`, (text) => checksum53(base + question() + text)),
}

/** 53 bits in few bytes of code: no one is to guess it, and chance must not hand out another visitor's values. */
function checksum53(text: string): number {
  let a = 1
  let b = 2
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
    a ^= b >>> 15
    b ^= a >>> 13
  }
  return 4294967296 * (2097151 & b) + (a >>> 0)
}
