import { beforeEach, describe, expect, test } from 'vitest'
import type { TestAdmin } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const FLAG = '/projects/default/environments/production/flags/checkout'
let admin: TestAdmin

beforeEach(async () => {
  admin = await openTestAdmin()
  await admin.call('POST', '/projects/default/flags', { key: 'checkout' })
})

const FIGURES = {
  connected: 3,
  applied: 0,
  p50Ms: null,
  p99Ms: null,
  laggards: [],
  clientsConnected: 2,
  polling: 0,
  timedOut: false,
}

describe('a configuration', () => {
  test('starts off, with its off variant and its first variant as fallthrough', async () => {
    const { status, body, headers } = await admin.call('GET', FLAG)
    expect(status).toBe(200)
    expect(headers.get('etag')).toBe('"1"')
    expect(body).toEqual({
      flag: 'checkout',
      environment: 'production',
      revision: 1,
      enabled: false,
      killed: false,
      offVariant: 'off',
      prerequisites: [],
      targets: [],
      rules: [],
      fallthrough: { variant: 'on' },
      maxStalenessMs: null,
      version: 1,
    })
  })

  test('put with a split answers weights and ranges, and a made id for each rule', async () => {
    const { status, body } = await admin.call('PUT', FLAG, {
      enabled: true,
      rules: [{ if: { attribute: 'plan', op: 'in', value: ['pro'] }, serve: { variant: 'on' } }],
      fallthrough: { split: { weights: { on: 5_000, off: 95_000 } } },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      revision: 2,
      enabled: true,
      offVariant: 'off',
      rules: [{ id: expect.stringMatching(/^r-\w{8}$/) }],
      fallthrough: {
        split: {
          by: 'targetingKey',
          weights: { on: 5_000, off: 95_000 },
          ranges: [
            ['on', 5_000],
            ['off', 100_000],
          ],
        },
      },
    })
  })

  test('comes back unchanged when what was got is put', async () => {
    await admin.call('PATCH', FLAG, { enabled: true, fallthrough: { split: { weights: { on: 5_000, off: 95_000 } } } })
    const { body } = await admin.call('GET', FLAG)
    const again = await admin.call('PUT', FLAG, body)
    expect(again.body).toEqual(body)
  })

  test('ramps when only the weights of what was got are edited', async () => {
    await admin.call('PATCH', FLAG, { enabled: true, fallthrough: { split: { weights: { on: 5_000, off: 95_000 } } } })
    const { body } = await admin.call('GET', FLAG)
    const { split } = body.fallthrough as { split: object }
    const ramped = await admin.call('PUT', FLAG, {
      ...body,
      fallthrough: { split: { ...split, weights: { on: 25_000, off: 75_000 } } },
    })
    expect(ramped.body).toMatchObject({
      fallthrough: {
        split: {
          ranges: [
            ['on', 25_000],
            ['off', 100_000],
          ],
        },
      },
    })
  })

  test('patched changes only what the patch names; null takes away', async () => {
    await admin.call('PATCH', FLAG, { enabled: true, maxStalenessMs: 60_000 })
    const { body } = await admin.call('PATCH', FLAG, { offVariant: null, fallthrough: { variant: 'off' } })
    expect(body).toMatchObject({
      enabled: true,
      maxStalenessMs: 60_000,
      offVariant: null,
      fallthrough: { variant: 'off' },
    })
  })

  test('refuses weights that do not sum to 100,000, and knows percentages when it sees them', async () => {
    const { status, body } = await admin.call('PATCH', FLAG, {
      fallthrough: { split: { weights: { on: 5, off: 95 } } },
    })
    expect(status).toBe(422)
    expect(body).toMatchObject({
      code: 'invalid',
      errors: [
        {
          path: '/fallthrough/split/weights',
          value: { on: 5, off: 95 },
          message: 'they sum to 100',
          expected: expect.stringContaining('multiply each by 1,000'),
        },
      ],
    })
  })

  test.each([
    [{ killed: true }, { path: '/killed', suggestion: 'POST …/flags/checkout/kill' }],
    [{ offVarient: null }, { path: '/offVarient', suggestion: 'offVariant' }],
    [{ offVariant: 'offf' }, { path: '/offVariant', suggestion: 'off' }],
    [{ fallthrough: { variant: 'On' } }, { path: '/fallthrough/variant', suggestion: 'on' }],
    [
      { prerequisites: [{ flag: 'chekout', variant: 'on' }] },
      { path: '/prerequisites/0/flag', suggestion: 'checkout' },
    ],
    [
      { rules: [{ if: { attribute: 'a', op: 'equals', value: 'b' }, serve: { variant: 'on' } }] },
      { path: '/rules/0/if/op', value: 'equals', suggestion: 'in' },
    ],
    [
      { rules: [{ if: { attribute: 'a', op: 'startWith', value: 'b' }, serve: { variant: 'on' } }] },
      { path: '/rules/0/if/op', suggestion: 'startsWith' },
    ],
    [
      { rules: [{ if: { all: [{ segmnt: 'x' }] }, serve: { variant: 'on' } }] },
      { path: '/rules/0/if/all/0', suggestion: 'segment' },
    ],
    [{ rules: [{ if: { segment: 'staff' }, serve: { variant: 'on' } }] }, { path: '/rules/0/if', value: 'staff' }],
    [{ enabled: 'yes' }, { path: '/enabled', value: 'yes', expected: 'a boolean' }],
  ])('refuses %j and says what would do', async (patch, error) => {
    const { status, body } = await admin.call('PATCH', FLAG, patch)
    expect(status).toBe(422)
    expect(body).toMatchObject({ errors: [error] })
  })

  test('refuses prerequisites that lead back, with the way', async () => {
    for (const key of ['a', 'b']) await admin.call('POST', '/projects/default/flags', { key })
    const at = (flag: string) => `/projects/default/environments/production/flags/${flag}`
    await admin.call('PATCH', at('a'), { prerequisites: [{ flag: 'b', variant: 'on' }] })
    await admin.call('PATCH', at('b'), { prerequisites: [{ flag: 'checkout', variant: 'on' }] })
    const { body } = await admin.call('PATCH', FLAG, { prerequisites: [{ flag: 'a', variant: 'on' }] })
    expect(body).toMatchObject({ errors: [{ path: '/prerequisites', message: 'checkout → a → b → checkout' }] })
    const self = await admin.call('PATCH', FLAG, { prerequisites: [{ flag: 'checkout', variant: 'on' }] })
    expect(self.body).toMatchObject({ errors: [{ message: 'checkout → checkout' }] })
  })

  test('is not overwritten by somebody who saw an older version', async () => {
    await admin.call('PATCH', FLAG, { enabled: true })
    const { status, body, headers } = await admin.call('PATCH', FLAG, { maxStalenessMs: 60_000 }, { 'if-match': '"1"' })
    expect(status).toBe(412)
    expect(headers.get('etag')).toBe('"2"')
    expect(body).toMatchObject({
      code: 'version-conflict',
      current: { enabled: true, version: 2 },
      changed: ['/enabled'],
    })
    const foreign = await admin.call('PATCH', FLAG, { maxStalenessMs: 60_000 }, { 'if-match': '"abc"' })
    expect([foreign.status, foreign.body.detail]).toEqual([412, 'If-Match names no version of this, which is at 2.'])
    const fresh = await admin.call('PATCH', FLAG, { maxStalenessMs: 60_000 }, { 'if-match': '"2"' })
    expect(fresh.status).toBe(200)
  })

  test('stays as it is in a dry run that answers as if', async () => {
    const dry = await admin.call('PATCH', `${FLAG}?dryRun=true`, { enabled: true })
    expect(dry.body).toMatchObject({ enabled: true, version: 2, revision: 2 })
    const { body } = await admin.call('GET', FLAG)
    expect(body).toMatchObject({ enabled: false, version: 1, revision: 1 })
  })
})

