/** One server node: the production live room over a view of the store that lags, and is cut off at times. */
import { formatStateId, parseStateId } from '@halyard/protocol'
import type { Live } from '../../server/src/live/live.ts'
import type { Ask, Propagation } from '../../server/src/live/propagation.ts'
import type { LiveReport } from '../../server/src/live/report.ts'
import type { LiveRuleset } from '../../server/src/live/ruleset.ts'
import type { Audience, CommitNotice, History, StoredKey } from '../../server/src/store/history.ts'
import { must } from './checks.ts'
import type { Production } from './load.ts'
import { ENVIRONMENT, type Head, type Store } from './store.ts'
import type { VirtualTime } from './time.ts'
import type { Answer, Call } from './wire.ts'

/** The slowest that word of a commit reaches a node that is not cut off. */
export const LAG_MS = 3_000
/** The slowest read of the store. */
const READ_MS = 200

/** Fewer than the server remembers. */
const KEPT_ASKS = 60

/** Apps by the name that servers know, with the latest state that each ever held. */
type Apps = ReadonlyMap<string, { readonly latest: Pick<Head, 'epoch' | 'revision'> }>

/** A commit that those who were connected are to confirm. */
interface Asked {
  readonly propagation: Propagation
  readonly ask: Ask
  /** Who had a stream then, once for each. */
  readonly expected: readonly (string | undefined)[]
  /** How many had applied it when that was last looked at. */
  seen: number
}

/** Whatever is reported, nobody listens. */
const SILENT = new Proxy({}, { get: () => () => {} }) as LiveReport

export class Node {
  /** Word of commits takes up to so long. */
  lagMs = 10
  isCut = false
  /** What this process has served, and since when. */
  heads: Record<Audience, Head[]> = { server: [], client: [] }
  readonly #time: VirtualTime
  readonly #store: Store
  readonly #production: Production
  readonly #random: () => number
  #live: Live | undefined
  #bodies: InstanceType<Production['modules']['RulesetBodies']>
  #stop: () => void = () => {}
  #generation = 0
  #toldAt = 0
  #roll: Asked[] = []

  constructor(time: VirtualTime, store: Store, production: Production, random: () => number) {
    this.#time = time
    this.#store = store
    this.#production = production
    this.#random = random
    this.#bodies = new production.modules.RulesetBodies()
  }

  get isUp(): boolean {
    return this.#live !== undefined
  }

