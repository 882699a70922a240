/**
 * All open streams of this node. A thin shell around `hub-state.ts`: it turns what happens into events, performs the
 * effects, and sees to it that neither a change nor a heartbeat holds the event loop for long.
 * @see docs/protocol.md, "Stream"
 */
import type { GoodbyeReason } from '@halyard/protocol'
import { Admission, type StreamCaps, type TooMany } from './admission.ts'
import {
  type Channel,
  Channels,
  type Dialect,
  FrameSource,
  type Frames,
  type OpeningMarks,
  Stream,
  type StreamVisitor,
} from './channel.ts'
import type { Clock } from './elapsed.ts'
import { type StreamEffect, type StreamEvent, step } from './hub-state.ts'
import { NoticeSource } from './notices.ts'
import { RemoteNotices } from './remote-notices.ts'
import type { LiveReport } from './report.ts'
import type { Opening } from './resume.ts'
import { RollCall } from './roll-call.ts'
import type { LiveRuleset } from './ruleset.ts'
import type { RulesetDirectory } from './rulesets.ts'
import { type StreamSocket, StreamWriter } from './stream-writer.ts'

export interface HubOptions {
  readonly heartbeatMs: number
  /** A stream's life, ± 20 %. */
  readonly lifeMs: number
  /** How long a socket may take no byte. */
  readonly stallMs: number
  readonly caps: StreamCaps
}

export interface HubDeps {
  readonly directory: RulesetDirectory
  readonly report: LiveReport
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  /** Whether the process may run out of memory: nobody new is let in then. */
  readonly isShortOfMemory: () => boolean
  readonly options: HubOptions
}

/** Those of SDKs, with rules and without. */
const SDK_DIALECTS: readonly Dialect[] = ['sdk', 'remote']
const SOCKETS_PER_TURN = 256
/** Written before whoever committed is answered. The rest comes after: the answer must not wait for thousands. */
const SOCKETS_AT_ONCE = 16
/** Heartbeats are spread over so many moments of their interval. */
const SLOTS = 16
/** How far apart reconnects should fall that a goodbye causes. */
const SPREAD_MS: Readonly<Record<GoodbyeReason, number>> = { rotated: 250, 'key-revoked': 5_000, draining: 1_000 }
/** While draining: no more reconnects than this at once for the other nodes. */
const GOODBYES_PER_SECOND = 1_000
const DRAIN_TICK_MS = 50
const DRAINING: TooMany = { status: 503, code: 'draining', retryAfterSeconds: 1 }
/** Streams that go are not there at once: their memory is free when it has been collected. */
const LOW_MEMORY: TooMany = { status: 503, code: 'low-memory', retryAfterSeconds: 30 }

export class Hub {
  readonly #deps: HubDeps
  readonly #admission: Admission
  readonly #channels = new Channels()
  /** Who has applied what. */
  readonly rollCall: RollCall
  /** Channels whose streams must be looked at, in the order in which their rulesets moved. */
  readonly #moved = new Set<Channel>()
  readonly #beats: Channel[] = []
  readonly #stopListening: () => void
  readonly #timer: NodeJS.Timeout
  #job: Generator<void, void> | undefined
  #isTurnDue = false
  #slot = 0
  #nextSlot = 0
  #isDraining = false
  #drainSpreadMs = SPREAD_MS.draining
  #whenEmpty: (() => void) | undefined

