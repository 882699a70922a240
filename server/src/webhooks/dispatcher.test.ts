import { createHmac } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openTestAdmin, type TestAdmin } from '../http/admin/test-admin.ts'
import { createDispatcher } from '../wiring.ts'
import type { DeliveryOutcome, WebhookDispatcher } from './dispatcher.ts'
import { createSender, type Send } from './send.ts'
import { type Answer, openReceiver, type TestReceiver } from './test-receiver.ts'

const WEBHOOKS = '/projects/default/webhooks'
const FLAGS = '/projects/default/flags'
const FLAG = '/projects/default/environments/production/flags/f'
const HOUR_MS = 3_600_000

interface World extends TestAdmin {
  readonly clock: { nowMs: number }
  readonly outcomes: DeliveryOutcome[]
  readonly failures: unknown[]
  readonly dispatcher: WebhookDispatcher
  /** Sends what is due, and waits for it. */
  deliver(): Promise<void>
  hook(body: object): Promise<{ readonly id: string; readonly secret: string }>
  deliveries(id: string, query?: string): Promise<readonly Record<string, unknown>[]>
}

async function openWorld(send?: Send): Promise<World> {
  const admin = await openTestAdmin({ webhooksToLoopback: true })
  const clock = { nowMs: Date.now() }
  const outcomes: DeliveryOutcome[] = []
  const failures: unknown[] = []
  const dispatcher = createDispatcher(admin.halyard, {
    webhooksToLoopback: true,
    nowMs: () => clock.nowMs,
    random: () => 0.5,
    onOutcome: (outcome) => outcomes.push(outcome),
    onFailure: (error) => failures.push(error),
    ...(send === undefined ? undefined : { send }),
  })
  onTestFinished(() => dispatcher.abandon())
  return {
    ...admin,
    clock,
    outcomes,
    failures,
    dispatcher,
    async deliver() {
      dispatcher.dispatch()
      await dispatcher.idle()
    },
    async hook(body) {
      const made = await admin.call('POST', WEBHOOKS, body)
      expect(made.status, JSON.stringify(made.body)).toBe(201)
      return made.body as { id: string; secret: string }
    },
    async deliveries(id, query = '') {
      return (await admin.call('GET', `${WEBHOOKS}/${id}/deliveries${query}`)).body.items as Record<string, unknown>[]
    },
  }
}

async function receiver(answer?: Answer): Promise<TestReceiver> {
  const opened = await openReceiver(answer)
  onTestFinished(() => opened.close())
  return opened
}

const to = ({ port }: TestReceiver) => `http://127.0.0.1:${port}/`

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

