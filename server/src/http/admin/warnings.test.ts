import { expect, test } from 'vitest'
import { openTestAdmin } from './test-admin.ts'

const FLAGS = '/projects/default/flags'
const HERE = '/projects/default/environments/production'

const words = (count: number): string[] => Array.from({ length: count }, (_, index) => `w${index}`)
const rules = (count: number): object[] =>
  Array.from({ length: count }, (_, n) => ({
    if: { attribute: 'n', op: 'in', value: [n] },
    serve: { variant: 'on' },
  }))

test('the write that takes a flag to 80 % of a limit says so, and no other', async () => {
  const { call } = await openTestAdmin()
  await call('POST', FLAGS, { key: 'f' })
  const patch = async (body: object, query = '') => (await call('PATCH', `${HERE}/flags/f${query}`, body)).body.warnings
  const warnings = ['/rules: 205 entries, and 256 is the limit.']
  expect(await patch({ rules: rules(204) })).toBeUndefined()
  expect(await patch({ rules: rules(205) }, '?dryRun=true')).toEqual(warnings)
  expect(await patch({ rules: rules(205) })).toEqual(warnings)
  expect(await patch({ rules: rules(206) })).toBeUndefined()
  const target = (count: number) => ({ targets: [{ values: words(count), variant: 'on' }] })
  expect(await patch(target(799))).toBeUndefined()
  expect(await patch(target(800))).toEqual(['/targets/0/values: 800 values, and 1000 is the limit.'])
  const split = (count: number) => {
    const ranges = Array.from({ length: count }, (_, i) => [i % 2 ? 'on' : 'off', i === count - 1 ? 100_000 : i + 1])
    return { fallthrough: { split: { ranges } } }
  }
  expect(await patch(split(205))).toEqual(['/fallthrough/split: 205 ranges, and 256 is the limit.'])
})

test('so does one that takes a segment there, alone or with others, and its answer can be sent back', async () => {
  const { call } = await openTestAdmin()
  const segment = `${HERE}/segments/s`
  const { body } = await call('PUT', segment, { included: words(8_000) })
  expect(body.warnings).toEqual(['/included: 8000 members, and 10000 is the limit.'])
  const again = await call('PUT', segment, body)
  expect([again.status, again.body.version, again.body.warnings]).toEqual([200, body.version, undefined])
  const { body: together } = await call('POST', `${HERE}/changes`, {
    segments: { t: { excluded: words(8_000) }, s: { ...body, included: words(8_001) } },
  })
  expect(together.warnings).toEqual(['/segments/t/excluded: 8000 members, and 10000 is the limit.'])
})

test('the flag, or the bytes, that take an environment to 80 % are told to who adds them, and a kill is never held up', async () => {
  const { call } = await openTestAdmin({ limits: { flagsPerEnvironment: 5, serverRulesetBytes: 4_000 } })
  const made = async (key: string) => (await call('POST', FLAGS, { key })).body.warnings
  for (const key of ['a', 'b', 'c']) expect(await made(key)).toBeUndefined()
  expect(await made('d')).toEqual(['The project has 4 flags, and 5 is the limit.'])
  expect(await made('e')).toBeUndefined()
  const fill = (dryRun: boolean) => call('PUT', `${HERE}/segments/s?dryRun=${dryRun}`, { included: words(400) })
  const nearlyFull = [
    expect.stringMatching(/^The server ruleset of "production" has 3\d{3} bytes, and 4000 is the limit\.$/),
  ]
  expect((await fill(true)).body.warnings).toEqual(nearlyFull)
  expect((await fill(false)).body.warnings).toEqual(nearlyFull)
  expect((await call('POST', `${HERE}/flags/a/kill`)).body).toMatchObject({ killed: true })
})

test('what answers carry beside a document may come back in a change request', async () => {
  const { call } = await openTestAdmin()
  await call('POST', FLAGS, { key: 'f' })
  const never = { attribute: 'n', op: 'in', value: [] }
  const { body } = await call('PATCH', `${HERE}/flags/f`, { rules: [{ if: never, serve: { variant: 'on' } }] })
  expect(body.warnings).toEqual(['/rules/0: its condition can never hold.'])
  const asked = await call('POST', `${HERE}/change-requests`, {
    title: 'On',
    reason: 'it is time',
    flags: { f: { ...body, enabled: true } },
  })
  expect(asked.status).toBe(201)
  expect(JSON.stringify(asked.body.changes)).not.toContain('warnings')
})
