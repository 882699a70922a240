import { expect, test } from 'vitest'
import { DAY_MS } from '../../store/evaluation-counts.ts'
import { openTestAdmin } from './test-admin.ts'

const FLAGS = '/projects/default/flags'
const HERE = '/projects/default/environments/production'

test('a flag that is still evaluated, or waited for, says so before it is archived', async () => {
  const { call, evaluationCounts } = await openTestAdmin()
  for (const key of ['a', 'b']) await call('POST', FLAGS, { key })
  expect((await call('GET', `${FLAGS}/a/usage`)).body).toMatchObject({ canArchive: true, obstacles: [] })
  await call('PATCH', `${HERE}/flags/b`, { prerequisites: [{ flag: 'a', variant: 'on' }] })
  const { id } = (await call('GET', HERE)).body as { id: string }
  const nowMs = Date.now()
  const atMs = nowMs - (nowMs % 3_600_000)
  evaluationCounts.add([
    { environmentId: id, flag: 'a', atMs, variant: 'on', sdk: 'node/1.0.0', n: 7 },
    { environmentId: id, flag: 'a', atMs: atMs - 2 * DAY_MS, variant: 'off', sdk: 'browser/1.0.0', n: 3 },
  ])
  expect((await call('GET', `${FLAGS}/a/usage`)).body).toMatchObject({
    canArchive: false,
    obstacles: [
      'In production it was evaluated 7 times within a day (browser/1.0.0, node/1.0.0).',
      'In production it is a prerequisite of b.',
    ],
    environments: [
      { environment: 'development', lastEvaluatedAt: null },
      { environment: 'production', evaluationsLastDay: 7, evaluationsLastWeek: 10, prerequisiteOf: ['b'] },
    ],
  })
  const counts = await call('GET', `${HERE}/flags/a/evaluations`)
  expect(counts.body).toMatchObject({
    items: [
      { variant: 'off', n: 3 },
      { variant: 'on', sdk: 'node/1.0.0', n: 7 },
    ],
  })
  const since = new Date(atMs).toISOString()
  expect((await call('GET', `${HERE}/flags/a/evaluations?from=${since}`)).body.items).toHaveLength(1)
  expect((await call('GET', `${HERE}/flags/a/evaluations?from=yesterday`)).status).toBe(400)
})

test('flags that should be gone are listed with the reason, and can be filtered by', async () => {
  const { call } = await openTestAdmin()
  await call('POST', FLAGS, { key: 'old', expiresAt: '2020-01-01T00:00:00Z', owner: 'payments' })
  await call('POST', FLAGS, { key: 'new', owner: 'search' })
  expect((await call('GET', '/projects/default/stale-flags')).body).toMatchObject({
    items: [{ flag: 'old', owner: 'payments', reasons: [{ code: 'expired', since: '2020-01-01T00:00:00.000Z' }] }],
  })
  const keys = async (query: string): Promise<unknown> => {
    const { items } = (await call('GET', `${FLAGS}?${query}`)).body as { items: { key: string }[] }
    return items.map(({ key }) => key)
  }
  expect(await keys('stale=true')).toEqual(['old'])
  expect(await keys('stale=false')).toEqual(['new'])
  expect(await keys('owner=search')).toEqual(['new'])
})

test('an attribute that no SDK sends is pointed out by every answer, with the one that was meant', async () => {
  const { call, evaluationCounts } = await openTestAdmin()
  for (const key of ['f', 'g']) await call('POST', FLAGS, { key })
  const flag = `${HERE}/flags/f`
  const rules = [
    { if: { attribute: 'contry', op: 'in', value: ['DE'] }, serve: { variant: 'on' } },
    { if: { attribute: 'organization.plan', op: 'in', value: ['pro'] }, serve: { variant: 'on' } },
  ]
  const targets = [{ values: ['u-1'], variant: 'on' }]
  expect((await call('PATCH', flag, { rules, targets })).body).not.toHaveProperty('warnings')
  const { id } = (await call('GET', HERE)).body as { id: string }
  evaluationCounts.addAttributes(id, 'server', ['country', 'organization'], Date.now() - DAY_MS)
  const warnings = ['/rules/0: no SDK here has sent "contry" so far. Did you mean "country"?']
  const { body } = await call('GET', flag)
  expect(body).toMatchObject({ warnings })
  expect((await call('GET', `${HERE}/flags`)).body).toMatchObject({ items: [{ flag: 'f', warnings }, { flag: 'g' }] })
  expect((await call('PUT', flag, body)).body).toMatchObject({ warnings, version: body.version })
  expect((await call('PATCH', `${flag}?dryRun=true`, { enabled: true })).body).toMatchObject({ warnings })
  expect((await call('PATCH', flag, { enabled: true })).body).toMatchObject({ warnings })
  const together = await call('POST', `${HERE}/changes`, {
    flags: { f: { ...body, version: undefined }, g: { rules } },
  })
  expect(together.body).toMatchObject({ flags: { f: { warnings }, g: { warnings } } })
  expect((await call('POST', `${flag}/rollback`, { revision: body.revision })).body).toMatchObject({ warnings })
  const copied = await call('POST', `${FLAGS}/f/copy`, { from: 'production', to: 'development' })
  expect(copied.body).not.toHaveProperty('warnings')
  const back = await call('POST', `${FLAGS}/f/copy`, { from: 'development', to: 'production' })
  expect(back.body).toMatchObject({ warnings })
})

