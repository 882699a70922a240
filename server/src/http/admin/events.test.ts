import { expect, onTestFinished, test, vi } from 'vitest'
import type { ChangeStreamOptions } from '../../live/change-streams.ts'
import { openTestAdmin, type TestAdmin } from './test-admin.ts'

const FLAGS = '/projects/default/flags'
const HERE = '/projects/default/environments/production'

interface Event {
  readonly event: string
  readonly id: string | undefined
  readonly data: Record<string, unknown>
}

class Reader {
  readonly status: number
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  #text = ''

  constructor(response: Response) {
    this.status = response.status
    this.#reader = response.body?.getReader()
    onTestFinished(() => this.cancel())
  }

  async cancel(): Promise<void> {
    await this.#reader?.cancel().catch(() => {})
  }

  /** The next event; undefined at the end. Comments are passed over. */
  async next(): Promise<Event | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const lines = this.#text.slice(0, end).split('\n')
        this.#text = this.#text.slice(end + 2)
        const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
        const event = field('event')
        if (event !== undefined) return { event, id: field('id'), data: JSON.parse(field('data') ?? '') }
        continue
      }
      const { value, done } = (await this.#reader?.read()) ?? { done: true }
      if (done) return undefined
      this.#text += new TextDecoder().decode(value)
    }
  }
}

async function follow(admin: TestAdmin, query = '', headers = {}): Promise<Reader> {
  return new Reader(await admin.request(`/events${query}`, headers))
}

async function tokenOf(admin: TestAdmin, scope: object): Promise<{ id: string; headers: Record<string, string> }> {
  const { body } = await admin.call('POST', '/tokens', { name: 'dashboard', role: 'viewer', ...scope })
  return { id: String(body.id), headers: { authorization: `Bearer ${String(body.secret)}` } }
}

const open = (streams: Partial<ChangeStreamOptions> = {}) => openTestAdmin({ streams })

test('every change comes as it happens, of every project, with its entry', async () => {
  const admin = await open()
  const reader = await follow(admin)
  await admin.call('POST', FLAGS, { key: 'f' })
  expect(await reader.next()).toMatchObject({
    event: 'change',
    data: { project: 'default', action: 'flag.create', resource: { key: 'f' }, hash: expect.any(String) },
  })
  await admin.call('POST', '/projects', { key: 'other' })
  await admin.call('POST', '/tokens', { name: 't', role: 'viewer' })
  await admin.call('DELETE', '/projects/other')
  const seen = [await reader.next(), await reader.next(), await reader.next()]
  expect(seen.map((event) => [event?.data.project, event?.data.action])).toEqual([
    ['other', 'project.create'],
    [null, 'token.create'],
    ['other', 'project.delete'],
  ])
})

test('who comes again with the last id misses nothing; an id of another audit says so', async () => {
  const admin = await open()
  const reader = await follow(admin)
  await admin.call('POST', FLAGS, { key: 'a' })
  const first = await reader.next()
  await reader.cancel()
  for (const key of ['b', 'c']) await admin.call('POST', FLAGS, { key })
  const again = await follow(admin, '', { 'last-event-id': first?.id })
  expect([(await again.next())?.data, (await again.next())?.data]).toMatchObject([
    { resource: { key: 'b' } },
    { resource: { key: 'c' } },
  ])
  const position = String(first?.id).split('-')[0]
  for (const id of ['999999-abcdefabcdef', `${position}-000000000000`, 'not an id', '-1-', '1e9-']) {
    const lost = await follow(admin, '', { 'last-event-id': id })
    expect(await lost.next()).toMatchObject({ event: 'reset', id: expect.stringMatching(/^\d+-[0-9a-f]{12}$/) })
  }
})

test('F37 a forged id shows nobody more than their token does', async () => {
  const admin = await open()
  await admin.call('POST', '/projects', { key: 'secret' })
  await admin.call('POST', '/projects/secret/flags', { key: 'hidden' })
  await admin.call('POST', FLAGS, { key: 'f' })
  await admin.call('POST', `${HERE}/flags/f/kill`)
  const development = `${HERE.replace('production', 'development')}/flags/f`
  await admin.call('PATCH', development, { enabled: true })
  const { headers } = await tokenOf(admin, { projects: ['default'], environments: ['development'] })
  const reader = await follow(admin, '', { ...headers, 'last-event-id': '0-' })
  const seen = [await reader.next(), await reader.next(), await reader.next()]
  expect(seen.map((event) => event?.data.action)).toEqual(['environment.create', 'flag.create', 'configuration.update'])
  expect(JSON.stringify(seen)).not.toMatch(/hidden|secret|production/)
  // In between the token was made, which is the installation's.
  await admin.call('PATCH', development, { enabled: false })
  expect((await reader.next())?.data).toMatchObject({ project: 'default', action: 'configuration.update' })
})

