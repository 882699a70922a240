import { crc32 } from 'node:zlib'
import {
  type ClientError,
  type CommonOptions,
  checkCredential,
  checkUrl,
  DEFAULT_TIMES,
  invalid,
} from '@halyard/sdk-core'
import type { ClientOptions } from './client-options.ts'
import { INSTANCE_NAME } from './instance.ts'
import { nearest } from './nearest.ts'

/** A week: whatever is made of it (three heartbeats, twice an interval) is still what a timer can wait for. */
const MAX_MS = 7 * 24 * 3_600_000

const TYPES: Readonly<Record<string, readonly [expected: string, isRight: (value: unknown) => boolean]>> = {
  allowInsecure: ['true or false', (value) => typeof value === 'boolean'],
  backoff: ['an object of times', isObject],
  cachePath: ['the path of a file', (value) => typeof value === 'string'],
  fetch: ['a function', (value) => typeof value === 'function'],
  hooks: ['an array of hooks', (value) => Array.isArray(value) && value.every(isObject)],
  instanceName: ['1 to 64 letters, digits, `_`, `.` or `-`', isInstanceName],
  logger: ['an object such as console', isObject],
  telemetryAttributes: ['true or false', (value) => typeof value === 'boolean'],
}

/** Every option there is: one that is forgotten here does not compile. */
const KNOWN: Readonly<Record<keyof ClientOptions, true>> = {
  url: true,
  sdkKey: true,
  cachePath: true,
  instanceName: true,
  allowInsecure: true,
  fetch: true,
  bootstrap: true,
  heartbeatMs: true,
  backoff: true,
  pollIntervalMs: true,
  telemetryAttributes: true,
  telemetryIntervalMs: true,
  logger: true,
  hooks: true,
}

/**
 * @throws ClientError `INVALID_OPTION`, naming the option, for one that means nothing, and for one of another type than
 * its own.
 */
export function checkTypes(options: unknown): void {
  if (!isObject(options)) throw invalid('options', 'an object with `url` and `sdkKey`', shown(options))
  const known = Object.keys(KNOWN)
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !known.includes(name)) {
      throw unknownName('options', `made of ${known.join(', ')}`, name, known)
    }
  }
  for (const [name, [expected, isRight]] of Object.entries(TYPES)) {
    const value: unknown = Reflect.get(options, name)
    if (value !== undefined && !isRight(value)) throw invalid(name, expected, shown(value))
  }
}

/** @returns the error for a name that means nothing, with the one that was probably meant. */
export function unknownName(option: string, expected: string, name: string, known: readonly string[]): ClientError {
  const meant = nearest(name, known)
  const hint = meant === undefined ? '' : `Did you mean \`${meant}\`?`
  return invalid(option, expected, JSON.stringify(name.slice(0, 40)), hint)
}

const LOCAL = /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?(?:\/|$)/
/** What the SDK puts behind the server's address by itself. */
const PLANE = /\/(?:api|client|edge|ofrep|sdk)\/v1\/?$/

/**
 * @returns the server's URL without trailing slash.
 * @throws ClientError `INVALID_OPTION`
 */
export function checkServer({ url, allowInsecure }: Pick<ClientOptions, 'url' | 'allowInsecure'>): string {
  if (typeof url === 'string' && LOCAL.test(url)) {
    throw invalid('url', 'absolute', `"${url}"`, `Did you mean "http://${url}"?`)
  }
  const checked = checkUrl(url, allowInsecure)
  const [plane] = PLANE.exec(checked) ?? []
  if (plane !== undefined) throw invalid('url', 'the server’s own address', checked, `Leave "${plane}" out.`)
  return checked
}

/** As the server makes them. Others are for it to judge. */
const MINTED = /^(hal_sdk_[0-9A-Za-z]{12}_[0-9A-Za-z]{40})_([0-9a-f]{8})$/

/**
 * @returns the SDK key.
 * @throws ClientError `INVALID_OPTION` for no SDK key, and for one whose checksum says that it was mistyped. The message
 * holds no secret.
 */
export function checkSdkKey(value: unknown): string {
  if (value === '') throw invalid('sdkKey', '"hal_sdk_…"', 'an empty text', 'Is the variable set that it comes from?')
  if (typeof value === 'string' && /^hal_sdk_\w*\W/.test(value)) {
    throw invalid('sdkKey', 'as the server made it', 'one with a character that no key has', 'Copy it again, whole.')
  }
  const key = checkCredential('sdkKey', value, 'hal_sdk_')
  const [, body, checksum] = MINTED.exec(key) ?? []
  if (body === undefined || crc32(body).toString(16).padStart(8, '0') === checksum) return key
  throw invalid('sdkKey', 'as the server made it', 'one whose checksum is wrong', 'Copy it again, whole.')
}

function isInstanceName(value: unknown): boolean {
  return typeof value === 'string' && INSTANCE_NAME.test(value)
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** What came, without what may be a secret in it. */
export function shown(value: unknown): string {
  return value === null || typeof value === 'number' ? String(value) : typeof value
}

/** @throws ClientError `INVALID_OPTION`, naming the option, for a time that is none and for a name that means nothing. */
export function checkTimes(options: CommonOptions): void {
  const { heartbeatMs, pollIntervalMs, telemetryIntervalMs, backoff } = options
  check({ heartbeatMs, pollIntervalMs }, 1)
  check({ telemetryIntervalMs }, 0)
  for (const name of Object.keys(backoff ?? {})) {
    if (!Object.hasOwn(DEFAULT_TIMES, name)) {
      throw invalid('backoff', `made of ${Object.keys(DEFAULT_TIMES).slice(2).join(', ')}`, name)
    }
  }
  check({ ...backoff }, 1)
}

function check(times: Readonly<Record<string, unknown>>, min: number): void {
  for (const [name, value] of Object.entries(times)) {
    const isTime = typeof value === 'number' && value >= min && value <= MAX_MS
    if (value !== undefined && !isTime) {
      throw invalid(name, `milliseconds, at least ${min} and at most a week`, shown(value))
    }
  }
}
