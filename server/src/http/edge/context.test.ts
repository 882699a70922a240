import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { HttpEnv } from '../context.ts'
import { contextOf } from './context.ts'

async function read(query: string, headers: Record<string, string> = {}): Promise<unknown> {
  const app = new Hono<HttpEnv>().get('/', (c) => c.json(contextOf(c.req.raw)))
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

test('where the query is the visitor’s own, a header says where to look', async () => {
  const headers = { 'X-Halyard-Context': 'cookie.targetingKey=visitor&header.country=X-Country', Cookie: 'visitor=v' }
  expect(await read('targetingKey=forged&plan=pro', headers)).toEqual({ targetingKey: 'v' })
})

test.each(['header.country=', 'header.country=X%20Country', 'header.country=%C3%A9', 'header.country=X-Country%0A'])(
  '%s names no header, so there is no country: neither an error nor one that a visitor makes up',
  async (query) => {
    expect(await read(query, { 'X-Admin': 'yes' })).toEqual({})
  },
)
