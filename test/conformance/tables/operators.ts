import type { ConditionRow } from '../vector-file.ts'
import { compareA } from './values.ts'

const WRONG_FOR_TEXT = [1, true, {}, { a: 'pro' }]
const WRONG_FOR_NUMBERS = ['5', '', true, false, {}, 'NaN']

export const IN: readonly ConditionRow[] = [
  compareA(
    { op: 'in', value: ['pro', 'team'] },
    {
      yes: ['pro', 'team', ['pro'], ['free', 'team'], ['pro', null], [{}, 'pro']],
      no: ['Pro', 'pro ', ' pro', '', 'pr', 'prot', 1, true, [], ['free', 'Pro'], [1, false]],
      unknown: [null, {}, { pro: 'pro' }, ['free', null], [{}], [['pro']], ['free', ['pro']]],
    },
  ),
  compareA(
    { op: 'in', value: ['x'] },
    {
      yes: [[...Array<string>(999).fill(''), 'x']],
      no: [Array<string>(1_000).fill('')],
      unknown: [[...Array<string>(1_000).fill(''), 'x'], Array<string>(1_001).fill('x')],
    },
  ),
  compareA(
    { op: 'matches', value: 'x$' },
    {
      yes: [
        [...Array<string>(16).fill('y'.repeat(63)), 'y'.repeat(15) + 'x'],
        ['x', { long: 'y'.repeat(2_000) }],
      ],
      no: [Array<string>(2).fill('y'.repeat(512)), ['😀'.repeat(512)]],
      unknown: [
        [...Array<string>(16).fill('y'.repeat(63)), 'y'.repeat(16) + 'x'],
        ['x', 'y'.repeat(1_024)],
        ['😀'.repeat(512), ''.padEnd(1)],
      ],
    },
  ),
  compareA(
    { op: 'in', value: ['pro', 'TEAM', 'İ', 'ΟΔΟΣ', 'Straße'], ignoreCase: true },
    {
      yes: ['PRO', 'pRo', 'team', 'Team', 'i\u0307', 'İ', 'οδος', 'ΟΔΟΣ', 'STRAßE', 'strasse'.replace('ss', 'ß')],
      no: ['i', 'I', 'ı', 'οδοσ', 'STRASSE', 'prо', 'teams'],
      unknown: [null, {}],
    },
  ),
  compareA({ op: 'in', value: ['İ'] }, { yes: ['İ'], no: ['I\u0307', 'i\u0307', 'i'] }),
  compareA({ op: 'in', value: ['é'] }, { yes: ['\u00e9'], no: ['e\u0301', 'É', 'e'] }),
  compareA({ op: 'in', value: ['e\u0301'] }, { yes: ['e\u0301'], no: ['\u00e9'] }),
  compareA({ op: 'in', value: ['😀', '日本', ''] }, { yes: ['😀', '日本', ''], no: ['😁', '日', ' ', []] }),
  compareA({ op: 'in', value: [] }, { no: ['pro', '', 0, false, [], ['pro']], unknown: [null, {}, [null]] }),
  compareA(
    { op: 'in', value: [1, 2.5, -3, 0] },
    { yes: [1, 2.5, -3, 0, '1', '2.5', '-3', '0', [7, 1]], no: [2, '1.0', '01', '+1', ' 1', true, false, '', '-0'] },
  ),
  compareA(
    { op: 'in', value: ['1', 'true', '0.1', '1e21', '1e+21', '1e-7', '100000000000000000000'] },
    { yes: [1, true, 0.1, 1e21, 1e-7, 1e20, '1e21'], no: [0, false, 'TRUE', 1e22, 1e-6] },
  ),
  compareA({ op: 'in', value: [true] }, { yes: [true, 'true', [false, true]], no: [false, 1, 'True', 't'] }),
  compareA({ op: 'in', value: [false, 'no'] }, { yes: [false, 'false', 'no'], no: [true, 0, ''] }),
  compareA(
    { op: 'in', value: [9007199254740992, 0.1] },
    { yes: [9007199254740992, '9007199254740992'], no: ['9007199254740993'] },
  ),
  compareA(
    { op: 'in', value: ['__proto__', 'constructor', 'toString'] },
    { yes: ['__proto__', 'constructor'], no: ['valueOf'] },
  ),
  compareA({ op: 'in', value: ['a\u0000b', 'x\n'] }, { yes: ['a\u0000b', 'x\n'], no: ['a', 'ab', 'x'] }),
]

