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
  const answer = await admin.call(op.method, `${place}${place.includes('?') ? '&' : '?'}dryrun=true`, op.example.body)
  expect(answer.status).toBe(op.urgent ? 200 : 400)
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
