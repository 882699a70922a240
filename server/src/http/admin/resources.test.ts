import { describe, expect, test } from 'vitest'
import { openTestAdmin } from './test-admin.ts'

/** Two texts that murmur3 takes to 2641766475. */
const SAME_SEED = ['salt-92845', 'salt-107790'] as const
const HERE = '/projects/default/environments/production'

describe('projects and environments', () => {
  test('a first start makes one project with two environments', async () => {
    const { call } = await openTestAdmin()
    const { body } = await call('GET', '/projects')
    expect(body).toMatchObject({ items: [{ key: 'default', version: 1 }], nextCursor: null })
    const environments = await call('GET', '/projects/default/environments')
    expect(environments.body.items).toMatchObject([
      { key: 'development', protected: false, revision: 0 },
      { key: 'production', protected: false, revision: 0 },
    ])
  })

  test('a new environment has every flag, off', async () => {
    const { call } = await openTestAdmin()
    await call('POST', '/projects/default/flags', { key: 'a' })
    await call('PATCH', `${HERE}/flags/a`, { enabled: true })
    const made = await call('POST', '/projects/default/environments', { key: 'staging' })
    expect([made.status, made.headers.get('location')]).toEqual([201, '/api/v1/projects/default/environments/staging'])
    const flag = await call('GET', '/projects/default/environments/staging/flags/a')
    expect(flag.body).toMatchObject({ enabled: false, revision: 1, version: 1 })
  })

  test('what is not empty, protected or taken is not deleted or made again', async () => {
    const { call } = await openTestAdmin()
    expect((await call('DELETE', '/projects/default')).body).toMatchObject({ status: 409, code: 'in-use' })
    await call('PATCH', HERE, { protected: true })
    expect((await call('DELETE', HERE, { reason: 'x' })).body).toMatchObject({ status: 409, code: 'protected' })
    expect((await call('PATCH', HERE, { protected: false })).body).toMatchObject({ code: 'reason-required' })
    expect((await call('PATCH', HERE, { protected: false, reason: 'moving' })).status).toBe(200)
    expect((await call('DELETE', HERE)).status).toBe(204)
    expect((await call('DELETE', '/projects/default/environments/development')).status).toBe(204)
    expect((await call('DELETE', '/projects/default')).status).toBe(204)
    expect((await call('GET', '/projects/default')).body).toMatchObject({ status: 404, code: 'project-not-found' })
    expect((await call('POST', '/projects', { key: 'default' })).status).toBe(201)
  })

  test('a change that changes nothing keeps the version', async () => {
    const { call } = await openTestAdmin()
    expect((await call('PATCH', '/projects/default', { name: 'default' })).headers.get('etag')).toBe('"1"')
    expect((await call('PATCH', '/projects/default', { name: 'Shop' })).headers.get('etag')).toBe('"2"')
    const stale = await call('PATCH', '/projects/default', { name: 'Other' }, { 'if-match': '"1"' })
    expect(stale.body).toMatchObject({ status: 412, current: { name: 'Shop' }, changed: ['/name'] })
  })
})

