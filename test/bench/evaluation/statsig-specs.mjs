// The workload's flags as Statsig's service sends them: booleans as gates, the four-way split as an experiment.

const operators = { in: 'any_case_sensitive', endsWith: 'str_ends_with_any', semverGt: 'version_gt', gt: 'gt' }
const idType = 'userID'
const open = { type: 'public', targetValue: null, operator: null, field: null, additionalValues: {}, idType }

function rule(id, condition, passPercentage, returnValue = true) {
  return { name: id, id, salt: id, idType, passPercentage, conditions: [condition], returnValue }
}

/** The first rule whose conditions hold decides, also where it lets nobody pass. */
function gate(flag, mixedRules) {
  const rules = {
    on: [rule('all', open, 100)],
    split: [rule('part', open, flag.weights?.on)],
    rules: mixedRules.map(({ attribute: field, op, value, serve }, i) => {
      const targetValue = op === 'gt' ? value : op === 'semverGt' ? value : [value].flat()
      const condition = {
        type: 'user_field',
        field,
        operator: operators[op],
        targetValue,
        additionalValues: {},
        idType,
      }
      return rule(`r${i}`, condition, serve === 'on' ? 100 : 0)
    }),
  }[flag.kind]
  return {
    name: flag.key,
    type: 'feature_gate',
    salt: flag.key,
    enabled: flag.kind !== 'off',
    defaultValue: false,
    rules: rules ?? [],
    idType,
    entity: 'feature_gate',
    version: 1,
  }
}

/** Groups share out a line of 1,000 buckets. */
function experiment({ key, variants, weights }) {
  let end = 0
  const rules = Object.entries(variants).map(([name, value]) => {
    const condition = {
      type: 'user_bucket',
      targetValue: (end += weights[name] * 10),
      operator: 'lt',
      field: null,
      additionalValues: { salt: key },
      idType,
    }
    return { ...rule(name, condition, 100, { value }), groupName: name, isExperimentGroup: true }
  })
  return {
    name: key,
    type: 'dynamic_config',
    salt: key,
    enabled: true,
    defaultValue: {},
    rules,
    idType,
    entity: 'experiment',
    version: 1,
    isActive: true,
    hasSharedParams: false,
  }
}

export function specsOf(flags, mixedRules) {
  const isGate = ({ variants }) => 'on' in variants
  return {
    gates: flags.filter(isGate).map((flag) => gate(flag, mixedRules)),
    experiments: flags.filter((flag) => !isGate(flag)).map(experiment),
  }
}

export function userOf({ key, email, country, appVersion, age, plan, beta }) {
  return { userID: key, email, country, appVersion, custom: { age, plan, beta } }
}

export function valuesOf({ feature_gates: gates, dynamic_configs: configs }) {
  return [
    ...Object.entries(gates).map(([key, { value }]) => [key, value]),
    ...Object.entries(configs).map(([key, { value }]) => [key, value.value]),
  ]
}
