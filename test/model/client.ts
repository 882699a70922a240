/** One app with the production client in it, on a simulated platform; and what must be true of what it shows. */

import { formatStateId } from '@halyard/protocol'
import type { Client, Status } from '../../packages/sdk-core/src/api.ts'
import type {
  FetchInit,
  FetchReply,
  LifecycleSignal,
  Platform,
  StreamListener,
} from '../../packages/sdk-core/src/ports.ts'
import type { Held } from '../../packages/sdk-core/src/ruleset-store.ts'
import type { Audience } from '../../server/src/store/history.ts'
import { must } from './checks.ts'
import type { Dice } from './dice.ts'
import type { Production } from './load.ts'
import { isAsLate, LAG_MS, type Node } from './node.ts'
import { ENVIRONMENT, isOdd, READER, type Store } from './store.ts'
import type { VirtualTime } from './time.ts'
import type { Weather } from './weather.ts'
import type { Wire } from './wire.ts'

/**
 * What a node's word of its own age leaves out: word that was lost in a cut so short that no read fell into it, until
 * the word that all must be read anew; two reads; and the two seconds below which a poll's answer names no age.
 */
const SLACK_MS = 2 * LAG_MS + 5_000
/** A connection to which nothing is done brings what its node has within this time. */
const PROMPT_MS = 2_000

/** Of a cache that somebody edited: no server gets there. */
export const CLAIMED_EPOCH = 1_888_888_888

/** What an app may ask for that wants to be back soon: it goes through polling and probing often. */
const IMPATIENT = { pollIntervalMs: 5_000, backoff: { maxMs: 5_000, fallbackMs: 3_000, refusedMs: 30_000 } } as const

export interface Shelf {
  text?: string | undefined
}

/** The world around an app. */
export interface Surroundings {
  readonly time: VirtualTime
  readonly dice: Dice
  /** What befalls receipts. */
  readonly receipts: Dice
  readonly store: Store
  readonly nodes: readonly Node[]
  readonly production: Production
  /** Whoever is being made: what reports from now on is of it. */
  owner: App | undefined
  /** What the client core's `fetch` is. */
  request(app: App, url: string, init: FetchInit): Promise<FetchReply>
  /** Posts a receipt, as `sdk-node` does. */
  tell(app: App, receipt: string, signal: AbortSignal): Promise<'done' | 'again'>
  /** Opens a stream with the production adapter of the app's platform. */
  openStream(app: App, since: string | undefined, listener: StreamListener): () => void
}

export interface AppOptions {
  readonly name: string
  readonly audience: Audience
  readonly shelf: Shelf
  readonly bootstrap?: string | undefined
  readonly counts: boolean
  readonly isImpatient: boolean
  readonly weather: Weather
}

export class App {
  readonly name: string
  readonly audience: Audience
  readonly shelf: Shelf
  readonly #network: Surroundings
  readonly #isImpatient: boolean
  weather: Weather
  wire: Wire | undefined
  /** The node at the other end of the wire. */
  node = 0
  held: Held | undefined
  /** Between writing and arrival of what came last. */
  transitMs = 0
  timers = 0
  isClosed = false
  /** A goodbye was heard: by when it must have left that stream. */
  leaveBy: { readonly wire: Wire; readonly at: number } | undefined
  hasHeardGoodbye = false
  resyncs = 0
  opens: number[] = []
  /** A server asked for no attempt before. */
  heldOffUntil = { stream: -Infinity, poll: -Infinity }
  /** Streams in a row that closed within a second of opening. */
  quickCloses = 0
  /** The name of its stream in receipts. */
  nonce: string | undefined
  /** The latest state that it ever held, of those that were committed. */
  latest: { readonly epoch: number; readonly revision: number } = { epoch: 0, revision: 0 }
  wallAheadMs = 0
  wake: (signal: LifecycleSignal) => void = () => {}
  readonly client: Client
  /** The latest moment of which it said that its state was confirmed then, and how long that word travelled. */
  #confirmed: { at: number; transitMs: number } = { at: -Infinity, transitMs: 0 }
  #seen: Held | undefined
  /** Flags whose logic it has been able to read since it first heard of them: skew must not take that away. */
  readonly #readable = new Set<string>()
  /** Whether the server had vouched for that: until then its epoch is only a cache's or a bootstrap's word. */
  #isProven = false

