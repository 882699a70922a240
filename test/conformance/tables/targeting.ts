import type { JsonValue } from '@halyard/evaluator'
import { type EvaluateCase, type FlagDraft, rulesetOf, type VectorFile } from '../vector-file.ts'
import { type Asked, askedFile } from './asked.ts'

const VARIANTS = {
  type: 'string',
  variants: { a: 'A', b: 'B', c: 'C', off: 'OFF' },
  fallthrough: { variant: 'off' },
} as const

const TARGETED: Readonly<Record<string, FlagDraft>> = {
  people: { ...VARIANTS, targets: [{ attribute: 'targetingKey', values: ['u1', 'u2'], variant: 'a' }] },
  two: {
    ...VARIANTS,
    targets: [
      { attribute: 'targetingKey', values: ['u1'], variant: 'a' },
      { attribute: 'targetingKey', values: ['u1', 'u2'], variant: 'b' },
      { attribute: 'organization.key', values: ['acme', 7, true], variant: 'c' },
    ],
  },
  pointer: { ...VARIANTS, targets: [{ attribute: '/tenant.key', values: ['t'], variant: 'a' }] },
  nobody: { ...VARIANTS, targets: [{ attribute: 'targetingKey', values: [], variant: 'a' }] },
  exact: { ...VARIANTS, targets: [{ attribute: 'targetingKey', values: ['É', 'U', '1', ''], variant: 'a' }] },
  numbers: { ...VARIANTS, targets: [{ attribute: 'id', values: [1, 2.5, 1e21], variant: 'a' }] },
  hostile: {
    ...VARIANTS,
    targets: [
      { attribute: '__proto__', values: ['x'], variant: 'a' },
      { attribute: 'constructor', values: ['Object'], variant: 'b' },
    ],
  },
}

const TARGETED_BY: readonly (readonly [flag: string, says: string, contexts: readonly JsonValue[]])[] = [
  [
    'people',
    'a TARGETING_MATCH',
    [
      { targetingKey: 'u1' },
      { targetingKey: 'u2', plan: 'x' },
      { targetingKey: ['z', 'u2'] },
      { targetingKey: [null, 'u1'] },
    ],
  ],
  [
    'people',
    'off DEFAULT',
    [
      { targetingKey: 'u3' },
      { targetingKey: 'U1' },
      {},
      null,
      [],
      'u1',
      { targetingKey: null },
      { targetingKey: {} },
      { targetingKey: [['u1']] },
      { targetingKey: '' },
      { targetingKey: ' u1' },
    ],
  ],
  ['two', 'a TARGETING_MATCH', [{ targetingKey: 'u1' }, { targetingKey: 'u1', organization: { key: 'acme' } }]],
  ['two', 'b TARGETING_MATCH', [{ targetingKey: 'u2' }]],
  [
    'two',
    'c TARGETING_MATCH',
    [
      { organization: { key: 'acme' } },
      { targetingKey: 'u9', organization: { key: '7' } },
      { organization: { key: 7 } },
      { organization: { key: true } },
      { organization: { key: 'true' } },
    ],
  ],
  [
    'two',
    'off DEFAULT',
    [
      { organization: { key: 'Acme' } },
      { organization: { key: '7.0' } },
      { organization: 'acme' },
      { 'organization.key': 'acme' },
    ],
  ],
  ['pointer', 'a TARGETING_MATCH', [{ 'tenant.key': 't' }]],
  ['pointer', 'off DEFAULT', [{ tenant: { key: 't' } }]],
  ['nobody', 'off DEFAULT', [{ targetingKey: 'u1' }, {}]],
  [
    'exact',
    'a TARGETING_MATCH',
    [{ targetingKey: 'É' }, { targetingKey: 1 }, { targetingKey: '1' }, { targetingKey: '' }],
  ],
  [
    'exact',
    'off DEFAULT',
    [
      { targetingKey: 'é' },
      { targetingKey: 'E\u0301' },
      { targetingKey: 'u' },
      { targetingKey: true },
      { targetingKey: 1.5 },
    ],
  ],
  ['numbers', 'a TARGETING_MATCH', [{ id: 1 }, { id: '1' }, { id: 2.5 }, { id: '2.5' }, { id: 1e21 }, { id: '1e+21' }]],
  ['numbers', 'off DEFAULT', [{ id: '1.0' }, { id: '1e21' }, { id: -1 }, { id: '2.50' }]],
  ['hostile', 'off DEFAULT', [{}, { targetingKey: 'x' }]],
  ['hostile', 'a TARGETING_MATCH', [JSON.parse('{"__proto__":"x"}')]],
  ['hostile', 'b TARGETING_MATCH', [{ constructor: 'Object' }]],
]

