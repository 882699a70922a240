/** An edge client and the server that it asks, for tests. */
import type { FlagItem, Ruleset } from '@halyard/evaluator'
import { digestOf } from '@halyard/protocol'
import { afterEach, beforeEach, vi } from 'vitest'
import { createEdgeClient, type EdgeClient, type Host } from './client.ts'
import type { EdgeOptions } from './options.ts'

export interface State {
  readonly revision: number
  readonly epoch?: number
  readonly isOn?: boolean
  readonly environmentId?: string
  readonly flag?: Partial<FlagItem>
}

/** One environment with one flag, `a`. */
export function rulesetOf({ revision, epoch = 1, isOn = true, environmentId = 'e1', flag = {} }: State): Ruleset {
  const item: FlagItem = {
    revision,
    hash: `${revision}`.padStart(15, '0') + (isOn ? '1' : '0'),
    type: 'boolean',
    variants: { on: true, off: false },
    enabled: true,
    offVariant: 'off',
    fallthrough: { variant: isOn ? 'on' : 'off' },
    ...flag,
  }
  return { project: 'p', environment: 'e', environmentId, epoch, revision, items: { flag: { a: item }, segment: {} } }
}

/** What the server answers, and what a cache keeps. */
export function bodyOf(state: State): string {
  const ruleset = rulesetOf(state)
  return JSON.stringify({ ruleset, digest: digestOf(ruleset.items as never), reason: 'poll', ageMs: 0 })
}

/** A server by hand: what it says next, and what it was asked. */
export class Server {
  readonly asked: Headers[] = []
  #answer: () => Response | Promise<Response> = () => new Response('', { status: 503 })
  #state = ''
  readonly fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    const headers = new Headers(init?.headers)
    this.asked.push(headers)
    if (this.#state !== '' && headers.get('if-none-match') === this.#state) return new Response(null, { status: 304 })
    return await Promise.race([
      this.#answer(),
      new Promise<never>((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    ])
  }

  serve(state: State, headers: Record<string, string> = {}): void {
    const body = bodyOf(state)
    const { ruleset, digest } = JSON.parse(body)
    this.#state = `"${ruleset.epoch}.${ruleset.revision}.${digest}"`
    this.#answer = () => new Response(body, { headers })
  }

  say(answer: () => Response | Promise<Response>): void {
    this.#state = ''
    this.#answer = answer
  }
}

export interface World {
  readonly server: Server
  readonly client: EdgeClient
  readonly again: () => EdgeClient
  /** Under which a cache keeps the rules of this key. */
  readonly cacheKey: string
}

let keys = 0
/** What an isolate holds is shared by key, so each world has a key of its own. */
export function setUp(options: EdgeOptions = {}): World {
  keys += 1
  const server = new Server()
  const sdkKey = `hal_sdk_key${keys}_secret`
  const all = { url: 'http://127.0.0.1:4400', sdkKey, fetch: server.fetch as typeof fetch, ...options }
  return {
    server,
    client: createEdgeClient(all),
    again: () => createEdgeClient(all),
    cacheKey: `halyard-key${keys}`,
  }
}

/** A platform's `ctx`, whose function needs its `this`. */
export class Ctx implements Host {
  readonly #promises: Promise<unknown>[] = []
  waitUntil(promise: Promise<unknown>): void {
    this.#promises.push(promise)
  }
  async end(): Promise<number> {
    await Promise.all(this.#promises)
    return this.#promises.length
  }
}

/** Time that a test moves itself, from a known moment on, limits of requests included. Call at the top of the file. */
export function ownTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout'], now: 1_763_640_000_000 })
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(timeoutSignal)
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.useRealTimers()
  })
}

/** `AbortSignal.timeout` by `setTimeout`, which fake timers hold: a test then says itself when an answer is late. */
function timeoutSignal(ms: number): AbortSignal {
  if (!Number.isInteger(ms)) throw new RangeError(`platforms take whole milliseconds, got ${ms}`)
  const controller = new AbortController()
  setTimeout(() => controller.abort(new DOMException('timed out', 'TimeoutError')), ms)
  return controller.signal
}
