import type { JsonValue } from '@halyard/evaluator'
import { type EvaluateCase, type FlagDraft, rulesetOf, type VectorFile } from '../vector-file.ts'
import { type Asked, askedFile } from './asked.ts'

const PRO = { attribute: 'plan', op: 'in', value: ['pro'] } as const

/** What newer servers may send, or broken ones: a draft of what no evaluator of version 1 understands. */
function unread(value: JsonValue): FlagDraft {
  return JSON.parse(JSON.stringify(value))
}

const withIf = (condition: JsonValue, more: object = {}): FlagDraft =>
  unread(
    JSON.parse(
      JSON.stringify({
        rules: [{ id: 'new', if: condition, serve: { variant: 'on' } }],
        fallthrough: { variant: 'on' },
        ...more,
      }),
    ),
  )

/** Each of these can't be compiled; without an earlier version it serves its off variant. */
const UNREADABLE: readonly (readonly [name: string, flag: FlagDraft])[] = [
  ['an unknown operator', withIf({ attribute: 'plan', op: 'soundsLike', value: 'pro' })],
  ['an operator named like an inherited property', withIf({ attribute: 'plan', op: 'toString', value: 'pro' })],
  ['an operator named __proto__', withIf({ attribute: 'plan', op: '__proto__', value: 'pro' })],
  ['an unknown kind of condition', withIf({ xor: [PRO, PRO] })],
  ['an empty condition', withIf({})],
  ['an unknown operator below all', withIf({ all: [PRO, { attribute: 'plan', op: 'near', value: 1 }] })],
  [
    'an unknown operator below any, behind what holds',
    withIf({ any: [{ all: [] }, { attribute: 'plan', op: 'near', value: 1 }] }),
  ],
  ['an unknown operator below not', withIf({ not: { attribute: 'plan', op: 'near', value: 1 } })],
  ['an unknown requirement', unread({ requires: ['layers'] })],
  [
    'an unknown requirement among others',
    unread({ requires: ['layers', 'telepathy'], fallthrough: { variant: 'on' } }),
  ],
  ['in without a list', withIf({ attribute: 'plan', op: 'in', value: 'pro' })],
  ['in with a list of objects', withIf({ attribute: 'plan', op: 'in', value: [{}] })],
  ['in without a value', withIf({ attribute: 'plan', op: 'in' })],
  ['contains with a number', withIf({ attribute: 'plan', op: 'contains', value: 1 })],
  ['startsWith with a list of numbers', withIf({ attribute: 'plan', op: 'startsWith', value: [1] })],
  ['endsWith with null', withIf({ attribute: 'plan', op: 'endsWith', value: null })],
  ['lt with text', withIf({ attribute: 'n', op: 'lt', value: '5' })],
  ['lte with null', withIf({ attribute: 'n', op: 'lte', value: null })],
  ['gt with a list', withIf({ attribute: 'n', op: 'gt', value: [5] })],
  ['gte without a value', withIf({ attribute: 'n', op: 'gte' })],
  ['before with a date without a time', withIf({ attribute: 'at', op: 'before', value: '2024-01-01' })],
  ['after with a day that the calendar lacks', withIf({ attribute: 'at', op: 'after', value: '2023-02-29T00:00:00Z' })],
  ['semverEq with no version', withIf({ attribute: 'v', op: 'semverEq', value: 'latest' })],
  ['semverLt with a number', withIf({ attribute: 'v', op: 'semverLt', value: 2 })],
  ['semverLte with a range', withIf({ attribute: 'v', op: 'semverLte', value: '^1.2.3' })],
  ['semverGt with a leading zero', withIf({ attribute: 'v', op: 'semverGt', value: '01.2.3' })],
  ['semverGte with a list', withIf({ attribute: 'v', op: 'semverGte', value: ['1.2.3'] })],
  ['inCidr with a prefix beyond 32', withIf({ attribute: 'ip', op: 'inCidr', value: '10.0.0.0/33' })],
  ['inCidr with a prefix beyond 128', withIf({ attribute: 'ip', op: 'inCidr', value: '2001:db8::/129' })],
  ['inCidr with no address', withIf({ attribute: 'ip', op: 'inCidr', value: ['10.0.0.0/8', 'intranet'] })],
  ['inCidr with an empty prefix', withIf({ attribute: 'ip', op: 'inCidr', value: '10.0.0.0/' })],
  ['matches with an open group', withIf({ attribute: 'a', op: 'matches', value: '(a' })],
  ['matches with an open class', withIf({ attribute: 'a', op: 'matches', value: '[a' })],
  ['matches with nothing to repeat', withIf({ attribute: 'a', op: 'matches', value: '*a' })],
  ['matches with look-ahead', withIf({ attribute: 'a', op: 'matches', value: 'a(?=b)' })],
  ['matches with look-behind', withIf({ attribute: 'a', op: 'matches', value: '(?<=a)b' })],
  ['matches with a back-reference', withIf({ attribute: 'a', op: 'matches', value: '(a)\\1' })],
  ['matches with a lazy form', withIf({ attribute: 'a', op: 'matches', value: 'a+?' })],
  ['matches with a property', withIf({ attribute: 'a', op: 'matches', value: '\\pL' })],
  ['matches with a named group', withIf({ attribute: 'a', op: 'matches', value: '(?P<x>a)' })],
  ['matches with 501 characters', withIf({ attribute: 'a', op: 'matches', value: 'a'.repeat(501) })],
  ['matches with a POSIX class', withIf({ attribute: 'a', op: 'matches', value: '[[:alpha:]]' })],
  ['matches with a bare brace', withIf({ attribute: 'a', op: 'matches', value: 'a{' })],
  ['matches with a bare bracket', withIf({ attribute: 'a', op: 'matches', value: 'a]' })],
  ['matches with a code point by number', withIf({ attribute: 'a', op: 'matches', value: '\\x41' })],
  ['matches with flags in the pattern', withIf({ attribute: 'a', op: 'matches', value: '(?i)a' })],
  ['matches with no repetition at all', withIf({ attribute: 'a', op: 'matches', value: 'a{0}' })],
  ['matches with ends in the wrong order', withIf({ attribute: 'a', op: 'matches', value: '[b-a]' })],
  ['matches with a quantifier upon another', withIf({ attribute: 'a', op: 'matches', value: 'a**' })],
  ['matches with 257 states', withIf({ attribute: 'a', op: 'matches', value: 'a{257}' })],
  ['matches with 272 states in groups', withIf({ attribute: 'a', op: 'matches', value: '(a{16}){17}' })],
  ['matches with one bad pattern among good ones', withIf({ attribute: 'a', op: 'matches', value: ['a', '('] })],
  ['matches with a trailing backslash', withIf({ attribute: 'a', op: 'matches', value: 'a\\' })],
  ['matches with a number', withIf({ attribute: 'a', op: 'matches', value: 5 })],
  ['a target list that is none', unread({ targets: [{ attribute: 'targetingKey', values: 'u1', variant: 'on' }] })],
  [
    'a hashed list in a ruleset without a salt',
    withIf({ attribute: 'plan', op: 'in', value: { hashed: ['0123456789abcdef'] } }),
  ],
  ['a rule that is a number', unread({ rules: [5] })],
  ['rules that are no list', unread({ rules: 'none' })],
  ['a rule that serves nothing', unread({ rules: [{ id: 'r' }] })],
  ['a condition that is null', withIf(null)],
  ['a condition that is text', withIf('always')],
  ['all of what is no list', withIf({ all: {} })],
  ['a prerequisite that is a number', unread({ prerequisites: [5] })],
  ['a target that is null', unread({ targets: [null] })],
  ['a fallthrough that is null', unread({ fallthrough: null })],
  ['a split without ranges', unread({ fallthrough: { split: {} } })],
  ['a rule that serves a variant which is not there', unread({ rules: [{ id: 'r', serve: { variant: 'purple' } }] })],
  ['a fallthrough to a variant that is not there', unread({ fallthrough: { variant: 'purple' } })],
  [
    'a split to a variant that is not there',
    unread({
      fallthrough: {
        split: {
          ranges: [
            ['on', 5],
            ['purple', 100000],
          ],
        },
      },
    }),
  ],
  [
    'a target of a variant that is not there',
    unread({ targets: [{ attribute: 'targetingKey', values: ['u1'], variant: 'purple' }] }),
  ],
]

