/** How old what is served may be, and that it never goes back. */
import { digestOf } from '@halyard/protocol'
import { describe, expect, test } from 'vitest'
import type { FetchReply } from './ports.ts'
import { flag, settle, start, type World } from './test-world.ts'

describe('freshness', () => {
  const aging = { a: flag(true, { maxStalenessMs: 60_000, offVariant: 'off' }), plain: flag(true) }

  test('a flag that asks for it is off once the server has not vouched for it; all others keep the last known good', async () => {
    const { client, send, beat, pass, signal, streams } = start({ telemetryIntervalMs: 0 })
    send(1, aging)
    expect(client.boolean('a', true)).toBe(true)
    streams[0]?.listener.failed({ message: 'gone' })
    await pass(59_999)
    expect(client.boolean('a', true)).toBe(true)
    await pass(2)
    expect(client.details('a', true)).toMatchObject({ value: false, reason: 'STALE' })
    expect(client.boolean('plain', false)).toBe(true)
    expect(client.status()).toMatchObject({ state: 'stale', ageMs: 60_001 })
    signal('wake')
    beat()
    expect(client.boolean('a', false)).toBe(true)
  })

  test('counts from when the node confirmed its own state', () => {
    const { client, send, beat } = start()
    send(1, aging, 60_001)
    expect(client.details('a', true)).toMatchObject({ reason: 'STALE' })
    beat(59_000)
    expect(client.boolean('a', false)).toBe(true)
    expect(client.status().ageMs).toBe(59_000)
  })

  test('by the longer of two clocks: a machine that slept, a wall clock that was set back', async () => {
    const { client, send, pass } = start({ heartbeatMs: 1e6 })
    send(1, aging)
    await pass(0, 8 * 3_600_000)
    expect(client.details('a', true)).toMatchObject({ reason: 'STALE' })
    await pass(0, -20 * 3_600_000)
    expect(client.boolean('a', false)).toBe(true)
    await pass(60_001)
    expect(client.details('a', true)).toMatchObject({ reason: 'STALE' })
  })

  test('of a poll’s answer, by its head or its body, whichever is older', async () => {
    const items = { flag: aging, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1, items }
    const body = JSON.stringify({ ruleset, digest: digestOf(items), reason: 'poll', ageMs: 2000 })
    for (const [age, ageMs] of [
      ['7', 7000],
      ['1', 2000],
      [null, 2000],
    ] as const) {
      const { client } = start({}, { fetchFirst: true, answer: () => ({ body, headers: { get: () => age } }) })
      await settle()
      expect(client.status().ageMs).toBe(ageMs)
    }
  })

  test.each([
    ['a list, as two proxies make it', '3600, 3600', 3_600_000],
    ['a word', 'x', Infinity],
    ['a negative number', '-50', Infinity],
  ])('of an answer whose Age is %s: never younger than it may be', async (_, age, ageMs) => {
    const items = { flag: aging, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1, items }
    const body = JSON.stringify({ ruleset, digest: digestOf(items), reason: 'poll', ageMs: 0 })
    const { client } = start({}, { fetchFirst: true, answer: () => ({ body, headers: { get: () => age } }) })
    await settle()
    expect(client.status().ageMs).toBe(ageMs)
    expect(client.details('a', true)).toMatchObject({ value: false, reason: 'STALE' })
    expect(client.boolean('plain', false)).toBe(true)
  })

  test('in whole milliseconds', async () => {
    const { client, send, pass } = start()
    send(1, aging)
    await pass(1.4)
    expect(client.status().ageMs).toBe(1)
  })

  test('never, for a cache or bootstrap', () => {
    const items = { flag: aging, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 1, items }
    const { client } = start({ bootstrap: ruleset as never })
    expect(client.details('a', true)).toMatchObject({ value: false, reason: 'STALE' })
    expect(client.boolean('plain', false)).toBe(true)
    expect(client.status().ageMs).toBeUndefined()
  })

  test('the clock is read only where a flag asks for it', () => {
    let reads = 0
    const count = (ms: number): number => {
      reads += 1
      return ms
    }
    const { client, send } = start({}, { nowMs: () => count(1), monotonicMs: () => count(1) })
    send(1, aging)
    const before = reads
    for (let n = 0; n < 100; n += 1) client.boolean('plain', false)
    expect(reads).toBe(before)
    client.boolean('a', false)
    expect(reads).toBeGreaterThan(before)
  })
})

