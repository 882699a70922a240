import { listOperations, validate } from '@halyard/admin-api'
import { expect, test } from 'vitest'
import { openTestAdmin } from './test-admin.ts'
import { openWorld, requestOf } from './test-world.ts'

test.each(listOperations())('%s: its example works, and the answer is what is described', async (_, operation) => {
  const { admin, ids } = await openWorld()
  const answer = await admin.call(operation.method, requestOf(operation, ids), operation.example.body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(operation.statuses[0])
  const described = operation.answer === undefined ? undefined : validate(operation.answer, answer.body)
  expect(described ?? { ok: true }).toMatchObject({ ok: true })
  expect(admin.reported).toEqual([])
})

test.each(listOperations())('%s: a parameter that means nothing here is refused unless it is urgent', async (_, op) => {
  const { admin, ids } = await openWorld()
  const place = requestOf(op, ids)
  const answer = await admin.call(op.method, `${place}${place.includes('?') ? '&' : '?'}force=true`, op.example.body)
  expect(answer.status).toBe(op.urgent ? 200 : 400)
})

test.each(listOperations())('%s: a misspelt dry run is not done, however urgent', async (_, op) => {
  const { admin, ids } = await openWorld()
  const place = requestOf(op, ids)
  const answer = await admin.call(op.method, `${place}${place.includes('?') ? '&' : '?'}dryrun=true`, op.example.body)
  expect([answer.status, answer.body.code]).toEqual([400, 'bad-request'])
})

test('a number or a text out of its bounds is refused in words', async () => {
  const { call } = await openTestAdmin()
  for (const [query, words] of [
    ['limit=2000', 'The query parameter "limit" must be at most 1000.'],
    ['limit=0', 'The query parameter "limit" must be at least 1.'],
    ['limit=1.5', 'The query parameter "limit" must be an integer.'],
    ['environment=', 'The query parameter "environment" must be at least 1 character.'],
  ] as const)
    expect((await call('GET', `/projects/default/audit?${query}`)).body.detail).toBe(words)
})

test('a known path says which methods it takes', async () => {
  const { call } = await openTestAdmin()
  const refused = await call('POST', '/projects/default/flags/f', {})
  expect([refused.status, refused.headers.get('allow'), refused.body.code]).toEqual([
    405,
    'GET, PATCH, DELETE',
    'method-not-allowed',
  ])
})
