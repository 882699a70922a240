import type { Evaluation, EvaluationContext, Explanation, FlagType, JsonValue } from '@halyard/evaluator'
import {
  type AnyFlags,
  type Client,
  type CommonOptions,
  checkCredential,
  checkUrl,
  createCoreClient,
  type Details,
  type FetchLike,
  type FlagShapes,
  type KeyOf,
  type Served,
  type ValueOf,
} from '@halyard/sdk-core'
import { anonymousNaming } from './context.ts'
import { watchLifecycle } from './lifecycle.ts'
import { openShelf, rulesetStorage, type StorageLike } from './storage.ts'
import { openStream } from './stream.ts'
import { uuid } from './uuid.ts'
import { VERSION } from './version.ts'

export interface BrowserOptions extends CommonOptions {
  /** Where the Halyard server answers: `https://flags.example`. Must be absolute. */
  readonly url: string
  /** Public, made for browsers: `hal_cid_…`. It shows the flags that are exposed to clients, and no others. */
  readonly clientId: string
  /** Who is looking; empty unless set. It never leaves the browser: evaluation is local. */
  readonly context?: EvaluationContext | undefined
  /**
   * Gives a context without `targetingKey` a random one, kept in storage so that the visitor sees the same variants
   * next time. Off unless set: an identifier in storage may need the visitor's consent.
   */
  readonly anonymousKey?: boolean | undefined
  /** Instead of `localStorage`; `null` keeps nothing beyond the page. */
  readonly storage?: StorageLike | null | undefined
  /** Instead of the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Allows plain http beyond this machine. */
  readonly allowInsecure?: boolean | undefined
}

/** Reads that take the context from the client. Synchronous; they never throw. */
export interface BrowserClient<Flags extends FlagShapes = AnyFlags>
  extends Omit<Client<Flags>, 'boolean' | 'string' | 'number' | 'object' | 'details' | 'all' | 'explain'> {
  boolean<K extends KeyOf<Flags, boolean>>(key: K, fallback: ValueOf<Flags, K, boolean>): ValueOf<Flags, K, boolean>
  string<K extends KeyOf<Flags, string>>(key: K, fallback: ValueOf<Flags, K, string>): ValueOf<Flags, K, string>
  number<K extends KeyOf<Flags, number>>(key: K, fallback: ValueOf<Flags, K, number>): ValueOf<Flags, K, number>
  /** The object or array is shared and deeply frozen. */
  object<K extends KeyOf<Flags, object>, T extends ValueOf<Flags, K, object>>(key: K, fallback: T): Served<Flags, K, T>
  /** Value, variant, reason and metadata; the type asked for is the fallback's. */
  details<K extends KeyOf<Flags, unknown>, T extends ValueOf<Flags, K, JsonValue>>(
    key: K,
    fallback: T,
  ): Details<Served<Flags, K, T>>
  /** Every flag's evaluation by key; a value of undefined means that a caller's fallback would apply. Not counted. */
  all(): Readonly<Record<string, Evaluation>>
  /** The whole trace of one evaluation, or undefined while nothing is held. For people: not counted. */
  explain(key: string, type?: FlagType): Explanation | undefined
  /** Who is looking now: what was given last, with the anonymous key where that applies. */
  context(): EvaluationContext
  /** Somebody else is looking: every read from here on is theirs. The last call wins; nothing is awaited. */
  identify(context: EvaluationContext): void
}

/**
 * Makes a client and starts it: shows the last known good at once, then fetches, then listens.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-browser.md
 */
export function createClient<Flags extends FlagShapes = AnyFlags>(options: BrowserOptions): BrowserClient<Flags> {
  const clientId = checkCredential('clientId', options?.clientId, 'hal_cid_')
  const base = `${checkUrl(options.url, options.allowInsecure)}/client/v1/${clientId}`
  const shelf = openShelf(options.storage)
  const name = options.anonymousKey ? anonymousNaming(shelf) : (context: EvaluationContext) => context
  const instance = uuid()
  const sdk = `browser/${VERSION}`
  let context = name(options.context ?? {})

  const core = createCoreClient<Flags>(
    {
      sdk,
      instance,
      base,
      headers: {},
      fetch: simpleFetch(options.fetch),
      fetchFirst: true,
      openStream: (since, listener) =>
        openStream(
          `${base}/stream?${new URLSearchParams({ sdk, instance, ...(since !== undefined && { since }) })}`,
          listener,
        ),
      nowMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      setTimer(callback, delayMs) {
        const timer = setTimeout(callback, delayMs)
        return () => clearTimeout(timer)
      },
      random: () => Math.random(),
      uuid,
      storage: rulesetStorage(shelf, base),
      lifecycle: watchLifecycle,
    },
    options,
  )

  return {
    ...core,
    boolean: (key, fallback) => core.boolean(key, fallback, context),
    string: (key, fallback) => core.string(key, fallback, context),
    number: (key, fallback) => core.number(key, fallback, context),
    object: (key, fallback) => core.object(key, fallback, context),
    details: (key, fallback) => core.details(key, fallback, context),
    all: () => core.all(context),
    explain: (key, type) => core.explain(key, context, type),
    context: () => context,
    identify(next) {
      context = name(next)
    },
  }
}

/** Without headers or credentials every request is a simple one: no browser preflights it, and caches may help. */
function simpleFetch(fetch: typeof globalThis.fetch = globalThis.fetch): FetchLike {
  return (url, { method, body, signal, keepalive = false }) =>
    fetch(url, {
      method,
      keepalive,
      credentials: 'omit',
      signal: signal as AbortSignal,
      ...(body !== undefined && { body }),
    })
}
