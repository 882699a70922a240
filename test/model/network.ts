/** Between apps and nodes: requests, streams, and what proxies answer instead. */
import type { Failure, FetchInit, FetchReply, StreamListener } from '../../packages/sdk-core/src/ports.ts'
import type { StreamEvent } from '../../packages/sdk-core/src/stream-state.ts'
import { type Coverage, checkManners, checkStep, type Deferred, deferred, must, rowOf } from './checks.ts'
import type { App, Surroundings } from './client.ts'
import type { Dice } from './dice.ts'
import type { Observer, Production } from './load.ts'
import { isAsLate, type Node, stateOf } from './node.ts'
import type { Store } from './store.ts'
import type { VirtualTime } from './time.ts'
import { faultsIn, type Gate } from './weather.ts'
import { type Answer, type Call, Wire } from './wire.ts'

export interface NetworkDeps {
  readonly time: VirtualTime
  readonly dice: Dice
  readonly receipts: Dice
  readonly store: Store
  readonly nodes: readonly Node[]
  readonly production: Production
  readonly coverage: Coverage
}

/** So many attempts in 30 s are a storm. */
const STORM = 30

export class Network implements Surroundings {
  readonly time: VirtualTime
  readonly dice: Dice
  readonly receipts: Dice
  readonly store: Store
  readonly nodes: readonly Node[]
  readonly production: Production
  /** All that ever were, by the name that servers know. */
  readonly apps = new Map<string, App>()
  owner: App | undefined
  isCalm = false
  readonly #coverage: Coverage
  readonly #owners = new WeakMap<object, App>()

  constructor({ time, dice, receipts, store, nodes, production, coverage }: NetworkDeps) {
    this.time = time
    this.dice = dice
    this.receipts = receipts
    this.store = store
    this.nodes = nodes
    this.production = production
    this.#coverage = coverage
  }

  readonly observer: Observer = {
    clientStep: (before, event, turn, now) => {
      const app = this.owner ?? this.#owners.get(before.times)
      if (app === undefined) throw new Error('a step of nobody')
      this.#owners.set(before.times, app)
      const row = rowOf(event, before, now)
      if (row !== undefined) this.#coverage.hit(`client: ${before.kind} + ${row}`)
      checkStep(before, event, turn, now)
      checkManners(app, before, event, turn, now)
      if (turn.effects.includes('fetch') && turn.state.kind === 'live') app.resyncs++
      if (before.kind !== 'closed' && event.kind === 'goodbye') this.#heardGoodbye(app, event)
    },
    hubStep: (before, event, effects) => {
      this.#coverage.hit(`hub: ${before} + ${event}`)
      for (const effect of effects) this.#coverage.hit(`sent: ${effect}`)
    },
    store: () => {
      const { owner } = this
      return {
        applied: (held) => owner?.took(held),
        took: (message, outcome) => {
          this.#coverage.hit(`taken: ${message.event}, ${outcome}`)
          const held = owner?.held?.ruleset
          const isLate = message.event === 'change' && held !== undefined && !isAsLate(message, held)
          must(
            !isLate || outcome !== 'diverged',
            () => `${owner?.name}: takes a change that comes late for a divergence`,
          )
        },
      }
    },
  }

  request(app: App, _: string, init: FetchInit): Promise<FetchReply> {
    const { promise, resolve, reject } = deferred<FetchReply>()
    const answer = (reply: FetchReply): void => this.time.settle(() => resolve(reply))
    const fail = (why: string): void => this.time.settle(() => reject(new Error(why)))
    ;(init.signal as AbortSignal).addEventListener('abort', () => fail('AbortError'))
    void this.#deliver(app, init, answer, fail)
    return promise
  }

