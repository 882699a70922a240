import { beforeEach, describe, expect, test } from 'vitest'
import type { TestAdmin } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const PRODUCTION = '/projects/default/environments/production'
const CHANGES = `${PRODUCTION}/changes`
let admin: TestAdmin

beforeEach(async () => {
  admin = await openTestAdmin()
  for (const key of ['checkout', 'search']) await admin.call('POST', '/projects/default/flags', { key })
})

async function pathsOf(body: unknown): Promise<readonly unknown[]> {
  const refused = await admin.call('POST', CHANGES, body)
  expect([refused.status, refused.body.code]).toEqual([422, 'invalid'])
  return (refused.body.errors as { path: string }[]).map(({ path }) => path)
}

async function look(): Promise<unknown> {
  const flags = await admin.call('GET', `${PRODUCTION}/flags`)
  const segments = await admin.call('GET', `${PRODUCTION}/segments`)
  const { body } = await admin.call('GET', PRODUCTION)
  return [flags.body, segments.body, body.revision]
}

describe('changes together', () => {
  test('are one revision and one commit, with an audit entry for each resource that changed', async () => {
    const seen: unknown[] = []
    admin.history.onCommit((notice) => seen.push(notice.changes.server?.items.map(({ key }) => key)))
    const { status, body, headers } = await admin.call('POST', CHANGES, {
      segments: { beta: { included: ['u-1'] } },
      flags: {
        checkout: { enabled: true, rules: [{ if: { segment: 'beta' }, serve: { variant: 'on' } }] },
        search: { enabled: true },
      },
      reason: 'the beta begins',
    })
    expect([status, headers.get('etag')]).toEqual([200, null])
    expect(body).toMatchObject({
      environment: 'production',
      revision: 3,
      flags: { checkout: { enabled: true, revision: 3, version: 2 }, search: { revision: 3 } },
      segments: { beta: { revision: 3, version: 1 } },
    })
    expect(seen).toEqual([['checkout', 'search', 'beta']])
    for (const flag of ['checkout', 'search']) {
      const history = await admin.call('GET', `${PRODUCTION}/flags/${flag}/history`)
      expect(history.body.items).toMatchObject([
        { revision: 3, action: 'configuration.update', reason: 'the beta begins' },
        { action: 'flag.create' },
      ])
    }
    const resource = { type: 'segment', key: 'beta', environment: 'production' } as const
    const entries = await admin.store.entriesSince('default', resource, 0)
    expect(entries).toMatchObject([{ action: 'segment.create', reason: 'the beta begins', version: 1 }])
  })

  test('F78 one bad row among 200 and nothing is applied, and every bad one is named', async () => {
    const names = Array.from({ length: 200 }, (_, i) => `f-${i}`)
    for (const key of names) await admin.call('POST', '/projects/default/flags', { key })
    const before = await look()
    const flags: Record<string, unknown> = Object.fromEntries(names.map((key) => [key, { enabled: true }]))
    flags['f-77'] = { rules: [{ if: { attribute: 'plan', op: 'equals', value: 'pro' }, serve: { variant: 'on' } }] }
    const refused = await admin.call('POST', CHANGES, { flags, segments: { made: {} } })
    expect(refused.body).toMatchObject({
      status: 422,
      code: 'invalid',
      errors: [{ path: '/flags/f-77/rules/0/if/op', value: 'equals', suggestion: 'in' }],
    })
    expect(await look()).toEqual(before)
    const worse = { ...flags, 'f-78': { fallthrough: { variant: 'onn' } }, 'f-79': { rules: 'none' }, nope: {} }
    expect(await pathsOf({ flags: worse, segments: { 'a/b': {} } })).toEqual([
      '/segments/a~1b',
      '/flags/f-77/rules/0/if/op',
      '/flags/f-79/rules',
      '/flags/nope',
    ])
    expect(await look()).toEqual(before)
  })

  test('are judged by what is there after all of it', async () => {
    const waits = (flag: string) => ({ prerequisites: [{ flag, variant: 'on' }] })
    expect(await pathsOf({ flags: { checkout: waits('search'), search: waits('checkout') } })).toEqual([
      '/flags/checkout/prerequisites',
      '/flags/search/prerequisites',
    ])
    await admin.call('POST', CHANGES, { flags: { checkout: waits('search') } })
    const turned = await admin.call('POST', CHANGES, {
      flags: { checkout: { prerequisites: [] }, search: waits('checkout') },
    })
    expect(turned.status).toBe(200)
  })

  test('delete a segment together with what named it, and not while something else does', async () => {
    const names = { rules: [{ if: { segment: 'beta' }, serve: { variant: 'on' } }] }
    await admin.call('POST', CHANGES, { segments: { beta: {} }, flags: { checkout: names, search: names } })
    const first = { flags: { checkout: { rules: [] } }, segments: { beta: null } }
    const refused = await admin.call('POST', CHANGES, first)
    expect(refused.body.errors).toMatchObject([
      { path: '/segments/beta', expected: expect.stringContaining('the flag "search"') },
    ])
    const { status, body } = await admin.call('POST', CHANGES, {
      ...first,
      flags: { ...first.flags, search: { rules: [] } },
    })
    expect([status, body.segments]).toEqual([200, { beta: null }])
    expect((await admin.call('GET', `${PRODUCTION}/segments/beta`)).status).toBe(404)
  })

  test('F73 refuse the key of a segment that is gone', async () => {
    await admin.call('POST', CHANGES, { segments: { beta: {} } })
    await admin.call('POST', CHANGES, { segments: { beta: null } })
    const refused = await admin.call('POST', CHANGES, { segments: { beta: {} } })
    expect(refused.body.errors).toMatchObject([
      { path: '/segments/beta', expected: expect.stringContaining('no deleted') },
    ])
    expect((await admin.call('PUT', `${PRODUCTION}/segments/beta`, {})).body).toMatchObject({ code: 'key-taken' })
  })

  test('F72 refuse an entry whose version somebody else has changed, with what changed, and apply nothing', async () => {
    const seen = (await admin.call('GET', `${PRODUCTION}/flags/checkout`)).body
    await admin.call('PATCH', `${PRODUCTION}/flags/checkout`, { enabled: true, maxStalenessMs: 5_000 })
    const before = await look()
    const flags = { checkout: { ...seen, offVariant: null }, search: { enabled: true } }
    const { status, body } = await admin.call('POST', CHANGES, { flags })
    expect([status, body.code, body.changed]).toEqual([412, 'version-conflict', ['/enabled', '/maxStalenessMs']])
    expect(body.current).toMatchObject({ flag: 'checkout', version: 2, maxStalenessMs: 5_000 })
    expect(body.errors).toEqual([{ path: '/flags/checkout/version', value: 1, expected: '2, as it is now' }])
    expect(await look()).toEqual(before)
  })

  test('take `version: 0` of a segment for "only if there is none"', async () => {
    expect((await admin.call('POST', CHANGES, { segments: { beta: { version: 0 } } })).status).toBe(200)
    expect((await admin.call('POST', CHANGES, { segments: { beta: { version: 0 } } })).status).toBe(412)
  })

  test('take what was got back as a whole, and anything less as a merge patch', async () => {
    const rules = [{ id: 'r-1', serve: { variant: 'on' } }]
    const split = { weights: { on: 5_000, off: 95_000 } }
    await admin.call('PUT', `${PRODUCTION}/flags/checkout`, { enabled: true, rules, fallthrough: { split } })
    const got = (await admin.call('GET', `${PRODUCTION}/flags/checkout`)).body
    const patch = { enabled: false, fallthrough: { variant: 'off' } }
    const patched = await admin.call('POST', CHANGES, { flags: { checkout: patch } })
    expect(patched.body.flags).toMatchObject({ checkout: { ...patch, rules } })
    const { version: _, ...whole } = got
    const back = await admin.call('POST', CHANGES, { flags: { checkout: whole } })
    expect(back.body.flags).toMatchObject({ checkout: { ...whole, revision: back.body.revision } })
  })

  test('that change nothing leave revision and audit as they are', async () => {
    const before = await look()
    const { status, body } = await admin.call('POST', CHANGES, { flags: { checkout: { enabled: false } } })
    expect([status, body.revision]).toEqual([200, 2])
    expect(await look()).toEqual(before)
    expect((await admin.call('POST', CHANGES, {})).status).toBe(200)
  })

  test('never kill, never touch what is archived, and want a reason where the environment does', async () => {
    expect(await pathsOf({ flags: { checkout: { killed: true } } })).toEqual(['/flags/checkout/killed'])
    expect(await pathsOf({ flags: { checkout: { reason: 'r' } } })).toEqual(['/flags/checkout/reason'])
    await admin.call('DELETE', '/projects/default/flags/search')
    expect(await pathsOf({ flags: { search: {} } })).toEqual(['/flags/search'])
    await admin.call('PATCH', PRODUCTION, { protected: true, requiredApprovals: 0 })
    const refused = await admin.call('POST', CHANGES, { flags: { checkout: { enabled: true } } })
    expect(refused.body.code).toBe('reason-required')
  })

  test('take no If-Match, which would guard only one of them', async () => {
    const { status, body } = await admin.call('POST', CHANGES, {}, { 'if-match': '"1"' })
    expect([status, body.detail]).toEqual([400, expect.stringContaining('`version`')])
  })

  test('asked as a dry run leave everything as it is', async () => {
    const before = await look()
    const { status, body } = await admin.call('POST', `${CHANGES}?dryRun=true`, {
      flags: { checkout: { enabled: true } },
      segments: { beta: {} },
    })
    expect([status, body.flags]).toMatchObject([200, { checkout: { enabled: true } }])
    expect(await look()).toEqual(before)
  })
})
