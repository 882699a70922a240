import { type CommonOptions, DEFAULT_TIMES, invalid } from '@halyard/sdk-core'

/** What a timer can wait for. */
const MAX_MS = 2 ** 31 - 1

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
    if (value !== undefined && !isTime)
      throw invalid(name, `milliseconds, at least ${min}`, JSON.stringify(value) ?? typeof value)
  }
}
