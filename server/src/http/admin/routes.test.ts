import { expect, test } from 'vitest'
import { openTestAdmin } from './test-admin.ts'

test('a flag, a key and an environment can be made with one field each', async () => {
  const { call } = await openTestAdmin()
  const project = await call('POST', '/projects', { key: 'shop' })
  expect([project.status, project.headers.get('location'), project.headers.get('etag')]).toEqual([
    201,
    '/api/v1/projects/shop',
    '"1"',
  ])
  const flag = await call('POST', '/projects/default/flags', { key: 'new-checkout' })
  expect(flag.status).toBe(201)
  expect(flag.body).toMatchObject({ type: 'boolean', variants: { on: true, off: false }, version: 1 })
  const key = await call('POST', '/projects/default/environments/production/keys', { kind: 'sdk', name: 'api' })
  expect(key.body).toMatchObject({ secret: expect.stringMatching(/^hal_sdk_\w{12}_\w{40}_[0-9a-f]{8}$/) })
  const twice = await call('POST', '/projects/default/flags', { key: 'new-checkout' })
  expect([twice.status, twice.body]).toMatchObject([409, { code: 'key-taken' }])
})

test('an unknown field is refused with the name that was meant', async () => {
  const { call } = await openTestAdmin()
  const refused = await call('POST', '/projects/default/flags', { key: 'a', exposedToClient: true })
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({ errors: [{ path: '/exposedToClient', suggestion: 'exposeToClients' }] })
})

test('a misspelt query parameter is refused before anything is written, but never stops a kill', async () => {
  const { call } = await openTestAdmin()
  await call('POST', '/projects/default/flags', { key: 'a' })
  const flag = '/projects/default/environments/production/flags/a'
  const refused = await call('PATCH', `${flag}?dryrun=true`, { enabled: true })
  expect([refused.status, refused.body]).toMatchObject([
    400,
    { code: 'bad-request', errors: [{ path: '?dryrun', suggestion: 'dryRun' }] },
  ])
  expect((await call('GET', flag)).body).toMatchObject({ enabled: false })
  expect((await call('POST', `${flag}/kill?becauseOf=errors`)).body).toMatchObject({ killed: true })
})