describe('flags', () => {
  test('need only a key for booleans, and variants for everything else', async () => {
    const { call } = await openTestAdmin()
    const refused = await call('POST', '/projects/default/flags', { key: 'a', type: 'string' })
    expect(refused.body).toMatchObject({ status: 422, errors: [{ path: '/variants' }] })
    const wrong = await call('POST', '/projects/default/flags', {
      key: 'a',
      type: 'number',
      variants: { low: '1', high: 2 },
    })
    expect(wrong.body).toMatchObject({ errors: [{ path: '/variants/low', value: '1', suggestion: '1' }] })
    const made = await call('POST', '/projects/default/flags', {
      key: 'a',
      type: 'object',
      variants: { on: { x: [1] } },
    })
    expect(made.body).toMatchObject({ name: 'a', kind: 'release', tags: [], metadata: {}, salt: null, archived: false })
    expect((await call('GET', `${HERE}/flags/a`)).body).toMatchObject({
      offVariant: null,
      fallthrough: { variant: 'on' },
    })
  })

  test('are found by text, tag, kind and state, by pages in the order of their keys', async () => {
    const { call } = await openTestAdmin()
    for (const key of ['b', 'a', 'c'])
      await call('POST', '/projects/default/flags', { key, tags: [`tag-${key}`, 'all'] })
    await call('DELETE', '/projects/default/flags/b')
    const keys = async (query: string) => {
      const { body } = await call('GET', `/projects/default/flags?${query}`)
      return (body.items as { key: string }[]).map(({ key }) => key)
    }
    expect(await keys('')).toEqual(['a', 'c'])
    expect(await keys('state=all')).toEqual(['a', 'b', 'c'])
    expect(await keys('state=archived')).toEqual(['b'])
    expect(await keys('tag=tag-c')).toEqual(['c'])
    expect(await keys('kind=ops')).toEqual([])
    expect(await keys('q=A')).toEqual(['a'])
    const first = await call('GET', '/projects/default/flags?limit=1')
    const untagged = await call('PATCH', '/projects/default/flags/c', { tags: null })
    expect([untagged.status, untagged.body.tags]).toEqual([200, []])
    expect(await keys(`cursor=${String(first.body.nextCursor)}`)).toEqual(['c'])
    expect((await call('GET', '/projects/default/flags?limit=0')).body).toMatchObject({
      status: 422,
      errors: [{ path: '?limit' }],
    })
    expect((await call('GET', '/projects/default/flags?cursor=!')).status).toBe(400)
  })

  test('F73 are archived first, come back whole, and purged leave their key taken', async () => {
    const { call } = await openTestAdmin()
    await call('POST', '/projects/default/flags', { key: 'a' })
    await call('PATCH', `${HERE}/flags/a`, { enabled: true })
    expect((await call('DELETE', '/projects/default/flags/a?purge=true')).body).toMatchObject({
      status: 409,
      code: 'in-use',
    })
    expect((await call('DELETE', '/projects/default/flags/a')).status).toBe(204)
    expect((await call('POST', `${HERE}/flags/a/kill`)).body).toMatchObject({ status: 409, code: 'flag-archived' })
    await call('PATCH', '/projects/default/flags/a', { archived: false })
    expect((await call('GET', `${HERE}/flags/a`)).body).toMatchObject({ enabled: true })
    await call('DELETE', '/projects/default/flags/a')
    expect((await call('DELETE', '/projects/default/flags/a?purge=true')).status).toBe(204)
    expect((await call('GET', '/projects/default/flags/a')).status).toBe(404)
    expect((await call('POST', '/projects/default/flags', { key: 'a' })).body).toMatchObject({
      status: 409,
      code: 'key-taken',
    })
  })

  test('F64 that others wait for cannot be archived, nor be waited for once they are', async () => {
    const { call } = await openTestAdmin()
    for (const key of ['a', 'b']) await call('POST', '/projects/default/flags', { key })
    await call('PATCH', `${HERE}/flags/b`, { prerequisites: [{ flag: 'a', variant: 'on' }] })
    expect((await call('DELETE', '/projects/default/flags/a')).body).toMatchObject({
      status: 409,
      detail: expect.stringContaining('"b" in "production"'),
    })
    expect((await call('PATCH', '/projects/default/flags/a', { variants: { on: null, blue: true } })).status).toBe(422)
    await call('DELETE', '/projects/default/flags/b')
    await call('DELETE', '/projects/default/flags/a')
    expect((await call('PATCH', '/projects/default/flags/b', { archived: false })).body).toMatchObject({
      status: 409,
      code: 'in-use',
      errors: [{ path: '/prerequisites/0/flag', value: 'a' }],
    })
  })

  test('with different salts and one seed are refused: their cohorts would be one', async () => {
    const { call } = await openTestAdmin()
    await call('POST', '/projects/default/flags', { key: 'a', salt: SAME_SEED[0] })
    const refused = await call('POST', '/projects/default/flags', { key: 'b', salt: SAME_SEED[1] })
    expect(refused.body).toMatchObject({ status: 422, code: 'salt-collision', errors: [{ path: '/salt' }] })
    expect((await call('POST', '/projects/default/flags', { key: 'c', salt: SAME_SEED[0] })).status).toBe(201)
  })
})

