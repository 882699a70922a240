import { describe, expect, test } from 'vitest'
import { compileAttribute } from './attribute.ts'

const read = (path: string, context: unknown): unknown => compileAttribute(path).of(context)

describe('an attribute', () => {
  test.each([
    ['plan', { plan: 'pro' }, 'pro'],
    ['organization.key', { organization: { key: 'acme' } }, 'acme'],
    ['a.b.c', { a: { b: { c: 0 } } }, 0],
    ['a.b', { 'a.b': 1 }, undefined],
    ['/a.b', { 'a.b': 1 }, 1],
    ['/a.b/c', { 'a.b': { c: 1 } }, 1],
    ['/a~1b', { 'a/b': 1 }, 1],
    ['/a~0b', { 'a~b': 1 }, 1],
    ['/~01', { '~1': 1 }, 1],
    ['/', { '': 1 }, 1],
    ['', { '': 1 }, 1],
    ['a..b', { a: { '': { b: 1 } } }, 1],
    ['a', {}, undefined],
    ['a.b', { a: null }, undefined],
    ['a.b', { a: 'text' }, undefined],
    ['a.length', { a: 'text' }, undefined],
    ['a.length', { a: ['text'] }, undefined],
    ['a.0', { a: ['text'] }, undefined],
    ['0', ['text'], undefined],
    ['length', 'text', undefined],
  ])('%j of %j is %j', (path, context, value) => {
    expect(read(path, context)).toBe(value)
  })

  test('is an own property: nothing comes from a prototype', () => {
    class Visitor {
      own = 1
      get inherited(): number {
        return 2
      }
    }
    expect(read('own', new Visitor())).toBe(1)
    expect(read('inherited', new Visitor())).toBeUndefined()
    expect(read('a', Object.create({ a: 1 }))).toBeUndefined()
    for (const name of [
      'constructor',
      'toString',
      '__proto__',
      'hasOwnProperty',
      'constructor.name',
      '__proto__.toString',
    ]) {
      expect(read(name, {}), name).toBeUndefined()
    }
  })

  test('F61 may be named as a prototype is', () => {
    const context = JSON.parse('{"__proto__": {"constructor": "c"}, "toString": "t", "": "empty", "😀": "smile"}')
    expect(read('__proto__.constructor', context)).toBe('c')
    expect(read('toString', context)).toBe('t')
    expect(read('', context)).toBe('empty')
    expect(read('😀', context)).toBe('smile')
    expect(read('é', { é: 1 })).toBe(1)
    expect(read('é'.normalize('NFD'), { é: 1 })).toBeUndefined()
  })

  test('that throws when it is read counts as absent', () => {
    const throws = (): never => {
      throw new Error('not yours')
    }
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const contexts = [
      {
        get a() {
          return throws()
        },
      },
      new Proxy({ a: 1 }, { get: throws }),
      new Proxy({ a: 1 }, { getOwnPropertyDescriptor: throws }),
      revoked.proxy,
    ]
    for (const context of contexts) {
      expect(read('a', context)).toBeUndefined()
      expect(read('in.a', { in: context })).toBeUndefined()
      expect(read('a.b', { a: context })).toBeUndefined()
    }
  })

  test.each([null, undefined, 0, Number.NaN, true, 'a', Symbol('a'), 1n, () => 1, [], [{ a: 1 }]])(
    'of a context that is none (%#) is absent',
    (context) => {
      expect(read('a', context)).toBeUndefined()
      expect(read('a.b', context)).toBeUndefined()
    },
  )
})
