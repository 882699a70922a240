import { type CommonOptions, DEFAULT_TIMES, invalid } from '@halyard/sdk-core'

/** A week: whatever is made of it (three heartbeats, twice an interval) is still what a timer can wait for. */
const MAX_MS = 7 * 24 * 3_600_000

const TYPES: Readonly<Record<string, readonly [expected: string, isRight: (value: unknown) => boolean]>> = {
  allowInsecure: ['true or false', (value) => typeof value === 'boolean'],
  cachePath: ['the path of a file', (value) => typeof value === 'string'],
  fetch: ['a function', (value) => typeof value === 'function'],
  hooks: ['an array of hooks', (value) => Array.isArray(value) && value.every(isObject)],
  logger: ['an object such as console', isObject],
}

/** @throws ClientError `INVALID_OPTION`, naming the option, for one that is of another type than its own. */
export function checkTypes(options: unknown): void {
  if (!isObject(options)) throw invalid('options', 'an object with `url` and `sdkKey`', shown(options))
  for (const [name, [expected, isRight]] of Object.entries(TYPES)) {
    const value: unknown = Reflect.get(options, name)
    if (value !== undefined && !isRight(value)) throw invalid(name, expected, shown(value))
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** What came, without what may be a secret in it. */
function shown(value: unknown): string {
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
