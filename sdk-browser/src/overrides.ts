import type { Evaluation, JsonValue } from '@halyard/evaluator'
import type { AnyFlags, FlagShapes } from '@halyard/sdk-core'
import type { BrowserClient } from './browser.ts'
import { openShelf, type StorageLike } from './storage.ts'

export interface OverrideOptions {
  /**
   * Unset, overrides work where the page was built with `NODE_ENV` set to `development` or `test`; elsewhere the client
   * is returned as it came. A page that is not built says `true`.
   */
  readonly enabled?: boolean | undefined
  /** The query parameter, and the word in storage: `halyard` unless set; `null` reads no query. */
  readonly query?: string | null | undefined
  /** Instead of `sessionStorage`; `null` keeps nothing: a query then holds for one page. */
  readonly storage?: StorageLike | null | undefined
  /** Values by flag key, or a function asked with each read: over storage and query. */
  readonly values?: Readonly<Record<string, JsonValue>> | ((key: string) => JsonValue | undefined) | undefined
  /** Hears of overrides that can't apply, once each. */
  readonly warn?: ((message: string) => void) | undefined
}

type Origin = 'app' | 'query' | 'storage'

interface Override {
  readonly value: JsonValue
  readonly from: Origin
}

/** Replaced by bundlers, absent in pages that are not built. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/**
 * Lets a developer see a flag's other side: `?halyard=new-checkout:true,limit:25,theme:dark` for this tab,
 * `?halyard=` for none. An entry of its own: pages that don't import it pay nothing. What is overridden is told apart by
 * `flagMetadata.override`, is not counted, and must have the type of the flag and of the read; else it does not apply.
 * @returns a client with the same face over `client`, which is closed with it.
 * @see docs/sdk-browser.md, "Overrides"
 */
export function withOverrides<Flags extends FlagShapes = AnyFlags>(
  client: BrowserClient<Flags>,
  options: OverrideOptions = {},
): BrowserClient<Flags> {
  if (!(options.enabled ?? isDevelopment())) return client
  const { values, warn } = options
  const given = readGiven(options)
  const warned = new Set<string>()
  const read = client as unknown as BrowserClient

  const tell = (message: string): void => {
    if (warned.has(message)) return
    warned.add(message)
    try {
      warn?.(message)
    } catch {
      // Reads never throw, whatever the app's own code does.
    }
  }

  const find = (key: string): Override | undefined => {
    try {
      const value = typeof values === 'function' ? values(key) : own(values, key)
      if (value !== undefined) return { value: frozen(value), from: 'app' }
    } catch (error) {
      tell(`halyard: the override of ${key} can't be read: ${String(error)}`)
    }
    return own(given, key)
  }

  /** @param wanted - What the caller can take; nothing where any value will do. */
  const apply = (key: string, real: Evaluation | undefined, wanted: string | undefined): Evaluation | undefined => {
    const override = find(key)
    if (!override) return undefined
    const { value, from } = override
    const kind = kindOf(value)
    const isWanted = wanted === undefined || wanted === (kind === 'list' ? 'object' : kind)
    const missed = isWanted ? kindOf(real?.value ?? value) : wanted
    if (missed === kind && kind !== 'null' && kind !== 'not finite')
      return { flagKey: key, value, reason: 'STATIC', flagMetadata: { ...real?.flagMetadata, override: from } }
    tell(`halyard: the override of ${key} is ${kind}, the flag is ${missed}: ignored`)
    return undefined
  }

  const typed = (type: 'boolean' | 'string' | 'number' | 'object') => {
    const plain = read[type] as (key: string, fallback: unknown) => unknown
    return (key: string, fallback: unknown): unknown =>
      (find(key) && apply(key, own(read.all(), key), type)?.value) ?? plain(key, fallback)
  }

  return {
    ...client,
    boolean: typed('boolean'),
    string: typed('string'),
    number: typed('number'),
    object: typed('object'),
    details(key: string, fallback: JsonValue) {
      const wanted = fallback === undefined ? undefined : typeof fallback
      return (find(key) && apply(key, own(read.all(), key), wanted)) ?? read.details(key, fallback)
    },
    all() {
      const real = read.all()
      return Object.fromEntries(Object.entries(real).map(([key, one]) => [key, apply(key, one, undefined) ?? one]))
    },
  } as unknown as BrowserClient<Flags>
}

function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV === 'development' || process.env.NODE_ENV === 'test'
  } catch {
    return false // Nobody says that this is development.
  }
}

/** What tells values apart that `typeof` does not. */
function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'number' && !Number.isFinite(value) ? 'not finite' : typeof value
}

/** As the client's own objects are: nobody changes for others what they read. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  Object.values(value).forEach(frozen)
  return value
}

/** What the address says, which the tab remembers; else what it remembers. */
function readGiven({ query = 'halyard', storage }: OverrideOptions): Readonly<Record<string, Override>> {
  const shelf = openShelf(storage === undefined ? tabStorage() : storage)
  const name = `${query ?? 'halyard'} overrides`
  const asked = query === null ? null : new URLSearchParams(globalThis.location?.search).get(query)
  if (asked !== null) shelf.set(name, asked)
  const text = asked ?? shelf.get(name) ?? ''
  return parse(text, asked === null ? 'storage' : 'query')
}

function tabStorage(): StorageLike | null {
  try {
    return sessionStorage
  } catch {
    return null // Blocked: a query holds for one page.
  }
}

/** `new-checkout:true,limit:25,theme:dark`: JSON, or else text. */
function parse(text: string, from: Origin): Readonly<Record<string, Override>> {
  const pairs = text.split(/,(?=[\w.-]+:)/).filter((pair) => pair.includes(':'))
  const overrides = pairs.map((pair) => {
    const at = pair.indexOf(':')
    return [pair.slice(0, at), { value: valueOf(pair.slice(at + 1)), from }] as const
  })
  return Object.fromEntries(overrides)
}

function valueOf(text: string): JsonValue {
  try {
    return frozen(JSON.parse(text))
  } catch {
    return text
  }
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined
}
