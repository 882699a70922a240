import { GrowthBookClient } from '@growthbook/growthbook'

const conditions = {
  in: (value) => ({ $in: value }),
  endsWith: (value) => ({ $regex: `${value.replaceAll('.', '\\.')}$` }),
  semverGt: (value) => ({ $vgt: value }),
  gt: (value) => ({ $gt: value }),
}

function feature(flag, mixedRules) {
  const { kind, variants, weights, key } = flag
  const names = Object.keys(variants)
  if (kind === 'rules') {
    const rules = mixedRules.map(({ attribute, op, value, serve }) => ({
      condition: { [attribute]: conditions[op](value) },
      force: variants[serve],
    }))
    return { defaultValue: variants.off, rules }
  }
  if (kind !== 'split') return { defaultValue: variants[kind] }
  if (names.length === 2) {
    const rollout = { force: variants.on, coverage: weights.on / 100, hashAttribute: 'id', hashVersion: 2, seed: key }
    return { defaultValue: variants.off, rules: [rollout] }
  }
  const experiment = {
    key,
    variations: Object.values(variants),
    weights: names.map((name) => weights[name] / 100),
    coverage: 1,
    hashAttribute: 'id',
    hashVersion: 2,
    seed: key,
  }
  return { defaultValue: variants[names[0]], rules: [experiment] }
}

export async function create(flags, mixedRules) {
  const features = Object.fromEntries(flags.map((flag) => [flag.key, feature(flag, mixedRules)]))
  const client = new GrowthBookClient().initSync({ payload: { features } })
  return {
    context: ({ key, ...attributes }) => ({ attributes: { id: key, ...attributes } }),
    boolean: (key, context) => client.getFeatureValue(key, false, context),
    string: (key, context) => client.getFeatureValue(key, '', context),
    close: () => client.destroy(),
  }
}
