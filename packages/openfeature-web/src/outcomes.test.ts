import type { Evaluation } from '@halyard/browser'
import { expect, test } from 'vitest'
import { Outcomes } from './outcomes.ts'

const outcome = (): Evaluation => ({ flagKey: 'x', value: true, reason: 'STATIC', flagMetadata: {} })
const [same, before, after] = [outcome(), outcome(), outcome()]

test('a change names the flags that changed and those that read differently', () => {
  let all: Record<string, Evaluation> = { same, dependent: before }
  const outcomes = new Outcomes({ all: () => all })
  all = { same, dependent: after, added: after }
  expect(outcomes.changed(['own'])).toEqual(['own', 'dependent', 'added'])
  expect(outcomes.changed(['own'])).toEqual(['own'])
})

test('what differs because somebody else is looking is no change', () => {
  let all: Record<string, Evaluation> = { same, dependent: before }
  const outcomes = new Outcomes({ all: () => all })
  all = { same, dependent: after }
  outcomes.renew()
  expect(outcomes.changed([])).toEqual([])
})

test('for several who are looking nobody can tell', () => {
  const outcomes = new Outcomes({ all: () => ({}) })
  outcomes.mix()
  expect(outcomes.changed(['own'])).toBeUndefined()
})