test('F33 a slow stream that says `diverged` takes back nothing that a poll has brought meanwhile', async () => {
  const body = (revision: number, value: number, reason: string): string => {
    const items = { flag: { a: flag(value) }, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision, items }
    return JSON.stringify({ ruleset, digest: digestOf(items), reason, ageMs: 0 })
  }
  const { client, send, pass, streams } = start({}, { answer: () => ({ body: body(9, 9, 'poll') }) })
  send(8, { a: flag(8) })
  streams.at(-1)?.listener.failed({ message: 'gone' })
  await pass(1000)
  expect(client.status().revision).toBe(8)
  const slow = streams.at(-1)
  expect(slow).toMatchObject({ since: expect.stringContaining('1.8.'), isOpen: true })
  await pass(30_000)
  expect(client.number('a', 0)).toBe(9)
  streams.at(-1)?.listener.event('snapshot', body(7, 7, 'diverged'))
  expect(client.number('a', 0)).toBe(9)
})

test('an answer about a state that was replaced meanwhile says nothing about the one that did', async () => {
  let answer: (reply: FetchReply) => void = () => {}
  const fetch = (): Promise<FetchReply> => new Promise((resolve) => (answer = resolve))
  const { client, send, pass, streams } = start({ telemetryIntervalMs: 0 }, { fetch })
  send(8, { a: flag(8) })
  const ahead = { epoch: 1, revision: 10, digest: '0123456789abcdef', ageMs: 0 }
  streams.at(-1)?.listener.event('heartbeat', JSON.stringify(ahead))
  await pass(3_000)
  send(9, { a: flag(9) }, 50_000)
  answer({ status: 304, headers: { get: () => null }, text: async () => '' })
  await settle()
  expect(client.status()).toMatchObject({ revision: 9, ageMs: 50_000 })
})

