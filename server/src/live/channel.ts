/** One ruleset's streams, who they are and what they were sent; and the bytes that they share. */
import type { GoodbyeReason } from '@halyard/protocol'
import type { Visitor } from './admission.ts'
import { changeFrame, type Frame, goodbyeFrame, heartbeatFrame, joined, snapshotFrame } from './frames.ts'
import type { StreamState } from './hub-state.ts'
import type { Position } from './position.ts'
import type { LiveRuleset } from './ruleset.ts'
import type { StreamWriter } from './stream-writer.ts'

/** What a stream tells: everything that changed, or only that something did. */
export type Dialect = 'sdk' | 'notices'

/** In the order in which they are told of a commit. */
const DIALECTS: readonly Dialect[] = ['sdk', 'notices']

/** All channels. A ruleset has one for each dialect, so that streams of notices are not taken for SDKs. */
export class Channels {
  readonly #open: Readonly<Record<Dialect, Map<LiveRuleset, Channel>>> = { sdk: new Map(), notices: new Map() }

  get(ruleset: LiveRuleset, dialect: Dialect): Channel | undefined {
    return this.#open[dialect].get(ruleset)
  }

  /** A ruleset's open channels. */
  of(ruleset: LiveRuleset): readonly Channel[] {
    return DIALECTS.flatMap((dialect) => this.get(ruleset, dialect) ?? [])
  }

  open(ruleset: LiveRuleset, dialect: Dialect): Channel {
    const channel = this.get(ruleset, dialect) ?? new Channel(ruleset, dialect)
    this.#open[dialect].set(ruleset, channel)
    return channel
  }

  close({ ruleset, dialect }: Channel): void {
    this.#open[dialect].delete(ruleset)
  }

  all(): readonly Channel[] {
    return DIALECTS.flatMap((dialect) => [...this.#open[dialect].values()])
  }
}

export class Channel {
  readonly ruleset: LiveRuleset
  readonly dialect: Dialect
  readonly streams: Set<Stream> = new Set()
  /** How many of them were sent their first event. */
  begun = 0
  /** When the first commit that was not broadcast yet arrived; monotonic. */
  movedAtMs: number | undefined

  constructor(ruleset: LiveRuleset, dialect: Dialect = 'sdk') {
    this.ruleset = ruleset
    this.dialect = dialect
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
  /** As its visitor said, unless the key was rotated since. */
  keyExpiresAtMs: number | null
  /** Set when it begins. */
  writer: StreamWriter | undefined

  constructor(visitor: StreamVisitor, channel: Channel, slot: number) {
    this.visitor = visitor
    this.keyExpiresAtMs = visitor.keyExpiresAtMs
    this.channel = channel
    this.slot = slot
  }
}

/** What streams of one ruleset are told in one turn. */
export interface Frames {
  /** Everything after `from`. */
  change(from: number): Frame
  heartbeat(): Frame
  snapshot(reason: string): Frame
  goodbye(reason: GoodbyeReason, spreadMs: number): Frame
}

/** Frames of one ruleset for one turn: each made once, whoever needs it. */
export class FrameSource implements Frames {
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
