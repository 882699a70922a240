import { expect, test } from 'vitest'
import type { TestAdmin } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const HERE = '/projects/default/environments/production'
const FLAG = `${HERE}/flags/f`

async function withFlag(options: Parameters<typeof openTestAdmin>[0] = {}): Promise<TestAdmin> {
  const admin = await openTestAdmin(options)
  await admin.call('POST', '/projects/default/flags', { key: 'f' })
  return admin
}

const words = (count: number): string[] => Array.from({ length: count }, (_, index) => `w${index}`)
const rules = (count: number): unknown[] =>
  Array.from({ length: count }, (_, index) => ({
    if: { attribute: 'n', op: 'in', value: [index] },
    serve: { variant: 'on' },
  }))
const inList = (count: number): unknown => [
  { if: { attribute: 'a', op: 'in', value: words(count) }, serve: { variant: 'on' } },
]
const pattern = (length: number): unknown => [
  { if: { attribute: 'a', op: 'matches', value: 'a'.repeat(length) }, serve: { variant: 'on' } },
]

test.each([
  ['256 rules', { rules: rules(256) }, { rules: rules(257) }],
  ['1,000 values', { rules: inList(1_000) }, { rules: inList(1_001) }],
  [
    '1,000 values of a target',
    { targets: [{ values: words(1_000), variant: 'on' }] },
    { targets: [{ values: words(1_001), variant: 'on' }] },
  ],
])('F69 %s are taken, one more is refused', async (_, atLimit, above) => {
  const { call } = await withFlag()
  expect((await call('PATCH', FLAG, atLimit)).status).toBe(200)
  expect((await call('PATCH', FLAG, above)).status).toBe(422)
})

test('F69 a pattern of 500 characters is looked at, one of 501 is not', async () => {
  const { call } = await withFlag()
  const refused = await call('PATCH', FLAG, { rules: pattern(501) })
  expect(refused.body).toMatchObject({
    errors: [{ path: '/rules/0/if/value', expected: expect.stringContaining('500') }],
  })
})

test('F69 a segment lists 10,000 members, not one more', async () => {
  const { call } = await withFlag()
  expect((await call('PUT', `${HERE}/segments/s`, { included: words(10_000) })).status).toBe(201)
  expect((await call('PUT', `${HERE}/segments/s`, { included: words(10_001) })).status).toBe(422)
})

test('F69 the last flag that fits is taken; archiving one makes room', async () => {
  const { call } = await withFlag({ limits: { flagsPerEnvironment: 2 } })
  expect((await call('POST', '/projects/default/flags', { key: 'g' })).status).toBe(201)
  const refused = await call('POST', '/projects/default/flags', { key: 'h' })
  expect([refused.status, refused.body]).toMatchObject([422, { code: 'limit-reached' }])
  expect((await call('DELETE', '/projects/default/flags/g')).status).toBe(204)
  expect((await call('POST', '/projects/default/flags', { key: 'h' })).status).toBe(201)
  expect((await call('PATCH', '/projects/default/flags/g', { archived: false })).body).toMatchObject({
    code: 'limit-reached',
  })
})

test('F69 a ruleset that would become too large is refused, and a kill in a full one is not', async () => {
  const { call } = await withFlag({ limits: { serverRulesetBytes: 2_000 } })
  const refused = await call('PUT', `${HERE}/segments/s`, { included: words(500) })
  expect([refused.status, refused.body]).toMatchObject([413, { code: 'ruleset-too-large' }])
  let filler = 0
  while ((await call('PUT', `${HERE}/segments/f${filler}`, { included: words(2) })).status === 201) filler++
  expect((await call('POST', `${FLAG}/kill`)).body).toMatchObject({ killed: true })
})

test('F69 a string of 10 kB is taken, one byte more is refused', async () => {
  const { call } = await openTestAdmin()
  const flag = (bytes: number) => ({ key: `s${bytes}`, type: 'string', variants: { on: 'é'.repeat(bytes / 2) } })
  expect((await call('POST', '/projects/default/flags', flag(10_000))).status).toBe(201)
  expect((await call('POST', '/projects/default/flags', flag(10_002))).body).toMatchObject({
    errors: [{ path: '/variants/on' }],
  })
})

test('F62 a variant nested 10,000 deep is refused before anything walks it', async () => {
  const { call } = await openTestAdmin()
  const body = `{"key": "deep", "type": "object", "variants": {"on": ${'['.repeat(10_000)}${']'.repeat(10_000)}}}`
  expect((await call('POST', '/projects/default/flags', body)).body).toMatchObject({ status: 400, code: 'bad-json' })
})

