import type { Condition, HashedList, Primitive, SegmentItem } from '@halyard/evaluator'
import { hashedMember } from '../naive/hash.ts'
import {
  type ConditionRow,
  conditionFile,
  type EvaluateCase,
  type FlagDraft,
  type NamedCase,
  rulesetOf,
  type VectorFile,
} from '../vector-file.ts'
import { type Asked, askedFile } from './asked.ts'

const HASH_SALT = 'b2f1c9d07e'

/** What a server makes of a list for clients. */
function hashed(members: readonly Primitive[], fold = (text: string) => text): HashedList {
  return { hashed: members.map((member) => hashedMember(HASH_SALT, fold(String(member)))) }
}

const inList = (attribute: string, members: readonly Primitive[]): Condition => ({
  attribute,
  op: 'in',
  value: hashed(members),
})
const values = (list: readonly (Primitive | null | readonly unknown[] | object)[]) =>
  list.map((a) => ({ context: JSON.parse(JSON.stringify({ a })) }))

const ROWS: readonly ConditionRow[] = [
  {
    if: inList('a', ['pro', 'team']),
    yes: values(['pro', 'team', ['x', 'pro'], ['pro', null]]),
    no: values(['Pro', 'free', '', 1, [], hashed(['pro']).hashed[0] ?? '']),
    unknown: [...values([null, {}, [null]]), { context: {} }],
  },
  { if: inList('a', [7, 2.5, true]), yes: values([7, '7', 2.5, '2.5', true, 'true']), no: values(['7.0', 8, false]) },
  {
    if: {
      attribute: 'a',
      op: 'in',
      value: hashed(['Pro', 'ÉCOLE', 'İ'], (text) => text.toLowerCase()),
      ignoreCase: true,
    },
    yes: values(['pro', 'PRO', 'pRo', 'école', 'ÉCOLE', 'İ', 'i\u0307']),
    no: values(['prо', 'ecole', 'i']),
    unknown: values([null]),
  },
  { if: { attribute: 'a', op: 'in', value: hashed(['Pro']) }, yes: values(['Pro']), no: values(['pro', 'PRO']) },
  {
    if: { attribute: 'a', op: 'in', value: { hashed: [] } },
    no: values(['pro', '', 0, []]),
    unknown: [...values([null]), { context: {} }],
  },
  {
    if: inList('a', ['', '日本', '😀', 'x'.repeat(200)]),
    yes: values(['', '日本', '😀', 'x'.repeat(200)]),
    no: values([' ', '日', 'x'.repeat(199)]),
  },
  { if: { not: inList('a', ['pro']) }, yes: values(['free', []]), no: values(['pro']), unknown: values([null, {}]) },
  {
    if: { any: [{ attribute: 'a', op: 'in', value: ['free'] }, inList('a', ['pro'])] },
    yes: values(['free', 'pro']),
    no: values(['team']),
  },
  {
    if: { segment: 'hashed people' },
    yes: [{ context: { targetingKey: 'u1' } }, { context: { targetingKey: 7 } }],
    no: [{ context: { targetingKey: 'u2' } }],
    unknown: [{ context: {} }],
  },
  {
    if: { segment: 'hashed pros but' },
    yes: [{ context: { targetingKey: 'u1', plan: 'pro' } }],
    no: [{ context: { targetingKey: 'u2', plan: 'pro' } }, { context: { plan: 'free' } }],
    unknown: [{ context: { plan: 'pro' } }, { context: { targetingKey: 'u1' } }],
  },
  {
    if: { segment: 'hashed empty' },
    yes: [{ context: { plan: 'pro' } }],
    no: [{ context: { plan: 'free' } }],
    unknown: [{ context: {} }],
  },
  {
    if: { segment: 'hashed tenants' },
    yes: [{ context: { organization: { key: 'acme' } } }],
    no: [{ context: { organization: { key: 'ACME' } } }],
    unknown: [{ context: { targetingKey: 'acme' } }],
  },
]

const PRO: Condition = { attribute: 'plan', op: 'in', value: ['pro'] }
const SEGMENTS: Readonly<Record<string, Partial<SegmentItem>>> = {
  'hashed people': { included: hashed(['u1', 7]) },
  'hashed pros but': { excluded: hashed(['u2']), if: PRO },
  'hashed empty': { included: { hashed: [] }, excluded: { hashed: [] }, if: PRO },
  'hashed tenants': { by: 'organization.key', included: hashed(['acme']) },
}