export function targetsFile(): VectorFile<EvaluateCase> {
  const asked = TARGETED_BY.flatMap(([flag, says, contexts]) =>
    contexts.map(
      (context): Asked => [`Targets of "${flag}" and ${JSON.stringify(context)}: ${says}`, flag, context, says],
    ),
  )
  return askedFile(
    'Targets: individuals before rules, by canonical text, in order.',
    { targets: rulesetOf(TARGETED) },
    asked,
  )
}

const needs = (...entries: readonly (readonly [flag: string, variant: string])[]): FlagDraft => ({
  prerequisites: entries.map(([flag, variant]) => ({ flag, variant })),
})

const BASE: Readonly<Record<string, FlagDraft>> = {
  on: {},
  off: { fallthrough: { variant: 'off' } },
  disabled: { enabled: false },
  killed: { killed: true },
  'killed on': { killed: true, offVariant: 'on' },
  'disabled on': { enabled: false, offVariant: 'on' },
  fresh: { maxStalenessMs: 1000 },
  'fresh on': { maxStalenessMs: 1000, offVariant: 'on' },
  hidden: { hidden: true, variants: { on: null, off: null } },
  pros: {
    rules: [{ id: 'r', if: { attribute: 'plan', op: 'in', value: ['pro'] }, serve: { variant: 'on' } }],
    fallthrough: { variant: 'off' },
  },
  split: { fallthrough: { split: { ranges: [['on', 100000]] } } },
  'split by tenant': { fallthrough: { split: { by: 'tenant', ranges: [['on', 100000]] } } },
  colour: { type: 'string', variants: { red: 'r', blue: 'b' }, offVariant: 'blue', fallthrough: { variant: 'red' } },
  'no off': { enabled: true, offVariant: undefined, prerequisites: [{ flag: 'disabled', variant: 'on' }] },
  'not compiled': JSON.parse('{"requires":["telepathy"]}'),
  ['__proto__']: {},
}

const PREREQUIRED: Readonly<Record<string, FlagDraft>> = {
  ...BASE,
  'needs on': needs(['on', 'on']),
  'needs off': needs(['off', 'off']),
  'needs on of off': needs(['off', 'on']),
  'needs a variant that is not there': needs(['on', 'purple']),
  'needs disabled': needs(['disabled', 'off']),
  'needs killed': needs(['killed', 'off']),
  'needs killed on': needs(['killed on', 'on']),
  'needs disabled on': needs(['disabled on', 'on']),
  'needs fresh': needs(['fresh', 'on']),
  'needs fresh on': needs(['fresh on', 'on']),
  'needs missing': needs(['missing', 'on']),
  'needs toString': needs(['toString', 'on']),
  'needs __proto__': needs(['__proto__', 'on']),
  'needs hidden': needs(['hidden', 'on']),
  'needs pros': needs(['pros', 'on']),
  'needs not pros': needs(['pros', 'off']),
  'needs split': needs(['split', 'on']),
  'needs split by tenant': needs(['split by tenant', 'on']),
  'needs unplaced': needs(['split by tenant', 'off']),
  'needs red': needs(['colour', 'red']),
  'needs blue': needs(['colour', 'blue']),
  'needs one without an off variant': needs(['no off', 'off']),
  'needs what can not be compiled': needs(['not compiled', 'off']),
  'needs more of what can not be compiled': needs(['not compiled', 'on']),
  'needs two': needs(['on', 'on'], ['colour', 'red']),
  'first fails': needs(['disabled', 'on'], ['killed', 'on']),
  'second fails': needs(['on', 'on'], ['killed', 'on']),
  'needs the same twice': needs(['on', 'on'], ['on', 'off']),
  level1: needs(['needs on', 'on']),
  level2: needs(['level1', 'on']),
  'level1 fails': needs(['needs missing', 'on']),
  'level2 fails': needs(['level1 fails', 'on']),
  'needs the failed one off': needs(['needs missing', 'off']),
  diamond: needs(['level1', 'on'], ['level2', 'on'], ['needs on', 'on']),
  'without an off variant': { ...needs(['missing', 'on']), offVariant: undefined },
  'off variant is on': { ...needs(['missing', 'on']), offVariant: 'on' },
  itself: needs(['itself', 'on']),
  'itself off': needs(['itself off', 'off']),
  'pair a': needs(['pair b', 'on']),
  'pair b': needs(['pair a', 'on']),
  'off pair a': needs(['off pair b', 'off']),
  'off pair b': needs(['off pair a', 'on']),
  'three a': needs(['three b', 'on']),
  'three b': needs(['three c', 'off']),
  'three c': needs(['three a', 'off']),
  'needs the pair': needs(['pair a', 'on']),
  'needs the pair off': needs(['pair a', 'off']),
  'on before the cycle': needs(['on', 'on'], ['on before the cycle', 'on']),
  'killed in a cycle': { killed: true, ...needs(['needs killed in a cycle', 'on']) },
  'needs killed in a cycle': needs(['killed in a cycle', 'off']),
  'targets too': { ...needs(['on', 'on']), targets: [{ attribute: 'targetingKey', values: ['u1'], variant: 'off' }] },
  'rules too': {
    ...needs(['pros', 'on']),
    rules: [{ id: 'x', if: { attribute: 'beta', op: 'in', value: [true] }, serve: { variant: 'off' } }],
  },
}

