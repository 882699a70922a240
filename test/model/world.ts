/** One history of one installation, from a seed: apps, nodes, faults; then calm, in which all must agree again. */
import { type Coverage, must, throwBroken } from './checks.ts'
import { App, type AppOptions, CLAIMED_EPOCH } from './client.ts'
import { Dice } from './dice.ts'
import type { Production } from './load.ts'
import { Network } from './network.ts'
import { LAG_MS, Node } from './node.ts'
import { AUDIENCES, FIRST_EPOCH, type FlagWrite, Store } from './store.ts'
import { VirtualTime } from './time.ts'
import { FAIR, someWeather } from './weather.ts'

/** A refusal costs at most 5 min; then there is no stream for 20 s, and the first poll brings what was missed. */
const SAME_MS = 400_000
/** Who polls tries the stream every 5.5 min at most. */
const LIVE_MS = SAME_MS + 340_000
/** Most storms are short, so that how they end is seen often; few are long enough for what comes about late. */
const STORM_MS = { least: 1_000, most: 7 * 60_000 }
const KEYS = ['a', 'b', 'c', 'd', 'e', '__proto__'] as const

export interface WorldOptions {
  readonly seed: number
  readonly production: Production
  readonly coverage: Coverage
  /** Whether the history has items of a kind that no SDK knows; the server's modules must be those of tomorrow. */
  readonly isOfTomorrow?: boolean
}

export class World {
  readonly time = new VirtualTime()
  readonly dice: Dice
  readonly #store: Store
  readonly #nodes: readonly Node[]
  readonly #network: Network
  readonly #isOfTomorrow: boolean
  #apps: App[] = []
  #backup: ReturnType<Store['backup']>
  #isForked = false
  #stormEndsAt = 0
  #made = 0

  constructor({ seed, production, coverage, isOfTomorrow = false }: WorldOptions) {
    const { time } = this
    this.dice = new Dice(seed)
    this.#isOfTomorrow = isOfTomorrow
    this.#store = new Store(() => time.now)
    this.#backup = this.#store.backup()
    const random = this.dice.roll
    this.#nodes = [0, 1].map(() => new Node(time, this.#store, production, random))
    const nodes = this.#nodes
    // Apart from the others' dice, for they are none of the weather.
    const receipts = new Dice(seed + 1_000_003)
    this.#network = new Network({ time, dice: this.dice, receipts, store: this.#store, nodes, production, coverage })
    const { observer } = this.#network
    production.enter({
      globals: time.globals,
      observer,
      fetch: (url, init) => this.#network.connecting(url, init),
      wallMs: () => time.now,
      random,
    })
  }

  /** @throws Broken when an invariant does not hold */
  async run(): Promise<void> {
    throwBroken()
    for (let i = 0; i < 3; i++) this.#commit()
    for (const node of this.#nodes) void node.start()
    await this.#until(this.time.now + 1_000)
    const apps = 1 + this.dice.below(5)
    for (let i = 0; i < apps; i++) this.#addApp({})
    await this.#storm()
    await this.#calm()
    await this.#end()
  }

  async #storm(): Promise<void> {
    const { least, most } = STORM_MS
    this.#stormEndsAt = this.time.now + least * (most / least) ** (this.dice.roll() ** 2.5)
    while (this.time.now < this.#stormEndsAt) {
      await this.#until(this.time.now + this.dice.between(1, 6_000))
      this.#misfortune()
    }
  }