  constructor(network: Surroundings, { name, audience, shelf, bootstrap, counts, isImpatient, weather }: AppOptions) {
    this.name = name
    this.weather = weather
    this.audience = audience
    this.shelf = shelf
    this.#network = network
    this.#isImpatient = isImpatient
    network.owner = this
    this.client = network.production.modules.createCoreClient(this.#platform(), {
      telemetryIntervalMs: counts ? 60_000 : 0,
      ...(isImpatient && IMPATIENT),
      ...(bootstrap !== undefined && { bootstrap: JSON.parse(bootstrap) as never }),
    }) as unknown as Client
    network.owner = undefined
    this.client.on('change', ({ revision }) => {
      must(revision === this.held?.ruleset.revision, () => `${this.name}: told of a revision that reads do not see`)
    })
  }

  /** No server may hold it off for longer. */
  get refusedMs(): number {
    return this.#isImpatient ? IMPATIENT.backoff.refusedMs : 300_000
  }

  /** How it names itself to servers. */
  get instance(): string {
    return this.name.replace(' ', '-')
  }

  /** What is held is another state now. */
  took(held: Held): void {
    const { environmentId, items, epoch, revision } = held.ruleset
    const isCommitted = environmentId === ENVIRONMENT && epoch !== CLAIMED_EPOCH
    if (isCommitted && isAsLate(held.ruleset, this.latest)) this.latest = { epoch, revision }
    if (this.held?.ruleset.environmentId !== environmentId) this.#readable.clear()
    this.held = held
    for (const key of this.#readable) if (!Object.hasOwn(items.flag, key)) this.#readable.delete(key)
    for (const [key, flag] of Object.entries(items.flag)) if (!isOdd(flag)) this.#readable.add(key)
  }

  /** Must hold at every moment. */
  check(): void {
    if (this.isClosed) return
    const status = this.client.status()
    const { held } = this
    if (held !== this.#seen) this.#checkState(status)
    this.#isProven = status.source === 'network'
    if (held === undefined) return
    this.#checkFreshness(status, held)
    this.#checkPromptness(status, held)
    const { leaveBy } = this
    const isLate = leaveBy !== undefined && this.#network.time.now > leaveBy.at
    must(!isLate || leaveBy?.wire.isOver === true, () => `${this.name}: still on a stream that said goodbye`)
  }

  /** The id of what reads see. */
  get id(): string | undefined {
    return this.held && formatStateId({ ...this.held.ruleset, digest: this.held.digest })
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.client.close()
    // The last request's own end may be a few promises away.
    await this.#network.time.sleep(1)
    must(this.timers === 0, () => `${this.name}: ${this.timers} timers after close`)
    must(this.wire === undefined || this.wire.isOver, () => `${this.name}: a stream after close`)
    must(this.client.status().state === 'closed', () => `${this.name}: not closed`)
  }

  /** Another state than before: it was committed, reads agree with it, and it is none of the past. */
  #checkState(status: Status): void {
    const { epoch, revision } = status
    const { held, audience, name } = this
    const before = this.#seen?.ruleset
    this.#seen = held
    if (held === undefined) return
    const { ruleset } = held
    must(epoch === ruleset.epoch && revision === ruleset.revision, () => `${name}: the status speaks of another state`)
    const isSame = before?.environmentId === ruleset.environmentId
    const isYielding = !this.#isProven && before !== undefined && ruleset.epoch < before.epoch
    must(
      !isSame || before === undefined || isYielding || isAsLate(ruleset, before),
      () => `${name}: back from ${before?.epoch}.${before?.revision} to ${ruleset.epoch}.${ruleset.revision}`,
    )
    const isClaim = status.source === 'cache' && ruleset.epoch === CLAIMED_EPOCH
    if (ruleset.environmentId !== ENVIRONMENT || isClaim) return
    const expected = this.#network.store.committed.get(`${audience} ${this.id}`)
    must(expected !== undefined, () => `${name}: shows ${this.id}, which was never committed for ${audience}`)
    if (expected === undefined) return
    for (const key of this.#network.store.flagKeys) {
      const got = this.client.number(key, Number.NaN, READER)
      const allowed = expected.get(key)
      const isRight = allowed === undefined ? Number.isNaN(got) : allowed.includes(got)
      must(isRight, () => `${name}: ${key} is ${got} at ${this.id}, not ${String(allowed)}`)
      // Three are allowed where nobody but the app knows what it could read before; and it serves that, or is off.
      const isKept = allowed?.length !== 3 || this.#readable.has(key) === (got !== allowed[2])
      must(isKept, () => `${name}: ${key} is ${got} at ${this.id}, whatever its logic was before skew`)
    }
  }

  /** Who says how old its state is, is right: a kill that was acknowledged before is obeyed. */
  #checkFreshness({ ageMs }: Status, { ruleset }: Held): void {
    if (ageMs === undefined || ruleset.environmentId !== ENVIRONMENT) return
    const at = this.#network.time.now - ageMs
    // A wall clock that goes ahead makes it older than it is; one that goes back again is no news.
    if (at > this.#confirmed.at + 1) this.#confirmed = { at, transitMs: this.transitMs }
    const since = Math.min(at, this.#confirmed.at) - this.#confirmed.transitMs - SLACK_MS
    const { heads } = this.#network.store
    const first = heads[this.audience].findLastIndex(({ at }) => at <= since)
    const isRight = first < 0 || heads[this.audience].slice(first).some((head) => isAsLate(ruleset, head))
    must(
      isRight,
      () =>
        `${this.name}: says that ${ruleset.revision} is ${ageMs} ms old: ${heads[this.audience][first]?.revision} was earlier`,
    )
  }

  /** Who is live on a sound connection has what its node has. */
  #checkPromptness({ state }: Status, { ruleset }: Held): void {
    const { wire } = this
    if (state !== 'live' || wire === undefined || wire.isOver || !wire.isHealthy || this.hasHeardGoodbye) return
    const since = this.#network.time.now - PROMPT_MS
    if (wire.openedAt > since || wire.destroyed) return
    const head = this.#network.nodes[this.node]?.heads[this.audience].findLast(({ at }) => at <= since)
    must(
      head === undefined || isAsLate(ruleset, head),
      () => `${this.name}: live at ${ruleset.revision}, its node has had ${head?.revision} for ${PROMPT_MS} ms`,
    )
  }

  #platform(): Platform {
    const { time, dice, receipts, production } = this.#network
    const isServer = this.audience === 'server'
    return {
      sdk: 'model/1',
      instance: this.instance,
      base: `https://flags.example/${this.audience}`,
      headers: { 'x-halyard-sdk': 'model/1', 'x-halyard-instance': this.instance },
      fetch: (url, init) => this.#network.request(this, url, init),
      isRefusal: (error) => String(error).includes('CERT'),
      openStream: (since, listener) => this.#network.openStream(this, since, listener),
      fetchFirst: !isServer,
      nowMs: () => time.now + this.wallAheadMs,
      monotonicMs: () => time.now,
      setTimer: (callback, delayMs) => {
        this.timers++
        const timer = time.after(Math.max(0, delayMs), () => {
          this.timers--
          time.settle(callback)
        })
        return () => {
          if (timer.isDone) return
          timer.isDone = true
          this.timers--
        }
      },
      random: dice.roll,
      uuid: () => '00000000-0000-4000-8000-000000000000',
      storage: {
        load: () => this.shelf.text,
        save: (text) => void (this.shelf.text = text()),
      },
      ...(isServer && {
        receipts: production.modules.createReceipts({
          post: (receipt, signal) => this.#network.tell(this, receipt, signal),
          monotonicMs: () => time.now,
          random: receipts.roll,
        }),
      }),
      lifecycle: (listener) => {
        this.wake = listener
        return () => {}
      },
    }
  }
}
