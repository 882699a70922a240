import type { FlagResource } from '@halyard/admin-api'
import { describe, expect, test } from 'vitest'
import { typesModule } from './module.ts'
import { typeOfFlag } from './shape.ts'

const flag = (key: string, type: FlagResource['type'], variants: FlagResource['variants'] = {}): FlagResource => ({
  key,
  name: key,
  description: null,
  owner: null,
  kind: 'release',
  tags: [],
  type,
  variants,
  metadata: {},
  exposeToClients: false,
  salt: null,
  expiresAt: null,
  archived: false,
  createdAt: '2030-01-01T00:00:00Z',
  updatedAt: '2030-01-01T00:00:00Z',
  version: 1,
})

describe('the type of a flag', () => {
  test('is the very texts of a string flag, each once', () => {
    expect(typeOfFlag({ type: 'string', variants: { b: 'pro', a: 'fr"ee', c: 'pro' } })).toBe('"fr\\"ee" | "pro"')
  })

  test('is the form of an object flag: what some variants lack is optional, what differs is a union', () => {
    const variants = { a: { limit: 1, theme: 'dark', list: [1, 'x'] }, b: { limit: null, list: [] } }
    expect(typeOfFlag({ type: 'object', variants })).toBe(
      '{ readonly "limit": null | number; readonly "list": ReadonlyArray<number | string>; readonly "theme"?: string }',
    )
    expect(typeOfFlag({ type: 'object', variants: { a: [], b: {} } })).toBe('ReadonlyArray<unknown> | {}')
  })

  test('is not the numbers of a number flag: code computes with them', () => {
    expect(typeOfFlag({ type: 'number', variants: { low: 1, high: 2 } })).toBe('number')
  })
})

describe('the module', () => {
  test('is the same whatever the order in which the server lists', () => {
    const flags = [flag('b', 'boolean'), flag('a', 'string', { x: 'x' }), flag('B', 'number')]
    const module = typesModule('shop', flags, { openFeature: true })
    expect(typesModule('shop', flags.toReversed(), { openFeature: true })).toBe(module)
    expect(module).toContain('  readonly "B": number\n  readonly "a": "x"\n  readonly "b": boolean\n')
    expect(module).toContain('export type BooleanFlagKey = "b"')
    expect(module).toContain('export type ObjectFlagKey = never')
  })

  test('says what a flag is for, and no description gets out of its comment', () => {
    const described = { ...flag('a', 'boolean'), description: 'x */ evil() /*\nsecond\u2028line', owner: 'payments' }
    const module = typesModule('shop', [described], { openFeature: false })
    expect(module).toContain('  /** x *\\/ evil() /* second line Owned by payments. */\n')
  })

  test('shows what cannot be seen in a key or a value', () => {
    const odd = flag('a', 'string', { x: 'x\u202ey\u009b', y: 'so\u00adft', z: '👩\u200d💻\u{e0041}' })
    const module = typesModule('shop', [odd, flag('b\u200dc', 'boolean')], { openFeature: false })
    expect(module).toContain(String.raw`"so\u00adft" | "x\u202ey\u009b" | "👩\u200d💻\udb40\udc41"`)
    expect(module).toContain(String.raw`readonly "b\u200dc": boolean`)
  })

  test('shows what cannot be seen in a comment, and lets it join nothing into the comment’s end', () => {
    const hidden = {
      ...flag('a', 'boolean'),
      description: '\u00adsoft\u200d\u{e0041}\u202eend\u2028two *\u200b/ *\u0000/ \ud800',
      owner: 'a\ufeffb',
    }
    const module = typesModule('sh\u200bop', [hidden], { openFeature: false })
    expect(module).toContain(
      String.raw`  /** \u00adsoft\u200d\udb40\udc41\u202eend two *\u200b/ *\u0000/ \ud800 Owned by a b. */`,
    )
    expect(module).toContain(String.raw`// The flags of the project sh\u200bop. Made`)
    expect(module).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u)
  })
})
