import type { Condition, SegmentItem } from '@halyard/evaluator'
import type { ConditionRow } from '../vector-file.ts'

const T: Condition = { attribute: 't', op: 'in', value: [1] }
const F: Condition = { attribute: 'f', op: 'in', value: [1] }
const U: Condition = { attribute: 'u', op: 'in', value: [1] }
const KNOWN = { context: { t: 1, f: 0 }, said: 't = 1, f = 0 and no u' }
const VALUES = { yes: T, no: F, unknown: U } as const

type Outcome = keyof typeof VALUES
const OUTCOMES: readonly Outcome[] = ['no', 'unknown', 'yes']

/** `all` is the least of no < unknown < yes, `any` the greatest. */
function kleene(kind: 'all' | 'any', parts: readonly Outcome[]): ConditionRow {
  const ranks = parts.map((part) => OUTCOMES.indexOf(part))
  const outcome = OUTCOMES[kind === 'all' ? Math.min(2, ...ranks) : Math.max(0, ...ranks)] ?? 'unknown'
  const conditions = parts.map((part) => VALUES[part])
  return { if: kind === 'all' ? { all: conditions } : { any: conditions }, [outcome]: [KNOWN] }
}

const PAIRS = OUTCOMES.flatMap((a) => OUTCOMES.map((b) => [a, b] as const))
const TRIPLES = PAIRS.flatMap((pair) => OUTCOMES.map((c) => [...pair, c] as const))
const COMBINATIONS: readonly (readonly Outcome[])[] = [[], ...OUTCOMES.map((a) => [a]), ...PAIRS, ...TRIPLES]

const NEGATED: readonly ConditionRow[] = [
  { if: { not: T }, no: [KNOWN] },
  { if: { not: F }, yes: [KNOWN] },
  { if: { not: U }, unknown: [KNOWN] },
  { if: { not: { not: T } }, yes: [KNOWN] },
  { if: { not: { not: U } }, unknown: [KNOWN] },
  { if: { not: { all: [] } }, no: [KNOWN] },
  { if: { not: { any: [] } }, yes: [KNOWN] },
  { if: { not: { all: [T, U] } }, unknown: [KNOWN] },
  { if: { not: { all: [F, U] } }, yes: [KNOWN] },
  { if: { not: { any: [F, U] } }, unknown: [KNOWN] },
  { if: { not: { any: [T, U] } }, no: [KNOWN] },
  { if: { all: [{ any: [F, T] }, { not: { any: [F, F] } }] }, yes: [KNOWN] },
  { if: { any: [{ all: [T, U] }, { not: { all: [T, T] } }] }, unknown: [KNOWN] },
  { if: { all: [{ any: [] }, U] }, no: [KNOWN] },
  { if: { any: [{ all: [] }, U] }, yes: [KNOWN] },
  { if: { any: [U, { not: U }] }, unknown: [KNOWN] },
  { if: { all: [U, { not: U }] }, unknown: [KNOWN] },
]

const NOT_IN_EU: Condition = { not: { attribute: 'country', op: 'in', value: ['DE', 'FR'] } }

export const CONDITIONS: readonly ConditionRow[] = [
  ...COMBINATIONS.map((parts) => kleene('all', parts)),
  ...COMBINATIONS.map((parts) => kleene('any', parts)),
  ...NEGATED,
  {
    if: NOT_IN_EU,
    yes: [{ context: { country: 'US' } }],
    no: [{ context: { country: 'DE' } }, { context: { country: ['US', 'FR'] } }],
    unknown: [{ context: {} }, { context: { country: null } }, { context: { country: { code: 'US' } } }],
  },
  {
    if: { any: [NOT_IN_EU, { not: { attribute: 'country', op: 'exists' } }] },
    yes: [{ context: { country: 'US' } }, { context: {} }, { context: { country: null } }],
    no: [{ context: { country: 'DE' } }],
    unknown: [{ context: { country: { code: 'US' } } }],
  },
  {
    if: {
      all: [
        { attribute: 'age', op: 'gte', value: 18 },
        { attribute: 'age', op: 'lt', value: 65 },
      ],
    },
    yes: [{ context: { age: 18 } }, { context: { age: [10, 70] } }],
    no: [{ context: { age: 65 } }, { context: { age: 17 } }],
    unknown: [{ context: { age: '18' } }],
  },
  { if: nested(30, T), yes: [KNOWN] },
  { if: nested(31, U), unknown: [KNOWN] },
]

