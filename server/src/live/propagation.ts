/**
 * Who has applied what, for one ruleset: the counting behind a kill's answer. Pure: told of the time, never asks.
 *
 * An *ask* is a commit that wants receipts. Its *expected* are the streams that were open then; each has one place,
 * which is filled once, by the first of
 * - a receipt of that stream for a state at or beyond the ask's;
 * - when that stream is gone: a resume, receipt or poll of the same instance, under the same key, at or beyond it.
 * An instance's name is anyone's word, so another key's is another instance.
 * A place that nobody filled is a laggard, whether its stream is still there or not: nobody can say what it serves.
 * @see docs/protocol.md, "Receipts"
 */
import type { Applied, Connection, Laggard as SeenLaggard, Who } from '../domain/applied.ts'
import type { Position } from './position.ts'

/** Who speaks, as far as it says, and under which key, which is known. */
export interface Party extends Who {
  readonly keyId: string
}

/** An open stream's record. */
export interface Member extends Party {
  /** Which stream of its ruleset it is: later ones have higher numbers. */
  readonly ticket: number
  readonly openedAtMs: number
  /** The last state that it proved to have: resumed from, or confirmed. */
  known: Position | undefined
  /** The revision that its telemetry told of. No proof, but news. */
  told: number | undefined
  /** When it last said anything. */
  heardAtMs: number
}

/** Somebody who asks for the ruleset now and then, and has no stream. */
export type Poller = Omit<Member, 'ticket'>

/** A commit that wants receipts. */
export interface Ask {
  readonly epoch: number
  readonly revision: number
  readonly withinMs: number
  /** NaN where the commit was before this node's time: then receipts are counted, not timed. */
  readonly committedAtMs: number
  /** The last stream that was open then. */
  readonly lastTicket: number
  /** How many were open then. */
  readonly connected: number
  readonly applied: number
}

/** Who has yet to prove it, and when it last said anything. */
export interface Laggard extends Omit<SeenLaggard, 'lastSeenMs'> {
  readonly heardAtMs: number
}

/** How a commit fares at this moment. */
export interface Figures extends Omit<Applied, 'laggards' | 'clientsConnected' | 'polling' | 'timedOut'> {
  readonly laggards: readonly Laggard[]
}

/** What one who holds a stream looks like from here. */
export type ConnectionState = Exclude<Connection['state'], 'polling'>

interface OpenAsk extends Ask {
  applied: number
  readonly tookMs: number[]
  /** Places whose stream is gone, by name: a connection that was dead for a while makes two of one instance. */
  readonly gone: Map<string, Member[]>
  readonly listeners: Set<() => void>
}

/** So many commits are remembered with who confirmed them; of older ones only what each stream has now is known. */
const KEPT_ASKS = 64
const KEPT_MOVES = 256
const MAX_POLLERS = 10_000
/** Nobody polls less often than every 45 s. */
const POLLER_GONE_MS = 120_000
/** So many are named: enough to act on, and few enough to read. */
const MAX_LAGGARDS = 100
/** A receipt is on its way for a while after it was due. */
const OVERDUE_MS = 1_000
/** A fresh or resumed stream's receipt is urgent to nobody. */
const OPENING_MS = 5_000

/**
 * How long receipts may be spread: nothing below 100 streams, 250 ms at 1,000, 2,000 ms at 10,000, straight lines in
 * between, and the last one's 5,000 receipts a second beyond.
 */
export function confirmWithinMs(connected: number): number {
  if (connected < 100) return 0
  if (connected <= 1_000) return Math.round((250 * (connected - 100)) / 900)
  if (connected <= 10_000) return Math.round(250 + (1_750 * (connected - 1_000)) / 9_000)
  return Math.round(connected / 5)
}

export class Propagation {
  readonly #members = new Set<Member>()
  /** The newest of each name. */
  readonly #byName = new Map<string, Member>()
  readonly #pollers = new Map<string, Poller>()
  readonly #onCounted: (tookMs: number) => void
  #asks: OpenAsk[] = []
  /** The latest state that anybody ever proved to have. */
  #furthest: Position | undefined
  #moves: { readonly revision: number; readonly atMs: number }[] = []
  #tickets = 0

