import type { Evaluation, JsonValue } from '@halyard/evaluator'
import { afterEach, expect, test, vi } from 'vitest'
import type { BrowserClient } from './browser.ts'
import { type OverrideOptions, withOverrides } from './overrides.ts'

afterEach(() => void vi.unstubAllGlobals())

const REAL: Readonly<Record<string, JsonValue>> = {
  checkout: false,
  limit: 10,
  theme: 'light',
  box: { a: 1 },
  list: [1],
}

test('the address decides for this tab, and the tab remembers', () => {
  const storage = memory()
  const flags = visit('?x=1&halyard=checkout:true,limit:25,theme:dark', { storage })
  expect(reads(flags)).toEqual([true, 25, 'dark'])
  expect(reads(visit('', { storage }))).toEqual([true, 25, 'dark'])
  expect(reads(visit('?halyard=', { storage }))).toEqual([false, 10, 'light'])
  expect(reads(visit('', { storage }))).toEqual([false, 10, 'light'])
})

test('details and all say that it is an override, and where it came from', () => {
  const flags = visit('?halyard=checkout:true', { values: { limit: 7 } })
  const details = {
    flagKey: 'checkout',
    value: true,
    reason: 'STATIC',
    flagMetadata: { revision: 3, override: 'query' },
  }
  expect(flags.details('checkout', false)).toEqual(details)
  expect(flags.all()['checkout']).toEqual(details)
  expect(flags.details('limit', 0)).toMatchObject({ value: 7, flagMetadata: { override: 'app' } })
  expect(flags.details('theme', '')).toMatchObject({ value: 'light', flagMetadata: { revision: 3 } })
  expect(flags.details('theme', '').flagMetadata).not.toHaveProperty('override')
})

test('lists and objects are JSON, with commas in them', () => {
  const flags = visit(`?halyard=${encodeURIComponent('box:{"a":2,"b":[1,2]},checkout:true')}`)
  expect(flags.object('box', {})).toEqual({ a: 2, b: [1, 2] })
  expect(flags.boolean('checkout', false)).toBe(true)
})

test('a value of another type than the flag’s does not apply, and is told once', () => {
  const warn = vi.fn()
  const flags = visit('?halyard=checkout:yes,limit:true', { warn })
  expect([flags.boolean('checkout', true), flags.number('limit', 0), flags.number('limit', 0)]).toEqual([false, 10, 10])
  expect(flags.details('checkout', true)).toMatchObject({ value: false })
  expect(warn.mock.calls).toEqual([
    ['halyard: the override of checkout is string, the flag is boolean: ignored'],
    ['halyard: the override of limit is boolean, the flag is number: ignored'],
  ])
})

test('a flag that is not made yet can be tried, and a function may decide with each read', () => {
  let isOn = false
  const flags = visit('', { values: (key) => (key === 'coming' ? isOn : undefined) })
  expect(flags.boolean('coming', true)).toBe(false)
  isOn = true
  expect(flags.boolean('coming', false)).toBe(true)
  expect(flags.boolean('__proto__', false)).toBe(false)
})

test.each(['?halyard=box:null,list:{"length":9},limit:1e999', ''])(
  'null, a list’s look-alike and a number without end do not apply, by query or by `values` (%j)',
  (search) => {
    const values = { box: null, list: { length: 9 }, limit: Infinity }
    const warn = vi.fn()
    const flags = visit(search, search === '' ? { values, warn } : { warn })
    expect(flags.object('box', {})).toEqual({ a: 1 })
    expect(flags.details('box', {}).value).toEqual({ a: 1 })
    expect(flags.object('list', [])).toEqual([1])
    expect(flags.number('limit', 0)).toBe(10)
    expect(flags.all()['limit']?.value).toBe(10)
    expect(warn.mock.calls.flat()).toEqual([
      'halyard: the override of box is null, the flag is object: ignored',
      'halyard: the override of list is object, the flag is list: ignored',
      'halyard: the override of limit is not finite, the flag is number: ignored',
    ])
  },
)

test('objects are frozen through and through, as the client’s own are', () => {
  const query = visit(`?halyard=${encodeURIComponent('box:{"a":{"b":[1]}}')}`)
  const app = visit('', { values: { box: { a: { b: [1] } } } })
  for (const flags of [query, app]) {
    const box = flags.object('box', {}) as { a: { b: number[] } }
    expect([box, box.a, box.a.b].every((one) => Object.isFrozen(one))).toBe(true)
    expect(flags.object('box', {})).toBe(box)
  }
})

test('a `values` or a `warn` that throws makes no read throw', () => {
  const broken = (): never => {
    throw new Error('broken')
  }
  const warn = vi.fn(broken)
  const flags = visit('?halyard=checkout:true,limit:no', { values: broken, warn })
  expect([flags.boolean('checkout', false), flags.boolean('checkout', false), flags.number('limit', 0)]).toEqual([
    true,
    true,
    10,
  ])
  expect(warn.mock.calls[0]).toEqual(["halyard: the override of checkout can't be read: Error: broken"])
  expect(warn).toHaveBeenCalledTimes(3)
})

test.each([undefined, '', 'production', 'Production', 'staging', 'prod'])('off where NODE_ENV is %j', (NODE_ENV) => {
  const client = real()
  vi.stubGlobal('location', { search: '?halyard=checkout:true' })
  vi.stubGlobal('process', { env: { NODE_ENV } })
  expect(withOverrides(client)).toBe(client)
  expect(withOverrides(client, { enabled: true, storage: null }).boolean('checkout', false)).toBe(true)
})

test('on in development and in tests, off in a page that does not say what it is, unless asked', () => {
  const client = real()
  vi.stubGlobal('location', { search: '?halyard=checkout:true' })
  vi.stubGlobal('process', undefined)
  expect(withOverrides(client)).toBe(client)
  for (const NODE_ENV of ['development', 'test']) {
    vi.stubGlobal('process', { env: { NODE_ENV } })
    expect(withOverrides(client, { enabled: false })).toBe(client)
    expect(withOverrides(client, { storage: null }).boolean('checkout', false)).toBe(true)
  }
})

function reads(flags: BrowserClient): unknown[] {
  return [flags.boolean('checkout', false), flags.number('limit', 0), flags.string('theme', '')]
}

function visit(search: string, options: OverrideOptions = {}): BrowserClient {
  vi.stubGlobal('location', { search })
  return withOverrides(real(), { enabled: true, storage: null, ...options })
}

function real(): BrowserClient {
  const evaluation = (flagKey: string): Evaluation => ({
    flagKey,
    value: Object.hasOwn(REAL, flagKey) ? REAL[flagKey] : undefined,
    reason: 'DEFAULT',
    flagMetadata: { revision: 3 },
  })
  const read = (key: string, fallback: unknown): unknown => evaluation(key).value ?? fallback
  const details = (key: string, fallback: JsonValue): unknown => ({ ...evaluation(key), value: read(key, fallback) })
  const all = (): unknown => Object.fromEntries(Object.keys(REAL).map((key) => [key, evaluation(key)]))
  return { boolean: read, string: read, number: read, object: read, details, all } as unknown as BrowserClient
}

function memory(): Pick<Storage, 'getItem' | 'setItem'> {
  const map = new Map<string, string>()
  return { getItem: (key) => map.get(key) ?? null, setItem: (key, text) => void map.set(key, text) }
}