describe('segments', () => {
  test('are made and replaced by put, and their keys stay taken', async () => {
    const { call } = await openTestAdmin()
    const made = await call('PUT', `${HERE}/segments/staff`, { included: ['u-1'] })
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/v1${HERE}/segments/staff`])
    const { body } = await call('GET', `${HERE}/segments/staff`)
    expect((await call('PUT', `${HERE}/segments/staff`, body)).body).toEqual(body)
    const replaced = await call('PUT', `${HERE}/segments/staff`, { included: [] })
    expect([replaced.status, replaced.body]).toMatchObject([200, { included: [], version: 2, revision: 2 }])
    expect((await call('DELETE', `${HERE}/segments/staff`)).status).toBe(204)
    expect((await call('PUT', `${HERE}/segments/staff`, {})).body).toMatchObject({ status: 409, code: 'key-taken' })
  })

  test('F65 that lead back to themselves, are missing or still named are refused', async () => {
    const { call } = await openTestAdmin()
    expect((await call('PUT', `${HERE}/segments/a`, { if: { segment: 'a' } })).body).toMatchObject({
      errors: [{ message: 'a → a' }],
    })
    expect((await call('PUT', `${HERE}/segments/a`, { if: { segment: 'nobody' } })).body).toMatchObject({
      errors: [{ value: 'nobody' }],
    })
    await call('PUT', `${HERE}/segments/a`, {})
    await call('PUT', `${HERE}/segments/b`, { if: { segment: 'a' } })
    expect((await call('PUT', `${HERE}/segments/a`, { if: { not: { segment: 'b' } } })).body).toMatchObject({
      errors: [{ message: 'a → b → a' }],
    })
    expect((await call('DELETE', `${HERE}/segments/a`)).body).toMatchObject({
      status: 409,
      detail: expect.stringContaining('the segment "b"'),
    })
  })
})

describe('keys', () => {
  test('of clients are public and always shown; secrets are shown once', async () => {
    const { call } = await openTestAdmin()
    const client = await call('POST', `${HERE}/keys`, { kind: 'client', name: 'web' })
    expect(client.body).toMatchObject({ clientId: expect.stringMatching(/^hal_cid_\w{12}_[0-9a-f]{8}$/) })
    const sdk = await call('POST', `${HERE}/keys`, { kind: 'sdk', name: 'api' })
    const { body } = await call('GET', `${HERE}/keys`)
    expect(body.items).toContainEqual(client.body)
    const { secret: _, ...shown } = sdk.body
    expect(body.items).toContainEqual(shown)
  })

  test('revoked stay revoked, and repeating is as good', async () => {
    const { call } = await openTestAdmin()
    const { body } = await call('POST', `${HERE}/keys`, { kind: 'sdk', name: 'api' })
    for (let times = 0; times < 2; times++)
      expect((await call('DELETE', `${HERE}/keys/${String(body.id)}`)).status).toBe(204)
    expect((await call('GET', `${HERE}/keys/${String(body.id)}`)).body).toMatchObject({
      revokedAt: expect.any(String),
      version: 2,
    })
    expect((await call('DELETE', `${HERE}/keys/nobody`)).body).toMatchObject({ status: 404, code: 'key-not-found' })
  })
})

test.each(['viewer', 'operator', 'editor'])('a %s may not do what its role lacks', async (role) => {
  const { call } = await openTestAdmin()
  const as = { authorization: `Bearer ${role}` }
  await call('POST', '/projects/default/flags', { key: 'f' })
  const status = async (method: string, path: string, body: unknown = {}) => (await call(method, path, body, as)).status
  const may = { viewer: 0, operator: 1, editor: 2 }[role] ?? 0
  const allowed = (needed: number) => (may >= needed ? 200 : 403)
  expect((await call('GET', '/projects/default/flags', undefined, as)).status).toBe(200)
  expect(await status('POST', `${HERE}/flags/f/kill`)).toBe(allowed(1))
  expect(await status('PATCH', `${HERE}/flags/f`, { enabled: true })).toBe(allowed(2))
  expect(await status('PATCH', '/projects/default/flags/f', { name: 'F' })).toBe(allowed(2))
  expect(await status('POST', `${HERE}/flags/f/rollback`, { revision: 1 })).toBe(allowed(2))
  expect(await status('POST', `${HERE}/keys`, { kind: 'sdk', name: 'k' })).toBe(403)
  expect(await status('POST', '/projects', { key: 'p' })).toBe(403)
  expect(await status('DELETE', HERE)).toBe(403)
})

test('whatever is asked without a token, or under no path, is refused alike', async () => {
  const { call } = await openTestAdmin()
  const nobody = await call('GET', '/projects', undefined, { authorization: '' })
  expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Halyard"'])
  expect(nobody.headers.get('content-type')).toBe('application/problem+json')
  const wrongKind = await call('GET', '/projects', undefined, { authorization: 'Bearer hal_sdk_a_b_00000000' })
  expect(wrongKind.body).toMatchObject({ status: 403, code: 'forbidden' })
  expect((await call('GET', '/nowhere')).body).toMatchObject({ status: 404, code: 'not-found' })
  expect((await call('GET', '/projects/default/environments/nowhere')).body).toMatchObject({
    code: 'environment-not-found',
  })
})