describe('F9 a server with older state than is held, as after a restored backup', () => {
  const body = (revision: number, epoch: number, value: number): string => {
    const items = { flag: { a: flag(value) }, segment: {} }
    const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch, revision, items }
    return JSON.stringify({ ruleset, digest: digestOf(items), reason: 'poll', ageMs: 0 })
  }
  const hints = ({ said }: World): number => said.filter((text) => text.includes('raise its epoch')).length

  test('by its polls: what is held is served, as stale, and said once; a higher epoch ends it', async () => {
    let answer = body(3, 1, 3)
    const world = start({}, { answer: () => ({ body: answer }) })
    const { client, send, pass, streams } = world
    send(8, { a: flag(8) })
    await pass(1000)
    streams.at(-1)?.listener.failed({ message: 'gone' })
    for (let n = 0; n < 30; n += 1) {
      await pass(10_000)
      if (streams.at(-1)?.isOpen) streams.at(-1)?.listener.failed({ message: 'HTTP status 503', status: 503 })
    }
    expect(client.status()).toMatchObject({ state: 'stale', revision: 8, ageMs: 301_000 })
    expect(client.number('a', 0)).toBe(8)
    expect(hints(world)).toBe(1)
    const tried = streams.length
    answer = body(4, 2, 4)
    await pass(30_000)
    expect(client.status()).toMatchObject({ state: 'polling', epoch: 2, revision: 4 })
    expect(client.number('a', 0)).toBe(4)
    expect(streams.length).toBe(tried + 1)
  })

  test('by its heartbeats: the stream is not taken for healthy', async () => {
    const world = start({}, { answer: () => ({ body: body(3, 1, 3) }) })
    const { client, send, pass, streams } = world
    send(8, { a: flag(8) })
    const old = (): void =>
      streams
        .at(-1)
        ?.listener.event('heartbeat', JSON.stringify({ epoch: 1, revision: 3, digest: '0'.repeat(16), ageMs: 0 }))
    old()
    await pass(14_000)
    old()
    expect([client.status().state, hints(world)]).toEqual(['live', 0])
    await pass(6000)
    expect(client.status()).toMatchObject({ state: 'stale', revision: 8, ageMs: 20_000 })
    expect(hints(world)).toBe(1)
    send(9, { a: flag(9) })
    expect(client.status()).toMatchObject({ state: 'live', revision: 9 })
  })

  test('by a node that lags behind the stream for a moment: nothing is said', async () => {
    const world = start({}, { answer: () => ({ body: body(3, 1, 3) }) })
    world.send(8, { a: flag(8) })
    world.streams[0]?.listener.event(
      'heartbeat',
      JSON.stringify({ epoch: 1, revision: 9, digest: '0'.repeat(16), ageMs: 0 }),
    )
    await world.pass(5000)
    expect(world.requests).toHaveLength(1)
    expect(world.client.status().state).toBe('live')
    expect(hints(world)).toBe(0)
  })

  test.each(['cache', 'bootstrap'])(
    'a %s that claims a later epoch yields to it: it would obey no kill for ever',
    async (from) => {
      const kept = body(8, 999_999_999_999_998, 8)
      const saved: string[] = []
      const storage = {
        load: () => (from === 'cache' ? kept : undefined),
        save: (text: () => string) => void saved.push(text()),
      }
      const world = start(from === 'cache' ? {} : { bootstrap: JSON.parse(kept) }, {
        answer: () => ({ body: body(3, 1, 3) }),
        storage,
      })
      const { client, pass, send, streams } = world
      streams[0]?.listener.failed({ message: 'HTTP status 503', status: 503 })
      expect([client.number('a', 0), client.status().source]).toEqual([8, from])
      for (let n = 0; n < 25 && client.status().source === from; n += 1) {
        await pass(1000)
        const last = streams.at(-1)
        if (last?.isOpen && last.since?.startsWith('999'))
          last.listener.failed({ message: 'HTTP status 503', status: 503 })
      }
      expect([client.number('a', 0), client.status().revision]).toEqual([3, 3])
      await settle()
      expect(streams.at(-1)).toMatchObject({ isOpen: true, since: expect.stringMatching(/^1\.3\./) })
      send(4, { a: flag(4) })
      expect([client.number('a', 0), client.status()]).toEqual([
        4,
        expect.objectContaining({ state: 'live', epoch: 1, failure: undefined }),
      ])
      expect(saved.map((text) => JSON.parse(text).ruleset.epoch)).toEqual([1, 1])
    },
  )

  test('nothing that the server vouched for yields to an earlier epoch, were it kept or not', async () => {
    let answer: { body: string } | { status: number } = { status: 304 }
    const world = start({}, { answer: () => answer, storage: { load: () => body(8, 5, 8), save: () => {} } })
    const { client, pass, streams } = world
    const fail = async (): Promise<void> => {
      for (let n = 0; n < 6; n += 1) {
        await pass(10_000)
        if (streams.at(-1)?.isOpen) streams.at(-1)?.listener.failed({ message: 'HTTP status 503', status: 503 })
      }
    }
    await fail()
    expect(client.status()).toMatchObject({ source: 'network', epoch: 5 })
    answer = { body: body(9, 1, 9) }
    await fail()
    expect(client.status()).toMatchObject({ state: 'stale', epoch: 5, revision: 8 })
    expect(hints(world)).toBe(1)
  })

  test('and only a cache in a fresh process: that is served, as unconfirmed', async () => {
    const world = start(
      {},
      { answer: () => ({ body: body(3, 1, 3) }), storage: { load: () => body(8, 1, 8), save: () => {} } },
    )
    world.streams[0]?.listener.failed({ message: 'HTTP status 503', status: 503 })
    for (let n = 0; n < 6; n += 1) {
      await world.pass(10_000)
      if (world.streams.at(-1)?.isOpen) world.streams.at(-1)?.listener.failed({ message: 'gone' })
    }
    expect(world.client.status()).toMatchObject({ state: 'cached', revision: 8, source: 'cache', ageMs: undefined })
    expect(hints(world)).toBe(1)
  })
})
