import { createHash } from 'node:crypto'
import type { FlagItem, ItemHead, JsonValue, SegmentItem } from '@halyard/evaluator'
import { type Change, digestOf, encodeDown, formatStateId, type Heartbeat, type Snapshot } from '@halyard/protocol'

type Items = {
  flag: Record<string, FlagItem>
  segment: Record<string, SegmentItem>
  [kind: string]: Record<string, ItemHead>
}

/** One committed state. */
export interface Commit {
  readonly epoch: number
  readonly revision: number
  readonly digest: string
  readonly id: string
  readonly items: Items
}

/** An environment's history, and the frames that a right server would send of it. */
export interface ScriptedHistory {
  readonly head: Commit
  readonly commits: readonly Commit[]
  /** Commits flags that serve a value to everyone; null deletes one. */
  commit(values: Readonly<Record<string, JsonValue>>): Commit
  /** The frame of a whole state; the head's unless given. */
  snapshot(more?: Partial<Snapshot>, commit?: Commit): string
  /** The body of `GET …/ruleset`. */
  body(more?: Partial<Snapshot>, commit?: Commit): string
  change(from: Commit, to?: Commit, more?: Partial<Change>): string
  heartbeat(commit?: Commit, ageMs?: number): string
}

export function createHistory(
  flags: Record<string, JsonValue> = {},
  { environmentId = 'env-1', epoch = 1 } = {},
): ScriptedHistory {
  const items: Items = { flag: {}, segment: {} }
  for (const [key, value] of Object.entries(flags)) items.flag[key] = constantFlag(value, 1)
  const commits: Commit[] = [commitOf(epoch, 1, items)]
  const last = (): Commit => commits.at(-1) as Commit

  const snapshotOf = (more: Partial<Snapshot>, { revision, items, digest }: Commit): Snapshot => ({
    event: 'snapshot',
    ruleset: { project: 'shop', environment: 'production', environmentId, epoch, revision, items },
    digest,
    reason: 'initial',
    ageMs: 0,
    ...more,
  })

  return {
    get head() {
      return last()
    },
    commits,
    commit(values) {
      const before = last()
      const flag = { ...before.items.flag }
      for (const [key, value] of Object.entries(values)) {
        if (value === null) delete flag[key]
        else flag[key] = constantFlag(value, before.revision + 1)
      }
      commits.push(commitOf(epoch, before.revision + 1, { ...before.items, flag }))
      return last()
    },
    snapshot: (more = {}, commit = last()) => encodeDown(snapshotOf(more, commit)),
    body: (more = {}, commit = last()) => JSON.stringify(snapshotOf({ reason: 'poll', ...more }, commit)),
    change: (from, to = last(), more = {}) =>
      encodeDown({
        event: 'change',
        epoch,
        from: from.revision,
        revision: to.revision,
        digest: to.digest,
        items: { flag: difference(from.items.flag, to.items.flag) },
        ageMs: 0,
        ...more,
      } satisfies Change),
    heartbeat: (commit = last(), ageMs = 0) => {
      const { revision, digest } = commit
      return encodeDown({ event: 'heartbeat', epoch, revision, digest, ageMs } satisfies Heartbeat)
    },
  }
}

/** A flag that serves one value to everyone, and nothing (so the caller's default) when off. */
export function constantFlag(value: JsonValue, revision: number, more: Partial<FlagItem> = {}): FlagItem {
  const type = typeof value === 'object' ? 'object' : (typeof value as 'boolean' | 'string' | 'number')
  const flag = { type, variants: { value }, enabled: true, fallthrough: { variant: 'value' }, ...more } as const
  const hash = createHash('sha256').update(JSON.stringify(flag)).digest('hex').slice(0, 16)
  return { revision, hash, ...flag }
}

function commitOf(epoch: number, revision: number, items: Items): Commit {
  const digest = digestOf(items)
  return { epoch, revision, items, digest, id: formatStateId({ epoch, revision, digest }) }
}

function difference(
  before: Record<string, FlagItem>,
  after: Record<string, FlagItem>,
): Record<string, FlagItem | null> {
  const keys = Object.keys({ ...before, ...after }).filter((key) => before[key]?.hash !== after[key]?.hash)
  return Object.fromEntries(keys.map((key) => [key, after[key] ?? null]))
}