/** Deep, but within the depth of JSON that the server takes. */
function nested(depth: number, core: Condition): Condition {
  return depth === 0 ? core : { all: [nested(depth - 1, core)] }
}

const IS_PRO: Condition = { attribute: 'plan', op: 'in', value: ['pro'] }

export const SEGMENTS: Readonly<Record<string, Partial<SegmentItem>>> = {
  named: { included: ['u1', 'u2'] },
  tenants: { by: 'organization.key', included: ['acme', 7] },
  pros: { if: IS_PRO },
  'pros but': { excluded: ['u3'], if: IS_PRO },
  mixed: { included: ['u1'], excluded: ['u1', 'u3'], if: IS_PRO },
  'only excluded': { excluded: ['u3'] },
  'excluded by plan': { by: 'plan', excluded: ['free'], if: { attribute: 'targetingKey', op: 'exists' } },
  empty: {},
  'empty lists': { included: [], excluded: [], if: IS_PRO },
  everyone: { if: { all: [] } },
  nobody: { if: { any: [] } },
  'not pros': { if: { not: { segment: 'pros' } } },
  'pros or named': { if: { any: [{ segment: 'pros' }, { segment: 'named' }] } },
  'of nobody knows': { included: ['u1'], if: { segment: 'missing' } },
  itself: { included: ['u1'], if: { any: [{ segment: 'itself' }, IS_PRO] } },
  'not itself': { if: { not: { segment: 'not itself' } } },
  'cycle a': { included: ['u1'], if: { any: [{ segment: 'cycle b' }, IS_PRO] } },
  'cycle b': { included: ['u2'], if: { any: [{ segment: 'cycle a' }, IS_PRO] } },
  'names a cycle': { included: ['u1'], if: { any: [{ segment: 'cycle a' }, IS_PRO] } },
  'unknown operator': JSON.parse('{"included":["u1"],"if":{"attribute":"plan","op":"soundsLike","value":"pro"}}'),
  'bad operand': { included: ['u1'], if: { attribute: 'age', op: 'lt', value: 'old' } },
  'bad below': { included: ['u1'], if: { any: [IS_PRO, { attribute: 'v', op: 'semverGt', value: 'x' }] } },
  'names what can not be compiled': { included: ['u1'], if: { any: [{ segment: 'bad operand' }, IS_PRO] } },
  'needs a feature': { requires: ['layers'], included: ['u1'] },
  'needs no feature': { requires: [], included: ['u1'] },
  ['__proto__']: { included: ['u1'] },
  constructor: { included: ['u2'] },
  'by pointer': { by: '/tenant.key', included: ['t1'] },
}

const U1 = { context: { targetingKey: 'u1' } }
const U2 = { context: { targetingKey: 'u2' } }
const U3 = { context: { targetingKey: 'u3' } }
const PRO = { context: { plan: 'pro' } }
const FREE = { context: { plan: 'free' } }
const U9_FREE = { context: { targetingKey: 'u9', plan: 'free' } }
const U9_PRO = { context: { targetingKey: 'u9', plan: 'pro' } }
const U3_PRO = { context: { targetingKey: 'u3', plan: 'pro' } }
const U1_PRO = { context: { targetingKey: 'u1', plan: 'pro' } }
const NOBODY = { context: {} }