/** A chain from `deep 0` to `deep n`, and one flag that needs n others at once. */
function chain(name: string, length: number): Record<string, FlagDraft> {
  const flags = Array.from({ length: length + 1 }, (_, i): [string, FlagDraft] => [
    `${name} ${i}`,
    i === length ? {} : needs([`${name} ${i + 1}`, 'on']),
  ])
  return Object.fromEntries(flags)
}

function wide(length: number): FlagDraft {
  return needs(...Array.from({ length }, (_, i) => [`leaf ${i}`, 'on'] as const))
}

const ANY = { targetingKey: 'u9' }
const FAILED = 'off PREREQUISITE_FAILED'

const PREREQUISITES: readonly Asked[] = [
  ['A met prerequisite lets the flag go on', 'needs on', ANY, 'on DEFAULT'],
  ['A prerequisite may name the variant that means off', 'needs off', ANY, 'on DEFAULT'],
  ['Another variant than the named one fails', 'needs on of off', ANY, FAILED],
  ['A variant that the prerequisite lacks fails', 'needs a variant that is not there', ANY, FAILED],
  ['A disabled prerequisite fails even where its off variant is named', 'needs disabled', ANY, FAILED],
  ['A killed prerequisite fails even where its off variant is named', 'needs killed', ANY, FAILED],
  ['A killed prerequisite that serves the named variant fails', 'needs killed on', ANY, FAILED],
  ['A disabled prerequisite that serves the named variant fails', 'needs disabled on', ANY, FAILED],
  ['A prerequisite as old as it allows is met', 'needs fresh', ANY, 'on DEFAULT', { ageMs: 1000 }],
  ['A stale prerequisite fails', 'needs fresh', ANY, FAILED, { ageMs: 1001 }],
  ['A stale prerequisite fails even where its off variant is named', 'needs fresh on', ANY, FAILED, { ageMs: 1001 }],
  ['Its staleness is its own: the asking flag sets none', 'needs on', ANY, 'on DEFAULT', { ageMs: 1e12 }],
  ['A prerequisite that is not there fails', 'needs missing', ANY, FAILED],
  ['A prerequisite named like an inherited property fails', 'needs toString', ANY, FAILED],
  ['A prerequisite named __proto__ is met where there is one', 'needs __proto__', ANY, 'on DEFAULT'],
  ['A hidden flag serves as prerequisite', 'needs hidden', ANY, 'on DEFAULT'],
  ['A prerequisite sees the context', 'needs pros', { plan: 'pro' }, 'on DEFAULT'],
  ['A prerequisite sees another context', 'needs pros', { plan: 'free' }, FAILED],
  ['A prerequisite that falls through is met by that variant', 'needs not pros', {}, 'on DEFAULT'],
  ['A prerequisite that splits is met', 'needs split', ANY, 'on DEFAULT'],
  ['A prerequisite in error fails', 'needs split', {}, FAILED],
  ['A prerequisite that places nobody is compared by its off variant: named', 'needs unplaced', {}, 'on DEFAULT'],
  ['A prerequisite that places nobody is compared by its off variant: not named', 'needs split by tenant', {}, FAILED],
  ['A prerequisite that places the tenant is met', 'needs split by tenant', { tenant: 't' }, 'on DEFAULT'],
  ['A prerequisite may be of another type', 'needs red', ANY, 'on DEFAULT'],
  ['A prerequisite of another type fails by variant', 'needs blue', ANY, FAILED],
  ['A prerequisite that yields no variant fails', 'needs one without an off variant', ANY, FAILED],
  [
    'A prerequisite that can not be compiled serves its off variant',
    'needs what can not be compiled',
    ANY,
    'on DEFAULT',
  ],
  [
    'A prerequisite that can not be compiled serves nothing else',
    'needs more of what can not be compiled',
    ANY,
    FAILED,
  ],
  ['All prerequisites are met', 'needs two', ANY, 'on DEFAULT'],
  ['The first of two failing prerequisites is named', 'first fails', ANY, FAILED],
  ['The second prerequisite is named where the first is met', 'second fails', ANY, FAILED],
  ['One flag can not have two variants', 'needs the same twice', ANY, FAILED],
  ['Prerequisites of prerequisites are met', 'level2', ANY, 'on DEFAULT'],
  ['A failure two levels down names the direct prerequisite', 'level1 fails', ANY, FAILED],
  ['A failure three levels down names the direct prerequisite', 'level2 fails', ANY, FAILED],
  [
    'A live prerequisite whose own prerequisite failed is compared by its variant',
    'needs the failed one off',
    ANY,
    'on DEFAULT',
  ],
  ['A prerequisite may be reached on many ways', 'diamond', ANY, 'on DEFAULT'],
  ['Failed without an off variant is the caller default', 'without an off variant', ANY, '- PREREQUISITE_FAILED'],
  ['Failed serves an off variant that is true', 'off variant is on', ANY, 'on PREREQUISITE_FAILED'],
  ['A flag that needs itself fails', 'itself', ANY, FAILED],
  ['A flag that needs itself off fails too', 'itself off', ANY, FAILED],
  ['A cycle of two fails from either side: a', 'pair a', ANY, FAILED],
  ['A cycle of two fails from either side: b', 'pair b', ANY, FAILED],
  ['A cycle that names the off variant fails from either side: a', 'off pair a', ANY, FAILED],
  ['A cycle that names the off variant fails from either side: b', 'off pair b', ANY, FAILED],
  ['A cycle of three fails: a', 'three a', ANY, FAILED],
  ['A cycle of three fails: b', 'three b', ANY, FAILED],
  ['A cycle of three fails: c', 'three c', ANY, FAILED],
  ['A flag outside the cycle that needs one inside fails by variant', 'needs the pair', ANY, FAILED],
  ['A flag outside the cycle may need the off variant of one inside', 'needs the pair off', ANY, 'on DEFAULT'],
  ['A cycle behind a met prerequisite is named', 'on before the cycle', ANY, FAILED],
  ['A killed flag in a cycle is killed', 'killed in a cycle', ANY, 'off DISABLED'],
  ['A flag that needs a killed one in a cycle fails', 'needs killed in a cycle', ANY, FAILED],
  ['Behind a met prerequisite targets go on', 'targets too', { targetingKey: 'u1' }, 'off TARGETING_MATCH'],
  ['Behind a met prerequisite the fallthrough goes on', 'targets too', ANY, 'on DEFAULT'],
  ['Behind a met prerequisite rules go on', 'rules too', { plan: 'pro', beta: true }, 'off TARGETING_MATCH'],
  ['A failed prerequisite comes before rules', 'rules too', { plan: 'free', beta: true }, FAILED],
  ['A chain of 256 prerequisites is met', 'deep 0', ANY, 'on DEFAULT', { ruleset: 'deep' }],
  ['A chain of 257 prerequisites fails', 'deeper 0', ANY, FAILED, { ruleset: 'deep' }],
  ['The rest of the longer chain is short enough', 'deeper 1', ANY, 'on DEFAULT', { ruleset: 'deep' }],
  ['256 prerequisites side by side are met', 'wide', ANY, 'on DEFAULT', { ruleset: 'wide' }],
  ['The 257th prerequisite side by side fails', 'wider', ANY, FAILED, { ruleset: 'wide' }],
]

export function prerequisitesFile(): VectorFile<EvaluateCase> {
  const leaves = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`leaf ${i}`, {}]))
  const rulesets = {
    prerequisites: rulesetOf(PREREQUIRED),
    deep: rulesetOf({ ...chain('deep', 256), ...chain('deeper', 257) }),
    wide: rulesetOf({ wide: wide(256), wider: wide(257), ...leaves }),
  }
  return askedFile(
    'Prerequisites: live, without error, of the named variant; cycles, depth, names.',
    rulesets,
    PREREQUISITES,
  )
}
