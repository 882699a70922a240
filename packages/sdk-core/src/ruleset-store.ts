/**
 * What the client serves: one committed state of one environment, replaced whole or not at all.
 * @see docs/connection.md, "Acceptance"
 */
import { type CompiledRuleset, compile, type FlagItem, type ItemHead, type Ruleset, readsAge } from '@halyard/evaluator'
import {
  addToDigest,
  type Change,
  digestOf,
  type Heartbeat,
  removeFromDigest,
  type Snapshot,
  type StateId,
} from '@halyard/protocol'

/** A committed state. Never mutated: a change makes the next one. */
export interface Held {
  /** As received, kinds that this version does not know included. */
  readonly ruleset: Ruleset
  readonly digest: string
  readonly compiled: CompiledRuleset
  /** Keys of flags whose evaluation depends on how old the state is. */
  readonly aging: ReadonlySet<string>
}

/**
 * - `confirmed`: what is held is the sender's state, now or before
 * - `behind`: the sender's state is earlier than what is held; ignored
 * - `resync`: something was missed
 * - `diverged`: the digest differs from the sender's
 */
export type Outcome = 'confirmed' | 'behind' | 'resync' | 'diverged'

/** Hears of the new state and of the keys of flags whose definition became another. */
export type OnApplied = (held: Held, flags: readonly string[]) => void

type ItemsByKind = Record<string, Record<string, ItemHead>>
type ChangedOfKind = Readonly<Record<string, ItemHead | null>>

export interface RulesetStore {
  held(): Held | undefined
  /**
   * @param isAnswer - To the very state that is held: a snapshot is then taken at the same revision, too, if its digest
   *   differs, and at any if it says that the state diverged.
   * @param isUnproven - The server has vouched for nothing yet: what is held was bundled or kept, and the epoch that it
   *   claims yields to the server's.
   */
  take(message: Snapshot | Change | Heartbeat, isAnswer?: boolean, isUnproven?: boolean): Outcome
}

/** @param onApplied - Called after the new state is what `held()` returns. */
export function createRulesetStore(onApplied: OnApplied): RulesetStore {
  let held: Held | undefined

  /** All or nothing: whatever throws or differs before this leaves the old state in force. */
  const swap = (ruleset: Ruleset, digest: string): Outcome => {
    const before = held?.ruleset
    // Another environment's flag of that name is no earlier version of this one.
    const compiled = compile(ruleset, before?.environmentId === ruleset.environmentId ? held?.compiled : undefined)
    const flags = ruleset.items.flag
    held = { ruleset, digest, compiled, aging: new Set(Object.keys(flags).filter((key) => readsAge(compiled, key))) }
    onApplied(held, changedFlags(before?.items.flag ?? {}, flags))
    return 'confirmed'
  }

  const takeSnapshot = ({ ruleset, digest, reason }: Snapshot, isAnswer?: boolean, isUnproven?: boolean): Outcome => {
    if (held?.ruleset.environmentId === ruleset.environmentId) {
      const outcome = compare({ ...ruleset, digest })
      const isYielding = isUnproven && ruleset.epoch < held.ruleset.epoch
      const isForced = isAnswer && (reason === 'diverged' || outcome === 'diverged' || isYielding)
      if (outcome === 'confirmed' || (outcome !== 'resync' && !isForced)) return outcome
    }
    return digestOf(ruleset.items as unknown as ItemsByKind) === digest ? swap(ruleset, digest) : 'diverged'
  }

  const takeChange = (change: Change): Outcome => {
    const order = compare(change)
    if (order !== 'resync') return order
    if (!held || change.epoch !== held.ruleset.epoch || change.from > held.ruleset.revision) return 'resync'
    const items: ItemsByKind = { ...(held.ruleset.items as unknown as ItemsByKind) }
    let digest = held.digest
    // A kind that is there is never undefined: it came from JSON.
    for (const [kind, changed] of Object.entries(change.items as Readonly<Record<string, ChangedOfKind>>)) {
      // Without a prototype, `__proto__` is a key like any other.
      const copy: Record<string, ItemHead> = Object.assign(Object.create(null), items[kind])
      items[kind] = copy
      for (const [key, item] of Object.entries(changed)) {
        const before = copy[key]
        if (before) digest = removeFromDigest(digest, kind, key, before.hash)
        delete copy[key]
        if (item) digest = addToDigest(digest, kind, key, item.hash)
        if (item) copy[key] = item
      }
    }
    if (digest !== change.digest) return 'diverged'
    return swap({ ...held.ruleset, revision: change.revision, items: items as unknown as Ruleset['items'] }, digest)
  }

  /** Where the sender stands. */
  const compare = ({ epoch, revision, digest }: StateId): Outcome => {
    if (!held) return 'resync'
    const ahead = epoch - held.ruleset.epoch || revision - held.ruleset.revision
    return ahead > 0 ? 'resync' : ahead < 0 ? 'behind' : digest === held.digest ? 'confirmed' : 'diverged'
  }

  return {
    held: () => held,
    take: (message, isAnswer, isUnproven) =>
      message.event === 'snapshot'
        ? takeSnapshot(message, isAnswer, isUnproven)
        : message.event === 'change'
          ? takeChange(message)
          : compare(message),
  }
}

type Flags = Readonly<Record<string, FlagItem>>

function changedFlags(before: Flags, after: Flags): string[] {
  return Object.keys({ ...before, ...after }).filter((key) => before[key]?.hash !== after[key]?.hash)
}
