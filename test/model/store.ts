/**
 * The one history that all nodes of a world read: commits of flags, a segment and a kind that no SDK knows yet, for two
 * audiences; backups and their restore. Every state that was ever committed is kept with what a reader must see in it.
 */
import type { FlagItem, SegmentItem } from '@halyard/evaluator'
import { addToDigest, EMPTY_DIGEST, formatStateId, removeFromDigest } from '@halyard/protocol'
import type {
  Audience,
  AudienceChange,
  CommitNotice,
  EnvironmentState,
  ItemState,
} from '../../server/src/store/history.ts'

export const ENVIRONMENT = 'env-1'
export const FIRST_EPOCH = 1_763_640_000
export const AUDIENCES: readonly [Audience, Audience] = ['server', 'client']
/** Who asks in every read. */
export const READER = { targetingKey: 'reader' }

/** What is written of a flag; null when it was deleted. */
export interface FlagWrite {
  readonly enabled: boolean
  readonly killed: boolean
  readonly exposed: boolean
  /** Whether the segment's members get a variant of their own. */
  readonly usesSegment: boolean
  /** Its logic is of a later release than any SDK. */
  readonly isOfTomorrow: boolean
}

/** The values that a read may answer; NaN stands for the caller's default. */
export type Expected = ReadonlyMap<string, readonly number[]>

interface AudienceRows {
  revision: number
  digest: string
  rows: ReadonlyMap<string, ItemState>
}

interface Contents {
  epoch: number
  revision: number
  readonly flags: ReadonlyMap<string, FlagWrite>
  readonly audiences: Readonly<Record<Audience, AudienceRows>>
  /** Ids of the states that this database knows to have been. */
  readonly known: ReadonlySet<string>
}

/** When an audience's head became what. */
export interface Head {
  readonly at: number
  readonly epoch: number
  readonly revision: number
}

type AnyItem = FlagItem | SegmentItem

export class Store {
  /** Per audience and id: what its readers must see. Forks that a restore made are in it, too. */
  readonly committed = new Map<string, Expected>()
  readonly heads: Readonly<Record<Audience, Head[]>> = { server: [], client: [] }
  readonly listeners = new Set<(notice: CommitNotice) => void>()
  readonly flagKeys = new Set<string>()
  readonly #now: () => number
  #contents: Contents
  #serial = 0
  #salt = 0

  constructor(now: () => number) {
    this.#now = now
    const rows = (): AudienceRows => ({ revision: 0, digest: EMPTY_DIGEST, rows: new Map() })
    const audiences = { server: rows(), client: rows() }
    this.#contents = { epoch: FIRST_EPOCH, revision: 0, flags: new Map(), audiences, known: new Set() }
    for (const audience of AUDIENCES) this.#enter(audience)
  }

  get epoch(): number {
    return this.#contents.epoch
  }

  flag(key: string): FlagWrite | undefined {
    return this.#contents.flags.get(key)
  }