export const SEGMENT_ROWS: readonly ConditionRow[] = [
  {
    if: { segment: 'named' },
    yes: [U1, U2, { context: { targetingKey: ['x', 'u2'] } }],
    no: [U3, { context: { targetingKey: 'U1' } }, { context: { targetingKey: [] } }],
    unknown: [NOBODY, { context: { targetingKey: null } }, { context: { targetingKey: {} } }, { context: null }],
  },
  {
    if: { segment: 'tenants' },
    yes: [
      { context: { organization: { key: 'acme' } } },
      { context: { organization: { key: 7 } } },
      { context: { organization: { key: '7' } } },
    ],
    no: [{ context: { organization: { key: 'Acme' } } }],
    unknown: [
      U1,
      { context: { organization: 'acme' } },
      { context: { 'organization.key': 'acme' } },
      { context: { organization: [{ key: 'acme' }] } },
    ],
  },
  { if: { segment: 'pros' }, yes: [PRO], no: [FREE], unknown: [NOBODY, U1] },
  { if: { segment: 'pros but' }, yes: [U9_PRO], no: [U3_PRO, U9_FREE, FREE, U3], unknown: [PRO, U1, NOBODY] },
  { if: { segment: 'mixed' }, yes: [U1, U1_PRO, U9_PRO], no: [U3_PRO, U3, U9_FREE], unknown: [PRO, FREE, NOBODY, U2] },
  { if: { segment: 'only excluded' }, no: [U1, U3, NOBODY] },
  { if: { segment: 'excluded by plan' }, yes: [U9_PRO], no: [U9_FREE, FREE, PRO, NOBODY], unknown: [U1] },
  { if: { segment: 'empty' }, no: [U1, NOBODY] },
  { if: { segment: 'empty lists' }, yes: [PRO], no: [FREE], unknown: [NOBODY] },
  { if: { segment: 'everyone' }, yes: [NOBODY, U1] },
  { if: { segment: 'nobody' }, no: [NOBODY, U1] },
  { if: { segment: 'missing' }, unknown: [NOBODY, U1] },
  { if: { not: { segment: 'missing' } }, unknown: [NOBODY, U1] },
  { if: { not: { segment: 'named' } }, yes: [U3], no: [U1], unknown: [NOBODY] },
  { if: { segment: 'not pros' }, yes: [FREE], no: [PRO], unknown: [NOBODY] },
  { if: { segment: 'pros or named' }, yes: [U1, PRO, U1_PRO], no: [U9_FREE], unknown: [U3, FREE] },
  { if: { segment: 'of nobody knows' }, yes: [U1], unknown: [U2, NOBODY] },
  { if: { segment: 'itself' }, unknown: [U1, U1_PRO, PRO] },
  { if: { segment: 'not itself' }, unknown: [U1, NOBODY] },
  { if: { segment: 'cycle a' }, unknown: [U1, U2, U1_PRO, NOBODY] },
  { if: { segment: 'cycle b' }, unknown: [U1, U2, U1_PRO, NOBODY] },
  { if: { segment: 'names a cycle' }, yes: [U1, U9_PRO], unknown: [U2, U9_FREE] },
  { if: { segment: 'unknown operator' }, unknown: [U1, PRO, NOBODY] },
  { if: { segment: 'bad operand' }, unknown: [U1, { context: { age: 5 } }] },
  { if: { segment: 'bad below' }, unknown: [U1, PRO] },
  { if: { segment: 'names what can not be compiled' }, yes: [U1, U9_PRO], unknown: [U9_FREE] },
  { if: { segment: 'needs a feature' }, unknown: [U1, U2] },
  { if: { segment: 'needs no feature' }, yes: [U1], no: [U2] },
  { if: { segment: '__proto__' }, yes: [U1], no: [U2] },
  { if: { segment: 'constructor' }, yes: [U2], no: [U1] },
  { if: { segment: 'toString' }, unknown: [U1] },
  {
    if: { segment: 'by pointer' },
    yes: [{ context: { 'tenant.key': 't1' } }],
    no: [{ context: { 'tenant.key': 't2' } }],
    unknown: [{ context: { tenant: { key: 't1' } } }],
  },
  {
    if: { all: [{ segment: 'named' }, { not: { segment: 'pros' } }] },
    yes: [{ context: { targetingKey: 'u1', plan: 'free' } }],
    no: [U1_PRO, U9_FREE, U3],
    unknown: [U1, FREE],
  },
]

