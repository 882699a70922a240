import type { JsonValue, Split } from '@halyard/evaluator'
import { bucket } from '../naive/hash.ts'
import { type EvaluateCase, type FlagDraft, rulesetOf, type VectorFile } from '../vector-file.ts'
import { type Asked, askedFile } from './asked.ts'

const VARIANTS = { type: 'string', variants: { a: 'A', b: 'B', c: 'C', off: 'OFF' } } as const
const HALF: Split['ranges'] = [
  ['a', 50000],
  ['b', 100000],
]
const RECURRING: Split['ranges'] = [
  ['a', 10000],
  ['b', 20000],
  ['a', 60000],
  ['c', 90000],
  ['b', 100000],
]

const fall = (split: Split, more: FlagDraft = {}): FlagDraft => ({ ...VARIANTS, fallthrough: { split }, ...more })
const rule = (id: string, split: Split, condition?: JsonValue) =>
  JSON.parse(JSON.stringify({ id, if: condition, serve: { split } }))

const FLAGS: Readonly<Record<string, FlagDraft>> = {
  half: fall({ ranges: HALF }),
  'half salted': fall({ ranges: HALF }, { salt: 'half' }),
  'other salt': fall({ ranges: HALF }, { salt: 'pepper' }),
  'empty salt': fall({ ranges: HALF }, { salt: '' }),
  'salt 😀': fall({ ranges: HALF }, { salt: 'sälz 😀' }),
  recurring: fall({ ranges: RECURRING }, { salt: 'half' }),
  'one percent': fall({
    ranges: [
      ['a', 1000],
      ['b', 100000],
    ],
  }),
  'one bucket': fall({
    ranges: [
      ['a', 1],
      ['b', 99999],
      ['c', 100000],
    ],
  }),
  'by tenant': fall({ by: 'organization.key', ranges: HALF }),
  'by pointer': fall({ by: '/tenant.key', ranges: HALF }),
  'by tenant without an off variant': fall({ by: 'tenant', ranges: HALF }, { offVariant: undefined }),
  'by key named': fall({ by: 'targetingKey', ranges: HALF }, { salt: 'half' }),
  'key without an off variant': fall({ ranges: HALF }, { offVariant: undefined }),
  'rule by tenant': {
    ...VARIANTS,
    rules: [
      rule('tenants', { by: 'tenant', ranges: [['a', 100000]] }),
      rule('devices', { by: 'device.id', ranges: [['b', 100000]] }),
    ],
    fallthrough: { variant: 'c' },
  },
  'rule by key': {
    ...VARIANTS,
    rules: [rule('people', { ranges: [['a', 100000]] }), { id: 'rest', serve: { variant: 'b' } }],
    fallthrough: { variant: 'c' },
  },
  'rule by key of pros': {
    ...VARIANTS,
    rules: [rule('people', { ranges: [['a', 100000]] }, { attribute: 'plan', op: 'in', value: ['pro'] })],
    fallthrough: { variant: 'c' },
  },
  'two splits': {
    ...VARIANTS,
    rules: [rule('tenants', { by: 'tenant', ranges: [['a', 100000]] })],
    fallthrough: { split: { by: 'device', ranges: [['b', 100000]] } },
  },
}

const KEYS = [
  '',
  'a',
  'u1',
  'u2',
  'u3',
  'user-42',
  'Zoë',
  '日本',
  '😀',
  'x'.repeat(300),
  0,
  7,
  -7,
  42,
  9007199254740991,
  -9007199254740991,
]

const EVERY_KEY = [
  'half',
  'half salted',
  'other salt',
  'empty salt',
  'salt 😀',
  'recurring',
  'one percent',
  'by key named',
].flatMap((flag) =>
  KEYS.map(
    (targetingKey): Asked => [`"${flag}" places the key ${brief(targetingKey)}`, flag, { targetingKey }, '* SPLIT'],
  ),
)

