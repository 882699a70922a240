import { expect, test } from 'vitest'
import { createTestClient } from './testing.ts'

test('serves the values it was given, ready at once', async () => {
  const flags = createTestClient({ flags: { on: true, off: false, tier: 'pro', limit: 3, theme: { dark: true } } })
  expect(flags.boolean('on', false)).toBe(true)
  expect(flags.boolean('off', true)).toBe(false)
  expect(flags.string('tier', '')).toBe('pro')
  expect(flags.number('limit', 0)).toBe(3)
  expect(flags.object('theme', {})).toEqual({ dark: true })
  expect(flags.boolean('missing', true)).toBe(true)
  expect(await flags.ready({ timeoutMs: 1 })).toEqual({ source: 'network' })
  expect(flags.status().state).toBe('live')
  await flags.close()
  expect(flags.boolean('on', false)).toBe(true)
})

test('evaluates whole flags for real', () => {
  const flags = createTestClient({
    flags: {
      beta: {
        variants: { on: true, off: false },
        offVariant: 'off',
        rules: [{ id: 'r', if: { segment: 'staff' }, serve: { variant: 'on' } }],
        fallthrough: { variant: 'off' },
      },
    },
    segments: { staff: { if: { attribute: 'email', op: 'endsWith', value: '@shop.example' } } },
  })
  expect(flags.boolean('beta', false, { email: 'a@shop.example' })).toBe(true)
  expect(flags.details('beta', true, {})).toMatchObject({ value: false, variant: 'off', reason: 'DEFAULT' })
})

test('changes are seen by reads at once, and told to listeners', async () => {
  const flags = createTestClient({ flags: { a: 1 } })
  const heard: unknown[] = []
  await flags.ready()
  flags.on('change', (change) => heard.push([change, flags.number('a', 0)]))
  flags.set('a', 2)
  expect(flags.number('a', 0)).toBe(2)
  flags.remove('a')
  expect(flags.details('a', 0)).toMatchObject({ value: 0, errorCode: 'FLAG_NOT_FOUND' })
  expect(heard).toEqual([
    [{ revision: 2, flags: ['a'] }, 2],
    [{ revision: 3, flags: ['a'] }, 0],
  ])
})

test('a kill serves the off variant or the fallback, whatever else is set; a restore brings all of it back', () => {
  const flags = createTestClient({ flags: { a: true, b: 'x' } })
  flags.kill('a')
  flags.kill('b')
  expect(flags.details('a', true)).toMatchObject({ value: false, reason: 'DISABLED', flagMetadata: { killed: true } })
  expect(flags.string('b', 'fallback')).toBe('fallback')
  flags.restore('a')
  expect(flags.boolean('a', false)).toBe(true)
  expect(() => flags.kill('missing')).toThrow('no flag "missing"')
})

test('runs hooks', () => {
  const seen: string[] = []
  const flags = createTestClient({ flags: { a: 1 }, hooks: [{ after: ({ flagKey }) => void seen.push(flagKey) }] })
  flags.number('a', 0)
  expect(seen).toEqual(['a'])
})

test('a flag called like something every object has', () => {
  const flags = createTestClient({ flags: Object.fromEntries([['__proto__', 1]]) })
  expect(flags.number('__proto__', 0)).toBe(1)
  expect(flags.number('constructor', 0)).toBe(0)
})
