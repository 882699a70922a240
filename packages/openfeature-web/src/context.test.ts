import { describe, expect, test } from 'vitest'
import { halyardContext } from './context.ts'
import { isSame } from './same-context.ts'

describe('halyardContext', () => {
  test('turns dates into RFC 3339 text, however deep, and leaves the rest alone', () => {
    const context = {
      targetingKey: 'ann',
      born: { at: new Date(0) },
      seen: [new Date(1), 'never'],
      plan: { is: 'pro' },
    }
    const halyard = halyardContext(context)
    expect(halyard).toEqual({
      targetingKey: 'ann',
      born: { at: '1970-01-01T00:00:00.000Z' },
      seen: ['1970-01-01T00:00:00.001Z', 'never'],
      plan: { is: 'pro' },
    })
    expect(halyard.plan).toBe(context.plan)
    expect(context.born.at).toBeInstanceOf(Date)
  })

  test('copies nothing where there is no date', () => {
    const context = { targetingKey: 'ann', plan: { is: 'pro' }, tags: ['a'] }
    expect(halyardContext(context)).toBe(context)
  })
})

test('contexts are the same by their attributes, not by their identity', () => {
  const plan = { is: 'pro' }
  expect(isSame({ targetingKey: 'ann', plan }, { plan, targetingKey: 'ann' })).toBe(true)
  expect(isSame({ targetingKey: 'ann' }, { targetingKey: 'bob' })).toBe(false)
  expect(isSame({ targetingKey: 'ann' }, {})).toBe(false)
  expect(isSame({ n: 1 }, { m: 1 })).toBe(false)
})
