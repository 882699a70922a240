import { murmur3 } from '@halyard/evaluator'
import { createLocalEngine, STREAM_EVENTS } from '@halyard/sdk-core'
import type { Mode } from './browser.ts'
import { sealedStorage } from './storage.ts'

/** Rules in the page, evaluated there. */
export const localMode: Mode = {
  stream: 'stream',
  events: STREAM_EVENTS,
  makeEngine: createLocalEngine,
  storage: (shelf, base) => sealedStorage(shelf, base, (text) => murmur3(base + text, 0)),
}