const U1 = { targetingKey: 'u1', plan: 'pro', n: 1, a: 'ab' }

const NO_BEFORE = UNREADABLE.map(
  ([name]): Asked => [
    `With no earlier version, ${name} leaves the off variant`,
    name,
    U1,
    'off DEFAULT',
    { ruleset: 'unreadable' },
  ],
)
const KILLED = UNREADABLE.slice(0, 14).map(
  ([name]): Asked => [
    `A kill of a flag with ${name} takes effect`,
    name,
    U1,
    'off DISABLED',
    { ruleset: 'killed', previous: ['before'] },
  ],
)
const KEPT = UNREADABLE.slice(14, 30).map(
  ([name]): Asked => [
    `An earlier version's rules outlive ${name}`,
    name,
    U1,
    'on TARGETING_MATCH',
    { ruleset: 'unreadable', previous: ['before'] },
  ],
)

const BEFORE: FlagDraft = {
  revision: 1,
  metadata: { written: 'before' },
  targets: [{ attribute: 'targetingKey', values: ['friend'], variant: 'on' }],
  rules: [{ id: 'old', if: PRO, serve: { variant: 'on' } }],
  fallthrough: { variant: 'off' },
}
const NEWER = { revision: 2, metadata: { written: 'after' } }
const NEW_OP = { attribute: 'plan', op: 'soundsLike', value: 'pro' }