  constructor(deps: HubDeps) {
    this.#deps = deps
    this.rollCall = new RollCall(deps.report)
    this.#admission = new Admission(deps.options.caps)
    this.#stopListening = deps.directory.listen({
      moved: (ruleset, isAsked) => this.#rulesetMoved(ruleset, isAsked === true),
      removed: (ruleset) => this.#dismissWhere(({ channel }) => channel.ruleset === ruleset, 'key-revoked'),
      revoked: (keyIds) => this.#dismissWhere(({ visitor }) => keyIds.includes(visitor.keyId), 'key-revoked'),
      // They go on: a thousand backends need not come again because their next key was made.
      rotated: (keys) => this.#endWith(new Map(keys.map(({ id, expiresAtMs }) => [id, expiresAtMs]))),
    })
    this.#timer = setInterval(() => this.#tick(), deps.options.heartbeatMs / SLOTS)
    this.#timer.unref()
  }

  get size(): number {
    return this.#admission.total
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  /** New streams are refused; those that are open go on. */
  get isShortOfMemory(): boolean {
    return this.#deps.isShortOfMemory()
  }

  /** SDKs' streams that have begun on this ruleset: one that still waits for its first event hears of nothing. */
  connected(ruleset: LiveRuleset): number {
    return SDK_DIALECTS.reduce((sum, dialect) => sum + (this.#channels.get(ruleset, dialect)?.begun ?? 0), 0)
  }

  /** SDKs' streams that have begun on this ruleset. */
  streams(ruleset: LiveRuleset): readonly Stream[] {
    const channel = this.#channels.get(ruleset, 'sdk')
    return [...(channel?.streams ?? [])].filter(({ writer }) => writer !== undefined)
  }

  /** Registers a stream's cursor. From now on nothing passes it by; what it begins with is read after this. */
  join(ruleset: LiveRuleset, visitor: StreamVisitor, dialect: Dialect = 'sdk'): Stream | TooMany {
    const refusal = this.#notNow() ?? this.#admission.admit(visitor)
    if (refusal !== undefined) {
      this.#deps.report.streamRefused(refusal.code)
      return refusal
    }
    const channel = this.#channels.open(ruleset, dialect)
    const stream = new Stream(visitor, channel, this.#nextSlot++ % SLOTS)
    channel.streams.add(stream)
    return stream
  }

  /**
   * Writes the first event and keeps the stream fed from then on.
   * @param writeHead - Writes the response's head; leaves together with the first event.
   * @returns false when it must be refused after all: revoked or drained meanwhile.
   */
  start(stream: Stream, opening: Opening, socket: StreamSocket, writeHead: () => void): boolean {
    if (stream.state.kind !== 'opening') return false
    const { options, report, random } = this.#deps
    const writer = this.#writerOf(stream, socket)
    stream.writer = writer
    stream.channel.begun++
    const { ruleset } = stream.channel
    report.streamOpened(ruleset.identity)
    const endsAtMs = this.#nowMs() + options.lifeMs * (0.8 + 0.4 * random())
    const marks = this.rollCall.enter(stream, opening, this.#nowMs())
    const frames = this.#framesFor(stream.channel, marks)
    writer.together(() => {
      writeHead()
      const effects = this.#apply(stream, { kind: 'started', opening, head: ruleset.head, endsAtMs }, frames)
      for (const effect of effects) {
        const reason = 'reason' in effect ? effect.reason : undefined
        if (effect.do === 'send' && effect.what !== 'goodbye') report.streamBegan(ruleset.identity, effect.what, reason)
      }
    })
    return true
  }

  /** Forgets a stream whose socket is gone or that never started. Idempotent. */
  leave(stream: Stream): void {
    if (!stream.channel.streams.delete(stream)) return
    this.#apply(stream, { kind: 'gone' }, undefined)
    this.#admission.release(stream.visitor)
    this.rollCall.leave(stream)
    if (stream.writer !== undefined) {
      stream.channel.begun--
      this.#deps.report.streamClosed(stream.channel.ruleset.identity)
    }
    if (stream.channel.streams.size === 0) this.#channels.close(stream.channel)
    if (this.#admission.total === 0) this.#whenEmpty?.()
  }

  /**
   * Says goodbye to everyone, no faster than others can take them in, and lets nobody new in.
   * @param graceMs - Whoever is still there then is cut off.
   */
  async drain(graceMs: number): Promise<void> {
    this.#isDraining = true
    const streams = this.#streams()
    // Half of the time is for those who read slowly.
    const windowMs = Math.min(graceMs / 2, (streams.length / GOODBYES_PER_SECOND) * 1_000)
    this.#drainSpreadMs = Math.max(SPREAD_MS.draining, Math.ceil((streams.length / GOODBYES_PER_SECOND) * 1_000))
    const perTick = Math.ceil(streams.length / Math.max(1, windowMs / DRAIN_TICK_MS))
    const dismissSome = (): void => {
      for (const stream of streams.splice(0, perTick)) this.#happened(stream, { kind: 'dismissed', reason: 'draining' })
      if (streams.length === 0) clearInterval(pacing)
    }
    const pacing = setInterval(dismissSome, DRAIN_TICK_MS)
    dismissSome()
    await this.#emptyWithin(graceMs)
    clearInterval(pacing)
    this.close()
  }

  /** Cuts every stream off. */
  close(): void {
    this.#isDraining = true
    this.#stopListening()
    clearInterval(this.#timer)
    for (const stream of this.#streams()) {
      stream.writer?.cut()
      this.leave(stream)
    }
  }

  /** Apart from whatever else a start needs: a socket's listeners keep all that their function could see. */
  #writerOf(stream: Stream, socket: StreamSocket): StreamWriter {
    return new StreamWriter(socket, {
      drained: () => this.#happened(stream, { kind: 'drained', head: stream.channel.ruleset.head }),
      gone: () => this.leave(stream),
    })
  }

  #notNow(): TooMany | undefined {
    if (this.#isDraining) return DRAINING
    return this.isShortOfMemory ? LOW_MEMORY : undefined
  }

  #emptyWithin(timeoutMs: number): Promise<void> {
    if (this.#admission.total === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#whenEmpty = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #rulesetMoved(ruleset: LiveRuleset, isAsked: boolean): void {
    this.rollCall.moved(ruleset, this.#nowMs(), isAsked)
    const channels = this.#channels.of(ruleset)
    if (channels.length === 0) return
    for (const channel of channels) {
      channel.movedAtMs ??= this.#nowMs()
      this.#moved.add(channel)
    }
    // A turn that is due comes soon, and brings commits that follow each other closely as one change.
    if (!this.#isTurnDue) this.#work(SOCKETS_AT_ONCE)
  }

  #tick(): void {
    // A node that cannot keep up with heartbeats must not pile them up.
    if (this.#beats.length > 0) return
    this.#slot = (this.#slot + 1) % SLOTS
    this.#beats.push(...this.#channels.all())
    this.#wake()
  }

  #wake(): void {
    if (this.#isTurnDue) return
    this.#isTurnDue = true
    setImmediate(() => this.#turn())
  }

  /** A bounded part of the work; then the event loop may see to others. */
  #turn(): void {
    this.#isTurnDue = false
    this.#work(SOCKETS_PER_TURN)
  }

  #work(limit: number): void {
    for (let sockets = 0; sockets < limit; sockets++) {
      this.#job ??= this.#nextJob()
      if (this.#job === undefined) return
      if (this.#job.next().done === true) this.#job = undefined
    }
    this.#wake()
  }

  /** Changes before heartbeats. */
  #nextJob(): Generator<void, void> | undefined {
    for (const channel of this.#moved) {
      this.#moved.delete(channel)
      return this.#broadcast(channel)
    }
    const channel = this.#beats.shift()
    return channel === undefined ? undefined : this.#beat(channel, this.#slot)
  }

  /** Brings every stream to its ruleset's head. Should that move meanwhile, another round follows. */
  *#broadcast(channel: Channel): Generator<void, void> {
    const { report } = this.#deps
    const movedAtMs = channel.movedAtMs ?? this.#nowMs()
    channel.movedAtMs = undefined
    const frames = this.#framesFor(channel, 'shared')
    let written = 0
    for (const stream of channel.streams) {
      const event = { kind: 'moved', head: channel.ruleset.head, isFull: stream.writer?.isFull === true } as const
      if (this.#apply(stream, event, frames).length === 0) continue
      written++
      yield
    }
    report.broadcast(channel.ruleset.identity, written, this.#nowMs() - movedAtMs)
  }

  *#beat(channel: Channel, slot: number): Generator<void, void> {
    const frames = this.#framesFor(channel, 'shared')
    const now = this.#deps.clock.now()
    for (const stream of channel.streams) {
      const event = this.#dueEvent(stream, slot, now.monotonicMs, now.wallMs)
      if (event !== undefined && this.#apply(stream, event, frames).length > 0) yield
    }
  }

  #dueEvent(stream: Stream, slot: number, nowMs: number, wallMs: number): StreamEvent | undefined {
    const { writer, keyExpiresAtMs, state, channel } = stream
    if (keyExpiresAtMs !== null && keyExpiresAtMs <= wallMs && state.kind !== 'leaving') {
      return { kind: 'dismissed', reason: 'key-revoked' }
    }
    if (writer !== undefined && writer.stalledMs(nowMs) >= this.#deps.options.stallMs) {
      this.#deps.report.streamStalled(channel.ruleset.identity)
      return { kind: 'stalled' }
    }
    if (stream.slot !== slot && state.kind !== 'leaving') return undefined
    return { kind: 'beat', head: channel.ruleset.head, isFull: writer?.isFull === true }
  }

  #dismissWhere(isMeant: (stream: Stream) => boolean, reason: GoodbyeReason): void {
    for (const stream of this.#streams()) if (isMeant(stream)) this.#happened(stream, { kind: 'dismissed', reason })
  }

  /** Streams on these keys end when their keys do. */
  #endWith(expiresAtMs: ReadonlyMap<string, number>): void {
    for (const stream of this.#streams()) {
      stream.keyExpiresAtMs = expiresAtMs.get(stream.visitor.keyId) ?? stream.keyExpiresAtMs
    }
  }

  #happened(stream: Stream, event: StreamEvent): void {
    this.#apply(stream, event, this.#framesFor(stream.channel))
  }

  #framesFor(channel: Channel, use?: 'shared' | OpeningMarks): Frames {
    const { directory, random } = this.#deps
    const { ruleset, dialect } = channel
    if (dialect === 'notices') return new NoticeSource(ruleset, random)
    if (dialect === 'remote') return new RemoteNotices(channel, directory.ageMs())
    return new FrameSource(ruleset, this.rollCall.of(ruleset), directory.ageMs(), use)
  }

  #apply(stream: Stream, event: StreamEvent, frames: Frames | undefined): readonly StreamEffect[] {
    const { state, effects } = step(stream.state, event, this.#nowMs())
    stream.state = state
    for (const effect of effects) this.#perform(stream, effect, frames)
    return effects
  }

  #perform({ writer, whenRefused }: Stream, effect: StreamEffect, frames: Frames | undefined): void {
    // Before its start a stream has no socket: its request is answered by whoever finds it closed.
    if (effect.do === 'refuse') whenRefused?.()
    if (writer === undefined || frames === undefined) return
    if (effect.do === 'end') writer.end()
    else if (effect.do !== 'send') writer.cut()
    else if (effect.what === 'change') writer.write(frames.change(effect.from))
    else if (effect.what === 'heartbeat') writer.write(frames.heartbeat())
    else if (effect.what === 'snapshot') writer.write(frames.snapshot(effect.reason))
    else writer.write(frames.goodbye(effect.reason, this.#spreadMs(effect.reason)))
  }

  #spreadMs(reason: GoodbyeReason): number {
    return reason === 'draining' ? this.#drainSpreadMs : SPREAD_MS[reason]
  }

  #streams(): Stream[] {
    return this.#channels.all().flatMap(({ streams }) => [...streams])
  }

  #nowMs(): number {
    return this.#deps.clock.now().monotonicMs
  }
}
