import { describe, expect, test } from 'vitest'
import { openTestAdmin, type TestAdmin, type TestAnswer } from './test-admin.ts'

const FLAGS = '/projects/default/flags'
const PRODUCTION = '/projects/default/environments/production'
const DEVELOPMENT = '/projects/default/environments/development'

/** Calls as whoever holds the token that was made with these fields. */
async function holderOf(admin: TestAdmin, fields: object): Promise<(...args: CallArgs) => Promise<TestAnswer>> {
  const { body } = await admin.call('POST', '/tokens', { name: 'test', ...fields })
  const authorization = `Bearer ${String(body.secret)}`
  return (method, path, input) => admin.call(method, path, input, { authorization })
}

type CallArgs = [method: string, path: string, body?: unknown]

test('a token’s secret is shown once, in a form that scanners know, and kept as a hash', async () => {
  const { call } = await openTestAdmin()
  const made = await call('POST', '/tokens', { name: 'deploy', role: 'editor', reason: 'pipeline' })
  expect([made.status, made.headers.get('location')]).toEqual([201, `/api/v1/tokens/${String(made.body.id)}`])
  expect(made.body.secret).toMatch(/^hal_api_[0-9A-Za-z]{12}_[0-9A-Za-z]{40}_[0-9a-f]{8}$/)
  const { secret: _, ...shown } = made.body
  expect((await call('GET', `/tokens/${String(made.body.id)}`)).body).toEqual(shown)
  expect((await call('GET', '/tokens')).body).toEqual({ items: [shown], nextCursor: null })
})

test('every token may ask what it is: its role, where it reaches, and until when', async () => {
  const admin = await openTestAdmin()
  const fields = { role: 'viewer', environments: ['production'], expiresAt: '2090-01-01T00:00:00.000Z' }
  const call = await holderOf(admin, fields)
  const answer = await call('GET', '/token')
  expect([answer.status, answer.body]).toEqual([
    200,
    { id: expect.stringMatching(/./), name: 'test', projects: null, ...fields },
  ])
  expect(answer.headers.get('cache-control')).toBe('no-store')
  // The installation's own is in no list.
  expect((await admin.call('GET', '/token')).body).toMatchObject({
    role: 'admin',
    projects: null,
    expiresAt: null,
  })
  expect((await call('DELETE', '/token')).status).toBe(405)
  const nobody = await admin.call('GET', '/token', undefined, { authorization: 'Bearer nobody' })
  expect(nobody.status).toBe(401)
})

test('unknown, mistyped, expired and revoked tokens look alike', async () => {
  const admin = await openTestAdmin()
  const { call } = admin
  const { body } = await call('POST', '/tokens', { name: 'a', role: 'viewer' })
  const secret = String(body.secret)
  const asked = (token: string) => call('GET', '/projects', undefined, { authorization: `Bearer ${token}` })
  expect((await asked(secret)).status).toBe(200)
  const unknown = await asked(secret.replace(/_.{5}/, '_aaaaa'))
  const mistyped = await asked(`${secret.slice(0, -9)}x${secret.slice(-8)}`)
  expect((await call('DELETE', `/tokens/${String(body.id)}`)).status).toBe(204)
  const revoked = await asked(secret)
  for (const refused of [unknown, mistyped, revoked]) {
    expect([refused.status, refused.body.detail]).toEqual([401, unknown.body.detail])
  }
  expect((await call('POST', '/tokens', { name: 'a', role: 'viewer', expiresAt: '2020-01-01T00:00:00Z' })).status).toBe(
    422,
  )
})

describe('nobody grants more than they hold', () => {
  test.each<[string, object, number]>([
    ['the same', { role: 'admin', projects: ['default'], environments: ['development'] }, 201],
    ['less', { role: 'viewer', projects: ['default'], environments: ['development'] }, 201],
    ['another project', { role: 'viewer', projects: ['shop'], environments: ['development'] }, 403],
    ['all projects', { role: 'viewer', environments: ['development'] }, 403],
    ['another environment', { role: 'viewer', projects: ['default'], environments: ['production'] }, 403],
    ['all environments', { role: 'viewer', projects: ['default'] }, 403],
  ])('%s', async (_, grant, status) => {
    const admin = await openTestAdmin()
    const call = await holderOf(admin, { role: 'admin', projects: ['default'], environments: ['development'] })
    const answer = await call('POST', '/tokens', { name: 'b', ...grant })
    expect(answer.status, JSON.stringify(answer.body)).toBe(status)
  })

  test('nor sees or revokes a token that holds more', async () => {
    const admin = await openTestAdmin()
    const { body } = await admin.call('POST', '/tokens', { name: 'all', role: 'viewer' })
    const call = await holderOf(admin, { role: 'admin', projects: ['default'] })
    expect((await call('GET', '/tokens')).body.items).toHaveLength(1)
    expect((await call('GET', `/tokens/${String(body.id)}`)).status).toBe(404)
    expect((await call('DELETE', `/tokens/${String(body.id)}`)).status).toBe(404)
  })
})

