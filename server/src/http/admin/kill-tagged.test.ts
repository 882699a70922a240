import { beforeEach, expect, test } from 'vitest'
import type { TestAdmin } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const PRODUCTION = '/projects/default/environments/production'
const KILL = `${PRODUCTION}/kill`
let admin: TestAdmin

beforeEach(async () => {
  admin = await openTestAdmin()
  for (const key of ['card', 'invoice', 'old']) {
    await admin.call('POST', '/projects/default/flags', { key, tags: ['payments'] })
    await admin.call('PATCH', `${PRODUCTION}/flags/${key}`, { enabled: true })
  }
  await admin.call('POST', '/projects/default/flags', { key: 'search', tags: ['ui'] })
  await admin.call('DELETE', '/projects/default/flags/old')
})

async function revision(): Promise<number> {
  return Number((await admin.call('GET', PRODUCTION)).body.revision)
}

test('a kill by tag kills all that carry it in one revision, and says which and who is connected', async () => {
  const before = await revision()
  const commits: unknown[] = []
  admin.history.onCommit((notice) => commits.push(notice.changes.server?.items.map(({ key }) => key)))
  const { status, body } = await admin.call('POST', KILL, { tag: 'payments', reason: 'provider down' })
  expect([status, commits]).toEqual([200, [['card', 'invoice']]])
  const killed = { killed: true, changed: true, offVariant: 'off', revision: before + 1, version: 3 }
  expect(body).toEqual({
    environment: 'production',
    tag: 'payments',
    revision: before + 1,
    flags: [
      { flag: 'card', ...killed },
      { flag: 'invoice', ...killed },
    ],
    connected: 3,
    applied: 0,
    p50Ms: null,
    p99Ms: null,
    laggards: [],
    clientsConnected: 2,
    polling: 0,
    timedOut: false,
  })
  const { body: history } = await admin.call('GET', `${PRODUCTION}/flags/invoice/history`)
  const [newest] = history.items as unknown[]
  expect(newest).toMatchObject({ action: 'flag.kill', reason: 'provider down', revision: before + 1 })
  expect((await admin.call('GET', `${PRODUCTION}/flags/search`)).body.killed).toBe(false)
})

test('a kill by tag repeated changes nothing; one more flag under the tag is killed alone', async () => {
  await admin.call('POST', KILL, { tag: 'payments' })
  const before = await revision()
  const again = await admin.call('POST', KILL, { tag: 'payments' })
  expect(again.status).toBe(200)
  expect(again.body.flags).toMatchObject([{ changed: false }, { changed: false }])
  expect(await revision()).toBe(before)
  await admin.call('PATCH', '/projects/default/flags/search', { tags: ['payments'] })
  const more = await admin.call('POST', KILL, { tag: 'payments' })
  expect(more.body.flags).toMatchObject([{ changed: false }, { changed: false }, { flag: 'search', changed: true }])
})

test('a misspelt tag does not look like a kill', async () => {
  const { status, body } = await admin.call('POST', KILL, { tag: 'payment' })
  expect([status, body.code]).toEqual([422, 'invalid'])
  expect(body.errors).toMatchObject([{ path: '/tag', suggestion: 'payments' }])
  expect(body.detail).toContain('nothing was killed')
})

test('a kill by tag needs an operator, no reason where the environment is protected, and names bare flags', async () => {
  await admin.call('PATCH', `${PRODUCTION}/flags/card`, { offVariant: null })
  await admin.call('PATCH', PRODUCTION, { protected: true })
  const headers = { authorization: 'Bearer viewer' }
  expect((await admin.call('POST', KILL, { tag: 'payments' }, headers)).status).toBe(403)
  const killed = await admin.call(
    'POST',
    `${KILL}?waitfor=1`,
    { tag: 'payments' },
    { authorization: 'Bearer operator', 'if-match': '"99"' },
  )
  expect([killed.status, killed.body.warnings]).toEqual([200, [expect.stringContaining('"card"')]])
})

test('a kill by tag goes through when everything else has used up the token', async () => {
  const { call } = await openTestAdmin({ rates: { admin: 1, kill: 5 } })
  await call('POST', '/projects/default/flags', { key: 'card', tags: ['payments'] })
  expect((await call('GET', PRODUCTION)).status).toBe(429)
  expect((await call('POST', KILL, { tag: 'payments' })).status).toBe(200)
})