  async #deliver(
    app: App,
    init: FetchInit,
    answer: (reply: FetchReply) => void,
    fail: (why: string) => void,
  ): Promise<void> {
    const gate = app.weather.get
    const signal = init.signal as AbortSignal
    const latencyMs = gate === 'slow' ? this.dice.between(100, 8_000) : this.dice.between(1, 60)
    await this.time.sleep(latencyMs / 2)
    const node = this.#someNode()
    const instead = gate === 'slow' ? undefined : this.#instead(gate)
    if (gate === 'hang') return
    if (instead !== undefined && typeof instead !== 'string') answer(replyOf(instead))
    else if (instead !== undefined || node === undefined) fail(instead ?? 'ECONNREFUSED')
    else if (init.method === 'POST') answer(replyOf({ status: 204, headers: {} }))
    else
      void this.#ask(app, node, init).then((reply) =>
        this.time.after(latencyMs / 2, () => {
          if (!app.isClosed && !signal.aborted) app.transitMs = latencyMs
          answer(replyOf(reply))
        }),
      )
  }

  async #ask(app: App, node: Node, { headers, signal }: FetchInit): Promise<Answer> {
    const call: Call = { audience: app.audience, headers, query: {}, signal: signal as AbortSignal }
    const answer = await node.answer(call, this.apps).catch(() => ({ status: 500, headers: {} }))
    this.time.isUnsettled = true
    return answer
  }

  openStream(app: App, since: string | undefined, listener: StreamListener): () => void {
    must(since === app.id, () => `${app.name}: resumes from ${since}, reads see ${app.id}`)
    const { now } = this.time
    app.opens = [...app.opens.filter((at) => at > now - 30_000), now]
    must(app.opens.length < STORM, () => `${app.name}: ${app.opens.length} attempts in 30 s`)
    const { openEventStream, openBrowserStream, STREAM_EVENTS } = this.production.modules
    const fetch = (_: string | URL, init?: RequestInit): Promise<Response> => this.#connect(app, since, init)
    this.connecting = fetch
    const watched = this.#watched(app, listener)
    if (app.audience === 'client') return openBrowserStream('https://flags.example/stream', STREAM_EVENTS, watched)
    const request = { url: 'https://flags.example/stream', headers: {}, fetch: fetch as never, silenceMs: 45_000 }
    return openEventStream(request, watched)
  }

  /** The `fetch` below the browser's EventSource, which takes it while it is being made. */
  connecting: (url: string, init: RequestInit) => Promise<Response> = () => Promise.reject(new Error('nobody connects'))

  #watched(app: App, listener: StreamListener): StreamListener {
    return {
      opened: () => listener.opened(),
      bytes: () => listener.bytes(),
      event: (name, data) => {
        this.#coverage.hit(`event: ${name}`)
        listener.event(name, data)
      },
      failed: (failure: Failure) => {
        const retryAfterMs = failure.status === undefined ? 0 : (app.wire?.retryAfterMs ?? 0)
        // Who polls tries the stream every 5 min ± 10 %, whatever it was asked.
        app.heldOffUntil.stream = this.time.now + Math.min(retryAfterMs, 0.9 * app.refusedMs)
        listener.failed(failure)
      },
    }
  }

  /** At times a receipt is late, lost or doubled, and at times somebody says what is not so. */
  async tell(app: App, receipt: string, signal: AbortSignal): Promise<'done' | 'again'> {
    const { receipts: dice, time } = this
    const isFair = this.isCalm || dice.hits(0.5)
    await time.sleep(isFair ? 5 : dice.between(5, dice.hits(0.3) ? 20_000 : 500))
    if (signal.aborted && isFair) return 'again'
    const node = this.nodes[app.node]
    if (!isFair && dice.hits(0.2)) return 'again'
    if (node === undefined || !(await node.take('server', receipt, this.apps))) return 'again'
    if (!isFair && dice.hits(0.2))
      time.after(dice.between(0, 5_000), () => void node.take('server', receipt, this.apps))
    return 'done'
  }

  /** What is no receipt: of a state that never was, or under another key. */
  async #forge({ nonce, audience, node: index }: App): Promise<void> {
    const node = this.nodes[index]
    const id = node?.head(audience)
    if (nonce === undefined || id === undefined) return
    const isOther = this.receipts.hits(0.5)
    const never = id.replace(/\.(\d+)\./, (_, revision) => `.${Number(revision) + 1_000}.`)
    await node?.take(
      isOther ? 'other' : 'server',
      JSON.stringify({ nonce, id: isOther ? id : never, heldMs: 0 }),
      this.apps,
    )
  }

  async #connect(app: App, since: string | undefined, init: RequestInit = {}): Promise<Response> {
    const gate = app.weather.stream
    const signal = init.signal as AbortSignal
    const { promise, resolve, reject } = deferred<Response>()
    const fail = (why: string): void => this.time.settle(() => reject(new Error(why)))
    const index = this.#someNodeIndex()
    const body = new Body(this.time)
    const faults = faultsIn(gate, this.dice)
    const wire: Wire = new Wire(
      this.time,
      this.dice,
      faults,
      {
        head: (answer) => this.time.settle(() => resolve(responseOf(answer, body))),
        bytes: (chunk, sentAt) => {
          app.transitMs = this.time.now - sentAt
          body.push(chunk)
        },
        ended: (isClean) => {
          fail('ECONNRESET')
          body.end(isClean ? undefined : new Error('ECONNRESET'))
        },
        wrote: (text) => this.#wrote(app, wire, since, text),
        strange: (what, wasOver) => {
          this.#coverage.hit(`strange: ${what}`)
          if (what === 'malformed') must(wire.isOver, () => `${app.name}: stays on a stream that talks nonsense`)
          else
            must(
              wasOver || wire.leftAt !== this.time.now,
              () => `${app.name}: leaves a stream for an event that it does not know`,
            )
        },
      },
      () => this.isCalm,
    )
    app.wire = wire
    app.node = index ?? 0
    app.hasHeardGoodbye = false
    signal.addEventListener('abort', () => {
      wire.leave()
      fail('AbortError')
      body.end(undefined)
    })
    await this.time.sleep(faults.latencyMs * 0.5)
    const node = index === undefined ? undefined : this.nodes[index]
    const instead = this.#instead(gate as Gate)
    if (gate === 'hang' || wire.isOver) return promise
    if (typeof instead === 'object') wire.head(instead)
    else if (instead !== undefined || node === undefined) {
      fail(instead ?? 'ECONNREFUSED')
      wire.leave()
    } else {
      const headers = { 'last-event-id': since, 'x-halyard-instance': app.instance }
      const call: Call = { audience: app.audience, headers, query: {}, signal, wire }
      const answer = await node.answer(call, this.apps).catch(() => ({ status: 500, headers: {} }))
      if (!('headers' in answer) || answer.headers instanceof Headers) return promise
      wire.head(answer)
    }
    return promise
  }

  /** A node never tells a client what is earlier than what that claimed. */
  #wrote(app: App, wire: Wire, since: string | undefined, text: string): void {
    const event = /^event: (\w+)/m.exec(text)?.[1]
    if (event === 'goodbye' && app.wire === wire) app.hasHeardGoodbye = true
    if (app.wire === wire) app.nonce = /"nonce":"([^"]+)"/.exec(text)?.[1] ?? app.nonce
    // Before what asks for it has arrived.
    if (text.includes('"confirm"') && this.receipts.hits(0.2)) void this.#forge(app)
    const [, epoch, revision] = /"epoch":(\d+).*?"revision":(\d+)/.exec(text) ?? []
    if (since === undefined || epoch === undefined || text.includes('"reason":"diverged"')) return
    const said = { epoch: Number(epoch), revision: Number(revision) }
    must(isAsLate(said, stateOf(since)), () => `a node sent ${event} ${epoch}.${revision} to one that has ${since}`)
  }

  #heardGoodbye(app: App, event: StreamEvent & { kind: 'goodbye' }): void {
    const { wire } = app
    if (wire) app.leaveBy = { wire, at: this.time.now + Math.min(event.spreadMs, 300_000) + 1_000 }
  }

  /** What somebody else answers, or why nothing is reached. */
  #instead(gate: string): Answer | string | undefined {
    if (gate === 'down') return 'ECONNREFUSED'
    if (gate === 'refused')
      return this.dice.hits(0.2) ? 'CERT_HAS_EXPIRED' : { status: this.dice.oneOf([401, 403, 404]), headers: {} }
    if (gate === 'page') return { status: 200, headers: { 'content-type': 'text/html' }, text: '<p>Please log in' }
    if (gate !== 'busy') return undefined
    return {
      status: this.dice.oneOf([429, 500, 503]),
      headers: this.dice.hits(0.5) ? { 'retry-after': this.dice.hits(0.1) ? '86400' : '7' } : {},
    }
  }

  #someNode(): Node | undefined {
    const index = this.#someNodeIndex()
    return index === undefined ? undefined : this.nodes[index]
  }

  #someNodeIndex(): number | undefined {
    const up = this.nodes.flatMap((node, index) => (node.isUp ? [index] : []))
    return this.dice.any(up)
  }
}

