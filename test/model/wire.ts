/**
 * One stream's connection: the server's socket at one end, the body of a `fetch` at the other, and between them
 * whatever a network or a proxy may do to bytes and to events.
 */

import type { StreamSocket } from '../../server/src/live/stream-writer.ts'
import type { Audience } from '../../server/src/store/history.ts'
import type { Dice } from './dice.ts'
import type { VirtualTime } from './time.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text?: string
}

/** A request as it reaches a node. */
export interface Call {
  readonly audience: Audience
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly wire?: Wire | undefined
}

/** What is wrong with a connection. */
export interface Faults {
  readonly latencyMs: number
  /** Cut after so many bytes. */
  readonly cutAfter: number
  /** After so many bytes nothing passes any more, either way, and nobody is told. */
  readonly stallAfter: number
  /** A proxy passes on nothing before it has so many bytes. */
  readonly holdBytes: number
  /** Closed by a proxy after so long. */
  readonly closeAfterMs: number
  /** How likely an event is lost, doubled, swapped, spoilt or preceded by a strange one. */
  readonly tamper: number
  /** How likely the peer stops reading for some seconds at an event. */
  readonly pause: number
}

export const HEALTHY: Faults = {
  latencyMs: 5,
  cutAfter: Infinity,
  stallAfter: Infinity,
  holdBytes: 0,
  closeAfterMs: Infinity,
  tamper: 0,
  pause: 0,
}

export interface WireEnds {
  /** The response's head arrived. */
  head(answer: Answer): void
  /** Bytes arrive. @param sentAt - When they were written. */
  bytes(chunk: Uint8Array, sentAt: number): void
  /** @param isClean - Whether the end of the body, not an error. */
  ended(isClean: boolean): void
  /** An event as its node wrote it, before anything is done to it. */
  wrote(text: string): void
  /** An event that is none of the server's was put in, and has just arrived. @param wasOver - Nobody listened any more. */
  strange(what: 'unknown' | 'malformed', wasOver: boolean): void
}

/** One byte stands for so many, that small rulesets can fill a socket. */
const SCALE = 1_024

export class Wire implements StreamSocket {
  readonly faults: Faults
  readonly openedAt: number
  destroyed = false
  /** The client has closed it or seen it end. */
  isOver = false
  /** When the client closed it. */
  leftAt = Number.NaN
  /** What it was refused with says when to come again. */
  retryAfterMs = 0
  readonly #time: VirtualTime
  readonly #dice: Dice
  readonly #ends: WireEnds
  /** Whether faults have stopped: a connection that is broken stays so, but nothing new befalls it. */
  readonly #isCalm: () => boolean
  readonly #listeners: Record<string, (() => void)[]> = { drain: [], close: [], error: [] }
  #corked: Buffer[] | undefined
  #unsent = 0
  /** Of what is unsent, what is with the kernel: as in Node, the rest waits until all of that is taken. */
  #dispatched = 0
  #passed = 0
  #dueAt = 0
  #held: (() => void)[] = []
  #heldBytes = 0
  #isPaused = false
  #wasPaused = false
  #paused: (() => void)[] = []
  #swapped: { readonly bytes: Buffer; readonly at: number } | undefined
  #isHeadOut = false

  constructor(time: VirtualTime, dice: Dice, faults: Faults, ends: WireEnds, isCalm: () => boolean) {
    this.#isCalm = isCalm
    this.#time = time
    this.#dice = dice
    this.#ends = ends
    this.faults = faults
    this.openedAt = time.now
    if (faults.closeAfterMs < Infinity) time.after(faults.closeAfterMs, () => this.cut())
  }

  get writableLength(): number {
    return this.#unsent * SCALE
  }

