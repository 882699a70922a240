/** A browser as the client core's platform, and the face that takes the context from the client. */
import type { Evaluation, EvaluationContext, Explanation, FlagType, JsonValue } from '@halyard/evaluator'
import {
  type AnyFlags,
  type Client,
  type CommonOptions,
  checkCredential,
  checkUrl,
  createFace,
  type Desk,
  type Details,
  type Engine,
  type FetchLike,
  type FlagShapes,
  type KeyOf,
  type RulesetStorage,
  type Served,
  type ValueOf,
  type Visitor,
} from '@halyard/sdk-core'
import { CLOCKS } from './clocks.ts'
import { anonymousNaming } from './context.ts'
import { watchLifecycle } from './lifecycle.ts'
import { openShelf, type Shelf, type StorageLike } from './storage.ts'
import { openStream } from './stream.ts'
import { shareStream } from './tabs.ts'
import { uuid } from './uuid.ts'
import { VERSION } from './version.ts'

/** What both modes take. */
export interface SharedOptions extends Omit<CommonOptions, 'bootstrap'> {
  /** Where the Halyard server answers: `https://flags.example`. Must be absolute. */
  readonly url: string
  /** Public, made for browsers: `hal_cid_…`. It shows the flags that are exposed to clients, and no others. */
  readonly clientId: string
  /** Who is looking; empty unless set. It leaves the browser in remote mode only. */
  readonly context?: EvaluationContext | undefined
  /** For a signed client id: what `signTargetingKey` of `@halyard/node` made of this context's `targetingKey`. */
  readonly signature?: string | undefined
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
  /**
   * The whole trace of one evaluation, or undefined while nothing is held, and always in remote mode: the rules are the
   * server's there. For people: not counted.
   */
  explain(key: string, type?: FlagType): Explanation | undefined
  /** Who is looking now: what was given last, with the anonymous key where that applies. */
  context(): EvaluationContext
  /**
   * Somebody else is looking: every read from here on is theirs. The last call wins. In remote mode their values have
   * to arrive (`ready()` resolves then); until they do, reads are the callers' defaults, unless the `targetingKey` is
   * the same as before.
   * @param signature - Of the new `targetingKey`, for a signed client id; the same key keeps the one that it has.
   */
  identify(context: EvaluationContext, signature?: string): void
}

/** What tells one mode from the other. */
export interface Mode {
  /** The name of its stream. */
  readonly stream: string
  /** The events that the stream may bring. */
  readonly events: readonly string[]
  readonly makeEngine: (desk: Desk, visitor: Visitor) => Engine
  /** @param question - Who is looking, as the server is asked. */
  readonly storage: (shelf: Shelf, base: string, question: () => string) => RulesetStorage
}

/** @throws ClientError `INVALID_OPTION` */
export function createBrowserClient<Flags extends FlagShapes>(
  options: SharedOptions & { readonly bootstrap?: object | undefined },
  mode: Mode,
): BrowserClient<Flags> {
  const clientId = checkCredential('clientId', options?.clientId, 'hal_cid_')
  const base = `${checkUrl(options.url, options.allowInsecure)}/client/v1/${clientId}`
  const shelf = openShelf(options.storage)
  const name = options.anonymousKey ? anonymousNaming(shelf) : (context: EvaluationContext) => context
  const instance = uuid()
  const sdk = `browser/${VERSION}`
  let context = name(options.context ?? {})
  let { signature } = options
  const visitor: Visitor = { question: () => textOf(context, signature), changed: () => {} }

  const path = `${base}/${mode.stream}`
  const tabs = shareStream(`halyard 1 ${path}`, (since, listener) =>
    openStream(`${path}?${new URLSearchParams({ sdk, instance, ...(since && { since }) })}`, mode.events, listener),
  )

  const core = createFace<Flags>(
    {
      sdk,
      instance,
      base,
      headers: {},
      fetch: simpleFetch(options.fetch),
      fetchFirst: true,
      openStream: tabs.open,
      ...CLOCKS,
      setTimer(callback, delayMs) {
        const timer = setTimeout(callback, delayMs)
        return () => clearTimeout(timer)
      },
      random: () => Math.random(),
      uuid,
      storage: mode.storage(shelf, base, visitor.question),
      lifecycle(listener) {
        const stop = watchLifecycle(listener)
        return () => {
          stop()
          tabs.close()
        }
      },
    },
    options,
    (desk) => mode.makeEngine(desk, visitor),
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
    identify(next, signed) {
      const before = keyOf(context)
      context = name(next)
      const isOther = before === undefined || before !== keyOf(context)
      // It vouches for the key, whatever else is said of the visitor.
      if (isOther || signed) signature = signed
      visitor.changed(isOther)
    },
  }
}

/** What can't be written down counts as empty, as it does where it is evaluated in the page. */
function textOf(context: EvaluationContext, signature: string | undefined): string {
  try {
    return JSON.stringify({ context: context ?? {}, signature })
  } catch {
    return '{"context":{}}'
  }
}

function keyOf(context: EvaluationContext): unknown {
  try {
    return context.targetingKey
  } catch {
    return undefined
  }
}

/** Browsers keep 64 KB of requests alive, all of a page's together. */
const MAX_LASTING = 60_000

/** Without headers or credentials every request is a simple one: no browser preflights it, and caches may help. */
function simpleFetch(fetch: typeof globalThis.fetch = globalThis.fetch): FetchLike {
  return (url, { method, headers, body = '', signal, keepalive = false }) => {
    const tag = headers['if-none-match']
    return fetch(url, {
      method,
      // A longer one a browser refuses outright; without, it goes for as long as the page is there.
      keepalive: keepalive && body.length < MAX_LASTING,
      credentials: 'omit',
      signal: signal as AbortSignal,
      ...(tag && { headers: { 'if-none-match': tag } }),
      ...(body && { body }),
    })
  }
}