  /** @param onCounted - Hears of each receipt that counts, and how long it took from the commit. */
  constructor(onCounted: (tookMs: number) => void = () => {}) {
    this.#onCounted = onCounted
  }

  /** How many streams are open. */
  get size(): number {
    return this.#members.size
  }

  /** A stream begins. @param known - The state that it resumes from. */
  join({ instance, sdk, keyId }: Party, known: Position | undefined, nowMs: number): Member {
    const member: Member = {
      instance,
      sdk,
      keyId,
      ticket: ++this.#tickets,
      openedAtMs: nowMs,
      known: undefined,
      told: undefined,
      heardAtMs: nowMs,
    }
    this.#members.add(member)
    const name = nameOf(member)
    if (name !== undefined) {
      this.#byName.set(name, member)
      this.#pollers.delete(name)
    }
    if (known !== undefined) this.#reach(member, known, nowMs, 0)
    return member
  }

  /** A stream ended. Its places stay open, for the next stream of the same instance to fill. */
  leave(member: Member): void {
    if (!this.#members.delete(member)) return
    const name = nameOf(member)
    if (name !== undefined && this.#byName.get(name) === member) this.#byName.delete(name)
    const heir = name === undefined ? undefined : this.#byName.get(name)
    for (const ask of this.#asks) {
      if (member.ticket > ask.lastTicket || isAtOrBeyond(member.known, ask)) continue
      if (heir !== undefined && isAtOrBeyond(heir.known, ask)) this.#count(ask, undefined)
      else leavePlace(ask, name ?? `#${member.ticket}`, member)
    }
  }

  /** The ruleset is another one now. @param isAsked - Whether those who are connected are to confirm it. */
  moved({ epoch, revision }: Position, nowMs: number, isAsked: boolean): void {
    this.#moves.push({ revision, atMs: nowMs })
    if (this.#moves.length > KEPT_MOVES) this.#moves.shift()
    if (isAsked) this.#remember(this.#askOf({ epoch, revision }, nowMs))
  }

  /** How long those may wait who get everything after a revision at once: the strictest that asked; undefined: nobody. */
  withinMs(after: number): number | undefined {
    return strictest(this.#asks.filter(({ revision }) => revision > after))
  }

  /** The same for what a stream begins with, which is always to be confirmed. @param after - What it resumes from. */
  openingWithinMs(party: Party, after: number | undefined): number {
    const name = nameOf(party) ?? ''
    const asked =
      after === undefined ? strictest(this.#asks.filter(({ gone }) => gone.has(name))) : this.withinMs(after)
    return asked ?? OPENING_MS + 4 * confirmWithinMs(this.#members.size)
  }

  /** A stream proved that it has a state. @param heldMs - How long it knew before it said so. */
  confirmed(member: Member, position: Position, nowMs: number, heldMs: number): void {
    member.heardAtMs = nowMs
    this.#reach(member, position, nowMs, heldMs)
  }

  /** It said which revision it serves; undefined: one that is none. */
  heard(party: Party, revision: number | undefined, nowMs: number): void {
    const name = nameOf(party) ?? ''
    const member = this.#byName.get(name) ?? this.#pollers.get(name)
    if (member === undefined) return
    member.heardAtMs = nowMs
    member.told = revision ?? member.told
  }

  /** Somebody asked for the ruleset. @param known - The state that it proved to have. */
  polled(party: Party, known: Position | undefined, nowMs: number): void {
    const name = nameOf(party)
    if (name === undefined) return
    const member = this.#byName.get(name)
    if (member !== undefined) {
      member.heardAtMs = nowMs
      if (known !== undefined) this.#reach(member, known, nowMs, 0)
      return
    }
    const before = this.#pollers.get(name)
    this.#pollers.delete(name)
    for (const [oldest, { heardAtMs }] of this.#pollers) {
      if (this.#pollers.size < MAX_POLLERS && nowMs - heardAtMs < POLLER_GONE_MS) break
      this.#pollers.delete(oldest)
    }
    const openedAtMs = before?.openedAtMs ?? nowMs
    const poller = { ...party, openedAtMs, known: known ?? before?.known, told: before?.told, heardAtMs: nowMs }
    this.#pollers.set(name, poller)
    if (known === undefined) return
    for (const ask of this.#asks) {
      if (isAtOrBeyond(known, ask)) this.#fillGone(ask, name, tookSince(ask, nowMs, 0))
    }
  }

  /**
   * The ask of a revision. One that is not remembered, because it was long ago or before a restart, is made up from
   * those who are connected now; receipts count for it from now on.
   */
  follow(position: Pick<Position, 'epoch' | 'revision'>): Ask {
    const known = this.#asks.findLast(({ epoch, revision }) => {
      return epoch === position.epoch && revision === position.revision
    })
    return known ?? this.#remember(this.#askOf(position, Number.NaN))
  }

  figures(ask: Ask): Figures {
    const { connected, applied, tookMs } = this.#open(ask)
    const sorted = Float64Array.from(tookMs).sort()
    return { connected, applied, p50Ms: rank(sorted, 0.5), p99Ms: rank(sorted, 0.99), laggards: this.#laggards(ask) }
  }

  /** Calls each time that somebody has applied it. @returns a function that stops that. */
  onApplied(ask: Ask, listener: () => void): () => void {
    const { listeners } = this.#open(ask)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** Those who poll and have no stream. */
  pollers(nowMs: number): readonly Poller[] {
    return [...this.#pollers.values()].filter(({ heardAtMs }) => nowMs - heardAtMs < POLLER_GONE_MS)
  }

  /** How many of them have not shown yet that they have this: each does with the poll after that which brought it. */
  pollersBehind(ask: Ask, nowMs: number): number {
    return this.pollers(nowMs).filter(({ known }) => !isAtOrBeyond(known, ask)).length
  }

  /** For how long it has been behind: since the first commit after what it said to have. Undefined: it never said. */
  lagMs(member: Poller, head: Position, nowMs: number): number | undefined {
    const revision = revisionOf(member)
    if (revision === undefined) return undefined
    if (revision >= head.revision) return 0
    const missed = this.#moves.find((move) => move.revision > revision)
    return Math.max(0, nowMs - (missed?.atMs ?? member.openedAtMs))
  }

  /**
   * - `unconfirmed`: it has said nothing for longer than it should
   * - `lagging`: it was not sent the newest state, did not confirm one in time that asked for it, or has been behind
   *   for longer than its next word takes
   * - `current`: it said that it has the newest state, or that is too young for its word
   * @param quietMs - Whoever is well says something within this time.
   * @param isSent - Whether it was sent all that there is.
   */
  stateOf(
    member: Member,
    head: Position,
    nowMs: number,
    { quietMs, isSent }: { readonly quietMs: number; readonly isSent: boolean },
  ): ConnectionState {
    if (nowMs - member.heardAtMs > quietMs) return 'unconfirmed'
    const revision = revisionOf(member)
    if (revision !== undefined && revision >= head.revision) return 'current'
    const isLate = !isSent || this.#isOverdue(member, nowMs) || (this.lagMs(member, head, nowMs) ?? 0) > quietMs
    return isLate ? 'lagging' : 'current'
  }

  #isOverdue(member: Member, nowMs: number): boolean {
    return this.#asks.some((ask) => {
      const isDue = nowMs > ask.committedAtMs + ask.withinMs + OVERDUE_MS
      return isDue && member.ticket <= ask.lastTicket && !isAtOrBeyond(member.known, ask)
    })
  }

  #askOf({ epoch, revision }: Pick<Position, 'epoch' | 'revision'>, committedAtMs: number): OpenAsk {
    const connected = this.#members.size
    const ask = { epoch, revision, committedAtMs, lastTicket: this.#tickets, connected, applied: 0 }
    // Of what is over, or was heard of from another node before this one had it. Else there is nobody to be looked at.
    if (isAtOrBeyond(this.#furthest, ask)) {
      for (const { known } of this.#members) if (isAtOrBeyond(known, ask)) ask.applied++
    }
    return { ...ask, withinMs: confirmWithinMs(connected), tookMs: [], gone: new Map(), listeners: new Set() }
  }

  #remember(ask: OpenAsk): OpenAsk {
    this.#asks.push(ask)
    if (this.#asks.length > KEPT_ASKS) this.#asks.shift()
    return ask
  }

  #open(ask: Ask): OpenAsk {
    return ask as OpenAsk // Nobody else makes any.
  }

  #reach(member: Member, position: Position, nowMs: number, heldMs: number): void {
    if (isAtOrBeyond(member.known, position)) return
    for (const ask of this.#asks) {
      if (!isAtOrBeyond(position, ask) || isAtOrBeyond(member.known, ask)) continue
      const tookMs = tookSince(ask, nowMs, heldMs)
      if (member.ticket <= ask.lastTicket) this.#count(ask, tookMs)
      this.#fillGone(ask, nameOf(member), tookMs)
    }
    member.known = position
    if (!isAtOrBeyond(this.#furthest, position)) this.#furthest = position
  }

  /** An instance is there again: every place that its streams left is filled. */
  #fillGone(ask: OpenAsk, name: string | undefined, tookMs: number | undefined): void {
    const left = name === undefined ? undefined : ask.gone.get(name)
    if (name === undefined || left === undefined) return
    ask.gone.delete(name)
    for (let place = 0; place < left.length; place++) this.#count(ask, tookMs)
  }

  #count(ask: OpenAsk, tookMs: number | undefined): void {
    ask.applied++
    if (tookMs !== undefined) {
      ask.tookMs.push(tookMs)
      this.#onCounted(tookMs)
    }
    for (const listener of ask.listeners) listener()
  }

  #laggards(ask: Ask): readonly Laggard[] {
    const laggards: Laggard[] = []
    if (ask.applied === ask.connected) return laggards
    for (const member of [...this.#open(ask).gone.values()].flat()) {
      if (laggards.length < MAX_LAGGARDS) laggards.push(laggardOf(member, true))
    }
    for (const member of this.#members) {
      if (laggards.length >= MAX_LAGGARDS || member.ticket > ask.lastTicket) break
      if (!isAtOrBeyond(member.known, ask)) laggards.push(laggardOf(member, false))
    }
    return laggards
  }
}

function leavePlace({ gone }: OpenAsk, name: string, member: Member): void {
  const left = gone.get(name)
  if (left === undefined) gone.set(name, [member])
  else left.push(member)
}

function nameOf({ instance, keyId }: Party): string | undefined {
  return instance === undefined ? undefined : `${keyId} ${instance}`
}

/** The newest revision that it is known or said to have. */
export function revisionOf({ known, told }: Pick<Member, 'known' | 'told'>): number | undefined {
  if (known === undefined || told === undefined) return told ?? known?.revision
  return Math.max(known.revision, told)
}

function laggardOf(member: Member, isGone: boolean): Laggard {
  const { instance, sdk, heardAtMs } = member
  return { instance, sdk, revision: revisionOf(member), heardAtMs, isGone }
}

function isAtOrBeyond(known: Position | undefined, { epoch, revision }: Pick<Position, 'epoch' | 'revision'>): boolean {
  if (known === undefined) return false
  return known.epoch > epoch || (known.epoch === epoch && known.revision >= revision)
}

function tookSince({ committedAtMs }: Ask, nowMs: number, heldMs: number): number | undefined {
  return Number.isNaN(committedAtMs) ? undefined : Math.max(0, nowMs - committedAtMs - heldMs)
}

function strictest(asks: readonly Ask[]): number | undefined {
  return asks.length === 0 ? undefined : Math.min(...asks.map(({ withinMs }) => withinMs))
}

/** Nearest rank, to a tenth: receipts count whole milliseconds, and the first are there within less. */
function rank(sorted: Float64Array, share: number): number | undefined {
  const ms = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
  return ms === undefined ? undefined : Math.round(ms * 10) / 10
}
