import { expect, test } from 'vitest'
import { countTurns } from '../../live/test-turns.ts'
import { Slices, Turns } from '../../live/turns.ts'
import { answerEvaluation } from './evaluation-answer.ts'
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

test('a context may have as much as anywhere else: longer ones are 413, which says how much', async () => {
  const { call } = await withRules()
  const withBytes = (bytes: number): object => {
    const empty = { context: { targetingKey: 'u-1', notes: '' } }
    return { context: { ...empty.context, notes: 'x'.repeat(bytes - JSON.stringify(empty).length) } }
  }
  expect((await call('POST', `${HERE}/evaluate`, withBytes(65_536))).status).toBe(200)
  const refused = await call('POST', `${HERE}/evaluate`, withBytes(65_537))
  expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
    413,
    'too-large',
    'The body may have at most 65536 bytes.',
  ])
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
})

test('what a condition found is cut off where it is long: each of many flags would repeat it', async () => {
  const { call } = await withRules()
  const long = `${'x'.repeat(199)}😀${'x'.repeat(10_000)}`
  const list = Array.from({ length: 500 }, (_, n) => `plan-${n}`)
  await call('PATCH', `${HERE}/flags/payments`, {
    rules: [
      {
        id: 'long',
        if: {
          all: [
            { attribute: 'notes', op: 'contains', value: 'y' },
            { attribute: 'plans', op: 'in', value: ['none'] },
            { not: { attribute: 'short', op: 'in', value: ['none'] } },
          ],
        },
        serve: { variant: 'off' },
      },
    ],
    fallthrough: { split: { by: 'notes', weights: { on: 100_000 } } },
  })
  const { body, text } = await call('POST', `${HERE}/evaluate`, {
    context: { targetingKey: long, notes: long, plans: list, short: ['a', { b: 1 }] },
    flags: ['payments', 'payments'],
  })
  expect(text.length).toBeLessThan(4_000)
  const { steps } = (body.flags as Record<string, { steps: readonly unknown[] }>).payments ?? { steps: [] }
  const cut = `${'x'.repeat(199)}…`
  expect(steps).toMatchObject([
    {
      if: {
        parts: [
          { actual: cut },
          { actual: `${JSON.stringify(list).slice(0, 200)}…` },
          { parts: [{ actual: ['a', { b: 1 }] }] },
        ],
      },
    },
    { placed: { actual: cut, text: cut, variant: 'on' } },
  ])
})

test('an answer that would be too long is refused before it is made', async () => {
  let made = 0
  async function* many() {
    for (; ; made++) yield [`flag-${made}`, { summary: 'on' }] as never
  }
  const answer = answerEvaluation({} as never, { revision: 1, flags: many() }, new Slices(new Turns(), 5), 1_000)
  await expect(answer).rejects.toMatchObject({ code: 'too-large', message: expect.stringContaining('fewer flags') })
  expect(made).toBeLessThan(100)
})

test('others come in between while one flag is explained, whatever is in it', async () => {
  const { call } = await withRules()
  const any = Array.from({ length: 300 }, (_, n) => ({ attribute: 'mail', op: 'matches', value: `[a-z]{1,64}@${n}` }))
  const put = await call('PATCH', `${HERE}/flags/payments`, {
    rules: [{ id: 'mail', if: { all: [{ all: [{ any }] }] }, serve: { variant: 'off' } }],
  })
  expect(put.status).toBe(200)
  const turns = countTurns()
  const { status, body } = await call('POST', `${HERE}/evaluate`, {
    context: { mail: 'x'.repeat(1_000) },
    flags: ['payments'],
  })
  expect([status, turns() > 10]).toEqual([200, true])
  expect(body).toMatchObject({ flags: { payments: { variant: 'on', steps: [{ if: { outcome: false } }, {}] } } })
})
