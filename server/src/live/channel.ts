/** One ruleset's streams, who they are and what they were sent; and the bytes that they share. */
import type { GoodbyeReason } from '@halyard/protocol'
import type { Who } from '../domain/applied.ts'
import type { Visitor } from './admission.ts'
import { changeFrame, type Frame, goodbyeFrame, heartbeatFrame, joined, type Marks, snapshotFrame } from './frames.ts'
import type { StreamState } from './hub-state.ts'
import type { Position } from './position.ts'
import type { Member, Propagation } from './propagation.ts'
import type { LiveRuleset } from './ruleset.ts'
import type { StreamWriter } from './stream-writer.ts'

/**
 * What a stream tells: everything that changed, or only that something did, to OFREP's clients (`notices`) or to SDKs that
 * have their flags evaluated here (`remote`).
 */
export type Dialect = 'sdk' | 'notices' | 'remote'

/** In the order in which they are told of a commit. */
const DIALECTS: readonly Dialect[] = ['sdk', 'remote', 'notices']

/** All channels. A ruleset has one for each dialect, so that streams of notices are not taken for SDKs. */
export class Channels {
  readonly #open: Readonly<Record<Dialect, Map<LiveRuleset, Channel>>> = {
    sdk: new Map(),
    remote: new Map(),
    notices: new Map(),
  }

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
export interface StreamVisitor extends Visitor, Partial<Who> {
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
  /** Set when it begins: what it is known to have applied. */
  member: Member | undefined
  /** Its name in receipts. */
  nonce: string | undefined
  /** Told when it must not begin any more, while its request waits for something. */
  whenRefused: (() => void) | undefined

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

/** What the first event of a stream says about receipts. */
export interface OpeningMarks {
  readonly nonce: string
  readonly withinMs: number
}

/** Frames of one ruleset for one turn: each made once, whoever needs it. */
export class FrameSource implements Frames {
  readonly #ruleset: LiveRuleset
  readonly #propagation: Propagation
  readonly #ageMs: number
  readonly #opening: OpeningMarks | undefined
  readonly #join: (frame: Frame) => Frame
  #head: Position
  #changes = new Map<number, Frame>()
  #heartbeat: Frame | undefined

  /** @param use - `shared`: many sockets get the same frame, which then is worth one copy. Or one stream's first event. */
  constructor(ruleset: LiveRuleset, propagation: Propagation, ageMs: number, use?: 'shared' | OpeningMarks) {
    const isShared = use === 'shared'
    this.#ruleset = ruleset
    this.#propagation = propagation
    this.#ageMs = ageMs
    this.#opening = isShared ? undefined : use
    this.#head = ruleset.head
    this.#join = isShared ? joined : (frame) => frame
  }

  change(from: number): Frame {
    this.#follow()
    let frame = this.#changes.get(from)
    if (frame === undefined) {
      frame = this.#join(changeFrame(from, this.#head, this.#ruleset.missedSince(from), this.#ageMs, this.#marks(from)))
      this.#changes.set(from, frame)
    }
    return frame
  }

  heartbeat(): Frame {
    this.#follow()
    this.#heartbeat ??= heartbeatFrame(this.#head, this.#ageMs, this.#opening?.nonce)
    return this.#heartbeat
  }

  snapshot(reason: string): Frame {
    return snapshotFrame(this.#ruleset.head, this.#ruleset.body(), reason, this.#ageMs, this.#marks())
  }

  goodbye(reason: GoodbyeReason, spreadMs: number): Frame {
    return goodbyeFrame(reason, spreadMs, this.#ageMs)
  }

  #marks(from = Number.POSITIVE_INFINITY): Marks {
    const withinMs = this.#opening?.withinMs ?? this.#propagation.withinMs(from)
    return { confirm: withinMs === undefined ? undefined : { withinMs }, nonce: this.#opening?.nonce }
  }

  /** The ruleset may move between two sockets' turns. */
  #follow(): void {
    if (this.#head === this.#ruleset.head) return
    this.#head = this.#ruleset.head
    this.#changes.clear()
    this.#heartbeat = undefined
  }
}