describe('a kill', () => {
  test('changes nothing else, and a restore brings back exactly what was', async () => {
    const { body: before } = await admin.call('PATCH', FLAG, {
      enabled: true,
      fallthrough: { split: { weights: { on: 5_000, off: 95_000 } } },
    })
    const killed = await admin.call('POST', `${FLAG}/kill`, { reason: 'errors' })
    expect(killed.body).toEqual({ ...before, killed: true, revision: 3, version: 3, ...FIGURES })
    const restored = await admin.call('POST', `${FLAG}/restore`)
    expect(restored.body).toEqual({ ...before, revision: 4, version: 4, ...FIGURES })
  })

  test('repeated is 200, the same revision and no new audit entry', async () => {
    const first = await admin.call('POST', `${FLAG}/kill`)
    const entries = async () => (await admin.call('GET', `${FLAG}/history`)).body.items
    const before = await entries()
    const again = await admin.call('POST', `${FLAG}/kill`)
    expect(again.status).toBe(200)
    expect(again.body).toEqual(first.body)
    expect(await entries()).toEqual(before)
  })

  test('wins whatever version the caller saw, and needs only the operator role', async () => {
    const headers = { 'if-match': '"99"', authorization: 'Bearer operator' }
    expect((await admin.call('POST', `${FLAG}/kill`, {}, headers)).status).toBe(200)
    expect((await admin.call('PATCH', FLAG, { enabled: true }, headers)).body).toMatchObject({
      status: 403,
      code: 'forbidden',
    })
    const viewer = await admin.call('POST', `${FLAG}/restore`, {}, { authorization: 'Bearer viewer' })
    expect(viewer.status).toBe(403)
  })

  test.each([
    ['an If-Match that is no version', { 'if-match': 'yesterday' }],
    ['an Idempotency-Key of any length', { 'idempotency-key': 'k'.repeat(300) }],
    ['a reason of any length', { 'x-halyard-reason': 'because '.repeat(300) }],
    ['the content type of a form, and nothing in it', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('is done whatever headers come along: %s', async (_, headers) => {
    const { status, body } = await admin.call('POST', `${FLAG}/kill`, undefined, headers)
    expect([status, body.killed]).toEqual([200, true])
    const tagged = await admin.call(
      'POST',
      '/projects/default/environments/production/kill',
      { tag: 'none' },
      { ...headers, 'content-type': 'application/json' },
    )
    expect(tagged.body).toMatchObject({ code: 'invalid', errors: [{ path: '/tag' }] })
  })

  test.each([null, '', ' '])('is done where the reason is %j, and so is a restore', async (reason) => {
    expect((await admin.call('POST', `${FLAG}/kill`, { reason })).body).toMatchObject({ killed: true })
    expect((await admin.call('POST', `${FLAG}/restore`, { reason })).body).toMatchObject({ killed: false })
  })

  test('is undone whatever version somebody saw, however long they wrote why', async () => {
    await admin.call('POST', `${FLAG}/kill`)
    const headers = { 'if-match': 'junk', 'if-none-match': '*' }
    const restored = await admin.call('POST', `${FLAG}/restore`, { reason: 'y'.repeat(2_000) }, headers)
    expect([restored.status, restored.body.killed]).toEqual([200, false])
    const [entry] = (await admin.call('GET', '/projects/default/audit?limit=1')).body.items as { reason: string }[]
    expect(entry?.reason).toHaveLength(1_000)
  })

  test.each([
    ['as UTF-8, from a shell', Buffer.from('für Jürgen ✓').toString('latin1'), 'für Jürgen ✓'],
    ['as Latin-1, from fetch', 'für Jürgen', 'für Jürgen'],
  ])('is told in the header %s, and kept as it was meant', async (_, header, reason) => {
    await admin.call('POST', `${FLAG}/kill`, undefined, { 'x-halyard-reason': header })
    expect((await admin.call('GET', '/projects/default/audit?limit=1')).body.items).toMatchObject([{ reason }])
  })

  test.each([
    [{ reason: `${'y'.repeat(999)}😀` }, {}],
    [undefined, { 'x-halyard-reason': Buffer.from(`${'y'.repeat(999)}😀`).toString('latin1') }],
  ])('is done though why is cut off within a character, and the audit holds', async (body, headers) => {
    expect((await admin.call('POST', `${FLAG}/kill`, body, headers)).status).toBe(200)
    const [entry] = (await admin.call('GET', '/projects/default/audit?limit=1')).body.items as { reason: string }[]
    expect(entry?.reason).toBe('y'.repeat(999))
    expect((await admin.call('GET', '/projects/default/audit/verify')).body).toMatchObject({ valid: true })
  })

  test('is done however long somebody wrote why', async () => {
    const { status } = await admin.call('POST', `${FLAG}/kill`, { reason: 'y'.repeat(2_000) })
    expect(status).toBe(200)
    const [entry] = (await admin.call('GET', '/projects/default/audit?limit=1')).body.items as { reason: string }[]
    expect(entry?.reason).toHaveLength(1_000)
  })

  test('of a flag without off variant says what callers get', async () => {
    await admin.call('PATCH', FLAG, { offVariant: null })
    const { body } = await admin.call('POST', `${FLAG}/kill`)
    expect(body.warnings).toEqual([expect.stringContaining('no off variant')])
  })

  test('in a protected environment needs no reason; a restore does', async () => {
    await admin.call('PATCH', '/projects/default/environments/production', { protected: true })
    expect((await admin.call('POST', `${FLAG}/kill`)).status).toBe(200)
    expect((await admin.call('POST', `${FLAG}/restore`)).body).toMatchObject({ status: 422, code: 'reason-required' })
    expect((await admin.call('POST', `${FLAG}/restore`, undefined, { 'x-halyard-reason': 'fixed' })).status).toBe(200)
  })
})

describe('a rollback', () => {
  test('brings back exact ranges as a new revision, and never lifts a kill', async () => {
    await admin.call('PATCH', FLAG, { enabled: true, fallthrough: { split: { weights: { on: 5_000, off: 95_000 } } } })
    await admin.call('PATCH', FLAG, { fallthrough: { split: { weights: { on: 25_000, off: 75_000 } } } })
    await admin.call('POST', `${FLAG}/kill`)
    const { status, body } = await admin.call('POST', `${FLAG}/rollback`, { revision: 2, reason: 'too fast' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      killed: true,
      revision: 5,
      fallthrough: {
        split: {
          ranges: [
            ['on', 5_000],
            ['off', 100_000],
          ],
        },
      },
    })
  })

  test('is refused where a variant that it needs is gone, naming it', async () => {
    await admin.call('PATCH', '/projects/default/flags/checkout', { variants: { blue: true } })
    await admin.call('PATCH', FLAG, { fallthrough: { variant: 'blue' } })
    await admin.call('PATCH', FLAG, { fallthrough: { variant: 'on' } })
    const inUse = await admin.call('PATCH', '/projects/default/flags/checkout', { variants: { on: null } })
    expect(inUse.body).toMatchObject({
      status: 422,
      errors: expect.arrayContaining([expect.objectContaining({ path: '/variants/on' })]),
    })
    expect((await admin.call('PATCH', '/projects/default/flags/checkout', { variants: { blue: null } })).status).toBe(
      200,
    )
    const { body } = await admin.call('POST', `${FLAG}/rollback`, { revision: 3 })
    expect(body).toMatchObject({
      code: 'rollback-impossible',
      errors: [{ path: '/fallthrough/variant', value: 'blue' }],
    })
  })

  test('to a revision that never was is refused', async () => {
    expect((await admin.call('POST', `${FLAG}/rollback`, { revision: 0 })).body).toMatchObject({
      code: 'revision-not-found',
    })
    expect((await admin.call('POST', `${FLAG}/rollback`, { revision: 99 })).body).toMatchObject({
      code: 'revision-not-found',
    })
  })
})

test("a flag's history lists its revisions, newest first, by pages", async () => {
  await admin.call('PATCH', FLAG, { enabled: true, reason: 'launch' })
  await admin.call('PATCH', '/projects/default/flags/checkout', { description: 'nobody evaluates this' })
  await admin.call('POST', `${FLAG}/kill`)
  const first = await admin.call('GET', `${FLAG}/history?limit=2`)
  expect(first.body.items).toMatchObject([
    { revision: 3, action: 'flag.kill', before: { killed: false }, after: { killed: true }, actor: { name: 'admin' } },
    {
      revision: 2,
      action: 'configuration.update',
      reason: 'launch',
      before: { enabled: false },
      after: { enabled: true },
    },
  ])
  const second = await admin.call('GET', `${FLAG}/history?limit=2&cursor=${String(first.body.nextCursor)}`)
  expect(second.body).toMatchObject({ items: [{ revision: 1, action: 'flag.create' }], nextCursor: null })
})

test('a history of heavy documents comes in pages, and a lost update of many does not read them all', async () => {
  const metadata = { text: 'x'.repeat(900_000) }
  await admin.call('PATCH', '/projects/default/flags/checkout', { metadata })
  const rules = Array.from({ length: 200 }, (_, n) => ({
    if: { attribute: 'email', op: 'in', value: [`${n}${'y'.repeat(900)}`] },
    serve: { variant: 'on' },
  }))
  for (let n = 0; n < 20; n++) await admin.call('PATCH', FLAG, { rules: rules.slice(n), enabled: n % 2 === 0 })
  const seen: unknown[] = []
  let pages = 0
  let cursor: unknown = ''
  do {
    const query = cursor === '' ? '?limit=1000' : `?limit=1000&cursor=${String(cursor)}`
    const { body, text } = await admin.call('GET', `${FLAG}/history${query}`)
    expect(text.length).toBeLessThan(4_000_000)
    seen.push(...(body.items as { revision: number }[]).map(({ revision }) => revision))
    pages++
    cursor = body.nextCursor
  } while (cursor !== null)
  expect(pages).toBeGreaterThan(1)
  expect(seen).toEqual([...new Set(seen)])
  expect(seen.length).toBeGreaterThanOrEqual(20)
  const stale = await admin.call('PATCH', FLAG, { enabled: true }, { 'if-match': '"1"' })
  expect([stale.status, stale.body.changed]).toEqual([412, ['']])
})