  async start(): Promise<void> {
    if (this.isUp) return
    const generation = ++this.#generation
    const clock = { now: () => ({ monotonicMs: this.#time.now, wallMs: this.#time.now }) }
    const options = { confirmMs: 2_000, lifeMs: 240_000 }
    const { openLive } = this.#production.modules
    const live = await openLive({ history: this.#view(), report: SILENT, random: this.#random, clock, options }).catch(
      () => undefined,
    )
    if (live === undefined || generation !== this.#generation) return live?.close()
    this.#live = live
    this.#bodies = new this.#production.modules.RulesetBodies()
    this.heads = { server: [], client: [] }
    const note = (audience: Audience): void => {
      const head = live.directory.get(ENVIRONMENT)?.[audience].head
      if (head) this.heads[audience].push({ at: this.#time.now, epoch: head.epoch, revision: head.revision })
    }
    const moved = (ruleset: LiveRuleset, isAsked?: boolean): void => {
      note(ruleset.identity.audience)
      if (isAsked === true && ruleset.identity.audience === 'server') this.#asked(live, ruleset)
    }
    this.#roll = []
    live.directory.listen({ moved, removed: () => {}, revoked: () => {} })
    for (const audience of ['server', 'client'] as const) note(audience)
  }

  /** As kill -9 does. */
  kill(): void {
    this.#generation++
    this.#stop()
    this.#live?.close()
    this.#live = undefined
  }

  /** As SIGTERM does. */
  async drain(graceMs: number): Promise<void> {
    const live = this.#live
    if (live === undefined || live.hub.isDraining) return
    await live.drain(graceMs)
    if (live === this.#live) this.kill()
  }

  /** Loses the store; word of commits meanwhile is lost, and when it is back all is read anew, as an adapter must. */
  cut(forMs: number): void {
    if (this.isCut) return
    this.isCut = true
    this.#time.after(forMs, () => this.heal())
  }

  heal(): void {
    if (!this.isCut) return
    this.isCut = false
    const reset = { changes: {}, reset: true, revokedKeys: [], rotatedKeys: [] }
    this.#hear({ ...reset, environmentId: ENVIRONMENT, epoch: this.#store.epoch, committedAtMs: this.#time.now })
  }

  /** Answers a request as the routes do. */
  async answer(call: Call, apps: Apps): Promise<Answer> {
    const live = this.#live
    const ruleset = live?.directory.get(ENVIRONMENT)?.[call.audience]
    if (live === undefined || ruleset === undefined) return { status: 503, headers: { 'retry-after': '1' } }
    const context = contextOf(call)
    if (call.wire) {
      const keyId = call.audience
      const key = { id: keyId, kind: call.audience === 'server' ? 'sdk' : 'client', expiresAtMs: null } as StoredKey
      const { answerStream } = this.#production.modules
      const answer = (await answerStream(context as never, live, ruleset, key, {})) as unknown as Answer
      this.#checkRoll(apps)
      return answer
    }
    const tag = call.headers['if-none-match']
    live.resumption.polled(ruleset, tag)
    const party = { instance: call.headers['x-halyard-instance'], sdk: undefined, keyId: call.audience }
    live.receipts.polled(ruleset, party, tag)
    this.#checkRoll(apps)
    const { answerRuleset } = this.#production.modules
    const poll = { ruleset, tag, ageMs: live.directory.ageMs(), headers: [] }
    return (await answerRuleset(context as never, this.#bodies, poll)) as unknown as Answer
  }

  /** Takes a receipt as its route does. @returns whether there was anybody to take it. */
  async take(keyId: string, body: string, apps: Apps): Promise<boolean> {
    const live = this.#live
    if (live === undefined) return false
    const receipt = this.#production.modules.parseReceipt(JSON.parse(body))
    const stream = live.receipts.streamOf(receipt.nonce, keyId)
    if (stream !== undefined) await live.receipts.take(stream, receipt)
    if (live === this.#live) this.#checkRoll(apps)
    return true
  }

  /** Whether an instance with one stream here is said to lack a change that anybody was asked to confirm. */
  misses(instance: string): boolean {
    const ruleset = this.#live?.directory.get(ENVIRONMENT)?.server
    const streams = ruleset && this.#live?.hub.streams(ruleset).filter(({ visitor }) => visitor.instance === instance)
    if (streams?.length !== 1) return false
    return this.#roll.some(({ propagation, ask }) => {
      return propagation.figures(ask).laggards.some((laggard) => laggard.instance === instance)
    })
  }

  /** Those who are connected are to confirm what is the head now. */
  #asked(live: Live, ruleset: LiveRuleset): void {
    const propagation = live.hub.rollCall.of(ruleset)
    const expected = live.hub.streams(ruleset).map(({ visitor }) => visitor.instance)
    this.#roll.push({ propagation, ask: propagation.follow(ruleset.head), expected, seen: -1 })
    if (this.#roll.length > KEPT_ASKS) this.#roll.shift()
  }

  /** Each place is filled or open, and whoever is said to have a change has it. */
  #checkRoll(apps: Apps): void {
    for (const asked of this.#roll) {
      const { propagation, ask, expected } = asked
      if (ask.applied === asked.seen) continue
      asked.seen = ask.applied
      const { connected, applied, laggards } = propagation.figures(ask)
      const all = `${applied} of ${connected} have ${ask.revision}`
      must(connected === expected.length, () => `${all}: ${expected.length} were connected`)
      must(applied + laggards.length === connected, () => `${all}: ${laggards.length} have not`)
      const open = laggards.map(({ instance }) => instance)
      for (const instance of new Set(expected)) {
        const places = expected.filter((each) => each === instance).length
        const isSaid = open.filter((each) => each === instance).length < places
        const latest = apps.get(instance ?? '')?.latest
        const isSo = !isSaid || (latest !== undefined && isAsLate(latest, ask))
        must(isSo, () => `${all}: ${instance} never had more than ${latest?.revision}`)
      }
    }
  }

  /** The state that it serves, or undefined while it serves none. */
  head(audience: Audience): string | undefined {
    const head = this.#live?.directory.get(ENVIRONMENT)?.[audience].head
    return head && formatStateId(head)
  }

  get streams(): number {
    return this.#live?.hub.size ?? 0
  }

  #hear: (notice: CommitNotice) => void = () => {}

  #view(): History {
    const { signal, read } = { signal: this.#generation, read: this.#read }
    return {
      environmentIds: () => read(() => [ENVIRONMENT]),
      load: () => read(() => this.#store.load()),
      since: (_, audience, revision) => read(() => this.#store.since(audience, revision)),
      knows: (_, audience, epoch, revision, digest) =>
        read(() => this.#store.knows(audience, formatStateId({ epoch, revision, digest }))),
      onCommit: (listener) => {
        const hear = (notice: CommitNotice): void => {
          if (this.isCut) return
          this.#toldAt = Math.max(this.#toldAt, this.#time.now + this.#random() * this.lagMs)
          this.#time.at(this.#toldAt, () => {
            if (!this.isCut && signal === this.#generation) this.#time.settle(() => listener(notice))
          })
        }
        this.#store.listeners.add(hear)
        this.#hear = hear
        const stop = (): void => void this.#store.listeners.delete(hear)
        this.#stop = stop
        return stop
      },
    }
  }

  readonly #read = async <T>(query: () => T): Promise<T> => {
    const tookMs = (this.#random() * Math.min(READ_MS, 2 + this.lagMs)) / 2
    await this.#time.sleep(tookMs)
    if (this.isCut) throw new Error('the database is gone')
    const answer = query()
    await this.#time.sleep(tookMs)
    if (this.isCut) throw new Error('the database is gone')
    return answer
  }
}

/** What the production answers use of Hono's context. */
function contextOf({ headers, query, wire, signal }: Call): object {
  const set: Record<string, string> = {}
  return {
    req: {
      header: (name: string) => headers[name.toLowerCase()],
      query: (name: string) => query[name],
      raw: { signal },
    },
    env: wire && {
      incoming: { method: 'GET', socket: wire },
      outgoing: {
        socket: wire,
        removeHeader: () => {},
        writeHead: (status: number, headers: Record<string, string>) =>
          wire.head({ status, headers: lowered(headers) }),
        flushHeaders: () => {},
      },
    },
    get: () => 'here',
    header: (name: string, value: string) => void (set[name.toLowerCase()] = value),
    body: (body: Uint8Array | string | null, status = 200, more: Record<string, string> = {}): Answer => ({
      status,
      headers: { ...set, ...lowered(more) },
      text: body === null ? '' : typeof body === 'string' ? body : Buffer.from(body).toString(),
    }),
  }
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** Whether a state is at least as late. */
export function isAsLate(a: { epoch: number; revision: number }, b: { epoch: number; revision: number }): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.revision >= b.revision)
}

/** Reads an id that a node wrote. */
export function stateOf(id: string): { epoch: number; revision: number } {
  const state = parseStateId(id)
  if (state === undefined) throw new Error(`no state id: ${id}`)
  return state
}
