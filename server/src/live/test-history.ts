/** A history in memory, for tests: commits when told, and misbehaves when told. */

import { createHash } from 'node:crypto'
import type { FlagItem } from '@halyard/evaluator'
import { addToDigest, EMPTY_DIGEST } from '@halyard/protocol'
import type {
  Audience,
  AudienceState,
  CommitNotice,
  EnvironmentState,
  History,
  ItemState,
  KeyDirectory,
  StoredKey,
} from '../store/history.ts'

interface Environment {
  epoch: number
  revision: number
  readonly rows: Record<Audience, Map<string, ItemState>>
  readonly states: {
    readonly audience: Audience
    readonly epoch: number
    readonly revision: number
    readonly digest: string
  }[]
}

/** What one commit writes: flags by key, null for those that go. */
export type FlagWrites = Readonly<Record<string, boolean | null>>

export class TestHistory implements History, KeyDirectory {
  readonly #environments = new Map<string, Environment>()
  readonly #keys = new Map<string, StoredKey>()
  readonly #listeners = new Set<(notice: CommitNotice) => void>()
  /** Set, every read fails with it. */
  failure: Error | undefined
  /** Set, commits are told to nobody. */
  isSilent = false
  /** How often the whole was loaded. */
  loads = 0
  /** Awaited by every read that `hold` was called for. */
  #gate: Promise<void> = Promise.resolve()

  constructor(...environmentIds: readonly string[]) {
    for (const id of environmentIds) this.create(id)
  }

  create(environmentId: string, epoch = 1_763_640_000): void {
    const rows = { server: new Map(), client: new Map() }
    this.#environments.set(environmentId, { epoch, revision: 0, rows, states: [] })
    this.#tell({ ...this.#notice(environmentId), reset: true })
  }

  remove(environmentId: string): void {
    const notice = { ...this.#notice(environmentId), reset: true }
    this.#environments.delete(environmentId)
    this.#tell(notice)
  }

  /** Reads wait until the returned function is called. */
  hold(): () => void {
    let release = (): void => {}
    this.#gate = new Promise((resolve) => (release = resolve))
    return release
  }

  /** Commits the same writes for these audiences; a value says whether the flag is enabled. */
  commit(
    environmentId: string,
    writes: FlagWrites,
    audiences: readonly Audience[] = ['server', 'client'],
    confirm = false,
  ): number {
    const environment = this.#of(environmentId)
    const before = { server: this.#state(environment, 'server'), client: this.#state(environment, 'client') }
    const revision = ++environment.revision
    const changes: { [A in Audience]?: NonNullable<CommitNotice['changes'][A]> } = {}
    for (const audience of audiences) {
      const items = Object.entries(writes).map(([key, enabled]) => stateOf(key, revision, enabled))
      for (const item of items) environment.rows[audience].set(item.key, item)
      const { digest } = this.#state(environment, audience)
      environment.states.push({ audience, epoch: environment.epoch, revision, digest })
      changes[audience] = { from: before[audience].revision, revision, digest, items }
    }
    this.#tell({ ...this.#notice(environmentId), changes, confirm })
    return revision
  }

  /** Begins a new epoch, as a restore does. */
  raiseEpoch(environmentId: string): void {
    this.#of(environmentId).epoch++
    this.#tell({ ...this.#notice(environmentId), reset: true })
  }

  addKey(text: string, environmentId: string, expiresAtMs: number | null = null, signed = false): string {
    const selector = text.split('_')[2] ?? ''
    const kind = text.startsWith('hal_cid_') ? 'client' : 'sdk'
    const id = `key-${selector}`
    const key: StoredKey = { id, kind, environmentId, secretHash: sha256(text), signed, expiresAtMs, revokedAtMs: null }
    this.#keys.set(selector, key)
    return id
  }

  revoke(text: string): void {
    const selector = text.split('_')[2] ?? ''
    const key = this.#keys.get(selector)
    if (key === undefined) throw new Error('no such key')
    this.#keys.set(selector, { ...key, revokedAtMs: 1 })
    this.#tell({ ...this.#notice(key.environmentId), revokedKeys: [key.id] })
  }

  async keyBySelector(selector: string): Promise<StoredKey | undefined> {
    return this.#keys.get(selector)
  }

  async environmentIds(): Promise<readonly string[]> {
    await this.#read()
    return [...this.#environments.keys()]
  }

  async load(environmentId: string): Promise<EnvironmentState | undefined> {
    this.loads++
    const environment = this.#environments.get(environmentId)
    const state = environment && {
      project: 'default',
      environment: environmentId,
      environmentId,
      epoch: environment.epoch,
      hashSalt: 'salt',
      audiences: { server: this.#state(environment, 'server'), client: this.#state(environment, 'client') },
    }
    await this.#read()
    return state
  }

  async since(environmentId: string, audience: Audience, revision: number): Promise<readonly ItemState[]> {
    await this.#read()
    return [...this.#of(environmentId).rows[audience].values()].filter((item) => item.revision > revision)
  }

  async knows(
    environmentId: string,
    audience: Audience,
    epoch: number,
    revision: number,
    digest: string,
  ): Promise<boolean> {
    await this.#read()
    return this.#of(environmentId).states.some(
      (state) =>
        state.audience === audience && state.epoch === epoch && state.revision === revision && state.digest === digest,
    )
  }

  onCommit(listener: (notice: CommitNotice) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #read(): Promise<void> {
    await this.#gate
    if (this.failure !== undefined) throw this.failure
  }

  #of(environmentId: string): Environment {
    const environment = this.#environments.get(environmentId)
    if (environment === undefined) throw new Error(`no environment ${environmentId}`)
    return environment
  }

  #state({ rows }: Environment, audience: Audience): AudienceState {
    const all = [...rows[audience].values()]
    const items = all.filter(({ item }) => item !== null)
    const digest = items.reduce(
      (sum, { kind, key, item }) => addToDigest(sum, kind, key, item?.hash ?? ''),
      EMPTY_DIGEST,
    )
    return { revision: Math.max(0, ...all.map(({ revision }) => revision)), digest, items }
  }

  #notice(environmentId: string): CommitNotice {
    const { epoch } = this.#of(environmentId)
    return {
      environmentId,
      epoch,
      committedAtMs: Date.now(),
      changes: {},
      reset: false,
      revokedKeys: [],
      rotatedKeys: [],
    }
  }

  #tell(notice: CommitNotice): void {
    if (!this.isSilent) for (const listener of this.#listeners) listener(notice)
  }
}

function stateOf(key: string, revision: number, enabled: boolean | null): ItemState {
  return { kind: 'flag', key, revision, item: enabled === null ? null : flagItem(key, revision, enabled) }
}

/** A boolean flag whose content, and so its hash, depends on nothing but its key and whether it is enabled. */
export function flagItem(key: string, revision: number, enabled: boolean): FlagItem {
  const hash = sha256(`${key} ${enabled}`).slice(0, 16)
  const fallthrough = { variant: 'on' }
  return {
    revision,
    hash,
    type: 'boolean',
    variants: { on: true, off: false },
    enabled,
    offVariant: 'off',
    fallthrough,
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
