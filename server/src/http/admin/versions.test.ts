import { describe, expect, test } from 'vitest'
import type { TestAdmin } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const PROJECT = '/projects/shop'
const PRODUCTION = `${PROJECT}/environments/production`
const FLAG = `${PROJECT}/flags/checkout`
const CONFIGURATION = `${PRODUCTION}/flags/checkout`
const SEGMENT = `${PRODUCTION}/segments/beta`

async function openShop(): Promise<TestAdmin> {
  const admin = await openTestAdmin()
  await admin.call('POST', '/projects', { key: 'shop' })
  await admin.call('POST', `${PROJECT}/environments`, { key: 'production' })
  await admin.call('POST', `${PROJECT}/flags`, { key: 'checkout' })
  await admin.call('PUT', SEGMENT, { included: ['u-1'] })
  return admin
}

const split = (on: number) => ({ fallthrough: { split: { weights: { on, off: 100_000 - on } } } })

/** Two edits of each kind of resource, and what the later one is told to have changed. */
const EDITS = [
  ['PATCH', PROJECT, { name: 'A' }, { name: 'B' }, '/name'],
  ['PATCH', PRODUCTION, { name: 'A' }, { name: 'B' }, '/name'],
  ['PATCH', FLAG, { tags: ['a'] }, { owner: 'b' }, '/tags'],
  ['PATCH', CONFIGURATION, { enabled: true }, { maxStalenessMs: 5_000 }, '/enabled'],
  ['PATCH', CONFIGURATION, split(10_000), split(20_000), '/fallthrough'],
  ['PUT', CONFIGURATION, { enabled: true, ...split(10_000) }, { enabled: true, ...split(20_000) }, '/enabled'],
  ['PUT', SEGMENT, { included: ['u-1', 'u-2'] }, { included: ['u-1', 'u-3'] }, '/included'],
] as const

describe('two who edit at once', () => {
  test.each(EDITS)(
    'F72 %s %s: one is told what the other changed, and nothing is lost',
    async (method, path, a, b, changed) => {
      const admin = await openShop()
      const seen = await admin.call('GET', path)
      const headers = { 'if-match': seen.headers.get('etag') ?? '' }
      const [first, second] = await Promise.all([
        admin.call(method, path, a, headers),
        admin.call(method, path, b, headers),
      ])
      expect([first.status, second.status]).toEqual([200, 412])
      expect(second.body).toMatchObject({ code: 'version-conflict', current: first.body })
      expect((second.body.changed as string[])[0]).toContain(changed)
      expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
      expect((await admin.call('GET', path)).body).toEqual(first.body)
      const retried = await admin.call(method, path, b, { 'if-match': second.headers.get('etag') ?? '' })
      expect(retried.status).toBe(200)
    },
  )

  test.each([PROJECT, PRODUCTION, FLAG, SEGMENT])(
    'F72 DELETE %s: nothing goes that was changed meanwhile',
    async (path) => {
      const admin = await openShop()
      const edit = EDITS.find(([, edited]) => edited === path)
      await admin.call(edit?.[0] ?? '', path, edit?.[2])
      const refused = await admin.call('DELETE', path, undefined, { 'if-match': '"1"' })
      expect([refused.status, refused.body.code]).toEqual([412, 'version-conflict'])
      expect((await admin.call('GET', path)).status).toBe(200)
    },
  )

  test('F72 a key that was rotated meanwhile is neither revoked nor rotated again', async () => {
    const admin = await openShop()
    const made = await admin.call('POST', `${PRODUCTION}/keys`, { kind: 'sdk', name: 'backend' })
    const key = `${PRODUCTION}/keys/${String(made.body.id)}`
    const seen = { 'if-match': made.headers.get('etag') ?? '' }
    expect((await admin.call('POST', `${key}/rotate`, {}, seen)).status).toBe(201)
    const late = [await admin.call('POST', `${key}/rotate`, {}, seen), await admin.call('DELETE', key, undefined, seen)]
    expect(late.map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([412, 'version-conflict']))
    expect(late[0]?.body).toMatchObject({ changed: ['/expiresAt'], current: { version: 2, revokedAt: null } })
    expect(JSON.stringify(late)).not.toContain('hal_sdk_')
    expect((await admin.call('DELETE', key, undefined, { 'if-match': '"2"' })).status).toBe(204)
  })

  test('F72 rollback too asks whether it is still the version that was seen', async () => {
    const admin = await openShop()
    const { body } = await admin.call('PATCH', CONFIGURATION, { enabled: true })
    await admin.call('PATCH', CONFIGURATION, { enabled: false })
    const refused = await admin.call(
      'POST',
      `${CONFIGURATION}/rollback`,
      { revision: body.revision },
      { 'if-match': '"2"' },
    )
    expect(refused.status).toBe(412)
  })

  test('F72 a kill never loses against an edit, nor an edit against a kill without being told', async () => {
    const admin = await openShop()
    const headers = { 'if-match': '"1"' }
    await admin.call('PATCH', CONFIGURATION, { enabled: true }, headers)
    expect((await admin.call('POST', `${CONFIGURATION}/kill`, undefined, headers)).status).toBe(200)
    const late = await admin.call('PATCH', CONFIGURATION, { enabled: false }, { 'if-match': '"2"' })
    expect([late.status, late.body.changed]).toEqual([412, ['/killed']])
  })
})

