/** What components read from: one client, whose outcomes are kept until something may have changed them. */
import type { BrowserClient, Details, Status } from '@halyard/browser'
import { staticClient } from './static-client.ts'
import type { AnyClient, Evaluations } from './types.ts'

/**
 * So often flags are read again while nobody confirms them: one with `maxStalenessMs` must go off by itself. And after
 * so long a client is closed that was rendered for a tree that was never shown.
 */
const PATIENCE_MS = 10_000

export interface Store {
  /** The app's client or, made at the first call, its own. */
  client(): AnyClient
  /** What it was before there was a client: on the server, and while the page hydrates. */
  readonly server: AnyClient
  /** The same object until the outcome differs. A value of undefined: the caller's fallback applies. */
  read(client: AnyClient, key: string, fallback: unknown): Details<unknown>
  /** The client, but that its `identify` is this store's. */
  face(client: AnyClient): AnyClient
  /** The same object until something but the age differs. */
  status(client: AnyClient): Status
  readonly subscribe: (listener: () => void) => () => void
  /** Somebody else is looking; everybody who reads hears of it. */
  identify(...visitor: Visitor): void
  /** Follows the client for as long as it is shown. @returns a function that ends it. */
  attach(): () => void
}

/** The context, and what vouches for it. */
export type Visitor = Parameters<BrowserClient['identify']>

export type OwnClient = AnyClient & Pick<BrowserClient, 'close'>

/**
 * @param given - The app's client, which the app also closes.
 * @param makeOwn - Makes the client that begins and ends with what is shown; instead of a given one.
 * @param initial - What the server served, for whoever was looking there.
 */
export function createStore(
  given: AnyClient | undefined,
  makeOwn: ((...visitor: Visitor | []) => OwnClient) | undefined,
  initial: Evaluations | null | undefined,
): Store {
  const server = initial || !given ? staticClient(initial ?? {}) : given
  const listeners = new Set<() => void>()
  /** Outcomes since the last news, per client, and those before. */
  const known = new Map<string, Details<unknown>>()
  const stable = new Map<string, { readonly text: string; readonly thing: unknown }>()
  let own: OwnClient | undefined
  let visitor: Visitor | [] = []
  /** The last change that `initial` knows of, while it is about who is looking. */
  let newest = Math.max(
    ...Object.values(initial ?? {}).map(({ flagMetadata }) => (flagMetadata?.revision ?? 0) as number),
  )
  let attached = 0
  let faced: AnyClient | undefined
  let face = server
  let unclaimed: ReturnType<typeof setTimeout> | undefined

  const news = (): void => {
    known.clear()
    for (const listener of listeners) listener()
  }

  const close = (): void => {
    if (own && !attached) {
      // A promise that no one waits for; closing never rejects.
      void own.close()
      own = undefined
      known.clear()
    }
  }

  const client = (): AnyClient => {
    if (!own && makeOwn) {
      if (!attached) unclaimed = setTimeout(close, PATIENCE_MS)
      own = makeOwn(...visitor)
    }
    return own ?? given ?? server
  }

  /** Equal things are the same thing: what did not change makes nobody render again. */
  const settled = <T>(name: string, next: T, text = JSON.stringify(next)): T => {
    const before = stable.get(name)
    if (before?.text === text) return before.thing as T
    stable.set(name, { text, thing: next })
    return next
  }

  const identify: Store['identify'] = (...next) => {
    visitor = next
    newest = -1
    ;(given ?? own)?.identify(...next)
    news()
  }

  return {
    client,
    server,
    identify,
    face(from) {
      if (faced !== from) face = { ...from, identify }
      faced = from
      return face
    },
    read(from, key, fallback) {
      const name = `${typeof fallback} ${key}`
      const place = `${from === server}${name}`
      let details = known.get(place)
      if (!details) {
        // What a visitor's browser kept may be of before what the server rendered: a kill in between must stay.
        const { ageMs = -1, revision = -1 } = from.status()
        const isBehind = ageMs < 0 && revision < newest
        details = (isBehind ? server : from).details(key, fallback)
        // Without a variant the value is the caller's own fallback, which is each caller's to add.
        const value = details.variant && settled(`v${name}`, details.value)
        known.set(place, (details = settled(name, { ...details, value })))
      }
      return details
    },
    status(from) {
      const status = from.status()
      return settled('', status, JSON.stringify({ ...status, ageMs: 0 }))
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    attach() {
      attached++
      clearTimeout(unclaimed)
      const followed = client()
      // Whoever gets ready has another status, too.
      const stops = (['change', 'status'] as const).map((event) => followed.on(event, news))
      const aging = setInterval(() => followed.status().state !== 'live' && news(), PATIENCE_MS)
      news()
      return () => {
        attached--
        clearInterval(aging)
        for (const stop of stops) stop()
        // Later, because StrictMode takes away and puts back at once, and that is one visit.
        queueMicrotask(close)
      }
    },
  }
}
