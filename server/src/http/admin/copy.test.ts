import { beforeEach, describe, expect, test } from 'vitest'
import type { TestAdmin } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const COPY = '/projects/default/flags/checkout/copy'
const UP = { from: 'development', to: 'production' }
let admin: TestAdmin

const place = (environment: string, flag = 'checkout'): string =>
  `/projects/default/environments/${environment}/flags/${flag}`

beforeEach(async () => {
  admin = await openTestAdmin()
  for (const key of ['checkout', 'payments']) await admin.call('POST', '/projects/default/flags', { key })
  // Ramped in steps, so that its ranges are not those that its weights alone would come to.
  for (const on of [20_000, 60_000]) {
    const fallthrough = { split: { weights: { off: 100_000 - on, on } } }
    await admin.call('PATCH', place('development'), { enabled: true, fallthrough })
  }
})

describe('copying a configuration', () => {
  test('serves the very same people the same, and tells the difference', async () => {
    const { body: source } = await admin.call('GET', place('development'))
    const { status, body, headers } = await admin.call('POST', COPY, { ...UP, reason: 'promoted' })
    expect([status, headers.get('etag')]).toEqual([200, '"2"'])
    expect(body).toMatchObject({
      environment: 'production',
      version: 2,
      fallthrough: source.fallthrough,
      enabled: true,
    })
    expect(body.preview).toMatchObject({
      changes: [{ path: '/enabled', before: false, after: true }, { path: '/fallthrough/variant' }, {}],
      moves: [{ where: 'fallthrough', from: 'off', to: 'on', buckets: 60_000 }],
    })
    const { body: history } = await admin.call('GET', `${place('production')}/history`)
    expect((history.items as unknown[])[0]).toMatchObject({ action: 'configuration.copy', reason: 'promoted' })
  })

  test('as a dry run changes nothing; done twice it is one change', async () => {
    const { body } = await admin.call('POST', `${COPY}?dryRun=true`, UP)
    expect(body.preview).toMatchObject({ summary: 'At the fallthrough, 60 % move from "off" to "on".' })
    expect((await admin.call('GET', place('production'))).body.version).toBe(1)
    await admin.call('POST', COPY, UP)
    const again = await admin.call('POST', COPY, UP)
    expect([again.body.version, again.body.preview]).toMatchObject([2, { summary: 'Nothing changes.' }])
  })

  test('leaves a kill where it is, and brings none along', async () => {
    await admin.call('POST', `${place('development')}/kill`)
    expect((await admin.call('POST', COPY, UP)).body.killed).toBe(false)
    await admin.call('POST', `${place('production')}/kill`)
    await admin.call('PATCH', place('development'), { fallthrough: { variant: 'on' } })
    expect((await admin.call('POST', COPY, UP)).body).toMatchObject({ killed: true, fallthrough: { variant: 'on' } })
  })

  test('names the segments that the target lacks, and the way out', async () => {
    await admin.call('PUT', '/projects/default/environments/development/segments/beta', { included: ['u-1'] })
    await admin.call('PATCH', place('development'), { rules: [{ if: { segment: 'beta' }, serve: { variant: 'on' } }] })
    const { status, body } = await admin.call('POST', COPY, UP)
    expect([status, body.code]).toEqual([422, 'copy-impossible'])
    expect(body.errors).toEqual([
      {
        path: '/to',
        value: 'beta',
        expected: 'a segment of the environment "production", for /rules/0/if',
        suggestion: 'PUT …/environments/production/segments/beta first',
      },
    ])
    await admin.call('PUT', '/projects/default/environments/production/segments/beta', {})
    expect((await admin.call('POST', COPY, UP)).status).toBe(200)
  })

  test('refuses prerequisites that would lead back there, and warns of those that are off there', async () => {
    await admin.call('PATCH', place('development'), { prerequisites: [{ flag: 'payments', variant: 'on' }] })
    const warned = await admin.call('POST', `${COPY}?dryRun=true`, UP)
    expect(warned.body.warnings).toEqual([expect.stringContaining('"payments" is off in "production"')])
    await admin.call('PATCH', place('production', 'payments'), { prerequisites: [{ flag: 'checkout', variant: 'on' }] })
    const { body } = await admin.call('POST', COPY, UP)
    expect(body).toMatchObject({ code: 'copy-impossible', errors: [{ message: 'checkout → payments → checkout' }] })
  })

  test('F72 takes If-Match for the version in the target', async () => {
    const { status, body } = await admin.call('POST', COPY, UP, { 'if-match': '"3"' })
    expect([status, body.code, body.current]).toMatchObject([412, 'version-conflict', { environment: 'production' }])
  })

  test('refuses to copy onto itself, and from or to where there is nothing', async () => {
    expect((await admin.call('POST', COPY, { from: 'production', to: 'production' })).status).toBe(422)
    expect((await admin.call('POST', COPY, { from: 'nope', to: 'production' })).body.code).toBe('environment-not-found')
    const viewer = await admin.call('POST', COPY, UP, { authorization: 'Bearer operator' })
    expect(viewer.status).toBe(403)
  })
})