  get liveFlags(): readonly string[] {
    return [...this.#contents.flags.keys()]
  }

  head(audience: Audience): string {
    const { revision, digest } = this.#contents.audiences[audience]
    return formatStateId({ epoch: this.epoch, revision, digest })
  }

  knows(audience: Audience, id: string): boolean {
    return this.#contents.known.has(`${audience} ${id}`)
  }

  load(): EnvironmentState {
    const state = (audience: Audience): EnvironmentState['audiences'][Audience] => {
      const { revision, digest, rows } = this.#contents.audiences[audience]
      return { revision, digest, items: [...rows.values()].filter(({ item }) => item !== null) }
    }
    return {
      project: 'shop',
      environment: 'production',
      environmentId: ENVIRONMENT,
      epoch: this.epoch,
      hashSalt: `salt-${this.#salt}`,
      audiences: { server: state('server'), client: state('client') },
    }
  }

  since(audience: Audience, revision: number): readonly ItemState[] {
    return [...this.#contents.audiences[audience].rows.values()].filter((row) => row.revision > revision)
  }

  /** @param isAsked - Whether SDKs are to confirm that they have it, as after a kill. */
  writeFlag(key: string, write: FlagWrite | null, isAsked = false): void {
    this.flagKeys.add(key)
    const flags = new Map(this.#contents.flags)
    if (write === null) flags.delete(key)
    else flags.set(key, write)
    const item = write && (flagItem(++this.#serial, write) as AnyItem)
    this.#commit(flags, 'flag', key, { server: item, client: write?.exposed ? item : null }, isAsked)
  }

  writeSegment(hasReader: boolean): void {
    const item = stamped({ included: hasReader ? ['reader'] : [`nobody-${++this.#serial}`] }) as AnyItem
    this.#commit(this.#contents.flags, 'segment', 'testers', { server: item, client: item })
  }

  /** A kind of item that no SDK of this release knows. */
  writeUnknown(key: string, isGone: boolean): void {
    const item = isGone ? null : (stamped({ share: ++this.#serial, of: ['new', { shape: true }] }) as AnyItem)
    this.#commit(this.#contents.flags, 'holdout' as 'flag', key, { server: item, client: item })
  }

  /** A credential was revoked or is to end at another moment, which no ruleset shows. */
  touchKey(keyId: string, isRevoked: boolean): void {
    const keys = {
      revokedKeys: isRevoked ? [keyId] : [],
      rotatedKeys: isRevoked ? [] : [{ id: keyId, expiresAtMs: this.#now() + 60_000 }],
    }
    this.#tell({ changes: {}, reset: false, ...keys })
  }

  backup(): Contents {
    return { ...this.#contents }
  }

  /** Nobody is told: whoever does this starts the nodes anew. The epoch stays until it is raised. */
  restore(backup: Contents): void {
    this.#contents = { ...backup, epoch: Math.max(backup.epoch, this.epoch) }
    for (const audience of AUDIENCES) this.#enter(audience)
  }

  raiseEpoch(): void {
    this.#contents = { ...this.#contents, epoch: this.epoch + 1 }
    this.#salt++
    for (const audience of AUDIENCES) this.#enter(audience)
    this.#tell({ changes: {}, reset: true })
  }

  #commit(
    flags: ReadonlyMap<string, FlagWrite>,
    kind: ItemState['kind'],
    key: string,
    items: Readonly<Record<Audience, AnyItem | null>>,
    isAsked = false,
  ): void {
    const revision = this.#contents.revision + 1
    const changes: { [A in Audience]?: AudienceChange } = {}
    const audiences = { ...this.#contents.audiences }
    for (const audience of AUDIENCES) {
      const before = audiences[audience]
      const old = before.rows.get(`${kind} ${key}`)?.item ?? null
      const item = items[audience] && { ...items[audience], revision }
      if (old?.hash === item?.hash) continue
      let digest = old ? removeFromDigest(before.digest, kind, key, old.hash) : before.digest
      if (item) digest = addToDigest(digest, kind, key, item.hash)
      const row: ItemState = { kind, key, revision, item }
      audiences[audience] = { revision, digest, rows: new Map(before.rows).set(`${kind} ${key}`, row) }
      changes[audience] = { from: before.revision, revision, digest, items: [row] }
    }
    if (Object.keys(changes).length === 0) return
    this.#contents = { ...this.#contents, revision, flags, audiences }
    for (const audience of AUDIENCES) if (changes[audience]) this.#enter(audience)
    this.#tell({ changes, reset: false, confirm: isAsked })
  }

  /** The head is a committed state from now on. */
  #enter(audience: Audience): void {
    const { epoch } = this
    const { revision, rows } = this.#contents.audiences[audience]
    const id = `${audience} ${this.head(audience)}`
    this.#contents = { ...this.#contents, known: new Set(this.#contents.known).add(id) }
    this.committed.set(id, expectedOf(rows))
    this.heads[audience].push({ at: this.#now(), epoch, revision })
  }

  #tell(notice: Pick<CommitNotice, 'changes' | 'reset'> & Partial<CommitNotice>): void {
    const whole = {
      revokedKeys: [],
      rotatedKeys: [],
      ...notice,
      environmentId: ENVIRONMENT,
      epoch: this.epoch,
      committedAtMs: this.#now(),
    }
    for (const listener of this.listeners) listener(whole)
  }
}

/** What reads must answer, by a rule so simple that it needs no evaluator. */
function expectedOf(rows: ReadonlyMap<string, ItemState>): Expected {
  const segment = rows.get('segment testers')?.item as SegmentItem | null | undefined
  const isMember = JSON.stringify(segment?.included) === '["reader"]'
  const expected = new Map<string, readonly number[]>()
  for (const { kind, key, item } of rows.values()) {
    if (kind !== 'flag' || item === null) continue
    const { variants, enabled, killed, rules } = item as FlagItem
    const n = Number(variants['on'])
    // Logic that an SDK can't compile stays what it was before, or is the off variant: a kill is never in doubt.
    const live = isOdd(item as FlagItem) ? [n, n + 0.5, -n] : rules !== undefined && isMember ? [n + 0.5] : [n]
    expected.set(key, killed === true || !enabled ? [-n] : live)
  }
  return expected
}

/** Whether its logic is one that no SDK of this release can read. */
export function isOdd({ requires, rules = [] }: FlagItem): boolean {
  return requires !== undefined || JSON.stringify(rules).includes('quantum')
}

function flagItem(n: number, { enabled, killed, usesSegment, isOfTomorrow }: FlagWrite): object {
  const rule = { id: 'r1', if: { segment: 'testers' }, serve: { variant: 'member' } }
  const odd = { id: 'r2', if: { attribute: 'spin', quantum: ['up'] }, serve: { variant: 'member' } }
  const rules = [...(usesSegment ? [rule] : []), ...(isOfTomorrow && n % 2 === 0 ? [odd] : [])]
  return stamped({
    type: 'number',
    variants: { on: n, member: n + 0.5, off: -n },
    enabled,
    ...(killed && { killed }),
    offVariant: 'off',
    ...(isOfTomorrow && { later: { field: n } }),
    ...(isOfTomorrow && n % 2 === 1 && { requires: ['quantum'] }),
    ...(rules.length > 0 && { rules }),
    fallthrough: { variant: 'on' },
  })
}

/** Adds the content's hash, which is opaque to whoever reads it. */
function stamped(content: object): object {
  const hash = addToDigest(EMPTY_DIGEST, 'content', '', JSON.stringify(content))
  return { revision: 0, hash, ...content }
}
