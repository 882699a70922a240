/** What is told of evaluations, and when. */
import { parseTelemetry } from '@halyard/protocol'
import { describe, expect, test } from 'vitest'
import { MAX_COUNTS } from './telemetry.ts'
import { flag, settle, start, type World } from './test-world.ts'

describe('telemetry', () => {
  const batches = ({ requests }: World) =>
    requests.filter(({ path }) => path === '/telemetry').map(({ init }) => parseTelemetry(JSON.parse(init.body ?? '')))

  test('nothing, where the interval is no time', async () => {
    for (const telemetryIntervalMs of [0, -1, Number.NaN, 'often' as never]) {
      const { client, send, pass, requests } = start({ telemetryIntervalMs })
      send(1, { a: flag(true) })
      client.boolean('a', false)
      await pass(120_000)
      await client.close()
      expect(requests.filter(({ path }) => path === '/telemetry')).toEqual([])
    }
  })

  test('sums of who was served what, on the interval and on close, in a batch that the protocol reads', async () => {
    const world = start({ telemetryIntervalMs: 60_000, heartbeatMs: 1e6 }, { answer: () => ({ status: 202 }) })
    const { client, send, pass } = world
    send(4, { a: flag(true), off: flag(true, { enabled: false }) })
    for (let n = 0; n < 3; n += 1) client.boolean('a', false, { targetingKey: `u-${n}` })
    client.boolean('off', false)
    client.boolean('missing', false)
    client.boolean('missing', false)
    await pass(60_000)
    const [first] = batches(world)
    expect(first).toMatchObject({ batchId: 'id-1', instance: 'instance', revision: 4, to: (first?.from ?? 0) + 45_000 })
    expect(first?.counts).toEqual([
      { flag: 'a', variant: 'v', reason: 'STATIC', n: 3 },
      { flag: 'off', reason: 'DISABLED', n: 1 },
      { flag: 'missing', reason: 'ERROR', n: 2 },
    ])
    await pass(60_000)
    expect(batches(world)).toHaveLength(1)
    client.boolean('a', false)
    await client.close()
    expect(batches(world)[1]?.counts).toEqual([{ flag: 'a', variant: 'v', reason: 'STATIC', n: 1 }])
    expect(world.requests.at(-1)?.init.keepalive).toBe(true)
  })

  test('counts of one outcome before and after a change of the ruleset are one', async () => {
    const world = start({}, { answer: () => ({ status: 202 }) })
    const { client, send } = world
    send(1, { a: flag(true) })
    client.boolean('a', false)
    send(2, { a: flag(true, { salt: 'other' }) })
    client.boolean('a', false)
    await client.close()
    expect(batches(world)[0]?.counts).toEqual([{ flag: 'a', variant: 'v', reason: 'STATIC', n: 2 }])
  })

  test('F57 a batch that fails is sent once more under the same id, then dropped and said; flags are not affected', async () => {
    const world = start({ heartbeatMs: 1e6 }, { answer: () => ({ status: 503 }) })
    const { client, send, pass, said } = world
    send(1, { a: flag(true) })
    client.boolean('a', false)
    await pass(60_000)
    client.boolean('a', false)
    await pass(60_000)
    client.boolean('a', false)
    await pass(60_000)
    expect(batches(world).map(({ batchId }) => batchId)).toEqual(['id-1', 'id-1', 'id-2', 'id-2', 'id-3'])
    expect(said.filter((text) => text.includes('dropped'))).toHaveLength(1)
    expect(client.status().uncounted).toBe(2)
    expect(client.boolean('a', false)).toBe(true)
  })

  test('what is refused at close, or read after it, is uncounted', async () => {
    const world = start({}, { answer: () => ({ status: 503 }) })
    const { client, send } = world
    send(1, { a: flag(true) })
    for (let n = 0; n < 5; n += 1) client.boolean('a', false)
    await client.close()
    expect(client.status().uncounted).toBe(5)
    for (let n = 0; n < 3; n += 1) client.boolean('a', false)
    expect(client.status().uncounted).toBe(8)
    expect(batches(world)).toHaveLength(1)
  })

  test('of a sign of life without counts that gets lost, nothing is said', async () => {
    const receipts = { heard: () => {}, close: () => {} }
    const { client, send, pass, said, requests } = start(
      { heartbeatMs: 1e6 },
      { answer: () => ({ status: 503 }), receipts },
    )
    send(1, { a: flag(true) })
    await pass(200_000)
    await client.close()
    expect(requests.length).toBeGreaterThan(3)
    expect([said, client.status().uncounted]).toEqual([[], 0])
  })

  test('F81 a million different keys cost no more than the first few', async () => {
    const world = start({}, { answer: () => ({ status: 202 }) })
    world.send(1, {})
    for (let n = 0; n < 2 * MAX_COUNTS; n += 1) world.client.boolean(`key ${n}`, false)
    await world.client.close()
    expect(batches(world)[0]?.counts).toHaveLength(MAX_COUNTS)
    expect(world.said.filter((text) => text.includes('dropped'))).toHaveLength(1)
  })

  test('a read with a key that is no text never throws, and never makes the batch one that the server refuses', async () => {
    const world = start({}, { answer: () => ({ status: 202 }) })
    world.send(1, { a: flag(true) })
    for (const key of [undefined, null, 5, 5n, {}, Symbol('a'), Object.create(null)]) {
      expect(world.client.boolean(key, true)).toBe(true)
      expect(world.client.details(key, 'x')).toMatchObject({ value: 'x', reason: 'ERROR' })
    }
    world.client.boolean('a', false)
    await world.client.close()
    const [batch] = batches(world)
    expect(batch?.counts).toContainEqual({ flag: 'undefined', reason: 'ERROR', n: 2 })
    expect(batch?.counts).toContainEqual({ flag: 'a', variant: 'v', reason: 'STATIC', n: 1 })
  })

  test('a key that is another text every time, or none at last, is counted by its first; counting and closing go on', async () => {
    const world = start({ telemetryIntervalMs: 60_000, heartbeatMs: 1e6 }, { answer: () => ({ status: 202 }) })
    const { client, send, pass } = world
    send(1, { a: flag(true) })
    let asked = 0
    const fickle = {
      toString() {
        asked += 1
        if (asked > 1) throw new Error('no more')
        return 'first'
      },
    }
    expect(client.boolean(fickle as never, true)).toBe(true)
    client.boolean('a', false)
    await pass(60_000)
    expect(batches(world)[0]?.counts).toEqual([
      { flag: 'first', reason: 'ERROR', n: 1 },
      { flag: 'a', variant: 'v', reason: 'STATIC', n: 1 },
    ])
    client.boolean('a', false)
    await pass(60_000)
    expect(batches(world)[1]?.counts).toEqual([{ flag: 'a', variant: 'v', reason: 'STATIC', n: 1 }])
    await client.close()
  })

  test('whatever goes wrong at a flush, the next one is made, and closing resolves', async () => {
    let isBroken = true
    const uuid = (): string => {
      if (isBroken) throw new Error('no randomness')
      return 'id'
    }
    const world = start({ telemetryIntervalMs: 60_000, heartbeatMs: 1e6 }, { answer: () => ({ status: 202 }), uuid })
    const { client, send, pass } = world
    send(1, { a: flag(true) })
    client.boolean('a', false)
    await pass(60_000)
    isBroken = false
    client.boolean('a', false)
    await client.close()
    expect(batches(world)).toHaveLength(1)
  })

  test.each([
    [2, 'a million characters', 'x'.repeat(1_000_000)],
    [MAX_COUNTS, '900 characters', 'y'.repeat(900)],
    [MAX_COUNTS, 'control characters', '\u0001'.repeat(900)],
    [MAX_COUNTS, 'halves of characters', '\ud800'.repeat(900)],
  ])('%i made-up keys of %s make no batch that the server refuses', async (made, _, end) => {
    const world = start({}, { answer: () => ({ status: 202 }) })
    world.send(1, { ['a'.repeat(128)]: flag(true) })
    world.client.boolean('a'.repeat(128), false)
    world.client.boolean('a'.repeat(200), false)
    for (let n = 0; n < made; n += 1) world.client.boolean(`${n} ${end}`, false)
    await world.client.close()
    const [batch] = batches(world)
    // What begins like a flag is not counted as that flag.
    expect(batch?.counts.slice(0, 2)).toEqual([
      { flag: 'a'.repeat(128), variant: 'v', reason: 'STATIC', n: 1 },
      { flag: 'a'.repeat(129), reason: 'ERROR', n: 1 },
    ])
    expect(batch?.counts).toHaveLength(Math.min(made + 2, MAX_COUNTS))
    expect(batch?.counts.every(({ flag }) => flag.length <= 129)).toBe(true)
    expect(world.requests.at(-1)?.init.body?.length).toBeLessThan(500_000)
  })

  test('is sent when the page may not come back', async () => {
    const world = start({}, { answer: () => ({ status: 202 }) })
    world.send(1, { a: flag(true) })
    world.client.boolean('a', false)
    world.signal('hide')
    await settle()
    expect(world.requests[0]?.init.keepalive).toBe(true)
  })

  test('names of attributes are told, never values; a sample, and not at all when switched off', async () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    for (const telemetryAttributes of [true, false]) {
      const options = { telemetryIntervalMs: 60_000, telemetryAttributes, heartbeatMs: 1e6 }
      const { client, send, requests } = start(options, { answer: () => ({ status: 202 }) })
      send(1, { flag: flag(true) })
      client.boolean('flag', false, { targetingKey: 'secret-u', plan: 'secret-pro' })
      client.boolean('flag', false, hostile)
      for (let i = 0; i < 1_100; i++) client.boolean('flag', false, { country: 'secret-de' })
      await client.close()
      const body = requests.find(({ path }) => path === '/telemetry')?.init.body ?? ''
      expect(body).not.toContain('secret')
      expect(parseTelemetry(JSON.parse(body)).attributes).toEqual(
        telemetryAttributes ? ['targetingKey', 'plan', 'country'] : undefined,
      )
    }
  })

  test('off with an interval of 0', async () => {
    const { client, send, requests } = start({ telemetryIntervalMs: 0 })
    send(1, { a: flag(true) })
    client.boolean('a', false)
    await client.close()
    expect(requests).toEqual([])
  })
})