test('F61 flags and variants may be called constructor, and none __proto__', async () => {
  const { call } = await openTestAdmin()
  const made = await call('POST', '/projects/default/flags', {
    key: 'constructor',
    variants: { toString: true, off: false },
  })
  expect(made.status).toBe(201)
  expect((await call('GET', `${HERE}/flags/constructor`)).body).toMatchObject({ fallthrough: { variant: 'toString' } })
  expect((await call('PATCH', `${HERE}/flags/constructor`, { offVariant: 'valueOf' })).status).toBe(422)
  expect((await call('GET', `${HERE}/flags/hasOwnProperty`)).status).toBe(404)
  expect((await call('POST', '/projects/default/flags', { key: '__proto__' })).status).toBe(422)
  expect((await call('POST', '/projects/default/flags', '{"key": "p", "variants": {"__proto__": true}}')).status).toBe(
    400,
  )
  expect((await call('POST', '/projects/default/flags', { key: 'x'.repeat(129) })).status).toBe(422)
})

test('F70 bodies that are too large, compressed, not JSON or not UTF-8 are refused', async () => {
  const { call, reported } = await openTestAdmin()
  const post = (body: unknown, headers = {}) => call('POST', '/projects/default/flags', body, headers)
  const name = 'n'.repeat(1_000_001)
  expect((await post({ key: 'a', name })).body).toMatchObject({ status: 413, code: 'too-large' })
  expect((await post('x', { 'content-encoding': 'gzip' })).body).toMatchObject({ status: 400, code: 'bad-request' })
  expect((await post('<xml/>', { 'content-type': 'application/xml' })).body).toMatchObject({
    status: 400,
    code: 'bad-json',
  })
  expect((await post('[]')).body).toMatchObject({ status: 422 })
  expect((await post({ key: 'a', name: 'line\r\nbreak' })).body).toMatchObject({ errors: [{ path: '/name' }] })
  expect((await post({ key: 'a', name: 'nul\0' })).status).toBe(422)
  expect(reported).toEqual([])
})

test('requests beyond the rate wait as long as they are told; kills have a bucket of their own', async () => {
  const { call } = await openTestAdmin({ rates: { admin: 3, kill: 2 } })
  const first = await call('POST', '/projects/default/flags', { key: 'f' })
  expect([first.headers.get('ratelimit-limit'), first.headers.get('ratelimit-remaining')]).toEqual(['3', '2'])
  await call('GET', '/projects')
  await call('GET', '/projects')
  const refused = await call('GET', '/projects')
  expect(refused.body).toMatchObject({ status: 429, code: 'rate-limited' })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(15)
  expect((await call('POST', `${FLAG}/kill`)).status).toBe(200)
})

test('a rule that stands after one for everybody is refused, with the rule that hides it', async () => {
  const { call } = await withFlag()
  const pro = { id: 'pro', if: { attribute: 'plan', op: 'in', value: ['pro'] }, serve: { variant: 'on' } }
  const all = { id: 'all', serve: { variant: 'off' } }
  const refused = await call('PATCH', FLAG, { rules: [all, pro] })
  expect([refused.status, refused.body]).toMatchObject([422, { errors: [{ path: '/rules/1', value: 'pro' }] }])
  expect((await call('PATCH', FLAG, { rules: [pro, all] })).status).toBe(200)
})

test('what is legal and looks like a mistake is told with the answer, which can be sent back', async () => {
  const { call } = await withFlag()
  await call('POST', '/projects/default/flags', { key: 'g' })
  const never = {
    if: {
      all: [
        { attribute: 'n', op: 'gt', value: 5 },
        { attribute: 'n', op: 'lt', value: 1 },
      ],
    },
  }
  const { body } = await call('PATCH', FLAG, {
    prerequisites: [{ flag: 'g', variant: 'on' }],
    targets: [
      { values: ['u-1'], variant: 'on' },
      { values: ['u-1', 'u-2'], variant: 'off' },
    ],
    rules: [{ ...never, serve: { variant: 'on' } }],
  })
  expect(body.warnings).toEqual([
    expect.stringMatching(/^\/prerequisites\/0: "g" is off/),
    expect.stringMatching(/^\/targets\/1: "u-1" is listed by \/targets\/0/),
    expect.stringMatching(/^\/rules\/0: its condition can never hold/),
  ])
  const { preview: _, ...document } = body
  const again = await call('PUT', FLAG, document)
  expect([again.status, again.body.version]).toEqual([200, body.version])
})