describe('conditions on what is there (RFC 9110, 13.1)', () => {
  test.each([
    ['"1", "2"', 200],
    ['W/"7",,"2" ,', 200],
    ['"other, tag", "2"', 200],
    ['*', 200],
    ['"1", "3"', 412],
    ['"abc", "1"', 412],
    ['"2", junk', 400],
    [',', 400],
  ])('If-Match: %s of what is at version 2 is %i', async (tags, status) => {
    const admin = await openShop()
    await admin.call('PATCH', CONFIGURATION, { enabled: true })
    const answer = await admin.call('PATCH', CONFIGURATION, { maxStalenessMs: 5_000 }, { 'if-match': tags })
    expect(answer.status).toBe(status)
    expect((await admin.call('GET', CONFIGURATION)).body).toMatchObject({ version: status === 200 ? 3 : 2 })
  })

  test('of several tags, changes are told since the newest', async () => {
    const admin = await openShop()
    await admin.call('PATCH', FLAG, { owner: 'a' })
    await admin.call('PATCH', FLAG, { tags: ['b'] })
    const refused = await admin.call('PATCH', FLAG, { name: 'c' }, { 'if-match': '"1", "2"' })
    expect([refused.status, refused.body.changed]).toEqual([412, ['/tags']])
  })

  test('If-None-Match: * makes a segment that is not there, and never writes over one that is', async () => {
    const admin = await openShop()
    const only = { 'if-none-match': '*' }
    const path = `${PRODUCTION}/segments/once`
    const both = await Promise.all([
      admin.call('PUT', path, { included: ['a'] }, only),
      admin.call('PUT', path, { included: ['b'] }, only),
    ])
    expect(both.map(({ status }) => status)).toEqual([201, 412])
    const never = { 'if-none-match': '"0"' }
    expect((await admin.call('PUT', `${PRODUCTION}/segments/other`, { included: ['a'] }, never)).status).toBe(201)
    expect(both[1]?.body).toMatchObject({ code: 'version-conflict', current: { included: ['a'], version: 1 } })
    expect(both[1]?.headers.get('etag')).toBe('"1"')
    for (const [method, existing] of [
      ['PUT', CONFIGURATION],
      ['PATCH', CONFIGURATION],
      ['PATCH', FLAG],
      ['DELETE', SEGMENT],
    ] as const) {
      const body = method === 'PUT' ? { enabled: true, fallthrough: { variant: 'on' } } : {}
      expect((await admin.call(method, existing, body, only)).status, `${method} ${existing}`).toBe(412)
    }
    expect((await admin.call('PATCH', FLAG, {}, { 'if-none-match': '"1"' })).status).toBe(412)
    expect((await admin.call('PATCH', FLAG, {}, { 'if-none-match': '"9"' })).status).toBe(200)
    expect((await admin.call('POST', `${CONFIGURATION}/kill`, undefined, only)).status).toBe(200)
    expect((await admin.call('POST', `${PRODUCTION}/changes`, {}, only)).status).toBe(400)
  })

  test('If-Match: * makes nothing new', async () => {
    const admin = await openShop()
    const path = `${PRODUCTION}/segments/never`
    const refused = await admin.call('PUT', path, {}, { 'if-match': '*' })
    expect([refused.status, refused.body.current, refused.body.changed]).toEqual([412, null, []])
    expect((await admin.call('GET', path)).status).toBe(404)
  })
})

