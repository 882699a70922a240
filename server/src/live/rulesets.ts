/**
 * All environments' rulesets in memory. Loaded from the history, advanced by its commit notices; whatever does not
 * follow is loaded again. Reads never wait for the store, and go on when it is gone.
 * @see docs/protocol.md, "History"
 */
import type { Audience, AudienceChange, CommitNotice, EnvironmentState, History, RotatedKey } from '../store/history.ts'
import { type Clock, elapsedMs, type Moment } from './elapsed.ts'
import type { LiveReport } from './report.ts'
import { LiveRuleset } from './ruleset.ts'

/** What others do when rulesets move. Called synchronously, within the commit: put off what can wait. */
export interface RulesetsListener {
  /** The ruleset's head is another one now. @param isAsked - Whether SDKs are to confirm that they have it. */
  moved(ruleset: LiveRuleset, isAsked?: boolean): void
  /** The environment is gone. */
  removed(ruleset: LiveRuleset): void
  revoked(keyIds: readonly string[]): void
  /** Keys that end at another moment than they did. */
  rotated?(keys: readonly RotatedKey[]): void
}

export type Rulesets = Readonly<Record<Audience, LiveRuleset>>

const AUDIENCES: readonly Audience[] = ['server', 'client']

export class RulesetDirectory {
  readonly #history: History
  readonly #clock: Clock
  readonly #report: LiveReport
  readonly #listeners = new Set<RulesetsListener>()
  readonly #environments = new Map<string, Rulesets>()
  /** One load per environment at a time; a further wish while it runs makes it run once more. */
  readonly #loading = new Map<string, { again: boolean; done: Promise<void> }>()
  /** What the store may have moved on from, unknown to this node: to be read anew. */
  readonly #unloaded = new Set<string>()
  #stopListening: () => void
  #confirmedAt: Moment
  #isReady = false

  constructor(history: History, clock: Clock, report: LiveReport) {
    this.#history = history
    this.#clock = clock
    this.#report = report
    this.#confirmedAt = clock.now()
    // Listening starts before the first load, so that no commit falls between the two.
    this.#stopListening = history.onCommit((notice) => this.#committed(notice))
  }

  /** Loads every environment. What cannot be loaded is reported and tried again with each confirmation. */
  async load(): Promise<void> {
    const ids = await this.#history.environmentIds()
    await Promise.all(ids.map((id) => this.reload(id)))
    this.#isReady = true
  }

  get(environmentId: string): Rulesets | undefined {
    return this.#environments.get(environmentId)
  }

  all(): Iterable<Rulesets> {
    return this.#environments.values()
  }

  /** Whether every environment's ruleset is held and adds up. The store need not answer for it. */
  get isReady(): boolean {
    return this.#isReady && [...this.#unloaded].every((id) => this.#environments.has(id))
  }

