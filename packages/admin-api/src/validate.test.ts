import { describe, expect, test } from 'vitest'
import { conditionSchema } from './condition.ts'
import { createFlagSchema } from './flag.ts'
import { suggest } from './suggest.ts'
import { validate } from './validate.ts'

const problems = (value: unknown) => {
  const result = validate(conditionSchema, value)
  return result.ok ? [] : result.errors
}

describe('what was meant', () => {
  test.each([
    ['exposedToClient', 'exposeToClients'],
    ['expose_to_clients', 'exposeToClients'],
    ['desciption', 'description'],
    ['vairants', 'variants'],
  ])('by %s is %s', (given, meant) => {
    expect(suggest(given, Object.keys(createFlagSchema.shape))).toBe(meant)
  })

  test('is not guessed at where nothing is near', () => {
    expect(suggest('percentage', Object.keys(createFlagSchema.shape))).toBeUndefined()
    expect(suggest('x'.repeat(100_000), ['key'])).toBeUndefined()
  })
})

describe('a condition', () => {
  test.each([
    { attribute: 'plan', op: 'in', value: ['pro'] },
    { attribute: 'plan', op: 'exists' },
    { all: [] },
    { any: [{ not: { segment: 'staff' } }] },
  ])('like %j is taken', (condition) => {
    expect(problems(condition)).toEqual([])
  })

  test.each([
    [null, '', undefined],
    [{}, '', undefined],
    [{ segment: 'a', all: [] }, '', 'segment'],
    [{ all: { attribute: 'a' } }, '/all', undefined],
    [{ not: { attribute: 'a', op: 'in' } }, '/not/value', undefined],
    [{ attribute: '', op: 'exists' }, '/attribute', undefined],
    [{ attribute: 'a', op: 'exists', value: true }, '/value', undefined],
    [{ attribute: 'a', op: 'regex', value: 'b' }, '/op', 'matches'],
    [{ attribute: 'a', op: 'constructor', value: 'b' }, '/op', undefined],
    [{ attribute: 'a', op: 'in', value: ['b'], ignorecase: true }, '/ignorecase', 'ignoreCase'],
    [{ attribute: 'a', op: 'in', value: { hashed: ['0123456789abcdef'] } }, '/value', undefined],
  ])('like %j is refused where it is wrong', (condition, path, suggestion) => {
    const [problem] = problems(condition)
    expect(problem?.path).toBe(path)
    expect(problem?.suggestion).toBe(suggestion)
  })
})

test.each([
  [{ tags: { a: 1 } }, { value: { a: 1 } }],
  [{ tags: { a: 'x'.repeat(200) } }, { message: 'an object' }],
  [{ kind: ['release'] }, { value: ['release'] }],
  [{ kind: Array(300).fill(1) }, { message: 'an array of 300' }],
  [{ key: 'x'.repeat(300) }, { value: `${'x'.repeat(200)}…` }],
  [{ tags: null }, { value: null }],
  [{ key: `https://user:pw@hooks.example/${'x'.repeat(3000)}` }, { message: 'a URL with a password' }],
  [{ kind: ['https://user:pw@hooks.example'] }, { message: 'an array of 1' }],
  [{ kind: { href: 'https://user:pw@hooks.example' } }, { message: 'an object' }],
  [{ hunter2: 'a secret' }, { value: 'hunter2' }],
])('the value of an error is what was sent, or its beginning: %j', (body, told) => {
  const result = validate(createFlagSchema, { key: 'a', ...body })
  const [error] = result.ok ? [] : result.errors
  expect({ value: error?.value, message: error?.message }).toEqual(told)
})

test('every error says where, what came and what would do', () => {
  const result = validate(createFlagSchema, { key: 'a b', kind: 'operations', tags: 'x', metadata: { a: [] } })
  expect(result).toMatchObject({
    ok: false,
    errors: [
      { path: '/key', value: 'a b', expected: expect.stringContaining('1 to 128 characters') },
      { path: '/kind', value: 'operations', expected: expect.stringContaining('release, experiment') },
      { path: '/tags', value: 'x', expected: 'an array' },
      { path: '/metadata/a', expected: 'a string, a number or a boolean' },
    ],
  })
  expect(validate(createFlagSchema, { key: 'a', variants: 5 })).toMatchObject({ errors: [{ expected: 'an object' }] })
})
