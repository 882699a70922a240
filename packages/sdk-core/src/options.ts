/** Wrong options throw at construction, saying what was expected, what came and what to do. */
import type { CommonOptions } from './api.ts'
import { ClientError } from './errors.ts'
import type { Times } from './stream-state.ts'

/** The global one, present on every platform, though this package knows none of their types. */
declare const URL: new (text: string) => { readonly protocol: string; readonly hostname: string; readonly href: string }

/**
 * @returns the server's URL without trailing slash.
 * @throws ClientError `INVALID_OPTION`: not absolute, not http(s), or plain http beyond loopback.
 */
export function checkUrl(url: unknown, allowInsecure: boolean | undefined): string {
  const parsed = parseUrl(url)
  if (!parsed) {
    const suggestion = typeof url === 'string' && parseUrl(`https://${url}`) ? ` Did you mean "https://${url}"?` : ''
    throw invalid(`\`url\` must be absolute, got ${show(url)}.${suggestion}`)
  }
  const isLocal = /^(localhost|127\.[\d.]+|\[::1\])$/.test(parsed.hostname)
  if (parsed.protocol === 'http:' && !isLocal && !allowInsecure) {
    throw invalid(
      `\`url\` must be https beyond this machine, got ${show(url)}: keys and flags would travel in the clear. Use https, or set \`allowInsecure: true\``,
    )
  }
  return parsed.href.replace(/[/?#]+$/, '')
}

function parseUrl(url: unknown): InstanceType<typeof URL> | undefined {
  try {
    const parsed = new URL(url as string)
    return /^https?:$/.test(parsed.protocol) ? parsed : undefined
  } catch {
    return undefined
  }
}

const PREFIXES: Readonly<Record<string, string>> = {
  hal_sdk_: 'an SDK key, which is secret and belongs in backends',
  hal_cid_: 'a client id, which is public and belongs in browsers',
  hal_api_: 'an API token, which belongs in scripts',
}

/**
 * @param option - The option's name.
 * @param prefix - `hal_sdk_` or `hal_cid_`.
 * @throws ClientError `INVALID_OPTION`: another kind of credential, or none. The message holds no secret.
 */
export function checkCredential(option: string, value: unknown, prefix: string): string {
  if (typeof value === 'string' && value.startsWith(prefix) && /^\w+$/.test(value)) return value
  const kind = PREFIXES[String(value).slice(0, 8)]
  throw invalid(
    `\`${option}\` must look like "${prefix}…", got ${kind && typeof value === 'string' ? kind : typeof value}`,
  )
}

/** @throws ClientError `INVALID_OPTION` when one is no number of at least 1. */
export function checkTimes({ heartbeatMs = 15_000, pollIntervalMs = 30_000, backoff }: CommonOptions): Times {
  const times: Record<string, unknown> = { ...DEFAULTS, heartbeatMs, pollIntervalMs }
  for (const [name, value] of Object.entries(backoff ?? {})) if (value !== undefined) times[name] = value
  for (const name of Object.keys(times)) checkMs(name, times[name], 1)
  return times as unknown as Times
}

/** @throws ClientError `INVALID_OPTION` */
export function checkMs(name: string, value: unknown, min: number): void {
  if (!(typeof value === 'number' && value >= min && value < 2 ** 31)) {
    throw invalid(`\`${name}\` must be milliseconds, at least ${min}, got ${show(value)}`)
  }
}

const DEFAULTS = {
  baseMs: 1000,
  maxMs: 30_000,
  healthyMs: 60_000,
  refusedMs: 300_000,
  firstEventMs: 10_000,
  fallbackMs: 20_000,
  streamRetryMs: 300_000,
}

function invalid(message: string): ClientError {
  return new ClientError('INVALID_OPTION', message)
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value.replace(/\/\/[^/]*@/, '//…@')}"` : String(value)
}
