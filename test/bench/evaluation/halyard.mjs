import { createClient } from '../../../sdk-node/dist/index.js'
import { rulesetOf } from './halyard-ruleset.mjs'

/**
 * @param option - `counting`: with evaluation counts, as a client has them unless an app turns them off; `details`: with
 *   variant, reason and metadata, not the value alone.
 */
export async function create(flags, mixedRules, option) {
  // Nobody listens there: everything comes from the bootstrap, as it does for an app whose server is gone.
  const client = createClient({
    url: 'http://127.0.0.1:9',
    sdkKey: 'hal_sdk_bench_bench_00000000',
    bootstrap: rulesetOf(flags, mixedRules),
    telemetryIntervalMs: option === 'counting' ? 60_000 : 0,
    backoff: { baseMs: 3_600_000, maxMs: 3_600_000, fallbackMs: 3_600_000 },
  })
  await client.ready({ timeoutMs: 5000 })
  const reads =
    option === 'details'
      ? {
          boolean: (key, context) => client.details(key, false, context),
          string: (key, context) => client.details(key, '', context),
          value: ({ value }) => value,
        }
      : {
          boolean: (key, context) => client.boolean(key, false, context),
          string: (key, context) => client.string(key, '', context),
        }
  return {
    context: ({ key, ...attributes }) => ({ targetingKey: key, ...attributes }),
    ...reads,
    all: (context) => client.all(context),
    values: (all) => Object.entries(all).map(([key, { value }]) => [key, value]),
    close: () => client.close(),
  }
}
