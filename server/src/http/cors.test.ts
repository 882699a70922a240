import { expect, test } from 'vitest'
import { openTestAdmin } from './admin/test-admin.ts'

test.each([
  ['GET', '/projects', {}],
  ['POST', '/projects/default/flags', {}],
  ['OPTIONS', '/projects/default/flags', { 'Access-Control-Request-Method': 'POST' }],
  ['OPTIONS', '/projects', { 'Access-Control-Request-Method': 'GET', authorization: '' }],
  ['GET', '/projects', { authorization: 'Bearer nobody' }],
  ['GET', '/nowhere', {}],
])('no page of another origin may read what the admin API answers: %s %s %j', async (method, path, headers) => {
  const { call } = await openTestAdmin()
  const body = method === 'POST' ? { key: 'f' } : undefined
  const answer = await call(method, path, body, { Origin: 'https://evil.example', ...headers })
  expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  // A preflight that is no success keeps the request from being sent at all.
  if (method === 'OPTIONS') expect(answer.status).toBeGreaterThanOrEqual(400)
})
