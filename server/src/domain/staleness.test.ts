import { describe, expect, test } from 'vitest'
import type { Configuration, Flag } from './documents.ts'
import { constantVariant, type FlagInEnvironment, staleReasons } from './staleness.ts'

const DAY_MS = 24 * 3_600_000
const NOW = Date.UTC(2030, 5, 1)
const ago = (days: number): number => NOW - days * DAY_MS

const configuration: Configuration = {
  enabled: true,
  killed: false,
  offVariant: 'off',
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
  maxStalenessMs: null,
  version: 1,
}

const flag: Flag = {
  key: 'f',
  name: 'f',
  description: null,
  owner: null,
  kind: 'release',
  tags: [],
  type: 'boolean',
  variants: { on: true, off: false },
  metadata: {},
  exposeToClients: false,
  salt: null,
  expiresAt: null,
  archived: false,
  version: 1,
  createdAtMs: ago(200),
  updatedAtMs: ago(200),
}

const split = {
  split: {
    ranges: [
      ['on', 5_000],
      ['off', 100_000],
    ],
  },
} as const

interface Place extends Partial<Omit<FlagInEnvironment, 'configuration'>> {
  readonly configuration?: Partial<Configuration>
}

function reasons(changes: Partial<Flag>, ...places: Place[]): readonly string[] {
  const looks = places.map((place, index) => ({
    environment: `e${index}`,
    changedAtMs: ago(30),
    lastEvaluatedMs: ago(0),
    reportsSinceMs: ago(100),
    ...place,
    configuration: { ...configuration, ...place.configuration },
  }))
  return staleReasons({ ...flag, ...changes }, looks, NOW).map(({ code }) => code)
}

const OFF = { configuration: { enabled: false } } as const

describe('a flag is stale', () => {
  test.each<[string, Partial<Flag>, Place[], string[]]>([
    ['not while it is ramped', {}, [{ configuration: { fallthrough: split } }], []],
    ['not within two weeks of full rollout', {}, [{ changedAtMs: ago(13) }], []],
    ['two weeks after full rollout, wherever it is on', {}, [{}, OFF], ['fully-rolled-out']],
    ['when it is the same everywhere', {}, [{}, {}], ['fully-rolled-out', 'constant']],
    [
      'not when a rule serves something else',
      {},
      [{ configuration: { rules: [{ id: 'r', serve: { variant: 'off' } }] } }],
      [],
    ],
    ['not while it is killed', {}, [{ configuration: { killed: true } }], []],
    ['not as a kill switch that nobody pulled', { kind: 'ops' }, [{}, {}], []],
    ['when nobody evaluates it any more', { kind: 'ops' }, [{ lastEvaluatedMs: ago(15) }], ['not-evaluated']],
    ['when nobody ever evaluated it', { kind: 'ops' }, [{ lastEvaluatedMs: undefined }], ['not-evaluated']],
    [
      'not because no SDK reports at all',
      { kind: 'ops' },
      [{ lastEvaluatedMs: undefined, reportsSinceMs: undefined }],
      [],
    ],
    ['not when it is new', { createdAtMs: ago(3) }, [{ changedAtMs: ago(3), lastEvaluatedMs: undefined }], []],
    ['past its date', { kind: 'ops', expiresAt: '2030-05-31T00:00:00Z' }, [{}], ['expired']],
    ['off everywhere and untouched for two months', { kind: 'ops' }, [{ ...OFF, changedAtMs: ago(61) }], ['abandoned']],
    [
      'as an experiment that nobody looks at',
      { kind: 'experiment' },
      [{ changedAtMs: ago(91), configuration: { fallthrough: split } }],
      ['review-due'],
    ],
    ['as a permission that nobody looks at', { kind: 'permission' }, [{ changedAtMs: ago(91) }], ['review-due']],
    ['never once it is archived', { archived: true }, [{}, {}], []],
  ])('%s', (_, changes, places, expected) => {
    expect(reasons(changes, ...places)).toEqual(expected)
  })
})

test('a prerequisite makes a constant flag depend on another', () => {
  const prerequisites = [{ flag: 'g', variant: 'on' }]
  expect(constantVariant({ ...configuration, prerequisites })).toBeUndefined()
  expect(constantVariant({ ...configuration, prerequisites, offVariant: 'on' })).toBe('on')
  expect(constantVariant({ ...configuration, enabled: false, offVariant: null })).toBeNull()
})