  /** Since this node last knew that what it holds is what the store holds. */
  ageMs(): number {
    return elapsedMs(this.#confirmedAt, this.#clock.now())
  }

  listen(listener: RulesetsListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Asks the store whether it is there, and for environments that no notice told of. Several may overlap. */
  async confirm(): Promise<void> {
    try {
      const ids = new Set(await this.#history.environmentIds())
      const unknown = [...ids].filter((id) => !this.#environments.has(id))
      const gone = [...this.#environments.keys()].filter((id) => !ids.has(id))
      await Promise.all([...new Set([...unknown, ...gone, ...this.#unloaded])].map((id) => this.reload(id)))
      this.#confirmed()
    } catch (error) {
      this.#mayHaveMissed()
      this.#report.failed(undefined, error)
    }
  }

  /** Reads an environment anew and takes it over. Never throws: what is held stays. */
  reload(environmentId: string): Promise<void> {
    const running = this.#loading.get(environmentId)
    if (running !== undefined) {
      running.again = true
      return running.done
    }
    const load = { again: false, done: Promise.resolve() }
    this.#loading.set(environmentId, load)
    load.done = this.#reloadUntilSettled(environmentId, load).finally(() => this.#loading.delete(environmentId))
    return load.done
  }

  /** Lets deletions from before the start be told as changes. @returns false when the store does not answer. */
  async recallDeletions(ruleset: LiveRuleset): Promise<boolean> {
    const { environmentId, audience } = ruleset.identity
    const { epoch } = ruleset.head
    try {
      const states = await this.#history.since(environmentId, audience, 0)
      if (ruleset.head.epoch === epoch) ruleset.rememberDeletions(states)
      return true
    } catch (error) {
      this.#report.failed(environmentId, error)
      return false
    }
  }

  close(): void {
    this.#stopListening()
    this.#listeners.clear()
  }

  /** The store did not answer once: what was committed meanwhile may never be told of. */
  #mayHaveMissed(): void {
    for (const id of this.#environments.keys()) this.#unloaded.add(id)
    // What is being read may be from before.
    for (const load of this.#loading.values()) load.again = true
  }

  async #reloadUntilSettled(environmentId: string, load: { again: boolean }): Promise<void> {
    do {
      load.again = false
      try {
        this.#take(environmentId, await this.#history.load(environmentId))
      } catch (error) {
        this.#unloaded.add(environmentId)
        this.#report.failed(environmentId, error)
        return
      }
    } while (load.again)
    this.#unloaded.delete(environmentId)
  }

  #take(environmentId: string, state: EnvironmentState | undefined): void {
    const held = this.#environments.get(environmentId)
    if (state === undefined) {
      this.#environments.delete(environmentId)
      if (held !== undefined)
        for (const audience of AUDIENCES) this.#tell((listener) => listener.removed(held[audience]))
    } else if (held === undefined) {
      this.#environments.set(environmentId, {
        server: new LiveRuleset(state, 'server'),
        client: new LiveRuleset(state, 'client'),
      })
    } else {
      for (const audience of AUDIENCES) this.#moving(held[audience], () => held[audience].replace(state))
    }
  }

  #committed(notice: CommitNotice): void {
    // Of what came before a reset nothing is known until it is read.
    if (notice.reset && this.#environments.has(notice.environmentId)) this.#unloaded.add(notice.environmentId)
    const confirmedAt = this.#confirmedAt
    this.#confirmed()
    this.#report.committed()
    if (notice.revokedKeys.length > 0) this.#tell((listener) => listener.revoked(notice.revokedKeys))
    if (notice.rotatedKeys.length > 0) this.#tell((listener) => listener.rotated?.(notice.rotatedKeys))
    const held = this.#environments.get(notice.environmentId)
    const isGap = held !== undefined && !notice.reset && !this.#follows(held, notice)
    if (!notice.reset && held !== undefined && !isGap && !this.#loading.has(notice.environmentId)) return
    if (isGap) {
      // It tells of a commit that this node has missed: that it came vouches for nothing.
      this.#unloaded.add(notice.environmentId)
      this.#confirmedAt = confirmedAt
    }
    if (notice.reset || isGap) this.#report.resync(notice.environmentId, notice.reset ? 'reset' : 'gap')
    void this.reload(notice.environmentId)
  }

  #follows(held: Rulesets, { epoch, changes, confirm }: CommitNotice): boolean {
    const advance = (audience: Audience, change: AudienceChange | undefined): boolean =>
      change === undefined || this.#moving(held[audience], () => held[audience].advance(epoch, change), confirm)
    // Both are tried: the other audience's state must not wait for a reload.
    return AUDIENCES.map((audience) => advance(audience, changes[audience])).every(Boolean)
  }

  #moving<T>(ruleset: LiveRuleset, move: () => T, isAsked = false): T {
    const before = ruleset.head
    const result = move()
    if (ruleset.head !== before) this.#tell((listener) => listener.moved(ruleset, isAsked))
    return result
  }

  #tell(message: (listener: RulesetsListener) => void): void {
    for (const listener of this.#listeners) message(listener)
  }

  /** Not while something is served that the store may have moved on from. */
  #confirmed(): void {
    if ([...this.#unloaded].some((id) => this.#environments.has(id))) return
    this.#confirmedAt = this.#clock.now()
  }
}