export const TEXT: readonly ConditionRow[] = [
  compareA(
    { op: 'contains', value: '@acme.' },
    {
      yes: ['a@acme.com', '@acme.', ['x', 'b@acme.org']],
      no: ['a@ACME.com', '', 'acme', [], ['x']],
      unknown: [null, ...WRONG_FOR_TEXT, ['x', 1]],
    },
  ),
  compareA(
    { op: 'contains', value: ['red', 'GREEN'] },
    { yes: ['bored', 'GREENER', 'redGREEN'], no: ['green', 'Red', 're d', ''], unknown: [5, [null]] },
  ),
  compareA(
    { op: 'contains', value: ['red', 'GREEN'], ignoreCase: true },
    { yes: ['green', 'RED', 'bOREd', 'evergreen'], no: ['gren', '', 'blue'], unknown: [false] },
  ),
  compareA({ op: 'contains', value: '' }, { yes: ['', 'x', ['x']], no: [[]], unknown: [0] }),
  compareA({ op: 'contains', value: [] }, { no: ['', 'x', []], unknown: [null, 1] }),
  compareA({ op: 'contains', value: '😀' }, { yes: ['a😀b'], no: ['😁', ''] }),
  compareA({ op: 'contains', value: '.*' }, { yes: ['a.*b'], no: ['ab', 'a..b'] }),
  compareA(
    { op: 'startsWith', value: 'eu-' },
    {
      yes: ['eu-west', 'eu-', ['us', 'eu-1']],
      no: ['EU-west', 'us-eu-', 'eu', '', []],
      unknown: [null, ...WRONG_FOR_TEXT],
    },
  ),
  compareA(
    { op: 'startsWith', value: ['eu-', 'US-'], ignoreCase: true },
    { yes: ['EU-west', 'us-1', 'Us-'], no: ['ap-1', 'eu', ' eu-'], unknown: [{}, [1]] },
  ),
  compareA({ op: 'startsWith', value: ['a', 'b'] }, { yes: ['apple', 'b'], no: ['Apple', 'cab'] }),
  compareA({ op: 'startsWith', value: '' }, { yes: ['', 'x'] }),
  compareA(
    { op: 'endsWith', value: '.test' },
    {
      yes: ['a.test', '.test', ['x', 'y.test']],
      no: ['a.TEST', 'a.tests', 'test', '', []],
      unknown: [null, ...WRONG_FOR_TEXT],
    },
  ),
  compareA(
    { op: 'endsWith', value: ['@Acme.com', '@acme.org'], ignoreCase: true },
    { yes: ['a@acme.COM', 'B@ACME.ORG'], no: ['a@acme.com.evil', 'acme.com'], unknown: [['a@x', null]] },
  ),
  compareA({ op: 'endsWith', value: ['a', 'b'] }, { yes: ['banana', 'b'], no: ['bananA', 'abc'] }),
  compareA({ op: 'endsWith', value: '' }, { yes: ['', 'x'] }),
]

export const NUMBERS: readonly ConditionRow[] = [
  compareA(
    { op: 'lt', value: 5 },
    { yes: [4, 4.999, -1e300, 0, [9, 4]], no: [5, 5.001, 6, [], [9]], unknown: [null, ...WRONG_FOR_NUMBERS, [9, '4']] },
  ),
  compareA(
    { op: 'lte', value: 5 },
    { yes: [5, 4, [6, 5]], no: [5.0000001, 6, []], unknown: [null, ...WRONG_FOR_NUMBERS] },
  ),
  compareA(
    { op: 'gt', value: 5 },
    { yes: [6, 5.001, 1e300, [1, 6]], no: [5, 4, -6, []], unknown: [null, ...WRONG_FOR_NUMBERS] },
  ),
  compareA(
    { op: 'gte', value: 5 },
    { yes: [5, 6, [4, 5]], no: [4.999, -5, []], unknown: [null, ...WRONG_FOR_NUMBERS] },
  ),
  compareA({ op: 'lt', value: -0.5 }, { yes: [-1, -0.6], no: [-0.5, 0, 0.5] }),
  compareA({ op: 'gt', value: 0 }, { yes: [5e-324, 1], no: [0, -1] }),
  compareA({ op: 'gte', value: 0.3 }, { yes: [0.3, 0.30000000000000004], no: [0.29999999999999993] }),
  compareA(
    { op: 'lte', value: 9007199254740992 },
    { yes: [9007199254740991, 9007199254740992], no: [9007199254740994] },
  ),
]

export const EXISTS: readonly ConditionRow[] = [
  {
    if: { attribute: 'a', op: 'exists' },
    yes: [0, '', false, [], {}, 'x', [null], { b: null }].map((a) => ({ context: { a } })),
    no: [{ context: { a: null } }, { context: {} }, { context: { b: 1 } }, { context: null }, { context: 'a' }],
  },
  {
    if: { not: { attribute: 'a', op: 'exists' } },
    yes: [{ context: { a: null } }, { context: { b: 2 } }],
    no: [{ context: { a: false } }],
  },
  {
    if: { attribute: 'targetingKey', op: 'exists' },
    yes: [{ context: { targetingKey: 'u' } }, { context: { targetingKey: '' } }, { context: { targetingKey: {} } }],
    no: [{ context: {} }, { context: { targetingKey: null } }, { context: ['targetingKey'] }],
  },
  {
    if: { attribute: 'a.b', op: 'exists' },
    yes: [{ context: { a: { b: 0 } } }],
    no: [{ context: { a: {} } }, { context: { a: null } }, { context: { a: { b: null } } }, { context: { 'a.b': 1 } }],
  },
]
