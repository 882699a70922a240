/**
 * One environment as one audience sees it, in memory: what snapshots, changes and polls are made of. Commits advance
 * it one by one; a commit that does not follow, or leads to another digest than it says, is not taken.
 * @see docs/protocol.md, "History"
 */
import type { FlagItem, Ruleset, SegmentItem } from '@halyard/evaluator'
import { addToDigest, EMPTY_DIGEST, removeFromDigest, type StateId } from '@halyard/protocol'
import type {
  Audience,
  AudienceChange,
  AudienceState,
  EnvironmentState,
  ItemKind,
  ItemState,
} from '../store/history.ts'
import type { Position } from './position.ts'

/** Whose ruleset it is. */
export interface RulesetIdentity {
  readonly project: string
  readonly environment: string
  readonly environmentId: string
  readonly audience: Audience
}

/** The last state of a key: a live item, or that it is gone. */
interface Entry {
  readonly kind: ItemKind
  readonly key: string
  readonly revision: number
  readonly item: FlagItem | SegmentItem | null
  /** `"key":<item or null>`. */
  readonly json: string
}

/** Keys that one advance touched. */
interface Advance {
  readonly from: number
  readonly entries: readonly Entry[]
}

/** So many advances are remembered key by key; what was missed before them is found by a walk over all items. */
const REMEMBERED_ADVANCES = 256

const PREPARED_CHANGES = 64

export class LiveRuleset {
  readonly identity: RulesetIdentity
  #head: Position
  #hashSalt: string
  #entries: Map<string, Entry> = new Map()
  /** Every deletion after this revision is among the entries. */
  #completeSince: number
  #advances: Advance[] = []
  /** Of the live entries' JSON. */
  #bytes = 0
  #body: Buffer | undefined
  #missed: Map<number, Buffer> = new Map()

  /** @throws RulesetMismatch when the items do not add up to the digest */
  constructor(state: EnvironmentState, audience: Audience) {
    const { project, environment, environmentId } = state
    this.identity = { project, environment, environmentId, audience }
    this.#hashSalt = state.hashSalt
    const { revision, digest, items } = state.audiences[audience]
    this.#head = { epoch: state.epoch, revision, digest }
    this.#completeSince = revision
    verify(this.identity, state.audiences[audience])
    for (const item of items) this.#put(entryOf(item))
  }

  /** The state that is served. Another object whenever it is another state. */
  get head(): Position {
    return this.#head
  }

