/**
 * What an isolate holds of one ruleset, and how it gets the next: a conditional GET that all concurrent requests share.
 * Nothing here runs by itself: no timer, no stream; requests are the clock.
 * @see docs/edge.md, "How old rules can be"
 */
import { formatStateId, parseRulesetBody, SDK_HEADER, type Snapshot } from '@halyard/protocol'
import {
  ageMsOf,
  createRulesetStore,
  detailOf,
  type Held,
  type Outcome,
  type RulesetStore,
  retryAfterMs,
  type Source,
} from '@halyard/sdk-core'
import type { EdgeCache, Upstream } from './options.ts'
import { stopwatch } from './stopwatch.ts'
import { SDK } from './version.ts'

/** How one client reaches what all clients of a credential share. */
export interface Reach extends Upstream {
  readonly send: typeof fetch
  readonly cache: EdgeCache | undefined
  readonly timeoutMs: number
}

/** One way to a newer ruleset. None of these ever rejects. */
export interface Attempt {
  /** The cache was read. */
  readonly loaded: Promise<void>
  /** The server has answered, or has not. */
  readonly answered: Promise<unknown>
  /** What came is in the cache: nothing is left to do. */
  readonly done: Promise<void>
}

/** The longest rest after a failure: not more often than a client asks that is well. */
const MAX_REST_MS = 30_000
const MAX_RETRY_AFTER_MS = 300_000
const BEHIND = 'the server has older state: after a restore, raise its epoch (docs/operations.md)'
const DIVERGED = 'the ruleset is not what its digest says'

export class Holding {
  #store = this.#openStore()
  #origin: Source = 'bootstrap'
  #attempt: Attempt | undefined
  #attemptMs = stopwatch()
  #failures = 0
  #restMs = 0
  #restedMs = stopwatch()
  held: Held | undefined
  source: Source | undefined
  failure: string | undefined
  cacheFailure: string | undefined
  /** Since the server was last asked with success; infinite before. */
  checkedMs: () => number = () => Infinity
  /** Since the server's own state was confirmed; undefined before. */
  ageMs: (() => number) | undefined

  /** Takes what was kept, if it is later than what is held. @throws when it is no ruleset */
  preload(origin: Source, text: string): void {
    this.#origin = origin
    if (this.#store.take(parseRulesetBody(text)) === 'diverged') throw new Error(DIVERGED)
  }

  #openStore(): RulesetStore {
    return createRulesetStore((held) => {
      this.held = held
      this.source = this.#origin
    })
  }

  get isFailing(): boolean {
    return this.#failures > 0
  }

  /** Whether the server should be asked, supposing that its word is good for `maxAgeMs`. */
  isDue(maxAgeMs: number): boolean {
    return this.#failures > 0 ? this.#restedMs() >= this.#restMs : this.checkedMs() >= maxAgeMs
  }

  /** The attempt that is under way. One that a platform ended with its request never ends by itself, and is given up. */
  underWay({ timeoutMs }: Reach): Attempt | undefined {
    return this.#attemptMs() < 2 * timeoutMs ? this.#attempt : undefined
  }

