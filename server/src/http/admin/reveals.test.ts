import { beforeEach, expect, test } from 'vitest'
import type { TestAdmin } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const FLAGS = '/projects/default/flags'
const PRODUCTION = '/projects/default/environments/production'
let admin: TestAdmin

beforeEach(async () => {
  admin = await openTestAdmin()
  for (const key of ['checkout', 'payments', 'shown']) await admin.call('POST', FLAGS, { key })
  await admin.call('PUT', `${PRODUCTION}/segments/people`, { included: ['u-1'], excluded: [] })
  await admin.call('PUT', `${PRODUCTION}/segments/staff`, {
    if: { any: [{ segment: 'people' }, { attribute: 'email', op: 'endsWith', value: '@example.com' }] },
  })
  await admin.call('PATCH', `${PRODUCTION}/flags/payments`, {
    rules: [{ if: { not: { attribute: 'amount', op: 'gt', value: 100 } }, serve: { variant: 'on' } }],
  })
  await admin.call('PATCH', `${PRODUCTION}/flags/checkout`, {
    prerequisites: [{ flag: 'payments', variant: 'on' }],
    targets: [{ values: ['u-17'], variant: 'on' }],
    rules: [
      { if: { attribute: 'plan', op: 'in', value: ['pro'] }, serve: { variant: 'on' } },
      { if: { segment: 'staff' }, serve: { variant: 'on' } },
    ],
  })
})

const checkout = { type: 'flag', key: 'checkout', hashed: ['/targets/0/values', '/rules/0/if/value'], readable: [] }
const payments = {
  type: 'flag',
  key: 'payments',
  hidden: true,
  hashed: [],
  readable: [{ path: '/rules/0/if/not', attribute: 'amount', op: 'gt', value: 100 }],
}
const segments = [
  {
    type: 'segment',
    key: 'staff',
    hashed: [],
    readable: [{ path: '/if/any/1', attribute: 'email', op: 'endsWith', value: '@example.com' }],
  },
  { type: 'segment', key: 'people', hashed: ['/included'], readable: [] },
]

test('exposing a flag answers with all that clients come to see by it, dry run or not', async () => {
  const dry = await admin.call('PATCH', `${FLAGS}/checkout?dryRun=true`, { exposeToClients: true })
  expect(dry.body.reveals).toEqual([
    { environment: 'development', items: [{ ...checkout, hashed: [] }] },
    { environment: 'production', items: [checkout, payments, ...segments] },
  ])
  const real = await admin.call('PATCH', `${FLAGS}/checkout`, { exposeToClients: true })
  expect([real.status, real.body.reveals]).toEqual([200, dry.body.reveals])
})

test('what clients saw already is not told again; a prerequisite that becomes a flag of its own is', async () => {
  await admin.call('PATCH', `${FLAGS}/checkout`, { exposeToClients: true })
  const again = await admin.call('PATCH', `${FLAGS}/checkout`, { exposeToClients: true, owner: 'shop' })
  expect(again.body).not.toHaveProperty('reveals')
  const { body } = await admin.call('PATCH', `${FLAGS}/payments?dryRun=true`, { exposeToClients: true })
  const { hidden: _, ...whole } = payments
  expect(body.reveals).toContainEqual({ environment: 'production', items: [whole] })
})

test('every operand that is told as readable is what clients are sent, and no other', async () => {
  const { body } = await admin.call('PATCH', `${FLAGS}/checkout`, { exposeToClients: true })
  const ids = await admin.history.environmentIds()
  const states = await Promise.all(ids.map((id) => admin.history.load(id)))
  const sent = JSON.stringify(states.find((state) => state?.environment === 'production')?.audiences.client.items)
  for (const value of ['@example.com', '"gt"', '100']) expect(sent).toContain(value)
  for (const secret of ['u-17', 'u-1"', '"pro"']) expect(sent).not.toContain(secret)
  expect(JSON.stringify(body.reveals)).not.toContain('u-1')
})