describe('a token that is confined to an environment', () => {
  test('works there, and does not so much as know of others', async () => {
    const admin = await openTestAdmin()
    await admin.call('POST', FLAGS, { key: 'f' })
    const call = await holderOf(admin, { role: 'editor', environments: ['development'] })
    expect((await call('PATCH', `${DEVELOPMENT}/flags/f`, { enabled: true })).status).toBe(200)
    const elsewhere = await call('POST', `${PRODUCTION}/flags/f/kill`)
    const nowhere = await call('POST', '/projects/default/environments/nope/flags/f/kill')
    expect([elsewhere.status, elsewhere.body.code]).toEqual([404, 'environment-not-found'])
    expect(String(elsewhere.body.detail).replace('production', 'nope')).toBe(nowhere.body.detail)
    const { body } = await call('GET', '/projects/default/environments')
    expect(body.items).toMatchObject([{ key: 'development' }])
  })

  test('changes nothing that reaches the others too', async () => {
    const admin = await openTestAdmin()
    await admin.call('POST', FLAGS, { key: 'f' })
    const call = await holderOf(admin, { role: 'editor', environments: ['development'] })
    for (const [method, path, body] of [
      ['PATCH', `${FLAGS}/f`, { variants: { on: false } }],
      ['DELETE', `${FLAGS}/f`, {}],
      ['POST', FLAGS, { key: 'g' }],
    ] as const) {
      const refused = await call(method, path, body)
      expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining('development')])
    }
    expect((await call('POST', `${FLAGS}/f/copy`, { from: 'development', to: 'production' })).status).toBe(404)
  })
})

test('the operator’s is the narrow right to kill', async () => {
  const admin = await openTestAdmin()
  await admin.call('POST', FLAGS, { key: 'f', tags: ['pay'] })
  const call = await holderOf(admin, { role: 'operator' })
  expect((await call('POST', `${PRODUCTION}/flags/f/kill`)).body).toMatchObject({ killed: true })
  expect((await call('POST', `${PRODUCTION}/flags/f/restore`)).body).toMatchObject({ killed: false })
  expect((await call('POST', `${PRODUCTION}/kill`, { tag: 'pay' })).status).toBe(200)
  expect((await call('PATCH', `${PRODUCTION}/flags/f`, { enabled: true })).status).toBe(403)
  expect((await call('POST', '/tokens', { name: 'x', role: 'operator' })).status).toBe(403)
})

test('making a token is audited, and done once under its Idempotency-Key', async () => {
  const { call } = await openTestAdmin()
  const send = () => call('POST', '/tokens', { name: 'a', role: 'viewer' }, { 'idempotency-key': 'k' })
  const [first, again] = [await send(), await send()]
  expect(again.body).toEqual(first.body)
  expect((await call('GET', '/tokens')).body.items).toHaveLength(1)
})

test('a rotated key is followed by a new one, and ends after its grace', async () => {
  const { call } = await openTestAdmin()
  const { body: old } = await call('POST', `${PRODUCTION}/keys`, { kind: 'sdk', name: 'backend' })
  const before = Date.now()
  const made = await call('POST', `${PRODUCTION}/keys/${String(old.id)}/rotate`, { graceSeconds: 60 })
  expect([made.status, made.body]).toMatchObject([201, { kind: 'sdk', name: 'backend', expiresAt: null }])
  expect(made.body.secret).not.toBe(old.secret)
  const { expiresAt } = (await call('GET', `${PRODUCTION}/keys/${String(old.id)}`)).body
  expect(Date.parse(String(expiresAt)) - before).toBeGreaterThanOrEqual(60_000)
  expect(Date.parse(String(expiresAt)) - before).toBeLessThan(70_000)
  await call('DELETE', `${PRODUCTION}/keys/${String(old.id)}`)
  expect((await call('POST', `${PRODUCTION}/keys/${String(old.id)}/rotate`)).status).toBe(422)
})