const V1: Readonly<Record<string, FlagDraft>> = {
  rules: BEFORE,
  killed: BEFORE,
  'was killed': { ...BEFORE, killed: true },
  disabled: BEFORE,
  'was disabled': { ...BEFORE, enabled: false },
  values: { ...BEFORE, type: 'string', variants: { on: 'yes', off: 'no' } },
  retyped: BEFORE,
  'off variant': BEFORE,
  'off variant gone': BEFORE,
  'variant gone': BEFORE,
  'unused variant gone': { ...BEFORE, variants: { on: true, off: false, spare: true } },
  split: {
    ...BEFORE,
    rules: [],
    fallthrough: {
      split: {
        ranges: [
          ['on', 50000],
          ['off', 100000],
        ],
      },
    },
  },
  prerequisite: { ...BEFORE, prerequisites: [{ flag: 'switch', variant: 'on' }] },
  switch: {},
  'asks a skewed one': { prerequisites: [{ flag: 'rules', variant: 'on' }] },
  stale: { ...BEFORE, maxStalenessMs: 1000 },
  'in segment': { ...BEFORE, rules: [{ id: 'old', if: { segment: 'pros' }, serve: { variant: 'on' } }] },
  deleted: BEFORE,
  twice: BEFORE,
  'mended later': BEFORE,
  static: {},
}

const V2: Readonly<Record<string, FlagDraft>> = {
  rules: withIf(NEW_OP, NEWER),
  killed: withIf(NEW_OP, { ...NEWER, killed: true }),
  'was killed': withIf(NEW_OP, NEWER),
  disabled: withIf(NEW_OP, { ...NEWER, enabled: false }),
  'was disabled': withIf(NEW_OP, NEWER),
  values: withIf(NEW_OP, { ...NEWER, type: 'string', variants: { on: 'YES', off: 'NO' } }),
  retyped: withIf(NEW_OP, { ...NEWER, type: 'number', variants: { on: 1, off: 0 } }),
  'off variant': withIf(NEW_OP, { ...NEWER, killed: true, offVariant: 'on' }),
  'off variant gone': { ...withIf(NEW_OP, { ...NEWER, killed: true }), offVariant: undefined },
  'variant gone': withIf(
    { ...NEW_OP },
    {
      ...NEWER,
      variants: { yes: true, off: false },
      rules: [{ id: 'new', if: NEW_OP, serve: { variant: 'yes' } }],
      fallthrough: { variant: 'yes' },
    },
  ),
  'unused variant gone': withIf(NEW_OP, NEWER),
  split: withIf(NEW_OP, NEWER),
  prerequisite: withIf(NEW_OP, NEWER),
  switch: { revision: 2, killed: true },
  'asks a skewed one': { prerequisites: [{ flag: 'rules', variant: 'on' }] },
  stale: withIf(NEW_OP, { ...NEWER, maxStalenessMs: 5000 }),
  'in segment': withIf(NEW_OP, NEWER),
  twice: withIf(NEW_OP, NEWER),
  'mended later': withIf(NEW_OP, NEWER),
  static: unread({ revision: 2, requires: ['layers'], fallthrough: { variant: 'off' } }),
  added: withIf(NEW_OP, NEWER),
}

