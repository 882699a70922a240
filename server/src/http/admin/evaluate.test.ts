import { expect, test } from 'vitest'
import { openTestAdmin, type TestAdmin } from './test-admin.ts'

const HERE = '/projects/default/environments/production'

async function withRules(): Promise<TestAdmin> {
  const admin = await openTestAdmin()
  const { call } = admin
  for (const key of ['checkout', 'payments']) await call('POST', '/projects/default/flags', { key })
  await call('PUT', `${HERE}/segments/staff`, { included: ['u-1'] })
  await call('PATCH', `${HERE}/flags/payments`, { enabled: true, fallthrough: { variant: 'on' } })
  await call('PATCH', `${HERE}/flags/checkout`, {
    enabled: true,
    prerequisites: [{ flag: 'payments', variant: 'on' }],
    targets: [{ values: ['u-2'], variant: 'off' }],
    rules: [{ id: 'staff', if: { segment: 'staff' }, serve: { variant: 'on' } }],
    fallthrough: { split: { weights: { on: 50_000, off: 50_000 } } },
  })
  return admin
}

async function ask(admin: TestAdmin, targetingKey: string, more: object = {}) {
  const answer = await admin.call('POST', `${HERE}/evaluate`, {
    context: { targetingKey },
    flags: ['checkout'],
    ...more,
  })
  expect(answer.status).toBe(200)
  return (answer.body.flags as Record<string, Record<string, unknown>>).checkout ?? {}
}

test('each flag’s outcome comes with the steps that led to it, and one line that says it all', async () => {
  const admin = await withRules()
  expect(await ask(admin, 'u-1')).toMatchObject({
    summary: 'on: TARGETING_MATCH by rule staff',
    value: true,
    variant: 'on',
    prerequisites: [{ flag: 'payments', isMet: true }],
    steps: [
      { kind: 'target', if: { outcome: false, actual: 'u-1' } },
      { kind: 'rule', id: 'staff', if: { outcome: true } },
    ],
    evaluated: [{ flagKey: 'payments', variant: 'on' }],
    segments: [{ segment: 'staff', outcome: true }],
  })
  const placed = await ask(admin, 'u-3')
  expect(placed.summary).toMatch(
    /^(on|off): SPLIT by the fallthrough, bucket [\d,]+ of 100,000 lies in [\d,]+ to [\d,]+$/,
  )
  await admin.call('POST', `${HERE}/flags/payments/kill`)
  expect((await ask(admin, 'u-1')).summary).toBe('off: PREREQUISITE_FAILED, "payments" does not serve "on"')
})

test('rules as of a past revision are asked as they were, and nothing is changed by asking', async () => {
  const admin = await withRules()
  const { revision } = (await admin.call('GET', `${HERE}/flags/checkout`)).body as { revision: number }
  await admin.call('POST', `${HERE}/flags/checkout/kill`)
  expect(await ask(admin, 'u-1')).toMatchObject({ variant: 'off', summary: 'off: DISABLED, the flag is killed' })
  expect(await ask(admin, 'u-1', { revision })).toMatchObject({ variant: 'on' })
  expect(await ask(admin, 'u-1', { revision: revision - 1 })).toMatchObject({
    summary: 'off: DISABLED, the flag is off here',
  })
  expect(await ask(admin, 'u-1', { revision: 0 })).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
  const refused = await admin.call('POST', `${HERE}/evaluate`, { context: {}, revision: 99 })
  expect([refused.status, refused.body.code]).toEqual([422, 'revision-not-found'])
  expect((await admin.call('GET', HERE)).body).toMatchObject({ revision: revision + 1 })
})

test('without a list, every flag that is served is evaluated', async () => {
  const { call } = await withRules()
  const { body } = await call('POST', `${HERE}/evaluate`, { context: {} }, { authorization: 'Bearer viewer' })
  expect(Object.keys(body.flags as object)).toEqual(['checkout', 'payments'])
})
