import { beforeEach, describe, expect, test } from 'vitest'
import type { TestAdmin } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const PRODUCTION = '/projects/default/environments/production'
const FLAG = `${PRODUCTION}/flags/checkout`
let admin: TestAdmin

beforeEach(async () => {
  admin = await openTestAdmin()
  await admin.call('POST', '/projects/default/flags', {
    key: 'checkout',
    type: 'string',
    variants: { off: '', one: '1', two: '2' },
  })
  await admin.call('PATCH', FLAG, { enabled: true, fallthrough: { split: { weights: { one: 20_000, off: 80_000 } } } })
})

async function preview(patch: object): Promise<unknown> {
  const { status, body } = await admin.call('PATCH', `${FLAG}?dryRun=true`, patch)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.preview
}

const at = { flag: 'checkout', where: 'fallthrough' }

describe('a dry run', () => {
  test('tells what differs and exactly how many buckets move from which variant to which', async () => {
    const split = { weights: { one: 50_000, two: 10_000, off: 40_000 } }
    expect(await preview({ fallthrough: { split } })).toEqual({
      summary: 'At the fallthrough, 30 % move from "off" to "one". At the fallthrough, 10 % move from "off" to "two".',
      changes: [
        { path: '/fallthrough/split/weights/off', before: 80_000, after: 40_000 },
        { path: '/fallthrough/split/weights/one', before: 20_000, after: 50_000 },
        { path: '/fallthrough/split/weights/two', after: 10_000 },
        { path: '/fallthrough/split/ranges', before: expect.anything(), after: expect.anything() },
      ],
      moves: [
        { ...at, from: 'off', to: 'one', buckets: 30_000 },
        { ...at, from: 'off', to: 'two', buckets: 10_000 },
      ],
      reach: [],
    })
    expect((await admin.call('GET', FLAG)).body).toMatchObject({ version: 2 })
  })

  test('of a flag that is switched off counts everyone who was served something else', async () => {
    expect(await preview({ enabled: false, offVariant: null })).toMatchObject({
      moves: [
        { ...at, from: 'off', to: null, buckets: 80_000 },
        { ...at, from: 'one', to: null, buckets: 20_000 },
      ],
    })
  })

  test('of a killed flag says that nobody moves before it is restored', async () => {
    await admin.call('POST', `${FLAG}/kill`)
    expect(await preview({ fallthrough: { variant: 'two' } })).toMatchObject({
      summary: 'Killed: what is changed counts when it is restored.',
      moves: [],
    })
    expect(await preview({ offVariant: 'two' })).toMatchObject({
      moves: [{ flag: 'checkout', where: 'off', from: 'off', to: 'two', buckets: 100_000 }],
    })
  })

  test('names rules by id: what they serve as moves, who gets to them as reach', async () => {
    const first = { id: 'r-1', if: { attribute: 'plan', op: 'in', value: ['pro'] }, serve: { variant: 'one' } }
    const exists = { attribute: 'plan', op: 'exists' }
    const second = { id: 'r-2', if: exists, serve: { split: { weights: { one: 50_000, two: 50_000 } } } }
    await admin.call('PATCH', FLAG, { rules: [first, second] })
    const rules = [
      { ...first, if: { attribute: 'plan', op: 'in', value: ['pro', 'max'] } },
      { ...second, serve: { split: { weights: { one: 60_000, two: 40_000 } } } },
      { id: 'r-3', serve: { variant: 'off' } },
    ]
    expect(await preview({ rules })).toMatchObject({
      summary: 'At the rule r-2, 10 % move from "two" to "one". Others match the rule r-1. The rule r-3 is added.',
      moves: [{ flag: 'checkout', where: 'rule', rule: 'r-2', from: 'two', to: 'one', buckets: 10_000 }],
      reach: [
        { where: 'rule', rule: 'r-1', change: 'changed' },
        { where: 'rule', rule: 'r-3', change: 'added' },
      ],
    })
    expect(await preview({ rules: [second, first] })).toMatchObject({
      moves: [],
      reach: [
        { rule: 'r-1', change: 'moved' },
        { rule: 'r-2', change: 'moved' },
      ],
    })
  })

  test('says where buckets are of another attribute than before', async () => {
    const split = { by: 'company', weights: { one: 20_000, off: 80_000 } }
    expect(await preview({ fallthrough: { split } })).toMatchObject({
      summary: expect.stringContaining('about 16 %'),
      moves: [
        { ...at, from: 'off', to: 'one', buckets: 16_000, estimated: true },
        { ...at, from: 'one', to: 'off', buckets: 16_000, estimated: true },
      ],
    })
  })

  test('that would change nothing says so; a real write tells nothing of it', async () => {
    expect(await preview({ enabled: true })).toMatchObject({ summary: 'Nothing changes.', changes: [], moves: [] })
    const { body } = await admin.call('PATCH', FLAG, { enabled: false })
    expect(body).not.toHaveProperty('preview')
  })

  test('of a rollback tells who moves back', async () => {
    const { body: before } = await admin.call('GET', FLAG)
    await admin.call('PATCH', FLAG, { fallthrough: { variant: 'two' } })
    const { body } = await admin.call('POST', `${FLAG}/rollback?dryRun=true`, { revision: before.revision })
    expect(body.preview).toMatchObject({
      moves: [
        { ...at, from: 'two', to: 'off', buckets: 80_000 },
        { ...at, from: 'two', to: 'one', buckets: 20_000 },
      ],
    })
  })

  test('of many changes points into them, and follows a segment to the rules that name it', async () => {
    const names = [{ id: 'r-1', if: { segment: 'staff' }, serve: { variant: 'one' } }]
    await admin.call('PUT', `${PRODUCTION}/segments/people`, { included: ['u-1'] })
    await admin.call('PUT', `${PRODUCTION}/segments/staff`, { if: { segment: 'people' } })
    await admin.call('PATCH', FLAG, { rules: names })
    const { body } = await admin.call('POST', `${PRODUCTION}/changes?dryRun=true`, {
      segments: { people: { included: ['u-1', 'u-2'] }, fresh: {} },
      flags: { checkout: { fallthrough: { variant: 'off' } } },
    })
    expect(body.preview).toMatchObject({
      summary:
        'checkout: at the fallthrough, 20 % move from "one" to "off". ' +
        'checkout: others match the rule r-1, because the segment people changes.',
      changes: [
        { path: '/segments/people/included', before: ['u-1'], after: ['u-1', 'u-2'] },
        { path: '/segments/fresh', after: { included: [] } },
        { path: '/flags/checkout/fallthrough/split' },
        { path: '/flags/checkout/fallthrough/variant', after: 'off' },
      ],
      moves: [{ ...at, from: 'one', to: 'off', buckets: 20_000 }],
      reach: [{ flag: 'checkout', where: 'rule', rule: 'r-1', segment: 'people', change: 'changed' }],
    })
  })
  test('of a segment names the rules that others would match', async () => {
    await admin.call('PUT', `${PRODUCTION}/segments/beta`, { included: ['u-1'] })
    const rules = [{ id: 'r-1', if: { segment: 'beta' }, serve: { variant: 'one' } }]
    await admin.call('PATCH', FLAG, { rules })
    const { body } = await admin.call('PUT', `${PRODUCTION}/segments/beta?dryRun=true`, { included: ['u-2'] })
    expect(body.preview).toEqual({
      summary: 'checkout: others match the rule r-1, because the segment beta changes.',
      changes: [{ path: '/included', before: ['u-1'], after: ['u-2'] }],
      moves: [],
      reach: [{ flag: 'checkout', where: 'rule', rule: 'r-1', segment: 'beta', change: 'changed' }],
    })
    const renamed = await admin.call('PUT', `${PRODUCTION}/segments/beta?dryRun=true`, { included: ['u-1'], name: 'B' })
    expect(renamed.body.preview).toMatchObject({ summary: 'Nobody moves.', reach: [] })
  })
})
