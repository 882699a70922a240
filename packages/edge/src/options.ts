import type { Ruleset } from '@halyard/evaluator'
import { checkCredential, checkUrl, invalid } from '@halyard/sdk-core'

/** Where rulesets outlive an isolate. A Workers KV namespace is one as it stands. */
export interface EdgeCache {
  /** The text that was put under this key, or nothing. May reject: then there is none. */
  get(key: string): Promise<string | null | undefined>
  /** Called after each change of the ruleset. May reject: `status().cacheFailure` says so. */
  put(key: string, text: string): Promise<unknown>
}

export interface EdgeOptions {
  /** The server, absolute; https beyond this machine. May be left out where all there is is a `bootstrap`. */
  readonly url?: string | undefined
  /** `hal_sdk_…`, secret: every flag of its environment. */
  readonly sdkKey?: string | undefined
  /** `hal_cid_…` in place of an SDK key: only what is exposed to clients, so that all of it may be shown to anyone. */
  readonly clientId?: string | undefined
  /** A ruleset bundled with the worker: a ruleset, or the body of `GET …/ruleset`. */
  readonly bootstrap?: Ruleset | { readonly ruleset: Ruleset; readonly digest?: string | undefined } | undefined
  /** Read first, and written after each change; see {@link EdgeCache}. */
  readonly cache?: EdgeCache | undefined
  /** 10,000: as long as the server answers, no request is decided on rules that were confirmed longer ago. */
  readonly maxAgeMs?: number | undefined
  /** 0: for how much longer requests are answered at once while the rules are confirmed behind them. `Infinity` fits. */
  readonly staleWhileRevalidateMs?: number | undefined
  /** 2,000: how long a request waits for the server; the cache has half of it. */
  readonly timeoutMs?: number | undefined
  /** The global one unless given. */
  readonly fetch?: typeof fetch | undefined
  /** Permits plain http beyond this machine. */
  readonly allowInsecure?: boolean | undefined
}

/** Where a ruleset comes from, and under which name it is kept. */
export interface Upstream {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Without the secret: names of what is cached are shown in consoles. */
  readonly cacheKey: string
}

/**
 * @returns undefined where a bootstrap is all there is.
 * @throws ClientError `INVALID_OPTION`
 */
export function upstreamOf(options: EdgeOptions): Upstream | undefined {
  const { url, sdkKey, clientId, bootstrap, allowInsecure } = options
  if (bootstrap && url === undefined && sdkKey === undefined && clientId === undefined) return undefined
  const base = checkUrl(url, allowInsecure)
  const credential =
    clientId === undefined
      ? checkCredential('sdkKey', sdkKey, 'hal_sdk_')
      : checkCredential('clientId', clientId, 'hal_cid_')
  const cacheKey = `halyard-${credential.split('_', 3)[2]}`
  if (clientId !== undefined) return { url: `${base}/client/v1/${credential}/ruleset`, headers: {}, cacheKey }
  return { url: `${base}/sdk/v1/ruleset`, headers: { Authorization: `Bearer ${credential}` }, cacheKey }
}

/** @throws ClientError `INVALID_OPTION` */
export function checkMs(option: string, value: number, leastMs: number, mostMs: number = Infinity): number {
  if (value >= leastMs && value <= mostMs) return value
  throw invalid(option, `milliseconds from ${leastMs} to ${mostMs}`, String(value))
}
