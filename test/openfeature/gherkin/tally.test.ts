import { expect, test } from 'vitest'
import { told } from './tally.ts'

test('the numbers come with the name of each scenario that is not possible, under its reason, rows of an outline as one', () => {
  const impossible = [
    { reason: 'no answer is cached', scenario: 'Evaluation: CACHED reason' },
    { reason: 'there is always a revision', scenario: 'Metadata: Returns no metadata' },
    { reason: 'no answer is cached', scenario: 'Evaluation: CACHED reason' },
    { reason: 'no answer is cached', scenario: 'Evaluation: Another' },
  ]
  expect(told({ title: 'web provider, ours', passed: 9, failed: 1, impossible }).split('\n')).toEqual([
    'OpenFeature scenarios, web provider, ours: 9 passed, 1 failed, 4 not possible',
    '  3 not possible: no answer is cached',
    '    Evaluation: CACHED reason (2 rows)',
    '    Evaluation: Another',
    '  1 not possible: there is always a revision',
    '    Metadata: Returns no metadata',
  ])
})
