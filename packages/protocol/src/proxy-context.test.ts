import { describe, expect, test, vi } from 'vitest'
import { proxyContext } from './proxy-context.ts'

function read(query: string, headers: Record<string, string> = {}): object {
  return proxyContext(new URLSearchParams(query), new Headers(headers))
}

/** What a proxy asks, what the visitor sent along, and the context that it makes. */
type Case = readonly [query: string, headers: Record<string, string>, context: Record<string, string>]

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'key and attributes come from cookies, headers or the query, as it says': [
    [
      'cookie.targetingKey=visitor&header.country=x-country&plan=pro',
      { Cookie: 'theme=dark; visitor=v-17', 'X-Country': 'SE' },
      { targetingKey: 'v-17', country: 'SE', plan: 'pro' },
    ],
    ['a.b=1&cookie.a.b=x&cookies.x=y', { Cookie: 'x=2' }, { 'a.b': '1', 'cookies.x': 'y' }],
    ['=nothing', {}, { '': 'nothing' }],
  ],
  'the first place that has something counts': [
    ['header.a=X-User&cookie.a=visitor', { Cookie: 'visitor=v', 'X-User': 'u' }, { a: 'u' }],
    ['header.a=X-User&cookie.a=visitor', { Cookie: 'visitor=v', 'X-User': '' }, { a: 'v' }],
    ['header.a=X-User&cookie.a=visitor&a=w&a=x', {}, { a: 'w' }],
  ],
  'empty is nothing, and so is what names no header and no cookie': [
    ['', { 'X-Admin': 'yes', Cookie: 'a=b' }, {}],
    ['country=&header.b=&cookie.c=', { 'X-Admin': 'yes', Cookie: 'a=b; =d' }, {}],
    ['header.=X-Admin&cookie.=a', { 'X-Admin': 'yes', Cookie: 'a=b' }, { 'header.': 'X-Admin', 'cookie.': 'a' }],
    ['header.a=X%20Admin&header.b=%C3%A9&header.c=X-Admin%0A&header.d=X-Admin:', { 'X-Admin': 'yes' }, {}],
    ['cookie.a=none&cookie.b=toString&header.c=X-None', { Cookie: 'a=b' }, {}],
  ],
  'what a visitor sends is a value and nothing else': [
    ['cookie.targetingKey=visitor', { Cookie: 'visitor=v%26plan=pro; plan=pro' }, { targetingKey: 'v&plan=pro' }],
    ['cookie.constructor=plan&toString=x', { Cookie: 'plan=pro' }, { constructor: 'pro', toString: 'x' }],
  ],
  'a cookie is read as browsers write it, and of several with one name the first': [
    ['cookie.a=a', { Cookie: 'a=1; a=2' }, { a: '1' }],
    ['cookie.a=a', { Cookie: 'a; a=1' }, { a: '1' }],
    ['cookie.a=a', { Cookie: ' a = "x y=z" ;b=1' }, { a: 'x y=z' }],
    ['cookie.a=a&cookie.b=b', { Cookie: 'a=%; b=%41%' }, { a: '%', b: '%41%' }],
    ['cookie.a=a&cookie.b=b', { Cookie: 'a=%C3%A9; b=x\\y' }, { a: 'é' }],
  ],
}

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  test.each(cases)('?%s of %j', (query, headers, context) => {
    expect(read(query, headers)).toEqual(context)
  })
})

test('no attribute’s name is beyond a visitor’s proxy', () => {
  expect(Object.entries(read('__proto__=x'))).toEqual([['__proto__', 'x']])
})

test('of very many parameters the first 64 are read, and cookies once for all of them', () => {
  const many = Array.from({ length: 64 }, (_, n) => `a${n}=x`)
  expect(read([...many, 'plan=pro'].join('&'))).not.toHaveProperty('plan')
  expect(read([...many.slice(1), 'plan=pro'].join('&'))).toHaveProperty('plan', 'pro')
  const get = vi.spyOn(Headers.prototype, 'get')
  expect(read(Array.from({ length: 60 }, (_, n) => `cookie.a${n}=nobody`).join('&'), { Cookie: 'b=' })).toEqual({})
  expect(get.mock.calls.filter(([name]) => name.toLowerCase() === 'cookie')).toHaveLength(1)
  get.mockRestore()
})
