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

  test('looks once at what many objects lead to, such as a request with all that hangs on it', () => {
    const nodes: Record<string, unknown>[] = Array.from({ length: 50 }, (_, n) => ({ n }))
    for (const node of nodes) Object.assign(node, Object.fromEntries(nodes.entries()))
    const halyard = halyardContext({ targetingKey: 'ann', request: { nodes } as never, at: new Date(0) })
    expect(halyard).toMatchObject({ targetingKey: 'ann', at: '1970-01-01T00:00:00.000Z' })
  })

  test('a date is found by every way that leads to it, the deeper one first', () => {
    const user = { is: { born: new Date(0) } }
    const deep = { a: { b: { c: { d: { e: { f: { g: { user } } } } } } } }
    const halyard = halyardContext({ deep, user, again: [user, user] })
    const text = { is: { born: '1970-01-01T00:00:00.000Z' } }
    expect(halyard).toMatchObject({ user: text, again: [text, text] })
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