test('a split or a segment by an attribute that nobody sends is pointed out; of very many a few, in no time', async () => {
  const { call, evaluationCounts } = await openTestAdmin()
  await call('POST', FLAGS, { key: 'f' })
  const { id } = (await call('GET', HERE)).body as { id: string }
  const known = Array.from({ length: 990 }, (_, index) => `attribute-number-${index}`)
  evaluationCounts.addAttributes(id, 'server', ['organization', ...known], Date.now() - DAY_MS)
  const split = { by: 'organisation.key', weights: { on: 50_000, off: 50_000 } }
  expect((await call('PATCH', `${HERE}/flags/f`, { fallthrough: { split } })).body.warnings).toEqual([
    '/fallthrough/split: no SDK here has sent "organisation" so far. Did you mean "organization"?',
  ])
  const made = await call('PUT', `${HERE}/segments/s`, {
    by: 'organiztion',
    included: ['acme'],
    if: { attribute: 'quux', op: 'exists' },
  })
  expect(made.body.warnings).toEqual([
    '/by: no SDK here has sent "organiztion" so far. Did you mean "organization"?',
    '/if: no SDK here has sent "quux" so far.',
  ])
  const any = Array.from({ length: 10_000 }, (_, index) => ({ attribute: `attribut-numbr-${index}`, op: 'exists' }))
  const before = process.cpuUsage()
  const { body } = await call('PATCH', `${HERE}/flags/f`, { rules: [{ if: { any }, serve: { variant: 'on' } }] })
  expect((body.warnings as string[]).length).toBe(50)
  // Of work: how long it waits for its turn is the machine's affair.
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000)
})

test('as long as SDKs reported little, an attribute may just not have come yet', async () => {
  const { call, evaluationCounts } = await openTestAdmin()
  await call('POST', FLAGS, { key: 'f' })
  const rules = [{ if: { attribute: 'contry', op: 'in', value: ['DE'] }, serve: { variant: 'on' } }]
  const { id } = (await call('GET', HERE)).body as { id: string }
  evaluationCounts.addAttributes(id, 'server', ['country'], Date.now())
  const count = (n: number) =>
    evaluationCounts.add([{ environmentId: id, flag: 'f', atMs: 0, variant: 'on', sdk: 'node/1.0.0', n }])
  count(99)
  expect((await call('PATCH', `${HERE}/flags/f`, { rules })).body).not.toHaveProperty('warnings')
  count(1)
  expect((await call('GET', `${HERE}/flags/f`)).body).toHaveProperty('warnings')
  const many = Array.from({ length: 1_000 }, (_, index) => `a-${index}`)
  evaluationCounts.addAttributes(id, 'server', many, Date.now())
  expect((await call('GET', `${HERE}/flags/f`)).body).not.toHaveProperty('warnings')
})

test('what strangers report under a client id neither ends the warnings nor chooses what was meant', async () => {
  const { call, evaluationCounts } = await openTestAdmin()
  await call('POST', FLAGS, { key: 'f' })
  const rule = (attribute: string) => ({ if: { attribute, op: 'in', value: ['DE'] }, serve: { variant: 'on' } })
  const rules = [rule('contry'), rule('quux')]
  const { id } = (await call('GET', HERE)).body as { id: string }
  const warnings = async () => (await call('PATCH', `${HERE}/flags/f`, { rules })).body.warnings
  evaluationCounts.addAttributes(id, 'client', ['contrys', 'browser'], Date.now() - DAY_MS)
  expect(await warnings()).toContain('/rules/0: no SDK here has sent "contry" so far. Did you mean "contrys"?')
  evaluationCounts.addAttributes(id, 'server', ['country'], Date.now() - DAY_MS)
  const meant = '/rules/0: no SDK here has sent "contry" so far. Did you mean "country"?'
  expect(await warnings()).toEqual([meant, '/rules/1: no SDK here has sent "quux" so far.'])
  const many = Array.from({ length: 2_000 }, (_, index) => `a-${index}`)
  evaluationCounts.addAttributes(id, 'client', many, Date.now())
  // With more names than are kept of clients, "quux" may be one of theirs.
  expect(await warnings()).toEqual([meant])
})

test('that a flag became stale is noted once, and again only after somebody touched it', async () => {
  const admin = await openTestAdmin()
  const { call } = admin
  await call('POST', FLAGS, { key: 'old', expiresAt: '2020-01-01T00:00:00Z' })
  await call('POST', FLAGS, { key: 'new' })
  expect(await admin.tellOfStaleFlags()).toBe(1)
  expect(await admin.tellOfStaleFlags()).toBe(0)
  const { body } = await call('GET', '/projects/default/audit?action=flag.stale')
  expect(body.items).toMatchObject([
    {
      actor: { name: 'Halyard' },
      resource: { type: 'flag', key: 'old' },
      reason: 'It was meant to be gone by 2020-01-01T00:00:00Z.',
      after: { reasons: [{ code: 'expired' }] },
    },
  ])
  expect((await call('GET', '/projects/default/audit/verify')).body).toMatchObject({ valid: true })
  await call('PATCH', `${FLAGS}/old`, { description: 'soon' })
  expect(await admin.tellOfStaleFlags()).toBe(1)
})
