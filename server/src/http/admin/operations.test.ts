import { listOperations, validate } from '@halyard/admin-api'
import { beforeAll, expect, test } from 'vitest'
import { openTestAdmin } from './test-admin.ts'
import { openWorld, requestOf } from './test-world.ts'

/** What is read or refused changes nothing, so that each asks in the same world. */
let same: Awaited<ReturnType<typeof openWorld>>
beforeAll(async () => {
  same = await openWorld()
})

test.each(listOperations())('%s: its example works, and the answer is what is described', async (_, operation) => {
  const { admin, ids } = operation.method === 'GET' ? same : await openWorld()
  const answer = await admin.call(operation.method, requestOf(operation, ids), operation.example.body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(operation.statuses[0])
  const described = operation.answer === undefined ? undefined : validate(operation.answer, answer.body)
  expect(described ?? { ok: true }).toMatchObject({ ok: true })
  expect(admin.reported).toEqual([])
})

test.each(listOperations())('%s: a parameter that means nothing here is refused unless it is urgent', async (_, op) => {
  const { admin, ids } = op.urgent ? await openWorld() : same
  const place = requestOf(op, ids)
  const answer = await admin.call(op.method, `${place}${place.includes('?') ? '&' : '?'}force=true`, op.example.body)
  expect(answer.status).toBe(op.urgent ? 200 : 400)
})

test.each(listOperations())('%s: a misspelt dry run is not done, however urgent', async (_, op) => {
  const { admin, ids } = same
  const place = requestOf(op, ids)
  const answer = await admin.call(op.method, `${place}${place.includes('?') ? '&' : '?'}dryrun=true`, op.example.body)
  expect([answer.status, answer.body.code]).toEqual([400, 'bad-request'])
})

test('a number or a text out of its bounds is refused in words', async () => {
  const { call } = await openTestAdmin()
  for (const [query, words] of [
    ['limit=2000', 'The query parameter "limit" must be at most 1000.'],
    ['limit=0', 'The query parameter "limit" must be at least 1.'],
    ['limit=1.5', 'The query parameter "limit" must be an integer.'],
    ['environment=', 'The query parameter "environment" must be at least 1 character.'],
  ] as const)
    expect((await call('GET', `/projects/default/audit?${query}`)).body).toMatchObject({
      status: 422,
      code: 'invalid',
      detail: words,
      errors: [{ path: `?${query.split('=')[0]}`, expected: expect.any(String) }],
    })
})

test.each([
  ['audit?limit=0', 422],
  ['audit?limit=-1', 422],
  ['audit?limit=1001', 422],
  ['audit?limit=abc', 400],
  ['audit?limit=', 400],
  ['audit?limit=1e3', 400],
  ['audit?from=yesterday', 400],
  ['audit?cursor=!', 400],
  ['audit?bogus=1', 400],
  ['flags?state=gone', 422],
  ['flags?stale=maybe', 400],
])('GET %s: %i, for what cannot be read is 400, and what can and will not do 422', async (query, status) => {
  const { call } = await openTestAdmin()
  expect((await call('GET', `/projects/default/${query}`)).body).toMatchObject({
    status,
    code: status === 400 ? 'bad-request' : 'invalid',
    errors: [{ path: query.replace(/.*(\?\w+)=.*/, '$1') }],
  })
})

test('a parameter that is given twice is refused, however urgent where it is the dry run', async () => {
  const { call } = await openWorld().then(({ admin }) => admin)
  const place = '/projects/shop/environments/production/flags/new-checkout'
  const statuses = async (...asked: [string, string][]): Promise<readonly number[]> =>
    Promise.all(asked.map(async ([method, path]) => (await call(method, place + path, {})).status))
  expect(await statuses(['PATCH', '?dryRun=true&dryRun=false'], ['POST', '/kill?dryRun=true&dryRun=false'])).toEqual([
    400, 400,
  ])
  expect(await statuses(['POST', '/kill?waitFor=0&waitFor=0&a=1&a=2'])).toEqual([200])
  expect((await call('GET', '/projects/shop/flags?limit=1&limit=2')).body).toMatchObject({
    code: 'bad-request',
    errors: [{ path: '?limit', expected: 'given once' }],
  })
})

test('what can be read can be asked for its headers alone', async () => {
  const { admin } = await openWorld()
  const got = await admin.call('GET', '/projects/shop')
  const head = await admin.call('HEAD', '/projects/shop')
  expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', got.headers.get('etag')])
  expect((await admin.call('GET', '/projects/shop/')).body).toMatchObject({
    code: 'not-found',
    detail: expect.stringContaining('without a slash'),
  })
})

test('a known path says which methods it takes', async () => {
  const { call } = await openTestAdmin()
  const refused = await call('POST', '/projects/default/flags/f', {})
  expect([refused.status, refused.headers.get('allow'), refused.body.code]).toEqual([
    405,
    'GET, HEAD, PATCH, DELETE',
    'method-not-allowed',
  ])
})
