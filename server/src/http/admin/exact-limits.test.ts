/** Each limit: what reaches it is taken, and one more is refused with the place. */
import { expect, test } from 'vitest'
import type { TestAdmin, TestAnswer } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const FLAGS = '/projects/default/flags'
const HERE = '/projects/default/environments/production'
const FLAG = `${HERE}/flags/f`

const x = (count: number): string => 'x'.repeat(count)
const many = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => of(index))
const named = (count: number): Record<string, number> =>
  Object.fromEntries(many(count, (index) => [`n${index}`, index]))
const ranges = (count: number) => many(count, (i) => [i % 2 ? 'on' : 'off', i === count - 1 ? 100_000 : i + 1])
const patterns = (count: number) => ({ attribute: 'a', op: 'matches', value: many(count, String) })
const condition = (part: object) => ({ rules: [{ if: { attribute: 'a', ...part }, serve: { variant: 'on' } }] })

type Limited = readonly [
  what: string,
  most: number,
  path: string,
  ask: (admin: TestAdmin, n: number) => Promise<TestAnswer>,
]

const patch =
  (body: (n: number) => object) =>
  async ({ call }: TestAdmin, n: number) =>
    call('PATCH', FLAG, body(n))
const make =
  (body: (n: number) => object) =>
  async ({ call }: TestAdmin, n: number) =>
    call('POST', FLAGS, { key: `made-${n}`, ...body(n) })
const segment =
  (body: (n: number) => object) =>
  async ({ call }: TestAdmin, n: number) =>
    call('PUT', `${HERE}/segments/s`, body(n))

const LIMITS: readonly Limited[] = [
  ['targets', 256, '/targets', patch((n) => ({ targets: many(n, (i) => ({ values: [i], variant: 'on' })) }))],
  ['ranges of a split', 256, '/fallthrough/split', patch((n) => ({ fallthrough: { split: { ranges: ranges(n) } } }))],
  [
    'values of a nested condition',
    1_000,
    '/rules/0/if/not/value',
    patch((n) => ({
      rules: [{ if: { not: { attribute: 'a', op: 'in', value: many(n, String) } }, serve: { variant: 'on' } }],
    })),
  ],
  [
    'characters of a pattern',
    500,
    '/rules/0/if/value',
    patch((n) => condition({ op: 'matches', value: `[${x(n - 2)}]` })),
  ],
  [
    'patterns of all rules of a flag',
    1_000,
    '/rules',
    patch((n) => ({
      rules: [1, n - 1].map((count) => ({ if: { any: [{ not: patterns(count) }] }, serve: { variant: 'on' } })),
    })),
  ],
  ['patterns of a segment', 1_000, '/if', segment((n) => ({ if: { all: [patterns(1), patterns(n - 1)] } }))],
  ['bytes of a value', 10_000, '/rules/0/if/value/0', patch((n) => condition({ op: 'in', value: [x(n)] }))],
  [
    'characters of a rule’s id',
    128,
    '/rules/0/id',
    patch((n) => ({ rules: [{ id: x(n), serve: { variant: 'on' } }] })),
  ],
  ['included members', 10_000, '/included', segment((n) => ({ included: many(n, String) }))],
  ['excluded members', 10_000, '/excluded', segment((n) => ({ excluded: many(n, String) }))],
  ['variants', 256, '/variants', make((n) => ({ type: 'number', variants: named(n) }))],
  ['metadata entries', 64, '/metadata', make((n) => ({ metadata: named(n) }))],
  ['tags', 64, '/tags', make((n) => ({ tags: many(n, (i) => `t${i}`) }))],
  ['characters of a tag', 64, '/tags/0', make((n) => ({ tags: [x(n)] }))],
  ['characters of a name', 256, '/name', make((n) => ({ name: x(n) }))],
  ['characters of a description', 10_000, '/description', make((n) => ({ description: x(n) }))],
  ['characters of a salt', 256, '/salt', make((n) => ({ salt: x(n) }))],
  ['characters of a reason', 1_000, '/reason', make((n) => ({ reason: x(n) }))],
  ['characters of a key', 128, '/key', make((n) => ({ key: x(n) }))],
]

test.each(LIMITS)('F69 %s: %i are taken, one more is refused with the place', async (_, most, path, ask) => {
  const admin = await openTestAdmin()
  await admin.call('POST', FLAGS, { key: 'f' })
  const taken = await ask(admin, most)
  expect([taken.status, taken.body.errors]).toEqual([
    expect.toSatisfy((status) => status === 200 || status === 201),
    undefined,
  ])
  const refused = await ask(admin, most + 1)
  expect([refused.status, refused.body.errors]).toMatchObject([422, [{ path }]])
})

test('F69 a body of exactly 1 MB is read, one byte more is not', async () => {
  const { call } = await openTestAdmin()
  const body = (bytes: number): string => `{"key":"f"${' '.repeat(bytes - 11)}}`
  expect((await call('POST', FLAGS, body(1_000_000))).status).toBe(201)
  expect((await call('POST', FLAGS, body(1_000_001))).body).toMatchObject({ status: 413, code: 'too-large' })
})

test.each(['server', 'client'] as const)(
  'F69 a %s ruleset of exactly the limit is taken, one byte more is not',
  async (audience) => {
    const fill = async (limits: object): Promise<readonly [status: number, bytes: number | undefined]> => {
      const { call, store } = await openTestAdmin({ limits })
      await call('POST', FLAGS, { key: 'f', exposeToClients: true })
      const { status } = await call('PATCH', FLAG, {
        targets: [{ values: many(50, (i) => `user-${i}`), variant: 'on' }],
      })
      const bytes = await store.read({ project: 'default', environments: ['production'] }, ({ environments }) =>
        environments.get('production')?.rulesetBytes(audience),
      )
      return [status, typeof bytes === 'number' ? bytes : undefined]
    }
    const [, bytes = 0] = await fill({})
    expect(bytes).toBeGreaterThan(500)
    const limit = `${audience}RulesetBytes`
    expect(await fill({ [limit]: bytes })).toEqual([200, bytes])
    const [status, left = bytes] = await fill({ [limit]: bytes - 1 })
    expect([status, left < bytes]).toEqual([413, true])
  },
)

test('F69 an environment has 1,000 keys in use and a project as many webhooks as it may, not one more', async () => {
  const { call } = await openTestAdmin()
  const key = () => call('POST', `${HERE}/keys`, { kind: 'sdk', name: 'k' })
  for (let made = 0; made < 1_000; made++) expect((await key()).status).toBe(201)
  expect((await key()).body).toMatchObject({ status: 422, code: 'limit-reached' })
  const hook = () => call('POST', '/projects/default/webhooks', { url: 'https://example.com/hook' })
  let hooks = 0
  while ((await hook()).status === 201) hooks++
  expect((await hook()).body).toMatchObject({
    status: 422,
    code: 'limit-reached',
    detail: `The project has ${hooks} webhooks.`,
  })
}, 60_000)
