/**
 * Who is there: each open stream's record in its ruleset's `Propagation`, and the name under which it sends receipts.
 * @see docs/protocol.md, "Receipts"
 */
import { randomBytes } from 'node:crypto'
import type { OpeningMarks, Stream } from './channel.ts'
import { Propagation } from './propagation.ts'
import type { LiveReport } from './report.ts'
import type { Opening } from './resume.ts'
import type { LiveRuleset } from './ruleset.ts'

export class RollCall {
  readonly #report: LiveReport
  readonly #propagations = new WeakMap<LiveRuleset, Propagation>()
  readonly #byNonce = new Map<string, Stream>()

  constructor(report: LiveReport) {
    this.#report = report
  }

  /** Who has applied what of this ruleset. */
  of(ruleset: LiveRuleset): Propagation {
    let propagation = this.#propagations.get(ruleset)
    if (propagation === undefined) {
      propagation = new Propagation((tookMs) => this.#report.confirmed(ruleset.identity, tookMs))
      this.#propagations.set(ruleset, propagation)
    }
    return propagation
  }

  /** The open stream that was given this name. */
  streamOf(nonce: string): Stream | undefined {
    return this.#byNonce.get(nonce)
  }

  /** A stream begins. @returns what its first event says; nothing to browsers, of which nothing is to be proved. */
  enter(stream: Stream, opening: Opening, nowMs: number): OpeningMarks | undefined {
    const { visitor, channel } = stream
    if (channel.dialect !== 'sdk') return undefined
    const { kind, instance, sdk, keyId } = visitor
    const party = { instance, sdk, keyId }
    const propagation = this.of(channel.ruleset)
    const from = opening.with === 'resume' ? opening.from : undefined
    const withinMs = propagation.openingWithinMs(party, from?.revision)
    stream.member = propagation.join(party, from, nowMs)
    if (kind !== 'sdk') return undefined
    stream.nonce = randomBytes(12).toString('base64url')
    this.#byNonce.set(stream.nonce, stream)
    return { nonce: stream.nonce, withinMs }
  }

  /** It ended. */
  leave({ member, nonce, channel }: Stream): void {
    if (member !== undefined) this.of(channel.ruleset).leave(member)
    if (nonce !== undefined) this.#byNonce.delete(nonce)
  }

  /** Before anything is written: so it takes no time that grows with the streams. */
  moved(ruleset: LiveRuleset, nowMs: number, isAsked: boolean): void {
    const propagation = this.of(ruleset)
    const isAskedHere = isAsked && ruleset.identity.audience === 'server'
    propagation.moved(ruleset.head, nowMs, isAskedHere)
    if (isAskedHere) this.#report.asked(ruleset.identity, propagation.size)
  }
}
