import { expect, test } from 'vitest'
import { contextOf } from './request-context.ts'

function read(query: string, headers: Record<string, string> = {}): object {
  return contextOf(new Request(`https://edge.example/edge/v1/variant/a?${query}`, { headers }))
}

test('key and attributes come from cookies, headers or the query, as it says', () => {
  const headers = { Cookie: 'theme=dark; visitor=v-17', 'X-Country': 'SE' }
  expect(read('cookie.targetingKey=visitor&header.country=x-country&plan=pro', headers)).toEqual({
    targetingKey: 'v-17',
    country: 'SE',
    plan: 'pro',
  })
})

test('the first place that has something counts, and empty is nothing', () => {
  const query = 'header.targetingKey=X-User&cookie.targetingKey=visitor&country='
  expect(read(query, { Cookie: 'visitor=v', 'X-User': 'u' })).toEqual({ targetingKey: 'u' })
  expect(read(query, { Cookie: 'visitor=v', 'X-User': '' })).toEqual({ targetingKey: 'v' })
  expect(read('header.targetingKey=not+a+header&cookie.a=none')).toEqual({})
})

test('where the query is the visitor’s own, a header says where to look', () => {
  const headers = { 'X-Halyard-Context': 'cookie.targetingKey=visitor', Cookie: 'visitor=v' }
  expect(read('targetingKey=forged&plan=pro', headers)).toEqual({ targetingKey: 'v' })
})

test('what a visitor sends is a value and nothing else', () => {
  const headers = { Cookie: 'visitor=v%26plan=pro; odd=%; q="v"; c=a\\b; plan=pro' }
  expect(read('cookie.targetingKey=visitor&cookie.odd=odd&cookie.q=q&cookie.c=c', headers)).toEqual({
    targetingKey: 'v&plan=pro',
    odd: '%',
    q: 'v',
  })
  expect(Object.entries(read('__proto__=x&cookie.constructor=plan', headers))).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'pro'],
  ])
})