/** A response's body, read chunk by chunk. */
class Body {
  readonly #time: VirtualTime
  readonly #chunks: Uint8Array[] = []
  #end: { readonly error: Error | undefined } | undefined
  #waiting: Deferred<{ done: boolean; value?: Uint8Array }> | undefined

  constructor(time: VirtualTime) {
    this.#time = time
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#serve()
  }

  end(error: Error | undefined): void {
    this.#end ??= { error }
    this.#serve()
  }

  getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }> } {
    return {
      read: () => {
        this.#waiting = deferred()
        const { promise } = this.#waiting
        this.#serve()
        return promise
      },
    }
  }

  #serve(): void {
    const waiting = this.#waiting
    const value = this.#chunks[0]
    if (waiting === undefined || (value === undefined && this.#end === undefined)) return
    this.#waiting = undefined
    this.#chunks.shift()
    this.#time.settle(() => {
      if (value !== undefined) waiting.resolve({ done: false, value })
      else if (this.#end?.error) waiting.reject(this.#end.error)
      else waiting.resolve({ done: true })
    })
  }
}

function responseOf({ status, headers }: Answer, body: Body): Response {
  const found = {
    status,
    redirected: false,
    url: '',
    body,
    headers: { get: (name: string) => headers[name.toLowerCase()] ?? null },
  }
  return found as unknown as Response
}

function replyOf({ status, headers, text = '' }: Answer): FetchReply {
  return { status, headers: { get: (name) => headers[name.toLowerCase()] ?? null }, text: async () => text }
}