  /** Faults stop: whatever was broken is found out, and all hold the same. */
  async #calm(): Promise<void> {
    this.#network.isCalm = true
    if (this.#isForked) this.#raiseEpoch()
    for (const node of this.#nodes) {
      node.lagMs = 10
      node.heal()
    }
    const before = this.#apps.map(({ resyncs }) => resyncs)
    for (const app of this.#apps) app.weather = FAIR
    // That takes minutes where a client polls, so not each history does.
    const waitsForStreams = this.dice.hits(0.2)
    const { now } = this.time
    await this.#become(now + SAME_MS, (app) => app.id === this.#store.head(app.audience), 'the same')
    if (waitsForStreams) await this.#become(now + LIVE_MS, (app) => app.client.status().state === 'live', 'live')
    this.#apps.forEach(({ name, resyncs }, index) => {
      must(resyncs - (before[index] ?? 0) <= 2, () => `${name}: ${resyncs} resyncs after faults stopped`)
    })
    if (waitsForStreams) await this.#killIsObeyed()
    throwBroken()
  }

  /** With nothing in the way a kill is everywhere within two seconds. */
  async #killIsObeyed(): Promise<void> {
    this.#write('a', { enabled: true, killed: true, exposed: true, usesSegment: true }, true)
    await this.#until(this.time.now + 3_000)
    for (const app of this.#apps) {
      if (app.hasHeardGoodbye || app.wire?.isOver !== false || !app.wire.isHealthy) continue
      must(app.id === this.#store.head(app.audience), () => `${app.name}: has not heard of a kill`)
      must(app.client.number('a', 1, {}) < 0, () => `${app.name}: does not obey a kill`)
      must(this.#nodes[app.node]?.misses(app.instance) !== true, () => `${app.name}: obeys, and counts as a laggard`)
    }
  }

  async #end(): Promise<void> {
    for (const app of this.#apps.splice(0)) this.#close(app)
    // Whoever left without a word is found out by the next heartbeat (15 s) and the 30 s in which it takes no byte.
    await this.#until(this.time.now + 50_000)
    for (const node of this.#nodes) must(node.streams === 0, () => `a node keeps ${node.streams} streams of nobody`)
    for (const node of this.#nodes) node.kill()
    await this.#until(this.time.now + 1_000)
    must(this.time.pending === 0, () => `${this.time.pending} timers after everything was closed`)
    throwBroken()
  }

  /** Each app at some moment: a stream whose life is over comes again. */
  async #become(endsAt: number, isSo: (app: App) => boolean, what: string): Promise<void> {
    const done = new Set<App>()
    const waiting = (): readonly App[] => {
      for (const app of this.#apps) if (isSo(app)) done.add(app)
      return this.#apps.filter((app) => !done.has(app))
    }
    while (this.time.now < endsAt && waiting().length > 0) {
      for (const node of this.#nodes) if (!node.isUp) void node.start()
      await this.#until(this.time.now + 1_000)
    }
    for (const { name } of waiting()) must(false, () => `${name}: not ${what} in time after faults stopped`)
  }

  #misfortune(): void {
    const { dice } = this
    const what = dice.below(100)
    const app = dice.any(this.#apps)
    const node = dice.oneOf(this.#nodes as [Node, ...Node[]])
    if (what < 34) for (let n = 1 + dice.below(dice.hits(0.1) ? 20 : 2); n > 0; n--) this.#commit()
    else if (what < 58 && app) app.weather = someWeather(dice)
    else if (what < 64 && app) app.wire?.cut()
    else if (what < 70) for (const each of this.#apps) each.wake(dice.hits(0.9) ? 'wake' : 'hide')
    else if (what < 71) for (const each of this.#apps) each.weather = { ...each.weather, stream: 'tampers' }
    else if (what < 80 && app) this.#replace(app)
    else if (what < 83) this.#restart(node)
    else if (what < 85) void node.drain(dice.between(100, 20_000)).then(() => this.#startLater(node))
    else if (what < 88) node.cut(dice.between(500, 90_000))
    else if (what < 91) node.lagMs = dice.between(0, LAG_MS)
    else if (what < 92) this.#store.touchKey(dice.oneOf(AUDIENCES), dice.hits(0.5))
    else if (what < 94 && app) app.wallAheadMs += dice.between(-600_000, dice.hits(0.3) ? 600_000 : 0)
    else if (what < 95) this.#backup = this.#store.backup()
    else if (what < 97) this.#restore()
    else if (what < 98 && this.#isForked) this.#findOut()
    else if (app) app.wire?.pauseFor(dice.between(1_000, 60_000))
    this.time.isUnsettled = true
  }

  #restart(node: Node): void {
    node.kill()
    this.#startLater(node)
  }

  #startLater(node: Node): void {
    this.time.after(this.dice.between(10, 40_000), () => void node.start())
  }

  /** The database is another one now; that its epoch must be raised, an operator finds out later. */
  #restore(): void {
    for (const node of this.#nodes) node.kill()
    this.#store.restore(this.#backup)
    this.#isForked = true
    for (const node of this.#nodes) this.#startLater(node)
    const { dice } = this
    if (dice.hits(0.4)) this.#raiseEpoch()
    else if (dice.hits(0.6)) this.time.after(dice.between(0, 60_000), () => this.#findOut())
    // Who meets a node that missed it polls after 20 s: faults do not stop before that was seen.
    this.#stormEndsAt = Math.max(this.#stormEndsAt, this.time.now + 120_000)
  }

  /** The epoch is raised while nodes serve; one of them may be cut off just then, and serve on what was before. */
  #findOut(): void {
    if (!this.#isForked) return
    const { dice } = this
    if (dice.hits(0.8)) dice.oneOf(this.#nodes as [Node, ...Node[]]).cut(dice.between(500, 90_000))
    this.#raiseEpoch()
  }

  #raiseEpoch(): void {
    this.#isForked = false
    this.#store.raiseEpoch()
    this.#backup = this.#store.backup()
  }

  #commit(): void {
    const { dice } = this
    if (dice.hits(0.1)) return this.#store.writeSegment(dice.hits(0.5))
    if (this.#isOfTomorrow && dice.hits(0.2)) return this.#store.writeUnknown(dice.oneOf(['x', 'y']), dice.hits(0.3))
    const key = dice.oneOf(KEYS)
    const before = this.#store.flag(key)
    if (before && dice.hits(0.1)) this.#store.writeFlag(key, null)
    else if (before && dice.hits(0.3)) this.#write(key, { ...before, killed: !before.killed }, true)
    else if (before && dice.hits(0.2)) this.#write(key, { ...before, exposed: !before.exposed })
    else {
      this.#write(key, { enabled: dice.hits(0.9), killed: false, exposed: dice.hits(0.7), usesSegment: dice.hits(0.3) })
    }
  }

  /** @param isAsked - Whether those who are connected are to confirm it. */
  #write(key: string, write: Omit<FlagWrite, 'isOfTomorrow'>, isAsked = false): void {
    this.#store.writeFlag(key, { ...write, isOfTomorrow: this.dice.hits(0.15) }, isAsked)
  }

  #addApp(given: Partial<Pick<AppOptions, 'audience' | 'shelf' | 'bootstrap'>>): App {
    const { dice } = this
    const name = `app ${++this.#made}`
    const weather = this.#network.isCalm ? FAIR : someWeather(dice)
    const kind = { audience: dice.oneOf(AUDIENCES), counts: dice.hits(0.3), isImpatient: dice.hits(0.5) }
    const app = new App(this.#network, { name, ...kind, shelf: {}, weather, ...given })
    this.#apps.push(app)
    this.#network.apps.set(app.instance, app)
    return app
  }

  /** One app ends and another begins: with its cache, with a bootstrap of another environment, with both, or with nothing. */
  #replace(app: App): void {
    this.#apps = this.#apps.filter((other) => other !== app)
    this.#close(app)
    const { dice } = this
    const bundled = dice.hits(0.3) && { bootstrap: dice.oneOf(FOREIGN) }
    // What one audience kept is none of the other's.
    const kept = dice.hits(0.5) && { shelf: { text: this.#kept(app) }, audience: app.audience }
    const added = this.#addApp({ ...bundled, ...kept })
    // Some never get far.
    if (dice.hits(0.3)) this.time.after(dice.between(0, 300), () => this.#apps.includes(added) && this.#replace(added))
  }

  /** What an app left behind. Now and then somebody edited it: an epoch is a claim until the server vouches for it. */
  #kept({ shelf }: App): string | undefined {
    return this.dice.hits(0.1) ? shelf.text?.replace(/"epoch":\d+/, `"epoch":${CLAIMED_EPOCH}`) : shelf.text
  }

  #close(app: App): void {
    app.close().catch((error: unknown) => must(false, () => `${app.name}: ${String(error)}`))
  }

  /** Runs to this moment, checking everything after each step. */
  async #until(moment: number): Promise<void> {
    const { time } = this
    while (time.perform(moment)) {
      if (time.isUnsettled) {
        time.isUnsettled = false
        await settled()
      }
      for (const app of this.#apps) app.check()
      throwBroken()
    }
    time.now = Math.max(time.now, moment)
    await settled()
  }
}

/** Promise callbacks have run, those that they led to included: the next tick comes after the last of them. */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve))
}

/** Of another environment, and later than anything here: by its epoch, or within the first epoch here by its revision. */
const FOREIGN = [foreign(1_999_999_999), foreign(FIRST_EPOCH)] as const

function foreign(epoch: number): string {
  const ids = { project: 'other', environment: 'other', environmentId: 'env-0' }
  const ruleset = { ...ids, epoch, revision: 9_999, items: { flag: {}, segment: {} } }
  return JSON.stringify({ ruleset, digest: '0000000000000000' })
}
