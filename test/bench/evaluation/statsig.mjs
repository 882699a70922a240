import { Statsig, StatsigUser } from '@statsig/statsig-node-core'
import { specsOf, userOf, valuesOf } from './statsig-specs.mjs'

/** Its specs keep conditions apart, each once, and name them. */
function document(flags, mixedRules) {
  const { gates, experiments } = specsOf(flags, mixedRules)
  const conditions = new Map()
  const named = (condition) => {
    const text = JSON.stringify(condition)
    if (!conditions.has(text)) conditions.set(text, String(1000 + conditions.size))
    return conditions.get(text)
  }
  const byName = (specs) =>
    Object.fromEntries(
      specs.map(({ name, ...spec }) => [
        name,
        { ...spec, rules: spec.rules.map((rule) => ({ ...rule, conditions: rule.conditions.map(named) })) },
      ]),
    )
  const parts = { feature_gates: byName(gates), dynamic_configs: byName(experiments), layer_configs: {} }
  const condition_map = Object.fromEntries([...conditions].map(([text, name]) => [name, JSON.parse(text)]))
  return { ...parts, condition_map, experiment_to_layer: {}, has_updates: true, time: 1 }
}

const unlogged = { disableExposureLogging: true }

export async function create(flags, mixedRules) {
  const specs = JSON.stringify(document(flags, mixedRules))
  const client = new Statsig('secret-bench', {
    dataStore: { initialize: async () => {}, shutdown: async () => {}, get: async () => ({ result: specs, time: 1 }) },
    specAdaptersConfig: [{ adapterType: 'data_store', initTimeoutMs: 3000 }],
    disableNetwork: true,
    disableAllLogging: true,
    disableCountryLookup: true,
    outputLogLevel: 'none',
  })
  await client.initialize()
  return {
    context: (context) => new StatsigUser(userOf(context)),
    boolean: (key, context) => client.checkGate(context, key, unlogged),
    string: (key, context) => client.getExperiment(context, key, unlogged).getValue('value', ''),
    all: (context) => client.getClientInitializeResponse(context, { hashAlgorithm: 'none' }),
    values: (all) => valuesOf(JSON.parse(all)),
    close: () => client.shutdown(),
  }
}
