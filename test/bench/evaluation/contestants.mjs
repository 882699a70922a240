// Who is measured, what to know about how, and which workloads (by kind) somebody has no equivalent of, and why.

const noAll = 'no call that reads all flags'
const noAbsent = 'a flag that serves nothing cannot be written'

export const contestants = [
  { name: 'Halyard', args: ['halyard'], isOurs: true },
  { name: 'Halyard, counting', args: ['halyard', 'counting'], isOurs: true },
  { name: 'Halyard, details', args: ['halyard', 'details'], isOurs: true, isWeighedOnly: true },
  { name: 'the bare work', args: ['bare'], lacks: { absent: noAbsent } },
  { name: 'Halyard, evaluator alone', args: ['evaluator'], isOurs: true, isExtra: true },
  { name: 'LaunchDarkly', args: ['launchdarkly'], package: '@launchdarkly/node-server-sdk' },
  {
    name: 'Unleash',
    args: ['unleash'],
    package: 'unleash-client',
    lacks: { all: noAll, absent: noAbsent },
    notes: 'The five rules are one strategy with five constraints: a strategy cannot serve `off`.',
  },
  {
    name: 'GrowthBook',
    args: ['growthbook'],
    package: '@growthbook/growthbook',
    lacks: { all: noAll, absent: noAbsent },
    notes: 'Off is a feature without rules.',
  },
  { name: 'flagd-core', args: ['flagd'], package: '@openfeature/flagd-core' },
  {
    name: 'ConfigCat',
    args: ['configcat'],
    package: '@configcat/sdk',
    lacks: { absent: noAbsent },
    notes:
      'A snapshot held for all calls, its fastest way, which never hears of a change. Off is a setting of `false`.',
  },
  {
    name: 'Featurevisor',
    args: ['featurevisor'],
    package: '@featurevisor/sdk',
    lacks: { absent: noAbsent },
    notes: 'Off and on are rollouts to 0 and 100 %: it has no switch.',
  },
  {
    name: 'Statsig',
    args: ['statsig'],
    package: '@statsig/statsig-node-core',
    lacks: { absent: noAbsent },
    notes:
      'Native code: what it allocates outside of the heap is not counted. All flags come as JSON text, as one string.',
  },
  {
    name: 'Statsig, legacy',
    args: ['statsig-legacy'],
    package: 'statsig-node',
    lacks: { absent: noAbsent },
    notes: 'It remembers 100,000 hashes of user and rule: of the 1,000 users here it has hashed every one before.',
  },
]
