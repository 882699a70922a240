import { expect, test } from 'vitest'
import { openTestAdmin } from './test-admin.ts'

const CHANGES = '/projects/default/environments/production/changes'

function many<T>(count: number, of: (index: number) => T): Record<string, T> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k-${index}`, of(index)]))
}

function pathsOf(errors: unknown): readonly string[] {
  return (errors as { path: string }[]).map(({ path }) => path)
}

test('F64 a long chain of segments is taken, and a circle of them is named at each that changes', async () => {
  const { call } = await openTestAdmin()
  const chain = (count: number, last: object) =>
    many(count, (i) => (i === count - 1 ? last : { if: { segment: `k-${i + 1}` } }))
  expect((await call('POST', CHANGES, { segments: chain(8_000, {}) })).status).toBe(200)
  const circle = await call('POST', CHANGES, { segments: { 'k-2': { if: { segment: 'k-0' } } } })
  expect(circle.body.errors).toEqual([
    {
      path: '/segments/k-2/if',
      value: 'k-2 → k-0 → k-1 → k-2',
      message: 'k-2 → k-0 → k-1 → k-2',
      expected: 'segments that do not lead back to this one',
    },
  ])
  const fresh = await call('POST', CHANGES, { segments: chain(3, { if: { segment: 'k-0' } }) })
  expect(pathsOf(fresh.body.errors)).toEqual(['/segments/k-0/if', '/segments/k-1/if', '/segments/k-2/if'])
  const self = await call('POST', CHANGES, { segments: { own: { if: { segment: 'own' } } } })
  expect(self.body.errors).toMatchObject([{ path: '/segments/own/if', message: 'own → own' }])
})

test('F78 of tens of thousands of bad entries about a hundred are told, and none is applied', async () => {
  const { call } = await openTestAdmin()
  await call('POST', '/projects/default/flags', { key: 'good' })
  const { status, body } = await call('POST', CHANGES, {
    flags: { ...many(50_000, () => ({})), good: { enabled: true } },
  })
  expect([status, pathsOf(body.errors).length]).toEqual([422, 100])
  const gone = await call('POST', CHANGES, { segments: many(50_000, () => null) })
  expect([gone.status, pathsOf(gone.body.errors).length]).toEqual([422, 100])
  const flag = await call('GET', '/projects/default/environments/production/flags/good')
  expect(flag.body.enabled).toBe(false)
})

test('prerequisites are limited as rules are', async () => {
  const { call } = await openTestAdmin()
  await call('POST', '/projects/default/flags', { key: 'good' })
  const prerequisites = Array.from({ length: 257 }, (_, index) => ({ flag: `k-${index}`, variant: 'on' }))
  const { body } = await call('POST', CHANGES, { flags: { good: { prerequisites } } })
  expect(body.errors).toMatchObject([{ path: '/flags/good/prerequisites', expected: 'at most 256 prerequisites' }])
})
