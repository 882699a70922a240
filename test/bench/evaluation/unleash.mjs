import { once } from 'node:events'
import { InMemStorageProvider, Unleash } from 'unleash-client'

/** An absent strategy is the quickest way to be on. */
const open = { name: 'default', parameters: {}, constraints: [] }

const operators = { in: 'IN', endsWith: 'STR_ENDS_WITH', semverGt: 'SEMVER_GT', gt: 'NUM_GT' }

/** All of a strategy's constraints must hold: none of the rules that serve `off`, and the one that serves `on`. */
function constraint({ attribute, op, value, serve }) {
  const operand = op === 'in' || op === 'endsWith' ? { values: [value].flat() } : { values: [], value: String(value) }
  return { contextName: attribute, operator: operators[op], inverted: serve === 'off', ...operand }
}

function feature(flag, mixedRules) {
  const rollout = { rollout: `${flag.weights?.on}`, stickiness: 'default', groupId: flag.key }
  const strategies = {
    split: 'on' in flag.variants ? [{ name: 'flexibleRollout', parameters: rollout, constraints: [] }] : [],
    rules: [{ ...open, constraints: mixedRules.map(constraint) }],
  }[flag.kind]
  const variants = Object.entries('on' in flag.variants ? {} : flag.variants)
  return {
    name: flag.key,
    enabled: flag.kind !== 'off',
    strategies: strategies ?? [],
    variants: variants.map(([name, value]) => ({
      name,
      weight: flag.weights[name] * 10,
      payload: { type: 'string', value },
    })),
  }
}

export async function create(flags, mixedRules) {
  const client = new Unleash({
    url: 'http://127.0.0.1:9/api/',
    appName: 'bench',
    refreshInterval: 0,
    disableMetrics: true,
    skipInstanceCountWarning: true,
    storageProvider: new InMemStorageProvider(),
    bootstrap: { data: flags.map((flag) => feature(flag, mixedRules)) },
  })
  await once(client, 'ready')
  return {
    context: ({ key, ...properties }) => ({ userId: key, properties }),
    boolean: (key, context) => client.isEnabled(key, context),
    string: (key, context) => client.getVariant(key, context),
    value: (answer) => (typeof answer === 'boolean' ? answer : answer.payload.value),
    close: () => client.destroy(),
  }
}
