import { type EvaluateCase, type FlagDraft, rulesetOf, type VectorFile } from '../vector-file.ts'
import { type Asked, askedFile } from './asked.ts'

const OWN = { team: 'payments', ticket: 42, beta: true, note: '', '': 0 }
const DECIDED = {
  metadata: OWN,
  revision: 7,
  targets: [{ attribute: 'targetingKey', values: ['u1'], variant: 'on' }],
  rules: [
    { id: 'r-1', if: { attribute: 'plan', op: 'in', value: ['pro'] }, serve: { variant: 'on' } },
    { id: 'r-2', if: { attribute: 'plan', op: 'in', value: ['team'] }, serve: { split: { ranges: [['on', 100000]] } } },
    { id: '', if: { attribute: 'plan', op: 'in', value: ['none'] }, serve: { variant: 'off' } },
  ],
} as const satisfies FlagDraft

const FLAGS: Readonly<Record<string, FlagDraft>> = {
  decided: DECIDED,
  bare: { revision: 1842 },
  killed: { ...DECIDED, killed: true },
  disabled: { ...DECIDED, enabled: false },
  'both off': { ...DECIDED, enabled: false, killed: true },
  stale: { ...DECIDED, maxStalenessMs: 10 },
  'killed without an off variant': { ...DECIDED, killed: true, offVariant: undefined },
  prerequired: {
    ...DECIDED,
    prerequisites: [
      { flag: 'bare', variant: 'on' },
      { flag: 'needs killed', variant: 'on' },
    ],
  },
  'needs killed': { prerequisites: [{ flag: 'killed', variant: 'on' }] },
  'needs a killed one': { metadata: { killed: 'never' }, prerequisites: [{ flag: 'killed', variant: 'on' }] },
  unplaced: { metadata: OWN, fallthrough: { split: { by: '/tenant.key/id', ranges: [['on', 100000]] } } },
  'unplaced in a rule': { rules: [{ id: 'r', serve: { split: { by: 'tenant', ranges: [['on', 100000]] } } }] },
  'by key': { metadata: OWN, fallthrough: { split: { ranges: [['on', 100000]] } } },
  'rule by key': { metadata: OWN, rules: [{ id: 'by-key', serve: { split: { ranges: [['on', 100000]] } } }] },
  colliding: {
    metadata: { revision: 'mine', ruleId: 'mine', prerequisite: 'mine', killed: 'mine', unplaced: 'mine', team: 'x' },
    revision: 3,
    prerequisites: [{ flag: 'gate', variant: 'on' }],
    rules: [{ id: 'r', if: { attribute: 'plan', op: 'in', value: ['pro'] }, serve: { variant: 'on' } }],
    fallthrough: { split: { by: 'tenant', ranges: [['off', 100000]] } },
  },
  gate: { rules: [{ id: 'closed', if: { attribute: 'closed', op: 'in', value: [true] }, serve: { variant: 'off' } }] },
  hidden: { metadata: OWN, hidden: true, variants: { on: null, off: null } },
  'odd names': { metadata: JSON.parse('{"__proto__":"x","constructor":1,"toString":false}') },
}

const ASKED: readonly Asked[] = [
  ['A target carries the metadata and revision of the flag', 'decided', { targetingKey: 'u1' }, 'on TARGETING_MATCH'],
  ['A rule carries its id', 'decided', { plan: 'pro' }, 'on TARGETING_MATCH'],
  ['A rule that splits carries its id', 'decided', { targetingKey: 'u', plan: 'team' }, 'on SPLIT'],
  ['A rule that splits and finds no key carries its id', 'decided', { plan: 'team' }, '- ERROR TARGETING_KEY_MISSING'],
  ['A rule carries an empty id', 'decided', { plan: 'none' }, 'off TARGETING_MATCH'],
  ['The fallthrough carries no rule', 'decided', {}, 'on DEFAULT'],
  ['A flag without metadata carries its revision', 'bare', {}, 'on STATIC'],
  ['A kill says so', 'killed', { plan: 'pro' }, 'off DISABLED'],
  ['A kill of a disabled flag says so', 'both off', {}, 'off DISABLED'],
  ['Disabled is not killed', 'disabled', {}, 'off DISABLED'],
  ['A kill without an off variant says so', 'killed without an off variant', {}, '- DISABLED'],
  ['A stale flag carries its metadata', 'stale', {}, 'off STALE', { ageMs: 11 }],
  ['A failed prerequisite is named, not the one below it', 'prerequired', {}, 'off PREREQUISITE_FAILED'],
  ['A killed prerequisite is named but is not this flag killed', 'needs a killed one', {}, 'off PREREQUISITE_FAILED'],
  ['A mismatch carries the metadata of the flag', 'decided', {}, '- ERROR TYPE_MISMATCH', { type: 'string' }],
  ['A mismatch of a killed flag does not look at the kill', 'killed', {}, '- ERROR TYPE_MISMATCH', { type: 'string' }],
  ['An unknown flag carries nothing', 'missing', {}, '- ERROR FLAG_NOT_FOUND'],
  ['A hidden flag carries nothing', 'hidden', {}, '- ERROR FLAG_NOT_FOUND'],
  ['What could not be placed is named', 'unplaced', {}, 'off DEFAULT'],
  ['What was placed is not named', 'unplaced', { 'tenant.key': { id: 't' } }, 'on SPLIT'],
  ['A rule that was passed over leaves no trace', 'unplaced in a rule', {}, 'on DEFAULT'],
  ['A rule that placed carries its id', 'unplaced in a rule', { tenant: 't' }, 'on SPLIT'],
  ['A missing key carries the metadata of the flag', 'by key', {}, '- ERROR TARGETING_KEY_MISSING'],
  ['A missing key in a rule names the rule', 'rule by key', {}, '- ERROR TARGETING_KEY_MISSING'],
  [
    'Own names stay where the evaluator has nothing to say, but for the revision',
    'colliding',
    { tenant: 't' },
    'off SPLIT',
  ],
  ['The rule id wins over an own name', 'colliding', { plan: 'pro' }, 'on TARGETING_MATCH'],
  ['The prerequisite wins over an own name', 'colliding', { closed: true }, 'off PREREQUISITE_FAILED'],
  ['What was not placed wins over an own name', 'colliding', {}, 'off DEFAULT'],
  ['Odd names are kept', 'odd names', {}, 'on STATIC'],
]

export function metadataFile(): VectorFile<EvaluateCase> {
  return askedFile('Flag metadata: what each answer carries.', { metadata: rulesetOf(FLAGS) }, ASKED)
}
