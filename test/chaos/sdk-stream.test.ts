/** What a stream may bring, and what a client makes of it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lifetime } from '../support/lifetime.ts'
import { holds, next, reaches, startClient, steadyTime } from './scripted-client.ts'
import { constantFlag, createHistory } from './scripted-history.ts'
import { startScriptedServer } from './scripted-server.ts'

steadyTime()
const life = lifetime()
const start = async () => life.keep(await startScriptedServer())

describe('F30 delivery', () => {
  test('byte by byte, with characters and line ends cut in two', async () => {
    const server = await start()
    const history = createHistory({ text: 'é€😀' })
    const client = startClient(life, server.url)
    const stream = await server.nextStream()
    for (const byte of Buffer.from(history.snapshot().replaceAll('\n', '\r\n'))) await stream.send(Uint8Array.of(byte))
    await holds(client, 1)
    expect(client.string('text', '')).toBe('é€😀')
  })

  test('a BOM and \\r alone', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const client = startClient(life, server.url)
    const stream = await server.nextStream()
    await stream.send(`\ufeff${history.snapshot().replaceAll('\n', '\r')}`)
    await holds(client, 1)
    expect(client.number('a', 0)).toBe(1)
  })

  test('a ruleset of 10 MB on one line', async () => {
    const server = await start()
    const history = createHistory({ a: 'x'.repeat(10_000_000) })
    const client = startClient(life, server.url)
    await (await server.nextStream()).send(history.snapshot())
    await holds(client, 1)
    expect(client.string('a', '').length).toBe(10_000_000)
  })

  test('over 16 MB is discarded: the client reconnects and keeps what it has', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const client = startClient(life, server.url)
    const stream = await server.nextStream()
    await stream.send(history.snapshot())
    await holds(client, 1)
    void stream.send(`event: change\ndata: ${'x'.repeat(17_000_000)}\n\n`)
    await stream.closed
    expect((await server.nextStream()).headers['last-event-id']).toBe(history.head.id)
    expect(client.number('a', 0)).toBe(1)
  })
})

describe('F31 events that break the protocol', () => {
  const history = createHistory({ a: 1 })
  const { digest, epoch } = history.head
  const frame = (event: string, data: unknown): string =>
    `event: ${event}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

  const malformed: readonly [string, string][] = [
    ['a snapshot cut short', frame('snapshot', '{"ruleset": {')],
    ['a snapshot without a digest', frame('snapshot', { ...JSON.parse(history.body()), digest: undefined })],
    ['a snapshot whose items are a list', frame('snapshot', { ...JSON.parse(history.body()), ruleset: { items: [] } })],
    [
      'a change whose revision is text',
      frame('change', { epoch, from: 1, revision: '2', digest, items: {}, ageMs: 0 }),
    ],
    ['a change without items', frame('change', { epoch, from: 1, revision: 2, digest, ageMs: 0 })],
    [
      'a change with half a flag',
      frame('change', { epoch, from: 1, revision: 2, digest, ageMs: 0, items: { flag: { a: { revision: 2 } } } }),
    ],
    ['a heartbeat of nothing', frame('heartbeat', '')],
    ['a heartbeat that is null', frame('heartbeat', 'null')],
    ['a goodbye without a spread', frame('goodbye', { reason: 'draining', ageMs: 0 })],
  ]

  test.each(malformed)('%s: the connection is dropped, the state kept, a snapshot fetched', async (_, text) => {
    const server = await start()
    const client = startClient(life, server.url)
    const stream = await server.nextStream()
    await stream.send(history.snapshot())
    await holds(client, 1)
    const fetched = server.nextRequest('ruleset')
    await stream.send(text)
    await stream.closed
    expect(client.number('a', 0)).toBe(1)
    expect((await fetched).headers['if-none-match']).toBe(`"${history.head.id}"`)
    expect((await server.nextStream()).headers['last-event-id']).toBe(history.head.id)
  })

  test('unknown fields and unknown events are ignored, whatever their data is', async () => {
    const server = await start()
    const later = createHistory({ a: 1 })
    const client = startClient(life, server.url)
    const stream = await server.nextStream()
    await stream.send(frame('snapshot', { ...JSON.parse(later.body()), novelty: { deep: [1] } }))
    await stream.send(frame('fanfare', 'this is { no JSON'))
    await stream.send('data: not even a name\n\n')
    const before = later.head
    later.commit({ a: 2 })
    await stream.send(later.change(before))
    await holds(client, 2)
    expect(client.number('a', 0)).toBe(2)
    expect(server.count('stream')).toBe(1)
  })

  test('items of a kind that nobody knows yet count in the digest', async () => {
    const server = await start()
    const { digestOf } = await import('@halyard/protocol')
    const items = {
      flag: { a: constantFlag(1, 1) },
      segment: {},
      layer: { l: { revision: 1, hash: 'a'.repeat(16), x: [1] } },
    }
    const body = { ...JSON.parse(history.body()), digest: digestOf(items) }
    const client = startClient(life, server.url)
    const stream = await server.nextStream()
    await stream.send(frame('snapshot', { ...body, ruleset: { ...body.ruleset, items } }))
    await holds(client, 1)
    const changed = { layer: { l: { revision: 2, hash: 'b'.repeat(16) }, m: { revision: 2, hash: 'c'.repeat(16) } } }
    const after = digestOf({ flag: items.flag, segment: {}, layer: changed.layer })
    await stream.send(frame('change', { epoch, from: 1, revision: 2, digest: after, items: changed, ageMs: 0 }))
    await holds(client, 2)
    expect(client.status().divergences).toBe(0)
  })
})

test('F32 a connection cut at every byte of a snapshot or change leaves a committed state, and resumes from it', async () => {
  const server = await start()
  const history = createHistory({ a: 0, b: 0 })
  // Three quick closes in a row make it poll: let it try the stream again at once, and a poll not fail, or many follow.
  server.answer('ruleset', (_, response) => void response.writeHead(304).end())
  const client = startClient(life, server.url, { backoff: { baseMs: 1, maxMs: 1, refusedMs: 1 } })
  let stream = await server.nextStream()
  await stream.send(history.snapshot())
  await holds(client, 1)

  for (const kind of ['change', 'snapshot'] as const) {
    let size = Infinity
    for (let cut = 0; cut <= size; cut += 1) {
      const before = history.head
      const after = history.commit({ a: before.revision, b: before.revision })
      const frame = Buffer.from(kind === 'change' ? history.change(before) : history.snapshot())
      size = frame.length
      await stream.send(frame.subarray(0, cut))
      stream.destroy()
      stream = await server.nextStream()
      const resumed = history.commits.find(({ id }) => id === stream.headers['last-event-id'])
      expect(resumed, `cut after ${cut} of ${size} bytes`).toBeDefined()
      // Visible is what was resumed from, whole: a and b were always committed together.
      expect(client.number('a', -1)).toBe(client.number('b', -2))
      expect(client.status().revision).toBe(resumed?.revision)
      if (resumed && resumed !== after) await stream.send(history.change(resumed))
      else await stream.send(history.heartbeat())
      await holds(client, after.revision)
      await reaches(client, 'live')
    }
  }
  expect(client.status().divergences).toBe(0)
  // Some nine hundred connections, one after the other.
}, 120_000)

describe('F33 events lost, repeated, out of order or not ours', () => {
  test('any such sequence ends in a committed state, and in the last one once the server was asked', async () => {
    const server = await start()
    const history = createHistory({ a: 0, b: 0 })
    for (let n = 1; n <= 5; n += 1) history.commit({ a: n, b: n })
    const other = createHistory({ a: 99, b: 77 }, { environmentId: 'env-2' })
    other.commit({ a: 98 })
    other.commit({ b: 76 })
    const [first] = history.commits
    if (!first) throw new Error('no commit')
    const mine = history.commits.slice(1).map((to, n) => history.change(history.commits[n] ?? first, to))
    const foreign = other.commits.slice(1).map((to, n) => other.change(other.commits[n] ?? first, to))
    server.answer('ruleset', (_, response) => void response.end(history.body()))

    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...mine, ...foreign), { maxLength: 12 }), async (frames) => {
        const client = startClient(life, server.url, { backoff: { baseMs: 1 } })
        const stream = await server.nextStream()
        await stream.send(history.snapshot({}, first))
        await holds(client, 1)
        // What a listener throws is the client's to swallow.
        const seen: (readonly [a: number, b: number])[] = []
        client.on('change', () => void seen.push([client.number('a', -1), client.number('b', -2)]))
        await stream.send(frames.join('') + history.heartbeat())
        await holds(client, history.head.revision)
        expect(client.number('a', -1)).toBe(5)
        expect(seen.filter(([a, b]) => a !== b)).toEqual([])
        await client.close()
      }),
      // A run that hangs ends after 20 s: what was found until then is told, instead of the runner's "timed out".
      { numRuns: 40, interruptAfterTimeLimit: 45_000 },
    )
  })

  test('a snapshot of an earlier revision is not taken, one of another environment replaces everything', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const old = history.head
    history.commit({ a: 2 })
    const client = startClient(life, server.url)
    const stream = await server.nextStream()
    await stream.send(history.snapshot())
    await holds(client, 2)
    await stream.send(history.snapshot({}, old) + history.heartbeat())
    const moved = next(client, 'change')
    const other = createHistory({ b: 3 }, { environmentId: 'env-2' })
    await stream.send(other.snapshot())
    expect(await moved).toEqual({ revision: 1, flags: ['a', 'b'] })
    expect([client.number('a', 0), client.number('b', 0)]).toEqual([0, 3])
  })

  test('F9 a higher epoch is taken with a lower revision, a lower epoch is not', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    history.commit({ a: 2 })
    const restored = createHistory({ a: 1 }, { epoch: 2 })
    const client = startClient(life, server.url)
    const stream = await server.nextStream()
    await stream.send(history.snapshot())
    await holds(client, 2)
    const moved = next(client, 'change')
    await stream.send(restored.snapshot({ reason: 'epoch' }))
    expect(await moved).toMatchObject({ revision: 1 })
    history.commit({ a: 3 })
    await stream.send(history.snapshot() + restored.heartbeat())
    const before = restored.head
    restored.commit({ a: 7 })
    await stream.send(restored.change(before))
    await holds(client, 2)
    expect(client.number('a', 0)).toBe(7)
  })

  test('F10 a digest that differs is counted; the last known good is served until the snapshot is there', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const client = startClient(life, server.url)
    const stream = await server.nextStream()
    await stream.send(history.snapshot())
    await holds(client, 1)
    const before = history.head
    history.commit({ a: 2 })
    server.answer('ruleset', (_, response) => void response.end(history.body()))
    const healed = next(client, 'change')
    await stream.send(history.change(before, history.head, { digest: 'f'.repeat(16) }))
    expect(await healed).toEqual({ revision: 2, flags: ['a'] })
    expect(client.status()).toMatchObject({ divergences: 1, state: 'live' })
    expect(client.number('a', 0)).toBe(2)
  })

  test('a divergence at the same revision is healed, too', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const forked = createHistory({ a: 2 })
    const client = startClient(life, server.url)
    const stream = await server.nextStream()
    await stream.send(forked.snapshot())
    await holds(client, 1)
    server.answer('ruleset', (_, response) => void response.end(history.body()))
    const healed = next(client, 'change')
    await stream.send(history.heartbeat())
    await healed
    expect(client.number('a', 0)).toBe(1)
  })
})

test('F34 A, then B, then A again ends on A', async () => {
  const server = await start()
  const history = createHistory({ a: 'A' })
  const client = startClient(life, server.url)
  const stream = await server.nextStream()
  const changes: number[] = []
  client.on('change', ({ revision }) => void changes.push(revision))
  await stream.send(history.snapshot())
  for (const value of ['B', 'A']) {
    const before = history.head
    history.commit({ a: value })
    await stream.send(history.change(before))
  }
  await holds(client, 3)
  expect(client.string('a', '')).toBe('A')
  expect(changes).toEqual([1, 2, 3])
})

test('F35 a snapshot in mid-stream replaces and does not merge', async () => {
  const server = await start()
  const history = createHistory({ a: 1, gone: 1 })
  const client = startClient(life, server.url)
  const stream = await server.nextStream()
  await stream.send(history.snapshot())
  await holds(client, 1)
  const changed = next(client, 'change')
  history.commit({ gone: null, b: 2 })
  await stream.send(history.snapshot({ reason: 'smaller' }))
  expect(await changed).toEqual({ revision: 2, flags: ['gone', 'b'] })
  expect(client.details('gone', 0)).toMatchObject({ value: 0, errorCode: 'FLAG_NOT_FOUND' })
  expect(Object.keys(client.all())).toEqual(['a', 'b'])
})

test('keeps a flag called __proto__ apart from the prototype', async () => {
  const server = await start()
  const history = createHistory({ constructor: 1 })
  const client = startClient(life, server.url)
  const stream = await server.nextStream()
  await stream.send(history.snapshot())
  await holds(client, 1)
  expect(client.number('constructor', 0)).toBe(1)
  expect(client.details('toString', 0)).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
})
