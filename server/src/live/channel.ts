/** One ruleset's streams, who they are and what they were sent; and the bytes that they share. */
import type { GoodbyeReason } from '@halyard/protocol'
import type { Visitor } from './admission.ts'
import { changeFrame, type Frame, goodbyeFrame, heartbeatFrame, joined, snapshotFrame } from './frames.ts'
import type { StreamState } from './hub-state.ts'
import type { Position } from './position.ts'
import type { LiveRuleset } from './ruleset.ts'
import type { StreamWriter } from './stream-writer.ts'

export class Channel {
  readonly ruleset: LiveRuleset
  readonly streams: Set<Stream> = new Set()
  /** How many of them were sent their first event. */
  begun = 0
  /** When the first commit that was not broadcast yet arrived; monotonic. */
  movedAtMs: number | undefined

  constructor(ruleset: LiveRuleset) {
    this.ruleset = ruleset
  }
}

/** Who asks for a stream. */
export interface StreamVisitor extends Visitor {
  /** When its key expires by itself, Unix milliseconds. */
  readonly keyExpiresAtMs: number | null
}

export class Stream {
  readonly visitor: StreamVisitor
  readonly channel: Channel
  /** Which of the heartbeat's turns is its own. */
  readonly slot: number
  state: StreamState = { kind: 'opening' }
  /** Set when it begins. */
  writer: StreamWriter | undefined

  constructor(visitor: StreamVisitor, channel: Channel, slot: number) {
    this.visitor = visitor
    this.channel = channel
    this.slot = slot
  }
}

/** Frames of one ruleset for one turn: each made once, whoever needs it. */
export class FrameSource {
  readonly #ruleset: LiveRuleset
  readonly #ageMs: number
  readonly #join: (frame: Frame) => Frame
  #head: Position
  #changes = new Map<number, Frame>()
  #heartbeat: Frame | undefined

  /** @param isShared - Whether many sockets get the same frame, which then is worth one copy. */
  constructor(ruleset: LiveRuleset, ageMs: number, isShared: boolean) {
    this.#ruleset = ruleset
    this.#ageMs = ageMs
    this.#head = ruleset.head
    this.#join = isShared ? joined : (frame) => frame
  }

  /** Everything after `from`. */
  change(from: number): Frame {
    this.#follow()
    let frame = this.#changes.get(from)
    if (frame === undefined) {
      frame = this.#join(changeFrame(from, this.#head, this.#ruleset.missedSince(from), this.#ageMs))
      this.#changes.set(from, frame)
    }
    return frame
  }

  heartbeat(): Frame {
    this.#follow()
    this.#heartbeat ??= heartbeatFrame(this.#head, this.#ageMs)
    return this.#heartbeat
  }

  snapshot(reason: string): Frame {
    return snapshotFrame(this.#ruleset.head, this.#ruleset.body(), reason, this.#ageMs)
  }

  goodbye(reason: GoodbyeReason, spreadMs: number): Frame {
    return goodbyeFrame(reason, spreadMs, this.#ageMs)
  }

  /** The ruleset may move between two sockets' turns. */
  #follow(): void {
    if (this.#head === this.#ruleset.head) return
    this.#head = this.#ruleset.head
    this.#changes.clear()
    this.#heartbeat = undefined
  }
}