test('a stream can be of one project, or of one of its environments', async () => {
  const admin = await open()
  await admin.call('POST', FLAGS, { key: 'f' })
  const reader = await follow(admin, '?project=default&environment=production')
  await admin.call('POST', '/projects', { key: 'other' })
  await admin.call('PATCH', `${HERE.replace('production', 'development')}/flags/f`, { enabled: true })
  await admin.call('POST', `${HERE}/flags/f/kill`)
  expect(await reader.next()).toMatchObject({ data: { action: 'flag.kill' } })
  expect((await follow(admin, '?project=nowhere')).status).toBe(404)
  expect((await follow(admin, '?environment=production')).status).toBe(400)
})

test('F36 a revoked token loses its streams', async () => {
  const admin = await open({ checkMs: 10 })
  const { id, headers } = await tokenOf(admin, {})
  const reader = await follow(admin, '?project=default', headers)
  expect(admin.changeStreams.size).toBe(1)
  await admin.call('DELETE', `/tokens/${id}`)
  expect(await reader.next()).toBeUndefined()
  expect(admin.changeStreams.size).toBe(0)
})

test('a drain ends every stream with a goodbye, and opens no other', async () => {
  const admin = await open()
  const reader = await follow(admin)
  admin.changeStreams.drain()
  expect(await reader.next()).toMatchObject({ event: 'goodbye' })
  expect(await reader.next()).toBeUndefined()
  expect((await follow(admin)).status).toBe(503)
})

test('so many streams per token and node, and each that ends makes room', async () => {
  const admin = await open({ perOwner: 2, perNode: 3 })
  const first = await follow(admin)
  await follow(admin)
  expect((await follow(admin)).status).toBe(429)
  const viewer = { authorization: 'Bearer viewer' }
  expect((await follow(admin, '', viewer)).status).toBe(200)
  expect((await follow(admin, '', { authorization: 'Bearer editor' })).status).toBe(503)
  await first.cancel()
  expect((await follow(admin)).status).toBe(200)
})

test('F14 without memory nobody new is let in, and who is there goes on', async () => {
  let isShort = false
  const admin = await open({ isShortOfMemory: () => isShort })
  const reader = await follow(admin)
  isShort = true
  const refused = await admin.call('GET', '/events')
  expect([refused.status, refused.body]).toMatchObject([503, { code: 'overloaded' }])
  expect(refused.headers.get('retry-after')).toBe('5')
  await admin.call('POST', '/projects', { key: 'more', name: 'More' })
  expect(await reader.next()).toMatchObject({ event: 'change' })
  isShort = false
  expect((await follow(admin)).status).toBe(200)
})

test('a reader that takes nothing is dropped; one that is idle is kept warm', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const admin = await open()
  const seconds = async (count: number): Promise<void> => {
    for (let second = 0; second < count; second++) {
      vi.advanceTimersByTime(1_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const stalled = await admin.request('/events', { authorization: 'Bearer viewer' })
  const idle = await admin.request('/events')
  const warm = idle.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const reading = (async () => {
    for (let piece = await warm?.read(); piece?.done === false; piece = await warm?.read()) text += piece.value
  })()
  await seconds(29)
  expect([admin.changeStreams.size, text.match(/: heartbeat/g)]).toEqual([2, [': heartbeat']])
  await seconds(31)
  expect(admin.changeStreams.size).toBe(1)
  await expect(stalled.text()).rejects.toThrow(/takes nothing/)
  expect(text.match(/: heartbeat/g)).toHaveLength(3)
  await warm?.cancel()
  await reading
})

test('HEAD says what a stream would be, and opens none', async () => {
  const admin = await open()
  const { status, headers } = await admin.call('HEAD', '/events')
  expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  expect(admin.changeStreams.size).toBe(0)
})
