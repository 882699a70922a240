/**
 * What a stream begins with: nothing that its client has already, never anything older, and the whole when it cannot
 * be told what is missing.
 * @see docs/protocol.md, "Resume"
 */
import { parseStateId, type SnapshotReason, type StateId } from '@halyard/protocol'
import type { History } from '../store/history.ts'
import { claimedBy } from './position.ts'
import { isBeginning, type LiveRuleset, type RulesetIdentity } from './ruleset.ts'
import type { RulesetDirectory } from './rulesets.ts'

/** `resume`: what was missed since `from` as one change, or a heartbeat when nothing was. */
export type Opening =
  | { readonly with: 'snapshot'; readonly reason: SnapshotReason }
  | { readonly with: 'resume'; readonly from: StateId }

export interface ResumeOptions {
  /** How long a client that is ahead of this node waits for it to catch up. */
  readonly waitMs: number
  /** A client holds newer state than this node, even after waiting. Its word alone, so nothing follows from it here. */
  readonly onAhead?: ((identity: RulesetIdentity) => void) | undefined
}

const RECHECK_MS = 1_000
const KNOWN_IDS = 4_096

export class Resumption {
  readonly #history: History
  readonly #directory: RulesetDirectory
  readonly #waitMs: number
  readonly #onAhead: (identity: RulesetIdentity) => void
  /** Ids that the history confirmed; what was once true stays so. */
  readonly #known = new Set<string>()

  constructor(history: History, directory: RulesetDirectory, { waitMs, onAhead = () => {} }: ResumeOptions) {
    this.#history = history
    this.#directory = directory
    this.#waitMs = waitMs
    this.#onAhead = onAhead
  }

  /**
   * @param claimed - What the client says it has, unread.
   * @param signal - Asked for only when there is a wait. Aborts when nobody waits any more.
   * @returns `behind` when the client has newer state than this node, even after waiting.
   */
  async decide(
    ruleset: LiveRuleset,
    claimed: string | undefined,
    signal: () => AbortSignal,
  ): Promise<Opening | 'behind'> {
    const state = claimed === undefined ? undefined : parseStateId(claimed)
    if (state === undefined) return { with: 'snapshot', reason: 'initial' }
    if (isAhead(state, ruleset.head)) {
      const over = signal()
      if (!(await this.#caughtUp(ruleset, state, over))) {
        // One that left while it waited may have found a node that is up to date.
        if (isAhead(state, ruleset.head) && !over.aborted) this.#onAhead(ruleset.identity)
        return 'behind'
      }
    }
    if (state.epoch !== ruleset.head.epoch) return { with: 'snapshot', reason: 'epoch' }
    if (isHead(state, ruleset)) return { with: 'resume', from: state }
    return this.#fromHistory(ruleset, state)
  }

  /** Hears what a poll says it has. @param tag - An entity tag, or anything else that was sent as one. */
  polled(ruleset: LiveRuleset, tag: string | undefined): void {
    const state = claimedBy(tag, ruleset.head)
    if (state !== undefined && isAhead(state, ruleset.head)) this.#onAhead(ruleset.identity)
  }

  async #fromHistory(ruleset: LiveRuleset, state: StateId): Promise<Opening> {
    const wasState = isBeginning(state) || (await this.knows(ruleset, state))
    if (wasState === undefined) return { with: 'snapshot', reason: 'initial' }
    if (!wasState) return { with: 'snapshot', reason: 'diverged' }
    // The history holds this revision with another digest than this node does: it is the node that is wrong.
    if (state.revision === ruleset.head.revision) await this.#directory.reload(ruleset.identity.environmentId)
    const { revision } = state
    const isRemembered = ruleset.remembers(revision) || (await this.#directory.recallDeletions(ruleset))
    if (state.epoch !== ruleset.head.epoch) return { with: 'snapshot', reason: 'epoch' }
    if (!isRemembered || !ruleset.remembers(revision)) return { with: 'snapshot', reason: 'initial' }
    const isSmaller = ruleset.missedSince(revision).length > ruleset.body().length
    return isSmaller ? { with: 'snapshot', reason: 'smaller' } : { with: 'resume', from: state }
  }

  async #caughtUp(ruleset: LiveRuleset, state: StateId, signal: AbortSignal): Promise<boolean> {
    const deadline = performance.now() + this.#waitMs
    while (isAhead(state, ruleset.head)) {
      const leftMs = deadline - performance.now()
      if (leftMs <= 0 || signal.aborted) return false
      // A forged id must not make this node load everything again: only what the store knows of is worth that.
      if (await this.knows(ruleset, state)) await this.#directory.reload(ruleset.identity.environmentId)
      if (isAhead(state, ruleset.head)) await this.#moved(ruleset, Math.min(leftMs, RECHECK_MS), signal)
    }
    return true
  }

  /** Whether it ever was a state of this ruleset. @returns undefined when the store does not answer. */
  async knows(ruleset: LiveRuleset, { epoch, revision, digest }: StateId): Promise<boolean | undefined> {
    const { environmentId, audience } = ruleset.identity
    const id = `${environmentId} ${audience} ${epoch} ${revision} ${digest}`
    if (this.#known.has(id)) return true
    try {
      const isKnown = await this.#history.knows(environmentId, audience, epoch, revision, digest)
      if (isKnown && this.#known.size >= KNOWN_IDS) this.#known.clear()
      if (isKnown) this.#known.add(id)
      return isKnown
    } catch {
      return undefined // The directory's own confirmation reports a store that is gone.
    }
  }

  /** Waits until the ruleset moved, the time is over or the client left. */
  #moved(ruleset: LiveRuleset, timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        stop()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, timeoutMs)
      const ifThis = (moved: LiveRuleset): void => {
        if (moved === ruleset) end()
      }
      const stop = this.#directory.listen({ moved: ifThis, removed: ifThis, revoked: () => {} })
      signal.addEventListener('abort', end)
      if (signal.aborted) end()
    })
  }
}

function isAhead(state: StateId, head: StateId): boolean {
  return state.epoch > head.epoch || (state.epoch === head.epoch && state.revision > head.revision)
}

function isHead({ revision, digest }: StateId, { head }: LiveRuleset): boolean {
  return revision === head.revision && digest === head.digest
}