export function hashedListsFile(): VectorFile<EvaluateCase> {
  return conditionFile('Lists as clients get them, in conditions and segments.', ROWS, SEGMENTS, {
    hashSalt: HASH_SALT,
  })
}

const CLIENT_FLAGS: Readonly<Record<string, FlagDraft>> = {
  people: {
    targets: [
      { attribute: 'targetingKey', values: hashed(['u1', 'Zoë']), variant: 'on' },
      { attribute: 'organization.key', values: hashed(['acme', 7]), variant: 'off' },
    ],
    prerequisites: [{ flag: 'gate', variant: 'v1' }],
    rules: [{ id: 'r', if: inList('plan', ['pro']), serve: { split: { ranges: [['on', 100000]] } } }],
    fallthrough: { variant: 'off' },
  },
  gate: {
    hidden: true,
    type: 'string',
    variants: { v1: null, v2: null },
    rules: [{ id: 'closed', if: inList('country', ['XX']), serve: { variant: 'v2' } }],
    fallthrough: { variant: 'v1' },
    offVariant: 'v2',
  },
}

const ASKED: readonly Asked[] = [
  ['A hashed target is met', 'people', { targetingKey: 'u1' }, 'on TARGETING_MATCH'],
  ['A hashed target beyond ASCII is met', 'people', { targetingKey: 'Zoë' }, 'on TARGETING_MATCH'],
  ['A hashed target is exact', 'people', { targetingKey: 'zoë' }, 'off DEFAULT'],
  ['A hashed target that is a number is met', 'people', { organization: { key: 7 } }, 'off TARGETING_MATCH'],
  [
    'A hashed target that is the text of a number is met',
    'people',
    { organization: { key: '7' } },
    'off TARGETING_MATCH',
  ],
  ['A hashed rule fires', 'people', { targetingKey: 'u2', plan: 'pro' }, 'on SPLIT'],
  ['A hashed rule that fires finds no key', 'people', { plan: 'pro' }, '- ERROR TARGETING_KEY_MISSING'],
  ['The hash itself is no member', 'people', { targetingKey: hashedMember(HASH_SALT, 'u1') }, 'off DEFAULT'],
  [
    'A hidden prerequisite with a hashed rule fails',
    'people',
    { targetingKey: 'u1', country: 'XX' },
    'off PREREQUISITE_FAILED',
  ],
  [
    'A hidden prerequisite with a hashed rule is met',
    'people',
    { targetingKey: 'u1', country: 'DE' },
    'on TARGETING_MATCH',
  ],
  ['A hidden flag with a hashed rule reads as not found', 'gate', { country: 'XX' }, '- ERROR FLAG_NOT_FOUND'],
]

export function clientFile(): VectorFile<EvaluateCase> {
  return askedFile(
    'A ruleset as a client sees it: hashed lists in targets and rules, a hidden prerequisite.',
    { client: rulesetOf(CLIENT_FLAGS, {}, { hashSalt: HASH_SALT }) },
    ASKED,
  )
}

const MEMBERS = [
  '',
  'a',
  'pro',
  'PRO',
  'u1',
  'user-42',
  '7',
  '2.5',
  '1e+21',
  'true',
  'Zoë',
  'Zoe\u0308',
  '日本',
  '😀',
  'x'.repeat(1000),
  'a\u0000b',
]

export function hashedMembersFile(): VectorFile {
  const cases = [HASH_SALT, 'vector', '', 'ß😀'].flatMap((hashSalt) =>
    MEMBERS.map((text): NamedCase & Record<string, unknown> => ({
      name: `With hash salt "${hashSalt}", ${text.length > 20 ? `${text.length} characters` : JSON.stringify(text)} becomes a member`,
      hashSalt,
      text,
      expected: { member: hashedMember(hashSalt, text) },
    })),
  )
  return {
    version: 1,
    kind: 'hashedMember',
    description: 'Members of lists as clients get them: 16 hex digits of a text and a salt.',
    cases,
  }
}
