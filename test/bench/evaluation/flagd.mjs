import { FlagdCore } from '@openfeature/flagd-core'

const conditions = {
  in: (attribute, value) => ({ in: [{ var: attribute }, value] }),
  endsWith: (attribute, value) => ({ ends_with: [{ var: attribute }, value] }),
  semverGt: (attribute, value) => ({ sem_ver: [{ var: attribute }, '>', value] }),
  gt: (attribute, value) => ({ '>': [{ var: attribute }, value] }),
}

function flagData(flag, mixedRules) {
  const targeting = {
    split: () => ({ fractional: Object.entries(flag.weights) }),
    rules: () => ({
      if: [
        ...mixedRules.flatMap(({ attribute, op, value, serve }) => [conditions[op](attribute, value), serve]),
        'off',
      ],
    }),
  }[flag.kind]?.()
  const [first] = Object.keys(flag.variants)
  return {
    // A disabled flag has no off variant there; one that serves it is a flag that is enabled and has no targeting.
    state: flag.kind === 'absent' ? 'DISABLED' : 'ENABLED',
    variants: flag.variants,
    defaultVariant: flag.kind === 'on' || !('off' in flag.variants) ? first : 'off',
    ...(targeting && { targeting }),
  }
}

export async function create(flags, mixedRules) {
  const quiet = { error: console.error, warn() {}, info() {}, debug() {} }
  const core = new FlagdCore(undefined, quiet)
  core.setConfigurations(
    JSON.stringify({ flags: Object.fromEntries(flags.map((flag) => [flag.key, flagData(flag, mixedRules)])) }),
  )
  return {
    context: ({ key, ...attributes }) => ({ targetingKey: key, ...attributes }),
    boolean: (key, context) => core.resolveBooleanEvaluation(key, false, context),
    string: (key, context) => core.resolveStringEvaluation(key, '', context),
    value: ({ value }) => value,
    all: (context) => core.resolveAll(context),
    values: (all) => all.map(({ flagKey, value }) => [flagKey, value]),
  }
}
