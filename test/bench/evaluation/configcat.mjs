import { getClient, OverrideBehaviour, PollingMode, SettingType, User, UserComparator } from '@configcat/sdk'

const conditions = {
  in: (value) => ({ c: UserComparator.TextIsOneOf, l: value }),
  endsWith: (value) => ({ c: UserComparator.TextEndsWithAnyOf, l: [value] }),
  semverGt: (value) => ({ c: UserComparator.SemVerGreater, s: value }),
  gt: (value) => ({ c: UserComparator.NumberGreater, d: value }),
}
const attributes = { country: 'Country', email: 'Email' }

function setting(flag, mixedRules) {
  const { kind, variants, weights } = flag
  const isBoolean = 'on' in variants
  const served = (variant) => ({ v: { [isBoolean ? 'b' : 's']: variants[variant] }, i: variant })
  const names = Object.keys(variants)
  return {
    t: isBoolean ? SettingType.Boolean : SettingType.String,
    ...served(kind === 'on' || !isBoolean ? names[0] : 'off'),
    ...(kind === 'split' && { p: names.map((name) => ({ p: weights[name], ...served(name) })) }),
    ...(kind === 'rules' && {
      r: mixedRules.map(({ attribute, op, value, serve }) => ({
        c: [{ u: { a: attributes[attribute] ?? attribute, ...conditions[op](value) } }],
        s: served(serve),
      })),
    }),
  }
}

export async function create(flags, mixedRules) {
  const settings = Object.fromEntries(flags.map((flag) => [flag.key, setting(flag, mixedRules)]))
  const client = getClient('bench', PollingMode.ManualPoll, {
    flagOverrides: { dataSource: { getOverrides: () => settings }, behaviour: OverrideBehaviour.LocalOnly },
  })
  await client.waitForReady()
  // One snapshot for all calls is quicker than asking the client, and never hears of a change.
  const snapshot = client.snapshot()
  return {
    isAllAsync: true,
    context: ({ key, email, country, appVersion, age, plan }) =>
      new User(key, email, country, { appVersion, age, plan }),
    boolean: (key, context) => snapshot.getValue(key, false, context),
    string: (key, context) => snapshot.getValue(key, '', context),
    all: (context) => client.getAllValuesAsync(context),
    values: (all) => all.map(({ settingKey, settingValue }) => [settingKey, settingValue]),
    close: () => client.dispose(),
  }
}