  /** How many flags it serves. */
  get flagCount(): number {
    let count = 0
    for (const { kind, item } of this.#entries.values()) if (kind === 'flag' && item !== null) count++
    return count
  }

  /** What its items weigh as JSON. */
  get bytes(): number {
    return this.#bytes
  }

  /** Live items by key. */
  *items(kind: ItemKind): Generator<readonly [key: string, item: FlagItem | SegmentItem]> {
    for (const entry of this.#entries.values()) {
      if (entry.kind === kind && entry.item !== null) yield [entry.key, entry.item]
    }
  }

  item(kind: ItemKind, key: string): FlagItem | SegmentItem | undefined {
    return this.#entries.get(idOf(kind, key))?.item ?? undefined
  }

  /**
   * Takes a commit over.
   * @returns false when it does not follow or does not add up: then nothing was taken, and the whole must be loaded.
   */
  advance(epoch: number, change: AudienceChange): boolean {
    const { epoch: mine, revision, digest } = this.#head
    if (epoch === mine && change.revision <= revision) return true
    if (epoch !== mine || change.from !== revision) return false
    if (this.#digestAfter(digest, change.items) !== change.digest) return false
    this.#move({ epoch, revision: change.revision, digest: change.digest }, change.items.map(entryOf))
    return true
  }

  /**
   * Takes a loaded state over, as one advance where history goes on, so that streams need only what differs.
   * @throws RulesetMismatch when the items do not add up to the digest
   */
  replace(state: EnvironmentState): void {
    const loaded = state.audiences[this.identity.audience]
    const { revision, digest } = loaded
    // A commit that came while the store was being read is newer than what was read.
    if (state.epoch === this.#head.epoch && revision < this.#head.revision) return
    verify(this.identity, loaded)
    this.#hashSalt = state.hashSalt
    if (state.epoch !== this.#head.epoch) this.#restart({ epoch: state.epoch, revision, digest }, loaded)
    else if (digest !== this.#head.digest || revision !== this.#head.revision) {
      this.#move({ epoch: state.epoch, revision, digest }, this.#difference(loaded))
    }
  }

  /** The ruleset as a document. */
  document(): Ruleset {
    const { project, environment, environmentId, audience } = this.identity
    const { epoch, revision } = this.#head
    const items = { flag: Object.fromEntries(this.items('flag')), segment: Object.fromEntries(this.items('segment')) }
    const salt = audience === 'client' ? { hashSalt: this.#hashSalt } : undefined
    return { project, environment, environmentId, epoch, revision, ...salt, items: items as Ruleset['items'] }
  }

  /** The ruleset's JSON, prepared once per state. */
  body(): Buffer {
    this.#body ??= Buffer.from(this.#json())
    return this.#body
  }

  /** Whether what was missed since a revision can be told from memory: deletions before the load are not in it. */
  remembers(revision: number): boolean {
    return revision >= this.#completeSince
  }

  /** Takes over deletions from before the load, after which every revision can be resumed from. */
  rememberDeletions(states: readonly ItemState[]): void {
    for (const state of states) {
      const isNews =
        state.item === null && state.revision <= this.#head.revision && !this.#entries.has(idOf(state.kind, state.key))
      if (isNews) this.#put(entryOf(state))
    }
    this.#completeSince = 0
  }

  /**
   * JSON of everything that changed after a revision, prepared once per state.
   * @param revision - One that {@link remembers} holds for.
   */
  missedSince(revision: number): Buffer {
    const known = this.#missed.get(revision)
    if (known !== undefined) return known
    const missed = Buffer.from(this.#missedJson(revision))
    // The commonest are asked for first: by the streams that were up to date, and those that just reconnect.
    if (this.#missed.size < PREPARED_CHANGES) this.#missed.set(revision, missed)
    return missed
  }

  #missedJson(revision: number): string {
    const byId = new Map<string, Entry>()
    for (const entry of this.#touchedAfter(revision)) byId.set(idOf(entry.kind, entry.key), entry)
    return itemsJson(byId.values(), true)
  }

  /** In order, so that a key's last entry is its last state. */
  *#touchedAfter(revision: number): Generator<Entry> {
    const first = this.#advances.findIndex((advance) => advance.from === revision)
    if (first >= 0) for (const advance of this.#advances.slice(first)) yield* advance.entries
    else for (const entry of this.#entries.values()) if (entry.revision > revision) yield entry
  }

  #json(): string {
    const { project, environment, environmentId, audience } = this.identity
    const { epoch, revision } = this.#head
    const salt = audience === 'client' ? { hashSalt: this.#hashSalt } : undefined
    const head = JSON.stringify({ project, environment, environmentId, epoch, revision, ...salt })
    return `${head.slice(0, -1)},"items":${itemsJson(this.#live(), false)}}`
  }

  *#live(): Generator<Entry> {
    for (const entry of this.#entries.values()) if (entry.item !== null) yield entry
  }

  #digestAfter(digest: string, items: readonly ItemState[]): string {
    let after = digest
    for (const { kind, key, item } of items) {
      const before = this.#entries.get(idOf(kind, key))?.item
      if (before) after = removeFromDigest(after, kind, key, before.hash)
      if (item !== null) after = addToDigest(after, kind, key, item.hash)
    }
    return after
  }

  #difference(loaded: AudienceState): Entry[] {
    const now = new Map(loaded.items.map((item) => [idOf(item.kind, item.key), item]))
    const changed = loaded.items.filter((item) => this.item(item.kind, item.key)?.hash !== item.item?.hash).map(entryOf)
    for (const [id, { kind, key }] of this.#entries) {
      if (this.item(kind, key) !== undefined && !now.has(id)) {
        changed.push(entryOf({ kind, key, revision: loaded.revision, item: null }))
      }
    }
    return changed
  }

  #move(head: Position, entries: readonly Entry[]): void {
    this.#advances.push({ from: this.#head.revision, entries })
    if (this.#advances.length > REMEMBERED_ADVANCES) this.#advances.shift()
    for (const entry of entries) this.#put(entry)
    this.#become(head)
  }

  #restart(head: Position, loaded: AudienceState): void {
    this.#entries = new Map()
    this.#bytes = 0
    this.#advances = []
    this.#completeSince = loaded.revision
    for (const item of loaded.items) this.#put(entryOf(item))
    this.#become(head)
  }

  #become(head: Position): void {
    this.#head = head
    this.#body = undefined
    this.#missed.clear()
  }

  #put(entry: Entry): void {
    const id = idOf(entry.kind, entry.key)
    this.#bytes += weightOf(entry) - weightOf(this.#entries.get(id))
    this.#entries.set(id, entry)
  }
}

/** The store's own state contradicts itself: it must not be served. */
export class RulesetMismatch extends Error {
  constructor({ environmentId, audience }: RulesetIdentity, expected: string, found: string) {
    super(
      `the ${audience} ruleset of environment ${environmentId} adds up to digest ${found}, the store says ${expected}`,
    )
    this.name = 'RulesetMismatch'
  }
}

/** A state that was before any commit: nothing, whatever the history holds. */
export function isBeginning(claimed: StateId): boolean {
  return claimed.revision === 0 && claimed.digest === EMPTY_DIGEST
}

function verify(identity: RulesetIdentity, { items, digest }: AudienceState): void {
  let found = EMPTY_DIGEST
  for (const { kind, key, item } of items) if (item !== null) found = addToDigest(found, kind, key, item.hash)
  if (found !== digest) throw new RulesetMismatch(identity, digest, found)
}

function entryOf({ kind, key, revision, item }: ItemState): Entry {
  return { kind, key, revision, item, json: `${JSON.stringify(key)}:${JSON.stringify(item)}` }
}

function itemsJson(entries: Iterable<Entry>, omitEmpty: boolean): string {
  const flags: string[] = []
  const segments: string[] = []
  for (const entry of entries) (entry.kind === 'flag' ? flags : segments).push(entry.json)
  const kinds = [['flag', flags] as const, ['segment', segments] as const]
  const parts = kinds.filter(([, jsons]) => !omitEmpty || jsons.length > 0)
  return `{${parts.map(([kind, jsons]) => `"${kind}":{${jsons.join(',')}}`).join(',')}}`
}

function weightOf(entry: Entry | undefined): number {
  return entry === undefined || entry.item === null ? 0 : Buffer.byteLength(entry.json)
}

function idOf(kind: ItemKind, key: string): string {
  return `${kind}\0${key}`
}
