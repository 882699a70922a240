import { describe, expect, test } from 'vitest'
import { bucketsOf, rampOf } from './configure.ts'
import { contextOf } from './evaluate.ts'
import { variantOf } from './flags.ts'
import { usersText } from './keys.ts'
import { fieldsOf, tagsOf } from './update.ts'

const MISUSED = expect.objectContaining({ exit: 2 })

describe('a share', () => {
  test('is percent, to a thousandth, exactly', () => {
    const shares = ['0', '5', '5%', '5 %', '0.5', '33.333', '0.001', '99.999', '100'].map(bucketsOf)
    expect(shares).toEqual([0, 5_000, 5_000, 5_000, 500, 33_333, 1, 99_999, 100_000])
  })

  test.each(['101', '100.001', '-1', '1e1', '0.0001', '', 'x', '5,5', '٥'])('is not %s', (text) => {
    expect(() => bucketsOf(text)).toThrow(MISUSED)
  })
})

describe('a ramp', () => {
  const variants = { on: true, off: false }
  const rules = { fallthrough: { variant: 'off' }, offVariant: 'off' } as const

  test('gives a variant its share and the rest to the other one, and switches the flag on', () => {
    expect(rampOf(variants, rules, 5_000, {})).toEqual({
      enabled: true,
      fallthrough: { split: { by: 'targetingKey', weights: { on: 5_000, off: 95_000 } } },
    })
  })

  test('keeps what the split is by, and leaves nothing to a variant that had nothing', () => {
    const split = { by: 'org.key', weights: { a: 0, on: 10_000, off: 90_000 }, ranges: [] }
    expect(rampOf({ ...variants, a: true }, { ...rules, fallthrough: { split } }, 20_000, {})).toMatchObject({
      fallthrough: { split: { by: 'org.key', weights: { a: 0, on: 20_000, off: 80_000 } } },
    })
  })

  test('does not guess: a third variant that is served, no `on`, or no other variant', () => {
    const three = { on: true, off: false, a: true }
    const split = { by: 'targetingKey', weights: { a: 1_000, on: 9_000, off: 90_000 }, ranges: [] }
    expect(() => rampOf(three, { ...rules, fallthrough: { split } }, 1, {})).toThrow('between two variants')
    expect(() => rampOf({ red: 'r', blue: 'b' }, rules, 1, {})).toThrow('no variant "on"')
    expect(() => rampOf(three, { ...rules, offVariant: null }, 1, {})).toThrow('everyone else')
    expect(() => rampOf(variants, rules, 1, { rest: 'on' })).toThrow(MISUSED)
  })
})

test('values of variants are JSON, but text is as it stands', () => {
  expect(variantOf('a={"b": 1}', 'object')).toEqual(['a', { b: 1 }])
  expect(variantOf('a=1=2', 'string')).toEqual(['a', '1=2'])
  expect(variantOf('a=true', 'boolean')).toEqual(['a', true])
  expect(() => variantOf('a', 'string')).toThrow(MISUSED)
  expect(() => variantOf('a=x', 'number')).toThrow(MISUSED)
})

describe('an update', () => {
  test('takes away what is given as an empty text, and leaves what is not given', () => {
    expect(fieldsOf({ owner: '', description: '', expires: '', kind: 'ops', hide: true })).toEqual({
      owner: null,
      description: null,
      expiresAt: null,
      kind: 'ops',
      exposeToClients: false,
    })
    expect(() => fieldsOf({ reason: 'why not', dryRun: true, yes: true })).toThrow(MISUSED)
  })

  test('adds tags to those that there are, and takes away those that are named', () => {
    const flag = { tags: ['payments', 'ui'] }
    expect(tagsOf(flag, {})).toEqual({})
    expect(tagsOf(flag, { tag: ['beta', 'ui'] })).toEqual({ tags: ['payments', 'ui', 'beta'] })
    expect(tagsOf(flag, { tag: ['beta'], untag: ['ui', 'payments'] })).toEqual({ tags: ['beta'] })
  })

  test.each([
    [{ untag: ['paymens'] }, 'it has: payments, ui'],
    [{ tag: ['ui'], untag: ['ui'] }, ''],
  ])('does not guess what %j means', (options, told) => {
    expect(() => tagsOf({ tags: ['payments', 'ui'] }, options)).toThrow(
      expect.objectContaining({ exit: 2, wayOut: told === '' ? [] : [told] }),
    )
  })
})

test('who would be cut off is said as far as the server tells', () => {
  expect(usersText({ kind: 'sdk' }, 0, 3)).toContain('no backend is connected now')
  expect(usersText({ kind: 'sdk' }, 2, 0)).toContain('it would cut off the 2 backends connected now')
  expect(usersText({ kind: 'sdk' }, 7, 3, 2)).toContain('it would cut off the 2 backends connected by it now')
  expect(usersText({ kind: 'sdk' }, 7, 3, 0)).toContain('no backend is connected by it now, 7 by others')
  expect(usersText({ kind: 'sdk' }, 1, 0, 1)).toContain('it is the only one of its kind')
  expect(usersText({ kind: 'client' }, 1, 1)).toContain('1 browser, by this one or by the other one of its kind')
})

describe('a context', () => {
  const input = (text: string) => ({
    input: {
      isTerminal: false,
      ask: () => Promise.reject(new Error('nobody is there')),
      async *[Symbol.asyncIterator]() {
        yield text
      },
    },
  })

  test('is JSON, then attributes, then the key; attributes that are no JSON are text', async () => {
    const options = {
      context: '{"plan": "free", "targetingKey": "x"}',
      attribute: ['plan=pro', 'age=7', 'v=1.2.3'],
      key: 'u-17',
    }
    expect(await contextOf(options, input(''))).toEqual({ plan: 'pro', age: 7, v: '1.2.3', targetingKey: 'u-17' })
  })

  test('keeps a version that looks like a number as it was written', async () => {
    const attribute = ['v=1.10', 'w=1e3', 'x=12345678901234567890', 'n=-1.5', 'b=true', 'list=[1.10]']
    const read = { v: '1.10', w: '1e3', x: '12345678901234567890', n: -1.5, b: true, list: [1.1] }
    expect(await contextOf({ attribute }, input(''))).toEqual(read)
  })

  test('may be piped in', async () => {
    expect(await contextOf({ context: '-' }, input('{"a": "ž"}'))).toEqual({ a: 'ž' })
  })

  test.each(['{', '[]', '7', 'null'])('is not %s', async (context) => {
    await expect(contextOf({ context }, input(''))).rejects.toMatchObject({ exit: 2 })
  })
})
