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

test('where the query is the visitor’s own, a header says where to look', () => {
  const headers = { 'X-Halyard-Context': 'cookie.targetingKey=visitor', Cookie: 'visitor=v' }
  expect(read('targetingKey=forged&plan=pro', headers)).toEqual({ targetingKey: 'v' })
})
