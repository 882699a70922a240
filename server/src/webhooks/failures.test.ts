/** Receivers that refuse, hang or are gone, and a store that fails: what is tried again, when, and what is given up. */
import { expect, test } from 'vitest'
import { eventually } from '../test-eventually.ts'
import { FLAG, FLAGS, HOUR_MS, openWorld, receiver, to, WEBHOOKS } from '../test-webhooks.ts'
import { createSender } from './send.ts'

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
  // Longer than this test may take: whatever waited for a receiver that hangs would never come.
  const world = await openWorld(createSender({ allowLoopback: true, timeoutMs: 3_600_000 }))
  const hanging = await receiver(() => {})
  const healthy = await receiver()
  for (let n = 0; n < 5; n++) await world.hook({ url: to(hanging) })
  await world.hook({ url: to(healthy) })
  await world.call('POST', FLAGS, { key: 'f' })
  world.dispatcher.dispatch()
  await hanging.came(5)
  expect((await world.call('POST', `${FLAG}/kill`)).body).toMatchObject({ killed: true })
  // What the others are made of comes to it as well: webhooks made after it, then the flag, then the kill.
  const types = () => healthy.requests.map(({ body }) => JSON.parse(body).type)
  await eventually(() => {
    world.dispatcher.dispatch()
    expect(types().slice(-2)).toEqual(['flag.create', 'flag.kill'])
  })
  expect(hanging.requests).toHaveLength(5)
  expect(world.outcomes).not.toContain('failed')
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
  const delivering = (check: () => void) =>
    eventually(async () => {
      await world.deliver()
      check()
    })
  await delivering(() => expect(pending()).toBe(1_000))
  await world.deliver()
  expect(pending()).toBe(1_000)
  isDown = false
  world.clock.nowMs += HOUR_MS
  await delivering(() => expect(sent).toHaveLength(15 * 70))
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
