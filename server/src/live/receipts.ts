/**
 * What SDKs say about what they applied, and what is known from it: who has a change, who has not, who is there at all.
 * A thin shell around `propagation.ts`: it checks whose word it is, reads the clock, and waits.
 * @see docs/protocol.md, "Receipts"
 */
import { parseStateId, type Receipt } from '@halyard/protocol'
import type { Applied, Connection, Wait } from '../domain/applied.ts'
import type { Stream } from './channel.ts'
import type { Clock } from './elapsed.ts'
import type { Hub } from './hub.ts'
import { claimedBy, isSamePosition, type Position } from './position.ts'
import { type Ask, type Party, type Poller, type Propagation, revisionOf } from './propagation.ts'
import type { Resumption } from './resume.ts'
import type { LiveRuleset } from './ruleset.ts'
import type { RulesetDirectory } from './rulesets.ts'

export interface ReceiptsDeps {
  readonly directory: RulesetDirectory
  readonly hub: Hub
  readonly resumption: Resumption
  readonly clock: Clock
  /** Whoever is well says something within this time. */
  readonly quietMs: number
}

const NOTHING: Applied = {
  connected: 0,
  applied: 0,
  p50Ms: undefined,
  p99Ms: undefined,
  laggards: [],
  clientsConnected: 0,
  polling: 0,
  timedOut: false,
}

export class Receipts {
  readonly #deps: ReceiptsDeps
  readonly #waiting = new Set<() => void>()
  #isClosed = false

  constructor(deps: ReceiptsDeps) {
    this.#deps = deps
  }

  /** The stream that a nonce names, where it is one of this key. */
  streamOf(nonce: string, keyId: string): Stream | undefined {
    const stream = this.#deps.hub.rollCall.streamOf(nonce)
    return stream?.visitor.keyId === keyId ? stream : undefined
  }

  /** Counts what a stream says to have applied, if that ever was a state. @returns whether it was. */
  async take(stream: Stream, { id, heldMs }: Receipt): Promise<boolean> {
    const state = parseStateId(id)
    const { ruleset } = stream.channel
    // A store that has to be asked must not make the SDK look slow.
    const nowMs = this.#nowMs()
    if (state === undefined || !(await this.#isState(ruleset, state))) return false
    // It may have ended meanwhile; then its place waits for the next stream of its instance.
    if (stream.member === undefined || stream.state.kind === 'closed') return false
    const position = isSamePosition(state, ruleset.head) ? ruleset.head : state
    this.#propagation(ruleset).confirmed(stream.member, position, nowMs, heldMs)
    return true
  }

  /** It told what it serves. What never was is not believed. */
  heard(ruleset: LiveRuleset, party: Party, revision: number): void {
    this.#propagation(ruleset).heard(party, revision <= ruleset.head.revision ? revision : undefined, this.#nowMs())
  }

  /** Somebody polled. @param tag - What it says to have. */
  polled(ruleset: LiveRuleset, party: Party, tag: string | undefined): void {
    const state = claimedBy(tag, ruleset.head)
    const known = state !== undefined && isSamePosition(state, ruleset.head) ? ruleset.head : undefined
    this.#propagation(ruleset).polled(party, known, this.#nowMs())
  }

  /** How a revision of the environment fares: now, or once so many have confirmed it. */
  async applied(environmentId: string, revision: number, wait?: Wait): Promise<Applied> {
    const rulesets = this.#deps.directory.get(environmentId)
    if (rulesets === undefined) return NOTHING
    const propagation = this.#propagation(rulesets.server)
    const ask = propagation.follow({ epoch: rulesets.server.head.epoch, revision })
    const hasSettled = wait === undefined || (await this.#settled(propagation, ask, wait))
    const figures = propagation.figures(ask)
    const nowMs = this.#nowMs()
    return {
      ...figures,
      laggards: figures.laggards.map(({ heardAtMs, ...laggard }) => ({ ...laggard, lastSeenMs: nowMs - heardAtMs })),
      clientsConnected: this.#deps.hub.connected(rulesets.client),
      polling: propagation.pollersBehind(ask, nowMs),
      timedOut: !hasSettled,
    }
  }

  /** Everybody who holds a stream of the environment on this node, or polls with an SDK key. */
  connections(environmentId: string): readonly Connection[] {
    const rulesets = this.#deps.directory.get(environmentId)
    if (rulesets === undefined) return []
    return [rulesets.server, rulesets.client].flatMap((ruleset) => {
      const pollers = this.#propagation(ruleset).pollers(this.#nowMs())
      return [
        ...this.#deps.hub.streams(ruleset).flatMap((stream) => this.#connectionOf(ruleset, stream)),
        ...pollers.map((poller) => ({ ...this.#seen(ruleset, poller), state: 'polling' as const })),
      ]
    })
  }

  /** Nobody waits any longer. */
  close(): void {
    this.#isClosed = true
    for (const end of this.#waiting) end()
  }

  /** @returns whether so many have confirmed it in time. */
  #settled(propagation: Propagation, ask: Ask, { share, timeoutMs, signal }: Wait): Promise<boolean> {
    const isSettled = (): boolean => ask.applied >= Math.ceil(ask.connected * share - 1e-9)
    if (isSettled() || this.#isClosed || signal?.aborted) return Promise.resolve(isSettled())
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        stop()
        this.#waiting.delete(end)
        signal?.removeEventListener('abort', end)
        resolve(isSettled())
      }
      const timer = setTimeout(end, timeoutMs)
      const stop = propagation.onApplied(ask, () => void (isSettled() && end()))
      this.#waiting.add(end)
      signal?.addEventListener('abort', end)
    })
  }

  async #isState(ruleset: LiveRuleset, state: Position): Promise<boolean> {
    return isSamePosition(state, ruleset.head) || (await this.#deps.resumption.knows(ruleset, state)) === true
  }

  #connectionOf(ruleset: LiveRuleset, { member, state }: Stream): readonly Connection[] {
    if (member === undefined) return []
    const isSent = state.kind === 'leaving' || (state.kind === 'live' && isSamePosition(state.cursor, ruleset.head))
    const view = { quietMs: this.#deps.quietMs, isSent }
    const stateNow = this.#propagation(ruleset).stateOf(member, ruleset.head, this.#nowMs(), view)
    return [{ ...this.#seen(ruleset, member), state: stateNow }]
  }

  #seen(ruleset: LiveRuleset, member: Poller): Omit<Connection, 'state'> {
    const { monotonicMs, wallMs } = this.#deps.clock.now()
    return {
      instance: member.instance,
      sdk: member.sdk,
      keyId: member.keyId,
      audience: ruleset.identity.audience,
      revision: revisionOf(member),
      lagMs: this.#propagation(ruleset).lagMs(member, ruleset.head, monotonicMs),
      connectedAtMs: Math.round(wallMs - (monotonicMs - member.openedAtMs)),
    }
  }

  #propagation(ruleset: LiveRuleset): Propagation {
    return this.#deps.hub.rollCall.of(ruleset)
  }

  #nowMs(): number {
    return this.#deps.clock.now().monotonicMs
  }
}
