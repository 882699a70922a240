import { createInstance } from '@featurevisor/sdk'

const operators = { in: 'in', endsWith: 'endsWith', semverGt: 'semverGreaterThan', gt: 'greaterThan' }
const LINE = 100_000

const everyone = (percentage) => ({ key: 'everyone', segments: '*', percentage })

function variations({ variants, weights }) {
  let start = 0
  const allocation = Object.entries(variants).map(([name, value]) => {
    const range = [start, (start += weights[name] * 1000)]
    return { variation: value, range }
  })
  return {
    variations: Object.values(variants).map((value) => ({ value })),
    traffic: [{ ...everyone(LINE), allocation }],
  }
}

/** There is no switch: off is a rollout to 0 %. */
function feature(flag, mixedRules) {
  const bucketBy = 'userId'
  if (!('on' in flag.variants)) return { bucketBy, ...variations(flag) }
  const traffic = {
    off: [everyone(0)],
    on: [everyone(LINE)],
    split: [everyone(flag.weights?.on * 1000)],
    rules: [
      ...mixedRules.map(({ serve }, i) => ({ key: `r${i}`, segments: `r${i}`, percentage: serve === 'on' ? LINE : 0 })),
      everyone(0),
    ],
  }[flag.kind]
  return { bucketBy, traffic }
}

export async function create(flags, mixedRules) {
  const segments = mixedRules.map(({ attribute, op, value }, i) => [
    `r${i}`,
    { conditions: [{ attribute, operator: operators[op], value }] },
  ])
  const client = createInstance({
    logLevel: 'error',
    datafile: {
      schemaVersion: '2',
      revision: '1',
      segments: Object.fromEntries(segments),
      features: Object.fromEntries(flags.map((flag) => [flag.key, feature(flag, mixedRules)])),
    },
  })
  return {
    context: ({ key, ...attributes }) => ({ userId: key, ...attributes }),
    boolean: (key, context) => client.isEnabled(key, context),
    string: (key, context) => client.getVariation(key, context),
    all: (context) => client.getAllEvaluations(context),
    values: (all) => Object.entries(all).map(([key, { enabled, variation }]) => [key, variation ?? enabled]),
    close: () => client.close(),
  }
}
