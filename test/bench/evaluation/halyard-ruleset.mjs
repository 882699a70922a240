function fallthrough({ kind, weights, variants }) {
  if (kind !== 'split') return { variant: kind === 'on' ? 'on' : Object.keys(variants).at(-1) }
  let end = 0
  return { split: { ranges: Object.entries(weights).map(([variant, weight]) => [variant, (end += weight * 1000)]) } }
}

function rules(mixedRules) {
  return mixedRules.map(({ serve, ...comparison }, i) => ({ id: `r${i}`, if: comparison, serve: { variant: serve } }))
}

/** The workload's flags as Halyard's server sends them. */
export function rulesetOf(flags, mixedRules) {
  const items = flags.map((flag) => [
    flag.key,
    {
      revision: 1,
      hash: '0000000000000000',
      type: typeof Object.values(flag.variants)[0],
      variants: flag.variants,
      enabled: flag.kind !== 'off' && flag.kind !== 'absent',
      ...(flag.kind === 'off' && { offVariant: 'off' }),
      ...(flag.kind === 'rules' && { rules: rules(mixedRules) }),
      fallthrough: fallthrough(flag),
    },
  ])
  return {
    project: 'bench',
    environment: 'bench',
    environmentId: 'bench',
    epoch: 1,
    revision: 1,
    items: { flag: Object.fromEntries(items), segment: {} },
  }
}