  get _handle(): { writeQueueSize: number } {
    return { writeQueueSize: this.#dispatched * SCALE }
  }

  get isStalled(): boolean {
    return this.#passed >= this.faults.stallAfter
  }

  /** Whether nothing was ever done to it. */
  get isHealthy(): boolean {
    return this.faults === HEALTHY && !this.#wasPaused
  }

  on(event: string, listener: (error: Error) => void): void {
    this.#listeners[event]?.push(listener as () => void)
  }

  head(answer: Answer): void {
    this.#isHeadOut = true
    this.retryAfterMs = Number(answer.headers['retry-after'] ?? 0) * 1_000
    this.#pass(1, () => {
      this.#ends.head(answer)
      if (answer.headers['content-type']?.startsWith('text/event-stream') !== true) this.#end(true)
    })
  }

  write(bytes: Buffer): boolean {
    if (this.destroyed) return false
    if (this.#corked) this.#corked.push(bytes)
    else this.#event(bytes)
    return true
  }

  /** A stream lifts the limit that other connections have. */
  setTimeout(): void {}

  cork(): void {
    this.#corked = []
  }

  uncork(): void {
    const corked = this.#corked ?? []
    this.#corked = undefined
    if (corked.length > 0) this.#event(Buffer.concat(corked))
  }

  destroySoon(): void {
    if (this.#swapped) this.#send(this.#swapped.bytes, this.#swapped.at)
    this.#swapped = undefined
    this.#pass(0, () => {
      this.#end(true)
      this.#closed()
    })
  }

  destroy(): void {
    if (!this.isStalled) this.#time.after(this.faults.latencyMs, () => this.#end(false))
    this.#closed()
  }

  /** The client closes it. */
  leave(): void {
    if (this.isOver) return
    this.isOver = true
    this.leftAt = this.#time.now
    if (!this.isStalled) this.#time.after(this.faults.latencyMs, () => this.#closed())
  }

  /** The network ends it, for both. */
  cut(): void {
    if (this.isStalled) return
    this.#end(false)
    this.#closed()
  }

  /** The client reads no more for so long. */
  pauseFor(pauseMs: number): void {
    if (this.#isPaused) return
    this.#isPaused = true
    this.#wasPaused = true
    this.#time.after(pauseMs, () => {
      this.#isPaused = false
      for (const pass of this.#paused.splice(0)) this.#time.after(0, pass)
    })
  }

  #event(bytes: Buffer): void {
    this.#ends.wrote(bytes.toString())
    const { pause, tamper } = this.#isCalm() ? HEALTHY : this.faults
    if (pause > 0 && this.#dice.hits(pause)) this.pauseFor(this.#dice.between(1_000, 60_000))
    if (tamper > 0 && this.#dice.hits(tamper)) this.#tampered(bytes)
    else this.#send(bytes)
    if (this.#swapped === undefined || this.#swapped.bytes === bytes) return
    this.#send(this.#swapped.bytes, this.#swapped.at)
    this.#swapped = undefined
  }

  #tampered(bytes: Buffer): void {
    const text = bytes.toString()
    // Snapshots are few, and their digest is worth a look.
    const how = text.includes('"ruleset":') && this.#dice.hits(0.6) ? 5 : this.#dice.below(11)
    const isStateless = !text.includes('"epoch":')
    const isHeartbeat = text.startsWith('event: heartbeat')
    const send = (changed: string): void => this.#send(Buffer.from(changed))
    if (how === 0) return
    if (how === 1 && this.#swapped === undefined) this.#swapped = { bytes, at: this.#time.now }
    else if (how === 2) this.#doubled(bytes)
    else if (how === 3) this.#strange('unknown', 'event: rollout\ndata: {"half":\n\n')
    else if (how === 4 && !isStateless) this.#strange('malformed', text.replace(/"epoch":\d+/, '"epoch":"soon"'))
    else if (how === 5) send(text.replace(/"hash":"./, '"hash":"0').replace(/("digest":")./, '$1f'))
    else if (how === 6) send('event: goodbye\ndata: {"reason":"tired","spreadMs":20000,"ageMs":0}\n\n')
    // Neither a revision nor an epoch is in the digest: a state under another name could not be told from a real one.
    else if (how === 7 && isHeartbeat) send(text.replace(/"revision":(\d+)/, (_, n) => `"revision":${Number(n) + 1}`))
    // So this one is of an epoch that never was: the last may have ended with the very same state.
    else if (how === 8 && isHeartbeat) send(text.replace(/"epoch":(\d+)/, (_, n) => `"epoch":${n - 1_000}`))
    else if (how === 9) send(text.replace(/"items":\{"flag":\{"[^"]+":/, '"items":{"flag":{"forged":'))
    else send(`: comment\n\n${text}`)
    if (how === 3 || how === 6) this.#send(bytes)
  }

  /** The other one comes at once, or after what follows. */
  #doubled(bytes: Buffer): void {
    this.#send(bytes)
    if (this.#swapped === undefined && this.#dice.hits(0.7)) this.#swapped = { bytes, at: this.#time.now }
    else this.#send(bytes)
  }

  #strange(what: 'unknown' | 'malformed', text: string): void {
    let wasOver = false
    this.#pass(0, () => (wasOver = this.isOver))
    this.#send(Buffer.from(text))
    this.#pass(0, () => this.#ends.strange(what, wasOver))
  }

  /** In pieces, wherever they are cut. */
  #send(bytes: Buffer, sentAt = this.#time.now): void {
    const middle = this.#dice.hits(0.3) ? this.#dice.below(bytes.length) : 0
    for (const piece of [bytes.subarray(0, middle), bytes.subarray(middle)]) {
      if (piece.length === 0) continue
      this.#unsent += piece.length
      if (this.#dispatched === 0) this.#dispatched = piece.length
      this.#pass(piece.length, () => this.#arrive(piece, sentAt))
    }
  }

  #arrive(piece: Uint8Array, sentAt: number): void {
    this.#unsent -= piece.length
    this.#dispatched -= piece.length
    if (this.#dispatched <= 0) this.#dispatched = this.#unsent
    if (this.#unsent === 0 && !this.destroyed) for (const listener of this.#listeners['drain'] ?? []) listener()
    if (this.isOver) return
    const room = this.faults.cutAfter - this.#passed
    this.#passed += piece.length
    const kept = piece.subarray(0, room)
    if (kept.length > 0) this.#ends.bytes(kept, sentAt)
    if (room <= piece.length) this.cut()
  }

  /** In order, once the network and its proxies let it pass. */
  #pass(bytes: number, arrive: () => void): void {
    this.#heldBytes += bytes
    this.#held.push(arrive)
    if (this.#heldBytes < this.faults.holdBytes && bytes > 0) return
    this.#heldBytes = 0
    const held = this.#held.splice(0)
    this.#dueAt = Math.max(this.#dueAt, this.#time.now + this.faults.latencyMs * (0.5 + this.#dice.roll()))
    for (const each of held) {
      this.#time.at(this.#dueAt, () => {
        if (this.isStalled) return
        if (this.#isPaused) this.#paused.push(each)
        else each()
      })
    }
  }

  #end(isClean: boolean): void {
    if (this.isOver) return
    this.isOver = true
    this.#ends.ended(isClean && this.#isHeadOut)
  }

  #closed(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.#time.after(0, () => {
      for (const listener of this.#listeners['close'] ?? []) listener()
    })
  }
}