test('F79 what fails is tried again, later each time, eight times within about a day, then given up', async () => {
  const world = await openWorld()
  let status = 500
  const target = await receiver((response) => response.writeHead(status).end())
  const { id } = await world.hook({ url: to(target) })
  await world.call('POST', FLAGS, { key: 'f' })
  const startMs = world.clock.nowMs
  const waits: number[] = []
  for (;;) {
    await world.deliver()
    const [delivery] = await world.deliveries(id)
    if (delivery?.state !== 'pending') break
    const nextMs = Date.parse(String(delivery.nextAttemptAt))
    waits.push(nextMs - world.clock.nowMs)
    world.clock.nowMs = nextMs
  }
  expect(waits).toEqual([5, 60, 300, 1_800, 7_200, 21_600, 50_400].map((seconds) => seconds * 1_000))
  expect(world.clock.nowMs - startMs).toBeLessThan(24 * HOUR_MS)
  expect(await world.deliveries(id, '?state=dead')).toMatchObject([
    { attempts: 8, lastStatus: 500, lastError: 'It answered 500.', nextAttemptAt: null },
  ])
  expect(new Set(target.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(world.outcomes).toEqual([...Array(7).fill('failed'), 'dead'])
  // By hand, when the receiver is well again.
  status = 204
  world.clock.nowMs += HOUR_MS
  const [dead] = await world.deliveries(id)
  const again = await world.call('POST', `${WEBHOOKS}/${id}/deliveries/${String(dead?.id)}/redeliver`)
  expect(again.body).toMatchObject({ state: 'pending', attempts: 0 })
  world.clock.nowMs = Date.now() + 48 * HOUR_MS
  await world.deliver()
  expect(await world.deliveries(id, '?state=delivered')).toMatchObject([{ id: dead?.id, lastStatus: 204 }])
})

test('F79 a receiver that says 410 Gone is switched off, with an entry that says why', async () => {
  const world = await openWorld()
  const target = await receiver((response) => response.writeHead(410).end())
  const { id } = await world.hook({ url: to(target) })
  await world.call('POST', FLAGS, { key: 'f' })
  await world.call('POST', `${FLAG}/kill`)
  await world.deliver()
  expect((await world.call('GET', `${WEBHOOKS}/${id}`)).body).toMatchObject({ enabled: false, disabledReason: 'gone' })
  const { body } = await world.call('GET', '/projects/default/audit?action=webhook.disable')
  expect(body.items).toMatchObject([{ actor: { name: expect.any(String) }, reason: expect.stringMatching(/410/) }])
  await world.deliver()
  expect(target.requests).toHaveLength(1)
  // Switched on again, it is told of what comes, not of what came meanwhile.
  await world.call('POST', `${FLAG}/restore`)
  expect((await world.call('PATCH', `${WEBHOOKS}/${id}`, { enabled: true })).body).toMatchObject({
    enabled: true,
    disabledReason: null,
  })
  world.clock.nowMs += HOUR_MS
  await world.deliver()
  expect(target.requests).toHaveLength(1)
  expect(await world.deliveries(id)).toMatchObject([
    { type: 'flag.kill', state: 'dead', lastError: 'The webhook was switched off.' },
    { type: 'flag.create', state: 'dead', lastStatus: 410 },
  ])
})

test('a receiver that fails for five days on end is switched off', async () => {
  const world = await openWorld(async () => ({ status: 503, error: undefined }))
  const { id } = await world.hook({ url: 'https://hooks.example.com/' })
  for (let day = 0; day < 6; day++) {
    await world.call('POST', FLAGS, { key: `f${day}` })
    await world.deliver()
    const expected = day < 5 ? { enabled: true } : { enabled: false, disabledReason: 'failing' }
    expect((await world.call('GET', `${WEBHOOKS}/${id}`)).body).toMatchObject(expected)
    world.clock.nowMs += 24 * HOUR_MS
  }
})

test('F71 F79 receivers that hang hold up no other receiver and no kill', async () => {
  const world = await openWorld(createSender({ allowLoopback: true, timeoutMs: 3_000 }))
  const hanging = await receiver(() => {})
  const healthy = await receiver()
  for (let n = 0; n < 5; n++) await world.hook({ url: to(hanging) })
  await world.hook({ url: to(healthy) })
  await world.call('POST', FLAGS, { key: 'f' })
  world.dispatcher.dispatch()
  await hanging.came(5)
  const startedMs = performance.now()
  expect((await world.call('POST', `${FLAG}/kill`)).body).toMatchObject({ killed: true })
  expect(performance.now() - startedMs).toBeLessThan(500)
  world.dispatcher.dispatch()
  // What the others are made of comes to it as well: webhooks made after it, then the flag, then the kill.
  const types = () => healthy.requests.map(({ body }) => JSON.parse(body).type)
  while (!types().includes('flag.kill')) {
    await healthy.came(healthy.requests.length + 1)
    world.dispatcher.dispatch()
  }
  expect(types().slice(-2)).toEqual(['flag.create', 'flag.kill'])
  expect(hanging.requests).toHaveLength(5)
})

test('F79 slow receivers that take every lane let others have their turn after each message', async () => {
  const sent: string[] = []
  const world = await openWorld(async (url) => {
    sent.push(url)
    await new Promise((resolve) => setImmediate(resolve))
    return { status: 200, error: undefined }
  })
  for (let n = 0; n < 50; n++) await world.hook({ url: 'http://127.0.0.1:1/slow' })
  expect((await world.call('POST', '/projects', { key: 'other', name: 'Other' })).status).toBe(201)
  const other = { url: 'http://127.0.0.1:1/other', actions: ['flag.create'] }
  expect((await world.call('POST', '/projects/other/webhooks', other)).status).toBe(201)
  await world.call('POST', '/projects/other/flags', { key: 'g' })
  for (const key of ['a', 'b', 'c', 'd']) await world.call('POST', FLAGS, { key })
  await world.deliver()
  // Each of the fifty had a message of the creation of each webhook behind it, too.
  expect(sent.length).toBeGreaterThan(200)
  expect(sent.indexOf(other.url)).toBeGreaterThan(-1)
  expect(sent.indexOf(other.url)).toBeLessThan(100)
  expect(world.failures).toEqual([])
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
  world.clock.nowMs += 61_000
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

test('while nothing can be written down, a receiver gets a message again after pauses that grow, not every second', async () => {
  const world = await openWorld()
  const target = await receiver()
  await world.hook({ url: to(target) })
  await world.call('POST', FLAGS, { key: 'f' })
  const { webhooks } = world.halyard
  const attempted = webhooks.attempted.bind(webhooks)
  webhooks.attempted = () => {
    throw new Error('the disk is full')
  }
  for (let second = 0; second < 60; second++) {
    await world.deliver()
    world.clock.nowMs += 1_000
  }
  expect([target.requests.length, world.failures.length]).toEqual([6, 6])
  expect(new Set(target.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  webhooks.attempted = attempted
  world.clock.nowMs += 30_000
  await world.deliver()
  await world.deliver()
  expect([target.requests.length, world.outcomes]).toEqual([7, ['delivered']])
})

test('a receiver that is down for long takes room for 1,000 messages; the others wait in the audit, and none is lost', async () => {
  let isDown = true
  const sent: string[] = []
  const world = await openWorld(async (_url, headers) => {
    if (isDown) return { status: 503, error: undefined }
    sent.push(String(headers['webhook-id']))
    return { status: 200, error: undefined }
  })
  const { id } = await world.hook({ url: 'http://127.0.0.1:9/', actions: ['configuration'] })
  const keys = Array.from({ length: 70 }, (_, n) => `f${n}`)
  for (const key of keys) await world.call('POST', FLAGS, { key })
  for (let n = 0; n < 15; n++) {
    const flags = Object.fromEntries(keys.map((key) => [key, { enabled: n % 2 === 0 }]))
    const { status } = await world.call('POST', '/projects/default/environments/production/changes', { flags })
    expect(status).toBe(200)
  }
  const pending = () => world.halyard.webhooks.pending(id)
  const eventually = (check: () => void) =>
    vi.waitFor(
      async () => {
        await world.deliver()
        check()
      },
      { timeout: 20_000 },
    )
  await eventually(() => expect(pending()).toBe(1_000))
  await world.deliver()
  expect(pending()).toBe(1_000)
  isDown = false
  world.clock.nowMs += HOUR_MS
  await eventually(() => expect(sent).toHaveLength(15 * 70))
  expect(new Set(sent).size).toBe(15 * 70)
  expect(pending()).toBe(0)
}, 60_000)

test('once the store is given up, what is being sent is neither written down nor judged, and is due at the next start', async () => {
  let answer = (): void => {}
  const world = await openWorld(async () => {
    await new Promise<void>((resolve) => (answer = resolve))
    return { status: 200, error: undefined }
  })
  const { id } = await world.hook({ url: 'http://127.0.0.1:9/' })
  await world.call('POST', FLAGS, { key: 'f' })
  world.dispatcher.dispatch()
  world.dispatcher.abandon()
  answer()
  await world.dispatcher.idle()
  expect([world.outcomes, world.failures]).toEqual([[], []])
  expect(await world.deliveries(id)).toMatchObject([{ state: 'pending', attempts: 0 }])
})
