import statsig from 'statsig-node'
import { specsOf, userOf, valuesOf } from './statsig-specs.mjs'

const unlogged = { disableExposureLogging: true }

export async function create(flags, mixedRules) {
  const { gates, experiments } = specsOf(flags, mixedRules)
  const client = new statsig.StatsigServer('secret-bench', {
    localMode: true,
    bootstrapValues: JSON.stringify({
      feature_gates: gates,
      dynamic_configs: experiments,
      layer_configs: [],
      layers: {},
      id_lists: {},
      has_updates: true,
      time: 1,
    }),
    disableAllLogging: true,
    disableDiagnostics: true,
    disableRulesetsSync: true,
    disableIdListsSync: true,
    initStrategyForIP3Country: 'none',
    initStrategyForIDLists: 'none',
  })
  await client.initializeAsync()
  return {
    context: userOf,
    boolean: (key, context) => client.checkGate(context, key, unlogged),
    string: (key, context) => client.getExperiment(context, key, unlogged).get('value', ''),
    all: (context) => client.getClientInitializeResponse(context, undefined, { hash: 'none' }),
    values: valuesOf,
    close: () => client.shutdown(),
  }
}
