// What every contestant has to answer, told in no contestant's own words.

/** As many as an app meets in a moment, with keys of 36 characters; made once, so that nobody pays for making them. */
const made = Array.from({ length: 1000 }, (_, i) => ({
  key: `${(i * 2654435761).toString(16).padStart(12, '0')}-4e5b-90aa-${String(i).padStart(13, '7')}`,
  country: ['US', 'JP', 'BR', 'GB'][i % 4],
  email: `user-${i}@mail.example`,
  appVersion: `2.${i % 10}.${i % 7}`,
  age: 20 + (i % 45),
  plan: ['pro', 'team'][i % 2],
  beta: true,
}))

/** As they come out of a request: whole strings, not the slices and ropes that the lines above leave behind. */
export const contexts = JSON.parse(JSON.stringify(made))

const europeanUnion = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')

/** The last of the five matches every context above. */
export const mixedRules = [
  { attribute: 'country', op: 'in', value: europeanUnion, serve: 'off' },
  { attribute: 'email', op: 'endsWith', value: '@corp.example', serve: 'off' },
  { attribute: 'appVersion', op: 'semverGt', value: '3.0.0', serve: 'off' },
  { attribute: 'age', op: 'gt', value: 65, serve: 'off' },
  { attribute: 'plan', op: 'in', value: ['pro', 'team'], serve: 'on' },
]

const onOff = { on: true, off: false }
const regions = { north: 'n', east: 'e', south: 's', west: 'w' }

/**
 * `kind` says how the flag decides; `value` what every context gets; `shares` (per cent) what each variant's share is.
 * A share is looked at over many more contexts than are timed.
 */
const kinds = {
  off: { kind: 'off', variants: onOff, value: false },
  absent: { kind: 'absent', variants: onOff, value: false },
  on: { kind: 'on', variants: onOff, value: true },
  split: {
    kind: 'split',
    variants: onOff,
    weights: { on: 10, off: 90 },
    shares: new Map([
      [true, 10],
      [false, 90],
    ]),
  },
  rules: { kind: 'rules', variants: onOff, value: true },
  fourWay: {
    kind: 'split',
    variants: regions,
    weights: { north: 40, east: 30, south: 20, west: 10 },
    shares: new Map([
      ['n', 40],
      ['e', 30],
      ['s', 20],
      ['w', 10],
    ]),
  },
}

/** All but the one that serves nothing, which some leave out of all flags. */
const served = Object.values(kinds).filter(({ kind }) => kind !== 'absent')

const one = (title, flag) => ({ title, kind: flag.kind, flags: [flag], perCall: 1 })

export const workloads = [
  one('off flag', { key: 'bench-off', ...kinds.off }),
  one('on', { key: 'bench-on', ...kinds.on }),
  one('10 % split', { key: 'bench-split', ...kinds.split }),
  one('five rules, last matches', { key: 'bench-rules', ...kinds.rules }),
  one('four-way split', { key: 'bench-four-way', ...kinds.fourWay }),
  // Off without an off variant: the caller's default. For flagd that is one look into a Map, so there is nothing to be
  // times faster than: shown, but not held to a target.
  { ...one('off, nothing to serve', { key: 'bench-absent', ...kinds.absent }), isShownOnly: true },
  {
    title: 'all of 500 flags',
    kind: 'all',
    all: true,
    perCall: 500,
    flags: Array.from({ length: 500 }, (_, i) => {
      return { key: `flag-${i}`, ...served[i % served.length] }
    }),
  },
]