  begin(reach: Reach): Attempt {
    const loaded = this.#load(reach)
    const answered = loaded.then(() => this.#ask(reach))
    const done = answered.then((text) => this.#save(reach, text))
    const attempt = { loaded, answered, done }
    this.#attempt = attempt
    this.#attemptMs = stopwatch()
    void answered.then(() => {
      if (this.#attempt === attempt) this.#attempt = undefined
    })
    return attempt
  }

  /** Until the server has spoken: another isolate may have heard it since. */
  async #load({ cache, cacheKey, timeoutMs }: Reach): Promise<void> {
    if (!cache || this.#isConfirmed) return
    let isLate = false
    const taking = this.#useCache(async () => {
      const text = await cache.get(cacheKey)
      // The server is being asked about what is held: that must be the same when it answers.
      if (isLate && this.held) await this.#attempt?.answered
      // What comes late must not replace what the server has said meanwhile.
      if (text && !this.#isConfirmed) this.preload('cache', text)
    })
    await atMost(timeoutMs / 2, taking)
    isLate = true
  }

  /** @returns the text of a state that is new here. */
  async #ask({ send, url, headers, timeoutMs }: Reach): Promise<string | undefined> {
    const { held } = this
    // From before the question: what was true then is what the answer says at least.
    const askedMs = stopwatch()
    try {
      const reply = await send(url, {
        headers: { ...headers, [SDK_HEADER]: SDK, ...(held && { 'If-None-Match': `"${idOf(held)}"` }) },
        // A redirect would carry the key elsewhere.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        // Frameworks cache what they are not told to leave alone; older dates of workerd refuse to be told.
        ...('cache' in Request.prototype && { cache: 'no-store' }),
      })
      const { status } = reply
      let ageMs = ageMsOf(reply.headers.get('age'))
      let text: string | undefined
      if (status === 200) {
        text = await reply.text()
        const snapshot = parseRulesetBody(text)
        ageMs = Math.max(ageMs, snapshot.ageMs)
        this.#origin = 'network'
        const outcome = this.#take(snapshot, held === this.held)
        if (outcome !== 'confirmed') return this.#fail(outcome === 'behind' ? BEHIND : DIVERGED)
      } else if (status !== 304 || held !== this.held || !held) {
        // Read even where it says nothing: an unread body holds on to one of the few connections of an isolate.
        const message = `HTTP status ${status}${await detailOf(reply)}`
        return this.#fail(message, retryAfterMs(reply.headers.get('retry-after'), Date.now()))
      }
      this.#failures = 0
      this.failure = undefined
      this.source = 'network'
      this.checkedMs = askedMs
      this.ageMs = () => ageMs + askedMs()
      return this.held === held ? undefined : text
    } catch (error) {
      return this.#fail(String(error))
    }
  }

  /**
   * Nothing goes back behind the server's own word. What a cache or a bundle said is nobody's word: a state there that
   * the server no longer has, or never had, would otherwise shut out every kill.
   */
  #take(snapshot: Snapshot, isAnswer: boolean): Outcome {
    const outcome = this.#store.take(snapshot, isAnswer)
    if (outcome !== 'behind' || this.#isConfirmed) return outcome
    const store = this.#openStore()
    const again = store.take(snapshot)
    if (again === 'confirmed') this.#store = store
    return again
  }

  get #isConfirmed(): boolean {
    return this.source === 'network'
  }

  /** Rests twice as long after each failure, at random, so that isolates don't come back together. */
  #fail(message: string, retryAfter = 0): undefined {
    this.failure = message
    this.#failures += 1
    const restMs = Math.min(MAX_REST_MS, 500 * 2 ** this.#failures) * (0.5 + Math.random() / 2)
    this.#restMs = Math.max(restMs, Math.min(retryAfter, MAX_RETRY_AFTER_MS))
    this.#restedMs = stopwatch()
  }

  async #save({ cache, cacheKey }: Reach, text: string | undefined): Promise<void> {
    if (cache && text !== undefined) await this.#useCache(() => cache.put(cacheKey, text))
  }

  /** A cache that fails is none, and the status says so. */
  async #useCache(use: () => Promise<unknown>): Promise<void> {
    try {
      await use()
      this.cacheFailure = undefined
    } catch (error) {
      this.cacheFailure = String(error)
    }
  }
}

/** Waits for it, and no longer; a signal's time-out needs no clearing up after a request. */
export function atMost(ms: number, promise: Promise<unknown>): Promise<unknown> {
  const late = new Promise((resolve) => AbortSignal.timeout(Math.ceil(ms)).addEventListener('abort', resolve))
  return Promise.race([promise, late])
}

function idOf({ ruleset, digest }: Held): string {
  return formatStateId({ ...ruleset, digest })
}