describe('what was got and is put back', () => {
  test.each([
    ['PUT', CONFIGURATION],
    ['PATCH', CONFIGURATION],
    ['PUT', SEGMENT],
    ['PATCH', FLAG],
  ])('unchanged is 200 and changes nothing: %s %s', async (method, path) => {
    const admin = await openShop()
    const got = await admin.call('GET', path)
    const put = await admin.call(method, path, got.body)
    expect([put.status, put.body]).toMatchObject([200, got.body])
    expect((await admin.call(method, path, put.text)).body).toMatchObject(got.body)
    expect((await admin.call('GET', path)).text).toBe(got.text)
  })

  test('a flag keeps its key and its type, and an archived one comes back as it was got', async () => {
    const admin = await openShop()
    const { body: got } = await admin.call('GET', FLAG)
    const other = await admin.call('PATCH', FLAG, { ...got, key: 'other', type: 'string' })
    expect([other.status, other.body.errors]).toMatchObject([422, [{ path: '/key' }, { path: '/type' }]])
    await admin.call('DELETE', FLAG)
    const archived = await admin.call('GET', FLAG)
    expect((await admin.call('PATCH', FLAG, archived.body)).text).toBe(archived.text)
    expect((await admin.call('PATCH', FLAG, { ...archived.body, name: 'b' })).body.code).toBe('flag-archived')
  })

  test.each([
    ['PUT', CONFIGURATION, { enabled: true }, { maxStalenessMs: 5_000 }],
    ['PATCH', CONFIGURATION, { enabled: true }, { maxStalenessMs: 5_000 }],
    ['PUT', SEGMENT, { included: ['u-2'] }, { excluded: ['u-3'] }],
    ['PATCH', FLAG, { tags: ['a'] }, { owner: 'b' }],
  ])('%s %s: whoever edited it meanwhile is not written over', async (method, path, a, b) => {
    const admin = await openShop()
    const { body: got } = await admin.call('GET', path)
    expect((await admin.call(method, path, { ...got, ...a })).status).toBe(200)
    const late = await admin.call(method, path, { ...got, ...b })
    expect([late.status, late.body.code, late.body.changed]).toEqual([
      412,
      'version-conflict',
      [`/${Object.keys(a)[0]}`],
    ])
    expect((await admin.call('GET', path)).body).toMatchObject(a)
    // Whoever wants to all the same says so.
    expect((await admin.call(method, path, { ...got, ...b }, { 'if-match': '*' })).body).toMatchObject(b)
  })

  test('a segment goes to another environment as it was got, though its version is of the first', async () => {
    const admin = await openShop()
    await admin.call('POST', `${PROJECT}/environments`, { key: 'staging' })
    await admin.call('PUT', SEGMENT, { included: ['u-1', 'u-2'] })
    const { body: got } = await admin.call('GET', SEGMENT)
    const there = `${PROJECT}/environments/staging/segments/beta`
    expect((await admin.call('PUT', there, got)).status).toBe(201)
    expect((await admin.call('PUT', there, { ...got, included: ['u-3'] })).body).toMatchObject({ version: 2 })
    const changes = `${PROJECT}/environments/staging/changes`
    const many = await admin.call('POST', changes, { segments: { beta: got, gamma: got } })
    expect([many.status, many.body.segments]).toMatchObject([
      200,
      { beta: { included: ['u-1', 'u-2'], version: 3 }, gamma: { version: 1 } },
    ])
    const stale = { segments: { beta: { ...got, environment: 'staging' } } }
    expect((await admin.call('POST', changes, stale)).status).toBe(412)
  })
})

describe('a key that was given out before', () => {
  test('F73 of a flag is refused for ever; of an environment it is another one, which starts anew', async () => {
    const admin = await openShop()
    await admin.call('DELETE', FLAG)
    await admin.call('DELETE', `${FLAG}?purge=true`)
    expect((await admin.call('POST', `${PROJECT}/flags`, { key: 'checkout' })).body).toMatchObject({
      code: 'key-taken',
      errors: [{ path: '/key', value: 'checkout' }],
    })
    const { body: old } = await admin.call('GET', PRODUCTION)
    const keyOf = async () => (await admin.call('GET', `${PRODUCTION}/keys`)).body.items
    await admin.call('POST', `${PRODUCTION}/keys`, { kind: 'sdk', name: 'backend' })
    const before = await admin.history.load(String(old.id))
    await admin.call('DELETE', PRODUCTION)
    const { body: made } = await admin.call('POST', `${PROJECT}/environments`, { key: 'production' })
    expect(made.id).not.toBe(old.id)
    expect(await keyOf()).toEqual([])
    const after = await admin.history.load(String(made.id))
    expect(before?.hashSalt).not.toBe(after?.hashSalt)
    expect(await admin.history.load(String(old.id))).toBeUndefined()
  })

  test('F73 of a segment is refused, alone and among many', async () => {
    const admin = await openShop()
    await admin.call('DELETE', SEGMENT)
    expect((await admin.call('PUT', SEGMENT, {})).body).toMatchObject({ status: 409, code: 'key-taken' })
    const many = await admin.call('POST', `${PRODUCTION}/changes`, { segments: { beta: {} } })
    expect(many.body).toMatchObject({ status: 422, errors: [{ path: '/segments/beta' }] })
  })
})
