import { Hono } from 'hono'
import { expect, test, vi } from 'vitest'
import type { HttpEnv } from '../context.ts'
import { contextOf } from './context.ts'

async function read(query: string, headers: Record<string, string> = {}): Promise<unknown> {
  const app = new Hono<HttpEnv>().get('/', (c) => c.json(contextOf(c)))
  return (await app.request(`/?${query}`, { headers })).json()
}

test('key and attributes come from cookies, headers or the query, as it says', async () => {
  const headers = { Cookie: 'theme=dark; visitor=v-17', 'X-Country': 'SE' }
  expect(await read('cookie.targetingKey=visitor&header.country=x-country&plan=pro', headers)).toEqual({
    targetingKey: 'v-17',
    country: 'SE',
    plan: 'pro',
  })
})

test('the first place that has something counts, and empty is nothing', async () => {
  const query = 'header.targetingKey=X-User&cookie.targetingKey=visitor&country='
  expect(await read(query, { Cookie: 'visitor=v', 'X-User': 'u' })).toEqual({ targetingKey: 'u' })
  expect(await read(query, { Cookie: 'visitor=v', 'X-User': '' })).toEqual({ targetingKey: 'v' })
  expect(await read(query)).toEqual({})
})

test('where the query is the visitor’s own, a header says where to look', async () => {
  const headers = { 'X-Halyard-Context': 'cookie.targetingKey=visitor&header.country=X-Country', Cookie: 'visitor=v' }
  expect(await read('targetingKey=forged&plan=pro', headers)).toEqual({ targetingKey: 'v' })
})

test('what a visitor sends is a value and nothing else', async () => {
  const headers = { Cookie: 'visitor=v%26plan=pro; plan=pro', 'X-Plan': 'pro' }
  expect(await read('cookie.targetingKey=visitor', headers)).toEqual({ targetingKey: 'v&plan=pro' })
  const odd = (await read('__proto__=x&cookie.constructor=plan', headers)) as object
  expect(Object.entries(odd)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'pro'],
  ])
})

test('of very many parameters the first 64 are read, and cookies once for all of them', async () => {
  const many = Array.from({ length: 64 }, (_, n) => `a${n}=x`)
  expect(await read([...many, 'plan=pro'].join('&'))).not.toHaveProperty('plan')
  expect(await read([...many.slice(1), 'plan=pro'].join('&'))).toHaveProperty('plan', 'pro')
  const headers = vi.spyOn(Headers.prototype, 'get')
  const query = Array.from({ length: 60 }, (_, n) => `cookie.a${n}=nobody`).join('&')
  expect(await read(query, { Cookie: 'b=' })).toEqual({})
  expect(headers.mock.calls.filter(([name]) => name.toLowerCase() === 'cookie')).toHaveLength(1)
  headers.mockRestore()
})
