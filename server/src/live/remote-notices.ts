/**
 * A stream for SDKs that have their flags evaluated here: it says where the node stands and that something changed, and
 * never what, for whom or to what. They ask again within a spread that is named from how many there are.
 * @see docs/protocol.md, "notice"
 */
import { encodeEvent, formatStateId, type GoodbyeReason, type Notice } from '@halyard/protocol'
import type { Channel, Frames } from './channel.ts'
import { type Frame, goodbyeFrame, heartbeatFrame } from './frames.ts'
import type { Position } from './position.ts'

/** Fewer may ask at the same moment. */
const AT_ONCE = 50
/** What a node answers beside all else that it does. */
const ASKS_PER_SECOND = 2_000
const MAX_SPREAD_MS = 30_000

/** Over which time so many should ask again. */
export function spreadMsFor(connected: number): number {
  if (connected <= AT_ONCE) return 0
  return Math.min(MAX_SPREAD_MS, Math.ceil((connected / ASKS_PER_SECOND) * 1_000))
}

export class RemoteNotices implements Frames {
  readonly #channel: Channel
  readonly #ageMs: number
  #notice: { readonly head: Position; readonly frame: Frame } | undefined

  constructor(channel: Channel, ageMs: number) {
    this.#channel = channel
    this.#ageMs = ageMs
  }

  change(): Frame {
    const { head } = this.#channel.ruleset
    // The ruleset may move between two sockets' turns.
    if (this.#notice?.head !== head) this.#notice = { head, frame: this.#frameOf(head) }
    return this.#notice.frame
  }

  snapshot(): Frame {
    return this.change()
  }

  heartbeat(): Frame {
    return heartbeatFrame(this.#channel.ruleset.head, this.#ageMs)
  }

  goodbye(reason: GoodbyeReason, spreadMs: number): Frame {
    return goodbyeFrame(reason, spreadMs, this.#ageMs)
  }

  #frameOf({ epoch, revision, digest }: Position): Frame {
    const spreadMs = spreadMsFor(this.#channel.begun)
    const data = { epoch, revision, digest, ageMs: this.#ageMs, spreadMs } satisfies Omit<Notice, 'event'>
    const id = formatStateId({ epoch, revision, digest })
    return [Buffer.from(encodeEvent({ event: 'notice', id, data: JSON.stringify(data) }))]
  }
}
