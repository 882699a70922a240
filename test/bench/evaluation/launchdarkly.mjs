import { init } from '@launchdarkly/node-server-sdk'
import { TestData } from '@launchdarkly/node-server-sdk/integrations'

const operators = { in: 'in', endsWith: 'endsWith', semverGt: 'semVerGreaterThan', gt: 'greaterThan' }

/** A flag as LaunchDarkly's service sends it. */
function flagData(flag, mixedRules) {
  const names = Object.keys(flag.variants)
  const indexOf = (variant) => names.indexOf(variant)
  const fallthrough =
    flag.kind === 'split'
      ? {
          rollout: {
            contextKind: 'user',
            variations: names.map((variant, variation) => ({ variation, weight: flag.weights[variant] * 1000 })),
          },
        }
      : { variation: indexOf(flag.kind === 'on' ? 'on' : 'off') }
  const rules = mixedRules.map(({ attribute, op, value, serve }, i) => ({
    id: `r${i}`,
    clauses: [{ attribute, op: operators[op], values: [value].flat(), contextKind: 'user', negate: false }],
    variation: indexOf(serve),
    trackEvents: false,
  }))
  return {
    key: flag.key,
    version: 1,
    on: flag.kind !== 'off' && flag.kind !== 'absent',
    variations: Object.values(flag.variants),
    ...(flag.kind === 'off' && { offVariation: indexOf('off') }),
    fallthrough,
    rules: flag.kind === 'rules' ? rules : [],
    targets: [],
    contextTargets: [],
    prerequisites: [],
    salt: flag.key,
    trackEvents: false,
  }
}

export async function create(flags, mixedRules) {
  const data = new TestData()
  for (const flag of flags) data.usePreconfiguredFlag(flagData(flag, mixedRules))
  const quiet = { error: console.error, warn() {}, info() {}, debug() {} }
  const client = init('bench', {
    updateProcessor: data.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger: quiet,
  })
  await client.waitForInitialization({ timeout: 5 })
  return {
    isAsync: true,
    context: (context) => ({ kind: 'user', ...context }),
    boolean: (key, context) => client.boolVariation(key, context, false),
    string: (key, context) => client.stringVariation(key, context, ''),
    all: (context) => client.allFlagsState(context),
    values: (all) => Object.entries(all.allValues()),
    close: () => client.close(),
  }
}