const V3: Readonly<Record<string, FlagDraft>> = {
  deleted: withIf(NEW_OP, { revision: 3 }),
  twice: unread({ revision: 3, requires: ['layers'], fallthrough: { variant: 'on' } }),
  'mended later': { revision: 3, rules: [{ id: 'mended', if: PRO, serve: { variant: 'off' } }] },
}

const PROS = { pros: { if: PRO } }
const PROS_SKEWED = { pros: JSON.parse(JSON.stringify({ revision: 2, if: NEW_OP })) }

const pro = { targetingKey: 'u9', plan: 'pro' }
const free = { targetingKey: 'u9', plan: 'free' }
const SKEWED = { ruleset: 'v2', previous: ['v1'] }
const TWICE = { ruleset: 'v3', previous: ['v1', 'v2'] }

const ASKED: readonly Asked[] = [
  ...NO_BEFORE,
  ...KILLED,
  ...KEPT,
  [
    'A flag that nothing is wrong with is untouched by its neighbours',
    'fine',
    U1,
    'on STATIC',
    { ruleset: 'unreadable' },
  ],
  [
    'Of a flag that can not be compiled the type is known',
    'an unknown operator',
    U1,
    '- ERROR TYPE_MISMATCH',
    { ruleset: 'unreadable', type: 'string' },
  ],
  ['An empty list of requirements requires nothing', 'requires nothing', U1, 'on STATIC', { ruleset: 'unreadable' }],
  [
    'A reference to a segment that is not there can be compiled',
    'names a missing segment',
    U1,
    'on DEFAULT',
    { ruleset: 'unreadable' },
  ],
  [
    'A prerequisite that is not there can be compiled',
    'names a missing flag',
    U1,
    'off PREREQUISITE_FAILED',
    { ruleset: 'unreadable' },
  ],
  ['Earlier rules stay', 'rules', pro, 'on TARGETING_MATCH', SKEWED],
  ['Earlier targets stay', 'rules', { targetingKey: 'friend' }, 'on TARGETING_MATCH', SKEWED],
  ['The earlier fallthrough stays', 'rules', free, 'off DEFAULT', SKEWED],
  ['Without what came before, the off variant is left', 'rules', pro, 'off DEFAULT', { ruleset: 'v2' }],
  ['A new kill takes effect', 'killed', pro, 'off DISABLED', SKEWED],
  ['A new kill takes effect for targets', 'killed', { targetingKey: 'friend' }, 'off DISABLED', SKEWED],
  ['A lifted kill takes effect', 'was killed', pro, 'on TARGETING_MATCH', SKEWED],
  ['Disabling takes effect', 'disabled', pro, 'off DISABLED', SKEWED],
  ['Enabling takes effect', 'was disabled', pro, 'on TARGETING_MATCH', SKEWED],
  ['New values take effect', 'values', pro, 'on TARGETING_MATCH', SKEWED],
  ['A new value of the off variant takes effect', 'values', free, 'off DEFAULT', SKEWED],
  ['A new type takes effect', 'retyped', pro, 'on TARGETING_MATCH', { ...SKEWED, type: 'number' }],
  ['The earlier type no longer answers', 'retyped', pro, '- ERROR TYPE_MISMATCH', { ...SKEWED, type: 'boolean' }],
  ['A new off variant takes effect', 'off variant', pro, 'on DISABLED', SKEWED],
  ['An off variant that was taken away is gone', 'off variant gone', pro, '- DISABLED', SKEWED],
  [
    'Earlier parts that serve a variant which is gone leave the off variant',
    'variant gone',
    pro,
    'off DEFAULT',
    SKEWED,
  ],
  [
    'Earlier parts that never served the variant which is gone stay',
    'unused variant gone',
    pro,
    'on TARGETING_MATCH',
    SKEWED,
  ],
  ...['u1', 'u2', 'u3', 'u4'].map(
    (targetingKey): Asked => [
      `An earlier split keeps ${targetingKey} in place`,
      'split',
      { targetingKey },
      '* SPLIT',
      SKEWED,
    ],
  ),
  ['Earlier prerequisites stay and see the new flags', 'prerequisite', pro, 'off PREREQUISITE_FAILED', SKEWED],
  ['A prerequisite that was kept as before is met', 'asks a skewed one', pro, 'on DEFAULT', SKEWED],
  ['A prerequisite that was kept as before fails', 'asks a skewed one', free, 'off PREREQUISITE_FAILED', SKEWED],
  ['The new staleness takes effect: fresh', 'stale', pro, 'on TARGETING_MATCH', { ...SKEWED, ageMs: 5000 }],
  ['The new staleness takes effect: stale', 'stale', pro, 'off STALE', { ...SKEWED, ageMs: 5001 }],
  ['Earlier rules see the new segments, of which nothing is kept', 'in segment', pro, 'off DEFAULT', SKEWED],
  [
    'Earlier rules see the segment while it can be compiled',
    'in segment',
    pro,
    'on TARGETING_MATCH',
    { ruleset: 'v2 with segments', previous: ['v1'] },
  ],
  ['An earlier static flag stays static', 'static', pro, 'on STATIC', SKEWED],
  ['A flag that is new and can not be compiled serves its off variant', 'added', pro, 'off DEFAULT', SKEWED],
  ['What two versions can not compile stays as it was before both', 'twice', pro, 'on TARGETING_MATCH', TWICE],
  ['A version that can be compiled takes effect whole', 'mended later', pro, 'off TARGETING_MATCH', TWICE],
  ['A flag that was deleted in between has nothing before it', 'deleted', pro, 'off DEFAULT', TWICE],
  ['A flag that is deleted is gone', 'deleted', pro, '- ERROR FLAG_NOT_FOUND', SKEWED],
]