test('a key that is about to end is followed by one that does not, unless asked for', async () => {
  const { call } = await openTestAdmin()
  const soon = new Date(Date.now() + 60_000).toISOString()
  const later = new Date(Date.now() + 3_600_000).toISOString()
  const { body: old } = await call('POST', `${PRODUCTION}/keys`, { kind: 'client', name: 'web', expiresAt: soon })
  const rotate = (input: object) => call('POST', `${PRODUCTION}/keys/${String(old.id)}/rotate`, input)
  const endless = await rotate({})
  expect([endless.status, endless.body]).toMatchObject([201, { kind: 'client', expiresAt: null, version: 1 }])
  expect(endless.body.clientId).toMatch(/^hal_cid_/)
  expect((await call('GET', `${PRODUCTION}/keys/${String(old.id)}`)).body.expiresAt).toBe(soon)
  expect((await rotate({ expiresAt: later })).body.expiresAt).toBe(later)
  expect((await rotate({ expiresAt: '2020-01-01T00:00:00Z' })).status).toBe(422)
  expect((await rotate({ graceSeconds: 0 })).status).toBe(201)
  expect((await rotate({})).status).toBe(422)
})

test('an address that guesses is told to wait, and stops nobody who has a token', async () => {
  const { call } = await openTestAdmin()
  const guess = (index: number) => call('GET', '/projects', undefined, { authorization: `Bearer guess-${index}` })
  for (let index = 0; index < 120; index++) expect((await guess(index)).status).toBe(401)
  let refused = await guess(120)
  // While that took its time, one or two more came free.
  for (let index = 121; refused.status === 401 && index < 1_000; index++) refused = await guess(index)
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  const told = ['limit', 'remaining', 'reset'].map((name) => refused.headers.get(`ratelimit-${name}`))
  expect(told).toEqual(['120', '0', '60'])
  expect((await call('GET', '/projects')).status).toBe(200)
})

test('a dry run shows no credential, because none was made', async () => {
  const { call } = await openTestAdmin()
  const { body: key } = await call('POST', `${PRODUCTION}/keys`, { kind: 'sdk', name: 'backend' })
  for (const [path, body] of [
    ['/tokens', { name: 'a', role: 'viewer' }],
    [`${PRODUCTION}/keys`, { kind: 'client', name: 'web' }],
    [`${PRODUCTION}/keys/${String(key.id)}/rotate`, {}],
  ] as const) {
    const tried = await call('POST', `${path}?dryRun=true`, body)
    expect([tried.status, tried.body]).toEqual([200, expect.not.objectContaining({ secret: expect.anything() })])
    expect(tried.body.clientId).toBeUndefined()
  }
  expect((await call('GET', '/tokens')).body.items).toEqual([])
  expect((await call('GET', `${PRODUCTION}/keys`)).body.items).toHaveLength(1)
})

test('who revokes a token that somebody revoked meanwhile is told, if they say what they saw', async () => {
  const { call } = await openTestAdmin()
  const { body } = await call('POST', '/tokens', { name: 'a', role: 'viewer' })
  const revoke = (seen: string) => call('DELETE', `/tokens/${String(body.id)}`, undefined, { 'if-match': seen })
  expect((await revoke('"1"')).status).toBe(204)
  const late = await revoke('"1"')
  expect([late.status, late.body]).toMatchObject([412, { current: { revokedAt: expect.any(String) } }])
  expect(late.body.changed).toEqual(['/revokedAt'])
})

test('a credential of SDKs is told that it is of the wrong kind, whether it works or not', async () => {
  const { call } = await openTestAdmin()
  const { body: sdk } = await call('POST', `${PRODUCTION}/keys`, { kind: 'sdk', name: 'backend' })
  const { body: client } = await call('POST', `${PRODUCTION}/keys`, { kind: 'client', name: 'web' })
  for (const credential of [sdk.secret, client.clientId, 'hal_sdk_unknown_unknown_00000000']) {
    const headers = { authorization: `Bearer ${String(credential)}` }
    const refused = await call('GET', '/projects', undefined, headers)
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
  }
})
