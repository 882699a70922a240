import type { Operation } from '@halyard/admin-api'
import { listOperations, validate } from '@halyard/admin-api'
import { expect, test } from 'vitest'
import type { TestAdmin } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const SHOP = '/projects/shop'
const PRODUCTION = `${SHOP}/environments/production`

/** What the examples are about; `:name` in an example stands for the id of what was made here under that name. */
async function openWorld(): Promise<{ readonly admin: TestAdmin; readonly ids: ReadonlyMap<string, string> }> {
  const admin = await openTestAdmin()
  const ids = new Map<string, string>()
  const make = async (method: string, path: string, body?: unknown, name?: string, who = 'admin'): Promise<void> => {
    const made = await admin.call(method, path, body, { authorization: `Bearer ${who}` })
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
    if (name !== undefined) ids.set(`:${name}`, String(made.body.id))
  }
  await make('POST', '/projects', { key: 'empty' })
  await make('POST', '/projects', { key: 'shop' })
  for (const key of ['development', 'production']) await make('POST', `${SHOP}/environments`, { key })
  await make('POST', `${SHOP}/flags`, { key: 'new-checkout', tags: ['payments'] })
  await make('PATCH', `${PRODUCTION}/flags/new-checkout`, { enabled: true })
  await make('PUT', `${PRODUCTION}/segments/employees`, { included: ['u-1'] })
  await make('POST', `${PRODUCTION}/keys`, { kind: 'sdk', name: 'backend' }, 'key')
  const change = { flags: { 'new-checkout': { enabled: false } } }
  await make('POST', `${PRODUCTION}/change-requests`, change, 'request', 'editor')
  await make('POST', `${PRODUCTION}/change-requests`, change, 'own-request')
  await make('POST', `${PRODUCTION}/change-requests`, { ...change, draft: true }, 'draft')
  return { admin, ids }
}

function requestOf({ path, example }: Operation, ids: ReadonlyMap<string, string>): string {
  const params: Readonly<Record<string, string>> = example.params
  const place = path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params[name] ?? ''
    return ids.get(value) ?? value
  })
  const query = new URLSearchParams(Object.entries(example.query ?? {}).map(([name, value]) => [name, String(value)]))
  return query.size === 0 ? place : `${place}?${query}`
}

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