function brief(value: JsonValue): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 8)}… of ${text.length - 2} characters` : text
}

const UNPLACEABLE: readonly JsonValue[] = [
  null,
  true,
  false,
  1.5,
  9007199254740992,
  -9007199254740992,
  1e21,
  {},
  { a: 1 },
  [],
  ['u1'],
  [1],
]

const NOT_PLACED = UNPLACEABLE.flatMap((value): Asked[] => [
  [
    `${JSON.stringify(value)} is no targeting key to split by`,
    'half',
    { targetingKey: value },
    '- ERROR TARGETING_KEY_MISSING',
  ],
  [
    `${JSON.stringify(value)} is no targeting key to split by in a rule`,
    'rule by key',
    { targetingKey: value },
    '- ERROR TARGETING_KEY_MISSING',
  ],
  [
    `The tenant ${JSON.stringify(value)} can not be placed by the fallthrough`,
    'by tenant',
    { organization: { key: value } },
    'off DEFAULT',
  ],
  [`The tenant ${JSON.stringify(value)} can not be placed by a rule`, 'rule by tenant', { tenant: value }, 'c DEFAULT'],
])

const ASKED: readonly Asked[] = [
  ...EVERY_KEY,
  ...NOT_PLACED,
  ['No context is no targeting key', 'half', null, '- ERROR TARGETING_KEY_MISSING'],
  ['An empty context is no targeting key', 'half', {}, '- ERROR TARGETING_KEY_MISSING'],
  [
    'A missing key is an error without an off variant too',
    'key without an off variant',
    {},
    '- ERROR TARGETING_KEY_MISSING',
  ],
  ['A rule that splits by key is an error, not passed over', 'rule by key', {}, '- ERROR TARGETING_KEY_MISSING'],
  [
    'A rule that holds and finds no key is an error',
    'rule by key of pros',
    { plan: 'pro' },
    '- ERROR TARGETING_KEY_MISSING',
  ],
  ['A rule that does not hold needs no key', 'rule by key of pros', { plan: 'free' }, 'c DEFAULT'],
  ['A rule of unknown condition needs no key', 'rule by key of pros', {}, 'c DEFAULT'],
  ['A rule splits by key', 'rule by key', { targetingKey: 'u' }, 'a SPLIT'],
  ['A tenant is placed whatever the key', 'by tenant', { organization: { key: 'acme' } }, '* SPLIT'],
  ['The same tenant, another key', 'by tenant', { targetingKey: 'u1', organization: { key: 'acme' } }, '* SPLIT'],
  ['Another tenant, the same key', 'by tenant', { targetingKey: 'u1', organization: { key: 'globex' } }, '* SPLIT'],
  ['A tenant that is a number is placed by its text', 'by tenant', { organization: { key: 42 } }, '* SPLIT'],
  ['A tenant that is the text of a number is placed alike', 'by tenant', { organization: { key: '42' } }, '* SPLIT'],
  ['A tenant with the empty key is placed', 'by tenant', { organization: { key: '' } }, '* SPLIT'],
  ['No tenant is not placed', 'by tenant', { targetingKey: 'u1' }, 'off DEFAULT'],
  [
    'No tenant and no off variant is the caller default',
    'by tenant without an off variant',
    { targetingKey: 'u1' },
    '- DEFAULT',
  ],
  ['A pointer places', 'by pointer', { 'tenant.key': 'acme' }, '* SPLIT'],
  ['A pointer that finds nothing does not place', 'by pointer', { tenant: { key: 'acme' } }, 'off DEFAULT'],
  ['The first rule that can place answers', 'rule by tenant', { tenant: 't', device: { id: 'd' } }, 'a SPLIT'],
  ['A rule that can not place is passed over for the next', 'rule by tenant', { device: { id: 'd' } }, 'b SPLIT'],
  [
    'A rule that can not place its number is passed over',
    'rule by tenant',
    { tenant: 0.5, device: { id: 3 } },
    'b SPLIT',
  ],
  ['Rules that can not place leave it to the fallthrough', 'rule by tenant', { targetingKey: 'u1' }, 'c DEFAULT'],
  ['Neither rule nor fallthrough can place: the fallthrough attribute is named', 'two splits', {}, 'off DEFAULT'],
  ['The rule can not place but the fallthrough can', 'two splits', { device: 'd' }, 'b SPLIT'],
  ...edges(),
]

/** Keys, found by search, whose buckets lie on either side of a range's end. */
function edges(): Asked[] {
  return [
    edge('one percent', 0, 'a'),
    edge('one percent', 999, 'a'),
    edge('one percent', 1000, 'b'),
    edge('one percent', 99_999, 'b'),
    edge('one bucket', 0, 'a'),
    edge('one bucket', 1, 'b'),
    edge('one bucket', 99_998, 'b'),
    edge('one bucket', 99_999, 'c'),
  ]
}

function edge(flag: string, wanted: number, variant: string): Asked {
  let number = 1
  while (bucket(flag, `user-${number}`) !== wanted) number++
  return [
    `"${flag}" places user-${number}, bucket ${wanted}`,
    flag,
    { targetingKey: `user-${number}` },
    `${variant} SPLIT`,
  ]
}

export function splitsFile(): VectorFile<EvaluateCase> {
  return askedFile(
    'Splits: which bucket is in which range, recurring variants, what can be placed and what happens where it can not.',
    { splits: rulesetOf(FLAGS) },
    ASKED,
  )
}
