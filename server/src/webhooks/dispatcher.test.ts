import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { openTestAdmin } from '../http/admin/test-admin.ts'
import { FLAG, FLAGS, HOUR_MS, openWorld, receiver, to, WEBHOOKS } from '../test-webhooks.ts'
import { createDispatcher } from '../wiring.ts'
import type { TestReceiver } from './test-receiver.ts'

function isSignedBy({ headers, body }: TestReceiver['requests'][number], secret: string): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const signature = `v1,${createHmac('sha256', key).update(text).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(signature)
}

test('every change is told, signed, in order, with what it was; what was before is not', async () => {
  const world = await openWorld()
  const target = await receiver()
  await world.call('POST', FLAGS, { key: 'f' })
  const { secret, id } = await world.hook({ url: to(target) })
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  await world.call('PATCH', FLAG, { enabled: true, reason: 'go' })
  await world.call('POST', `${FLAG}/kill`, { reason: 'errors' })
  await world.deliver()
  const bodies = target.requests.map(({ body }) => JSON.parse(body))
  expect(bodies.map(({ type }) => type)).toEqual(['configuration.update', 'flag.kill'])
  expect(bodies[1]).toMatchObject({
    timestamp: expect.stringMatching(/Z$/),
    data: {
      project: 'default',
      reason: 'errors',
      resource: { type: 'configuration', key: 'f', environment: 'production' },
      before: { killed: false },
      after: { killed: true },
      revisions: { production: expect.any(Number) },
    },
  })
  expect(bodies[1].data).not.toHaveProperty('address')
  for (const request of target.requests) expect(isSignedBy(request, secret)).toBe(true)
  expect(await world.deliveries(id)).toMatchObject([
    { type: 'flag.kill', state: 'delivered', attempts: 1, lastStatus: 200 },
    { type: 'configuration.update', state: 'delivered' },
  ])
  await world.deliver()
  expect(target.requests).toHaveLength(2)
  expect(world.failures).toEqual([])
})

test('filters by environment and action; what changes an environment from outside concerns it', async () => {
  const world = await openWorld()
  const production = await receiver()
  const kills = await receiver()
  await world.hook({ url: to(production), environments: ['production'] })
  await world.hook({ url: to(kills), actions: ['flag.kill', 'segment'] })
  await world.call('POST', FLAGS, { key: 'f' })
  await world.call('PATCH', `${FLAGS}/f`, { description: 'no environment serves it' })
  await world.call('PATCH', FLAG.replace('production', 'development'), { enabled: true })
  await world.call('POST', `${FLAG}/kill`)
  await world.call('PUT', '/projects/default/environments/development/segments/s', { included: ['u-1'] })
  await world.call('DELETE', `${FLAGS}/f`)
  await world.deliver()
  const types = ({ requests }: TestReceiver) => requests.map(({ body }) => JSON.parse(body).type)
  expect(types(production)).toEqual(['flag.create', 'flag.kill', 'flag.archive'])
  expect(types(kills)).toEqual(['flag.kill', 'segment.create'])
})

test('what was not sent before a crash is sent after it, from the audit', async () => {
  const world = await openWorld()
  const target = await receiver()
  await world.hook({ url: to(target) })
  await world.call('POST', FLAGS, { key: 'f' })
  world.dispatcher.abandon()
  await world.call('POST', `${FLAG}/kill`)
  const next = createDispatcher(world.halyard, {
    webhooksToLoopback: true,
    onOutcome: () => {},
    onFailure: (error) => world.failures.push(error),
  })
  next.dispatch()
  await next.idle()
  expect(target.requests.map(({ body }) => JSON.parse(body).type)).toEqual(['flag.create', 'flag.kill'])
  expect(world.failures).toEqual([])
})

test('what an older filter left out does not come up after an edit, nor after the next start', async () => {
  const world = await openWorld()
  const target = await receiver()
  const { id } = await world.hook({ url: to(target), actions: ['segment'] })
  await world.call('POST', FLAGS, { key: 'f' })
  await world.deliver()
  await world.call('PATCH', `${WEBHOOKS}/${id}`, { actions: ['flag'] })
  await world.deliver()
  const next = createDispatcher(world.halyard, {
    webhooksToLoopback: true,
    onOutcome: () => {},
    onFailure: (error) => world.failures.push(error),
  })
  await world.call('POST', `${FLAG}/kill`)
  next.dispatch()
  await next.idle()
  expect(target.requests.map(({ body }) => JSON.parse(body).type)).toEqual(['flag.kill'])
})

test('while a secret is rotated, both sign; then the new one alone', async () => {
  const world = await openWorld()
  const target = await receiver()
  const { id, secret: old } = await world.hook({ url: to(target) })
  const rotated = await world.call('POST', `${WEBHOOKS}/${id}/rotate`, { graceSeconds: 60 })
  const secret = String(rotated.body.secret)
  expect(secret).not.toBe(old)
  await world.call('POST', FLAGS, { key: 'f' })
  await world.deliver()
  world.clock.nowMs = Date.now() + 61_000
  await world.call('POST', `${FLAG}/kill`)
  await world.deliver()
  const [first, ...rest] = target.requests.slice(-2)
  expect(first && [isSignedBy(first, secret), isSignedBy(first, old)]).toEqual([true, true])
  expect(rest.map((request) => [isSignedBy(request, secret), isSignedBy(request, old)])).toEqual([[true, false]])
})

test('a ping goes out even where the webhook is switched off; no answer but the first shows a secret', async () => {
  const world = await openWorld()
  const target = await receiver()
  const { id, secret } = await world.hook({ url: `${to(target)}T0/secret-path`, enabled: false })
  await world.call('POST', FLAGS, { key: 'f' })
  const ping = await world.call('POST', `${WEBHOOKS}/${id}/ping`)
  expect(ping.body).toMatchObject({ type: 'ping', state: 'pending', auditSeq: null })
  world.clock.nowMs = Date.now()
  await world.deliver()
  expect(target.requests.map(({ body }) => JSON.parse(body))).toMatchObject([
    { type: 'ping', data: { project: 'default', webhook: id } },
  ])
  const shown = [
    await world.call('GET', WEBHOOKS),
    await world.call('GET', `${WEBHOOKS}/${id}`),
    await world.call('GET', '/projects/default/audit'),
    await world.call('GET', `${WEBHOOKS}/${id}/deliveries`),
  ]
  expect(JSON.stringify(shown.map(({ body }) => body))).not.toContain(secret)
  // Whoever reads the audit is not thereby able to post to the receiver.
  expect(JSON.stringify(shown[2]?.body)).not.toContain('secret-path')
})

test('a document too large to send is left out, and said to be', async () => {
  const world = await openWorld()
  const target = await receiver()
  await world.hook({ url: to(target), actions: ['segment'] })
  const included = Array.from({ length: 9_000 }, (_, n) => `user-${n}-${'x'.repeat(30)}`)
  await world.call('PUT', '/projects/default/environments/production/segments/s', { included })
  await world.deliver()
  const [request] = target.requests
  expect(JSON.parse(request?.body ?? '').data).toMatchObject({
    before: null,
    after: null,
    omitted: ['before', 'after'],
  })
})

test('what came of long ago is forgotten, but for the newest thousand', async () => {
  const world = await openWorld(async () => ({ status: 200, error: undefined }))
  const { id } = await world.hook({ url: 'https://hooks.example.com/' })
  await world.call('POST', FLAGS, { key: 'f' })
  await world.deliver()
  expect(await world.deliveries(id)).toHaveLength(1)
  world.clock.nowMs += 31 * 24 * HOUR_MS
  await world.deliver()
  expect(await world.deliveries(id)).toHaveLength(0)
})

test('F79 a URL inside is refused when the webhook is made, and names what would do, as for environments and actions', async () => {
  const { call } = await openTestAdmin()
  for (const url of ['https://169.254.169.254/', 'http://hooks.example.com/', 'https://localhost:4400/']) {
    const refused = await call('POST', WEBHOOKS, { url })
    expect([refused.status, refused.body]).toMatchObject([422, { code: 'invalid', errors: [{ path: '/url' }] }])
  }
  const made = await call('POST', WEBHOOKS, { url: 'https://hooks.example.com/' })
  const unknown = await call('POST', WEBHOOKS, {
    url: 'https://hooks.example.com/',
    environments: ['prodution'],
    actions: ['flag', 'flag.kil'],
  })
  expect([unknown.status, unknown.body]).toMatchObject([
    422,
    {
      errors: [
        { path: '/environments/0', suggestion: 'production' },
        { path: '/actions/1', suggestion: 'flag.kill' },
      ],
    },
  ])
  const tried = await call('POST', `${WEBHOOKS}?dryRun=true`, { url: 'https://hooks.example.com/' })
  expect([tried.status, tried.body.secret]).toEqual([200, undefined])
  const moved = await call('PATCH', `${WEBHOOKS}/${String(made.body.id)}`, { url: 'https://[::1]/' })
  expect([moved.status, moved.body.code]).toEqual([422, 'invalid'])
})
