/**
 * A stream that only says that something changed, and never what: for clients that then ask for values again. A client
 * that comes with the id of the state that is served is told nothing; any other is told to ask.
 * @see docs/ofrep.md, "Event streams"
 */
import { encodeEvent, formatStateId } from '@halyard/protocol'
import type { Frames } from './channel.ts'
import type { Frame } from './frames.ts'
import type { Position } from './position.ts'
import type { LiveRuleset } from './ruleset.ts'

const REFETCH = JSON.stringify({ type: 'refetchEvaluation' })
/** A comment: it keeps proxies from cutting the stream, and no client hears of it. */
const KEEP_ALIVE: Frame = [Buffer.from(':\n\n')]
const MIN_RETRY_MS = 1_000

/** @param random - In [0, 1). */
export class NoticeSource implements Frames {
  readonly #ruleset: LiveRuleset
  readonly #random: () => number
  #notice: { readonly head: Position; readonly frame: Frame } | undefined

  constructor(ruleset: LiveRuleset, random: () => number) {
    this.#ruleset = ruleset
    this.#random = random
  }

  change(): Frame {
    const { head } = this.#ruleset
    // The ruleset may move between two sockets' turns.
    if (this.#notice?.head !== head) {
      const text = encodeEvent({ event: 'message', id: formatStateId(head), data: REFETCH })
      this.#notice = { head, frame: [Buffer.from(text)] }
    }
    return this.#notice.frame
  }

  snapshot(): Frame {
    return this.change()
  }

  heartbeat(): Frame {
    return KEEP_ALIVE
  }

  /** An `EventSource` comes again by itself; all that can be said is when. */
  goodbye(_reason: string, spreadMs: number): Frame {
    return [Buffer.from(`retry: ${Math.round(MIN_RETRY_MS + this.#random() * spreadMs)}\n\n`)]
  }
}
