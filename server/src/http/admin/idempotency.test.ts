import { expect, onTestFinished, test, vi } from 'vitest'
import type { TestAnswer } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const FLAGS = '/projects/default/flags'
const FLAG = '/projects/default/environments/production/flags/f'
const once = (key: string) => ({ 'idempotency-key': key })

function replayed({ headers }: TestAnswer): boolean {
  return headers.get('idempotency-replayed') === 'true'
}

test('F2 a write that is retried after a lost reply is done once, and answers the same', async () => {
  const { call } = await openTestAdmin()
  const first = await call('POST', FLAGS, { key: 'f' }, once('k'))
  const again = await call('POST', FLAGS, { key: 'f' }, once('k'))
  expect([first.status, replayed(first)]).toEqual([201, false])
  expect([again.status, replayed(again), again.body, again.headers.get('location')]).toEqual([
    201,
    true,
    first.body,
    first.headers.get('location'),
  ])
  await call('PATCH', FLAG, { enabled: true }, once('edit'))
  await call('PATCH', FLAG, { enabled: false })
  expect((await call('PATCH', FLAG, { enabled: true }, once('edit'))).body).toMatchObject({ enabled: true, version: 2 })
  expect((await call('GET', FLAG)).body).toMatchObject({ enabled: false, version: 3 })
})

test('F2 the same key with another body, path or condition is refused', async () => {
  const { call } = await openTestAdmin()
  await call('POST', FLAGS, { key: 'f' }, once('k'))
  for (const refused of [
    await call('POST', FLAGS, { key: 'g' }, once('k')),
    await call('POST', '/projects', { key: 'f' }, once('k')),
    await call('POST', FLAGS, { key: 'f' }, { ...once('k'), 'x-halyard-reason': 'other' }),
  ]) {
    expect([refused.status, refused.body.code]).toEqual([422, 'idempotency-mismatch'])
  }
  expect((await call('GET', `${FLAGS}/g`)).status).toBe(404)
})

test('what was refused, or only tried, may be sent again under its key', async () => {
  const { call } = await openTestAdmin()
  expect((await call('PATCH', FLAG, { enabled: true }, once('k'))).status).toBe(404)
  expect((await call('POST', `${FLAGS}?dryRun=true`, { key: 'f' }, once('dry'))).status).toBe(200)
  await call('POST', FLAGS, { key: 'f' }, once('dry'))
  const done = await call('PATCH', FLAG, { enabled: true }, once('k'))
  expect([done.status, replayed(done)]).toEqual([200, false])
})

test('a key is its token’s alone, and a secret is shown again only to who got it', async () => {
  const { call } = await openTestAdmin()
  const keys = '/projects/default/environments/production/keys'
  const first = await call('POST', keys, { kind: 'sdk', name: 'a' }, once('k'))
  const again = await call('POST', keys, { kind: 'sdk', name: 'a' }, once('k'))
  expect(again.body.secret).toBe(first.body.secret)
  await call('POST', FLAGS, { key: 'f' }, { ...once('own'), authorization: 'Bearer admin' })
  const others = await call('POST', FLAGS, { key: 'g' }, { ...once('own'), authorization: 'Bearer editor' })
  expect([others.status, replayed(others)]).toEqual([201, false])
})

test('a kill is never held up: repeated it says so, after a restore it kills', async () => {
  const { call } = await openTestAdmin()
  await call('POST', FLAGS, { key: 'f' })
  const kill = (body = {}) => call('POST', `${FLAG}/kill`, body, once('pager'))
  expect((await kill()).body).toMatchObject({ killed: true })
  expect(replayed(await kill())).toBe(true)
  expect((await kill({ reason: 'another request' })).body).toMatchObject({ killed: true })
  await call('POST', `${FLAG}/restore`)
  const late = await kill()
  expect([late.body.killed, replayed(late)]).toEqual([true, false])
  expect((await call('GET', FLAG)).body).toMatchObject({ killed: true })
})

test('a key too long to keep is refused', async () => {
  const { call } = await openTestAdmin()
  expect((await call('POST', FLAGS, { key: 'f' }, once('k'.repeat(256)))).status).toBe(400)
})

test('a day later a key is free again', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const { call } = await openTestAdmin()
  const hours = (n: number) => vi.setSystemTime(Date.now() + n * 3_600_000)
  await call('POST', FLAGS, { key: 'f' }, once('k'))
  hours(23)
  expect((await call('POST', FLAGS, { key: 'g' }, once('k'))).body).toMatchObject({ code: 'idempotency-mismatch' })
  hours(2)
  const later = await call('POST', FLAGS, { key: 'g' }, once('k'))
  expect([later.status, replayed(later)]).toEqual([201, false])
})