/** Paths: each row reads one. */
export const ATTRIBUTE_ROWS: readonly ConditionRow[] = [
  path('plan', [{ plan: 'x' }], [{}, { Plan: 'x' }, { 'plan ': 'x' }, { plan: null }, { plan: {} }, []]),
  path(
    'a.b',
    [{ a: { b: 'x' } }],
    [{ 'a.b': 'x' }, { a: 'x' }, { a: { b: { c: 'x' } } }, { a: null }, { a: [{ b: 'x' }] }, { a: {} }],
  ),
  path(
    'a.b.c',
    [{ a: { b: { c: 'x' } } }, { a: { b: { c: ['y', 'x'] } } }],
    [{ a: { b: 'x' } }, { a: { 'b.c': 'x' } }, { 'a.b': { c: 'x' } }],
  ),
  path('/a.b', [{ 'a.b': 'x' }], [{ a: { b: 'x' } }, { '/a.b': 'x' }]),
  path('/a.b/c', [{ 'a.b': { c: 'x' } }], [{ 'a.b/c': 'x' }, { a: { b: { c: 'x' } } }, { 'a.b': [{ c: 'x' }] }]),
  path('/a/b', [{ a: { b: 'x' } }], [{ 'a/b': 'x' }]),
  path('/a~1b', [{ 'a/b': 'x' }], [{ 'a~1b': 'x' }, { a: { b: 'x' } }]),
  path('/a~0b', [{ 'a~b': 'x' }], [{ 'a~0b': 'x' }, { ab: 'x' }]),
  path('/a~01b', [{ 'a~1b': 'x' }], [{ 'a/b': 'x' }, { 'a~01b': 'x' }]),
  path('a~1b', [{ 'a~1b': 'x' }], [{ 'a/b': 'x' }]),
  path('a/b', [{ 'a/b': 'x' }], [{ a: { b: 'x' } }]),
  path('/plan', [{ plan: 'x' }], [{ '/plan': 'x' }]),
  path('/', [{ '': 'x' }], [{ '/': 'x' }, {}]),
  path('/a/', [{ a: { '': 'x' } }], [{ a: 'x' }, { 'a/': 'x' }]),
  path('a..b', [{ a: { '': { b: 'x' } } }], [{ a: { b: 'x' } }, { 'a..b': 'x' }]),
  path('list.0', [{ list: { 0: 'x' } }], [{ list: ['x'] }, { 'list.0': 'x' }]),
  path('list.length', [{ list: { length: 'x' } }], [{ list: ['a'] }, { list: 'a' }]),
  path('/list/0', [{ list: { 0: 'x' } }], [{ list: ['x'] }]),
  path('text.length', [], [{ text: 'x' }]),
  path('__proto__', [JSON.parse('{"__proto__":"x"}')], [{}, JSON.parse('{"__proto__":{"a":"x"}}')]),
  path('__proto__.a', [JSON.parse('{"__proto__":{"a":"x"}}')], [{}, { a: 'x' }]),
  path('constructor', [{ constructor: 'x' }], [{}]),
  path('constructor.name', [{ constructor: { name: 'x' } }], [{}]),
  path('toString', [{ toString: 'x' }], [{}]),
  path('a.hasOwnProperty', [{ a: { hasOwnProperty: 'x' } }], [{ a: {} }]),
  path('hasOwnProperty', [{ hasOwnProperty: 'x' }], [{}]),
  path('😀.日本', [{ '😀': { 日本: 'x' } }], [{ '😀.日本': 'x' }]),
  path('\u00e9', [{ '\u00e9': 'x' }], [{ 'e\u0301': 'x' }]),
  path('e\u0301', [{ 'e\u0301': 'x' }], [{ '\u00e9': 'x' }]),
  path('a b', [{ 'a b': 'x' }], [{ ab: 'x' }]),
  path('targetingKey', [{ targetingKey: 'x' }], [{ targetingkey: 'x' }, {}]),
  path('attributes.plan', [{ attributes: { plan: 'x' } }], [{ plan: 'x' }]),
]

function path(attribute: string, found: readonly ContextValue[], unknown: readonly ContextValue[]): ConditionRow {
  const contexts = (list: readonly ContextValue[]) => list.map((context) => ({ context }))
  return { if: { attribute, op: 'in', value: ['x'] }, yes: contexts(found), unknown: contexts(unknown) }
}

type ContextValue = NonNullable<ConditionRow['yes']>[number]['context']
