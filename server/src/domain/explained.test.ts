import { compile, explain, type FlagItem } from '@halyard/evaluator'
import { expect, test } from 'vitest'
import { explained } from './explained.ts'

function summaryOf(fields: Partial<FlagItem>): string {
  const flag: FlagItem = {
    revision: 1,
    hash: 'h',
    type: 'boolean',
    variants: { on: true, off: false },
    offVariant: 'off',
    enabled: true,
    fallthrough: { variant: 'on' },
    ...fields,
  }
  const place = { project: 'p', environment: 'e', environmentId: 'i', epoch: 0, revision: 1 }
  return explained(explain(compile({ ...place, items: { flag: { f: flag }, segment: {} } }), 'f', {})).summary
}

test('a flag is called killed because it is, not because its metadata have that name', () => {
  expect(summaryOf({ killed: true })).toBe('off: DISABLED, the flag is killed')
  expect(summaryOf({ metadata: { killed: true } })).toBe('on: STATIC by the fallthrough')
  expect(summaryOf({ enabled: false })).toBe('off: DISABLED, the flag is off here')
})