export function skewFile(): VectorFile<EvaluateCase> {
  const unreadable = Object.fromEntries(UNREADABLE)
  const fine: Readonly<Record<string, FlagDraft>> = {
    fine: {},
    'requires nothing': { requires: [] },
    'names a missing segment': { rules: [{ id: 'r', if: { segment: 'missing' }, serve: { variant: 'off' } }] },
    'names a missing flag': { prerequisites: [{ flag: 'missing', variant: 'on' }] },
  }
  const all = (flag: FlagDraft) => UNREADABLE.map(([name, draft]) => [name, { ...draft, ...flag }] as const)
  const rulesets = {
    unreadable: rulesetOf({ ...unreadable, ...fine }),
    killed: rulesetOf(Object.fromEntries(all({ killed: true, revision: 2 }))),
    before: rulesetOf(Object.fromEntries(UNREADABLE.map(([name]) => [name, BEFORE]))),
    v1: rulesetOf(V1, PROS),
    v2: rulesetOf(V2, PROS_SKEWED, { revision: 2 }),
    'v2 with segments': rulesetOf(V2, PROS, { revision: 2 }),
    v3: rulesetOf(V3, {}, { revision: 3 }),
  }
  return askedFile(
    'Version skew: what is in effect of an item that can not be compiled, with and without earlier versions.',
    rulesets,
    ASKED,
  )
}
