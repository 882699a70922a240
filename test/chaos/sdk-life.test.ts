/** A client's life: born without a server, kept by caches, disturbed by the app, closed at any moment. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Hook } from '@halyard/node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lifetime } from '../support/lifetime.ts'
import { until, within } from '../support/settle.ts'
import { holds, next, reaches, startClient, steadyTime } from './scripted-client.ts'
import { createHistory } from './scripted-history.ts'
import { startScriptedServer } from './scripted-server.ts'

steadyTime()
const life = lifetime()
const start = async () => life.keep(await startScriptedServer())
/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halyard-sdk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('F47 no server at boot', () => {
  test('and nothing kept: the fallbacks at once, and `ready` says so in time', async () => {
    const client = startClient(life, NOWHERE)
    expect(client.boolean('a', true)).toBe(true)
    expect(client.details('a', 'x')).toMatchObject({ value: 'x', reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY' })
    const before = performance.now()
    await expect(client.ready({ timeoutMs: 150 })).rejects.toMatchObject({ name: 'ClientError', code: 'TIMEOUT' })
    expect(performance.now() - before).toBeLessThan(1500)
    expect(client.status()).toMatchObject({ state: 'connecting', source: undefined, ageMs: undefined })
  })

  test('but a bootstrap: that, from the first line on', async () => {
    const history = createHistory({ a: 1 })
    const { ruleset } = JSON.parse(history.body())
    const client = startClient(life, NOWHERE, { bootstrap: ruleset })
    expect(client.number('a', 0)).toBe(1)
    expect(await client.ready({ timeoutMs: 10 })).toEqual({ source: 'bootstrap' })
    expect(client.status()).toMatchObject({ state: 'cached', source: 'bootstrap', revision: 1, ageMs: undefined })
  })

  test('but a cache: the last known good of the process before', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const cachePath = join(folder, 'flags')
    const first = startClient(life, server.url, { cachePath })
    const stream = await server.nextStream()
    await stream.send(history.snapshot())
    await holds(first, 1)
    await first.close()
    await server.close()

    const second = startClient(life, server.url, { cachePath })
    expect(second.number('a', 0)).toBe(1)
    expect(await second.ready()).toEqual({ source: 'cache' })
    expect(second.status()).toMatchObject({ state: 'cached', source: 'cache', revision: 1, ageMs: undefined })
  })

  test('bootstrap < cache < network, by epoch and revision', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const [bootstrap, ...later] = [history.body(), history.commit({ a: 2 }), history.commit({ a: 3 })]
    const cachePath = join(folder, 'flags')
    const first = startClient(life, server.url, { cachePath })
    await (await server.nextStream()).send(history.snapshot({}, later[0]))
    await holds(first, 2)
    await first.close()

    const second = startClient(life, server.url, { cachePath, bootstrap: JSON.parse(bootstrap) })
    expect(second.number('a', 0)).toBe(2)
    const stream = await server.nextStream()
    expect(stream.headers['last-event-id']).toBe(later[0]?.id)
    const newer = startClient(life, NOWHERE, { cachePath, bootstrap: JSON.parse(history.body()) })
    expect(newer.number('a', 0)).toBe(3)
    const changed = next(second, 'change')
    await stream.send(history.change(later[0] ?? history.head))
    expect(await changed).toEqual({ revision: 3, flags: ['a'] })
    expect(second.status()).toMatchObject({ source: 'network' })
  })

  test('F56 a cached state that the server confirms counts as the network’s', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const client = startClient(life, server.url, { bootstrap: JSON.parse(history.body()) })
    await (await server.nextStream()).send(history.heartbeat(history.head, 300))
    await reaches(client, 'live')
    expect(client.status()).toMatchObject({ source: 'network' })
    expect(client.status().ageMs).toBeGreaterThanOrEqual(300)
  })

  test('F36 a bootstrap that can’t be read is ignored, and said', async () => {
    const said: string[] = []
    const client = startClient(life, NOWHERE, {
      bootstrap: { ruleset: { items: 7 } } as never,
      logger: { warn: (message) => void said.push(message) },
    })
    expect(client.status().source).toBeUndefined()
    expect(said[0]).toContain('bootstrap')
  })
})

describe('F48 a cache that is not usable', () => {
  test.each<[string, (path: string) => void]>([
    ['empty', (path) => writeFileSync(path, '')],
    ['garbage', (path) => writeFileSync(path, 'garbage\nmore')],
    ['tampered with', (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"value":1', '"value":7'))],
  ])('%s is ignored; the network’s state replaces it', async (_, spoil) => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const cachePath = join(folder, 'flags')
    const first = startClient(life, server.url, { cachePath })
    await (await server.nextStream()).send(history.snapshot())
    await holds(first, 1)
    await first.close()
    spoil(cachePath)
    const second = startClient(life, server.url, { cachePath })
    expect(second.status().source).toBeUndefined()
    const stream = await server.nextStream()
    expect(stream.headers['last-event-id']).toBeUndefined()
    await stream.send(history.snapshot())
    await holds(second, 1)
    await second.close()
    const third = startClient(life, NOWHERE.replace('9', new URL(server.url).port), { cachePath })
    expect(third.number('a', 0)).toBe(1)
  })

  test('another key’s is never read', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const cachePath = join(folder, 'flags')
    const first = startClient(life, server.url, { cachePath })
    await (await server.nextStream()).send(history.snapshot())
    await holds(first, 1)
    await first.close()
    const second = startClient(life, server.url, { cachePath, sdkKey: 'hal_sdk_other_other_00000000' })
    expect(second.status().source).toBeUndefined()
  })
})

test('F49 an app killed while it writes its cache leaves the old file or the new one, never half', async () => {
  const path = join(folder, 'flags')
  const module = new URL('../../sdk-node/dist/file-cache.js', import.meta.url).href
  const writer = `
    const { createFileCache } = await import(${JSON.stringify(module)})
    const log = { say: (level, cause, message, data) => { console.error(message, data); process.exit(1) }, forget() {} }
    const storage = createFileCache(${JSON.stringify(path)}, 'server and key', log)
    console.log('from ' + storage.load()?.length)
    for (let n = 0; ; n += 1) {
      storage.save(() => String(n % 10).repeat(300_000 + n))
      await storage.close()
      if (n === 0) console.log('writing')
    }`
  for (let round = 0; round < 12; round += 1) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    life.keep({ close: async () => void child.kill('SIGKILL') })
    let output = ''
    await within(
      'it writes',
      new Promise<void>((resolve) => {
        child.stdout.on('data', (data: Buffer) => {
          output += data.toString()
          if (output.includes('writing')) resolve()
        })
      }),
    )
    expect(output).toMatch(round === 0 ? /^from undefined/ : /^from 3\d{5}/)
    await new Promise((resolve) => setTimeout(resolve, round * 3))
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  // What killed writers left behind is theirs, and removed a minute later.
  expect(readdirSync(folder).filter((name) => !name.endsWith('.tmp'))).toEqual(['flags'])
}, 60_000)

describe('F54 an app that throws', () => {
  test('in listeners and hooks: the others run, reads and the stream go on, each is said once', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const said: string[] = []
    const fail = (): never => {
      throw new Error('the app’s own')
    }
    const calls: string[] = []
    const bad: Hook = { name: 'bad', before: fail, after: fail, error: fail, finally: fail }
    const good: Hook = {
      before: () => void calls.push('before'),
      after: () => void calls.push('after'),
      finally: () => void calls.push('finally'),
    }
    const client = startClient(life, server.url, {
      hooks: [bad, good],
      logger: { error: (text) => void said.push(text) },
    })
    for (const event of ['ready', 'change', 'status', 'stale'] as const) client.on(event, fail)
    const stream = await server.nextStream()
    await stream.send(history.snapshot())
    await holds(client, 1)
    const before = history.head
    history.commit({ a: 2 })
    await stream.send(history.change(before))
    await holds(client, 2)
    for (let n = 0; n < 3; n += 1) expect(client.number('a', 0)).toBe(2)
    expect(calls).toEqual([...Array(3)].flatMap(() => ['before', 'after', 'finally']))
    expect(said.filter((text) => text.includes('hook'))).toHaveLength(3)
    expect(said.filter((text) => text.includes('listener'))).toHaveLength(3)
    expect(client.status().state).toBe('live')
  })

  test('in its logger, too', async () => {
    const fail = (): never => {
      throw new Error('disk full')
    }
    const server = await start()
    const history = createHistory({ a: 1 })
    const client = startClient(life, server.url, { logger: { debug: fail, info: fail, warn: fail, error: fail } })
    const stream = await server.nextStream()
    await stream.send(history.snapshot())
    await holds(client, 1)
    await stream.send('event: change\ndata: {\n\n')
    await (await server.nextStream()).send(history.heartbeat())
    await reaches(client, 'live')
  })

  test('in its context', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const client = startClient(life, server.url)
    await (await server.nextStream()).send(history.snapshot())
    await holds(client, 1)
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('get')
        },
        ownKeys: () => {
          throw new Error('keys')
        },
        getOwnPropertyDescriptor: () => {
          throw new Error('own')
        },
      },
    )
    expect(client.number('a', 0, hostile)).toBe(1)
    expect(client.number('a', 0, null as never)).toBe(1)
    expect(client.number('a', 'wrong' as never)).toBe(1)
    expect(client.boolean('a', undefined as never)).toBe(undefined)
  })
})

describe('F55 close', () => {
  const script = fileURLToPath(new URL('./sdk-process.mjs', import.meta.url))

  async function run(url: string, moment: string, onStart: () => Promise<void> = async () => {}): Promise<unknown> {
    const child: ChildProcess = spawn(process.execPath, [script, url, moment, join(folder, 'cache')])
    life.keep({ close: async () => void child.kill('SIGKILL') })
    let output = ''
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString()
    })
    child.stderr?.on('data', (data: Buffer) => {
      output += data.toString()
    })
    // Not `exit`: what it said last may still be on its way. And it may end as soon as it has started.
    const ended = once(child, 'close')
    await onStart()
    const [code] = await within('the app exits by itself', ended).catch((error: unknown) => {
      throw new Error(output, { cause: error })
    })
    expect(output).not.toContain('Warning')
    expect(code, output).toBe(0)
    return JSON.parse(output)
  }

  test.each(['at once', 'during connect'])('%s, twice: no handle is left', async (moment) => {
    const server = await start()
    const { state } = (await run(server.url, moment)) as { state: string }
    expect(state).toBe('closed')
  })

  test('while live', async () => {
    const server = await start()
    const history = createHistory({ a: true })
    const closed: Promise<void>[] = []
    await run(server.url, 'while live', async () => {
      const stream = await server.nextStream()
      closed.push(stream.closed)
      await stream.send(history.snapshot())
    })
    await closed[0]
    const telemetry = server.seen.find(({ path }) => path.endsWith('/telemetry'))
    expect(JSON.parse(telemetry?.body ?? '{}')).toMatchObject({
      revision: 1,
      counts: [{ flag: 'a', variant: 'value', n: 1 }],
    })
  })

  test('during a retry wait', async () => {
    await run(NOWHERE, 'during a retry wait')
  })

  test('an app that waits for `ready` waits on while nobody answers, instead of ending without a word', async () => {
    // Says so only if something else keeps the process up until then.
    const waits = `
      import { createClient } from '@halyard/node'
      setTimeout(() => console.log('still here'), 400).unref()
      const sdkKey = 'hal_sdk_a_b_00000000'
      await createClient({ url: '${NOWHERE}', sdkKey }).ready({ timeoutMs: Infinity })`
    const cwd = fileURLToPath(new URL('..', import.meta.url))
    const child = spawn(process.execPath, ['--input-type=module', '-e', waits], { cwd })
    life.keep({ close: async () => void child.kill('SIGKILL') })
    const [said] = await within('it says so', once(child.stdout, 'data'))
    expect(String(said)).toBe('still here\n')
  })

  test('reads go on answering, `ready` no longer waits, listeners hear it once', async () => {
    const server = await start()
    const history = createHistory({ a: 1 })
    const client = startClient(life, server.url)
    await (await server.nextStream()).send(history.snapshot())
    await holds(client, 1)
    const states: string[] = []
    client.on('status', ({ state }) => void states.push(state))
    await client.close()
    await client[Symbol.asyncDispose]()
    expect(states).toEqual(['closed'])
    expect(client.number('a', 0)).toBe(1)
    const never = startClient(life, NOWHERE)
    const ready = never.ready()
    await Promise.all([expect(ready).rejects.toMatchObject({ code: 'CLOSED' }), never.close()])
    await expect(never.ready()).rejects.toMatchObject({ code: 'CLOSED' })
  })
})

test('F53 many open clients of one server and key are warned of, once', async () => {
  const said: string[] = []
  const logger = { warn: (text: string) => void (text.includes('clients of') && said.push(text)) }
  const url = `${NOWHERE}/f53`
  const three = [1, 2, 3].map(() => startClient(life, url, { logger }))
  expect(said).toEqual([])
  startClient(life, url, { logger })
  expect(said).toHaveLength(1)
  expect(said[0]).not.toContain('hal_sdk')
  await Promise.all(three.map((client) => client.close()))
  startClient(life, url, { logger })
  expect(said).toHaveLength(1)
})

test('F53 a module that is loaded anew, each time with a client of its own: few warnings, a stream each, and none after `close`', async () => {
  const bundle = new URL('../../sdk-node/dist/bundle/index.js', import.meta.url).href
  const server = await start()
  const reloads = `
    import { once } from 'node:events'
    const clients = []
    const warn = (text) => text.includes('clients of') && console.log(text)
    for (let n = 1; n <= 10; n += 1) {
      const { createClient } = await import('${bundle}?v=' + n)
      clients.push(createClient({ url: '${server.url}', sdkKey: 'hal_sdk_a_b_00000000', logger: { warn } }))
    }
    console.log('made')
    await once(process.stdin, 'data')
    await Promise.all(clients.map((client) => client.close()))
    process.stdin.destroy()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', reloads], { stdio: ['pipe', 'pipe', 'inherit'] })
  life.keep({ close: async () => void child.kill('SIGKILL') })
  let said = ''
  child.stdout.on('data', (data: Buffer) => (said += data.toString()))
  const streams = await Promise.all(Array.from({ length: 10 }, () => server.nextStream()))
  await until(
    'all are made',
    () => said,
    (text) => text.includes('made'),
  )
  expect(server.seen.filter(({ path }) => path.endsWith('/stream'))).toHaveLength(10)
  expect(said.match(/\d+ clients of/g)).toEqual(['4 clients of', '8 clients of'])
  const ended = once(child, 'exit')
  child.stdin.write('close\n')
  const [code] = await within(`it ends by itself\n${said}`, ended)
  expect(code).toBe(0)
  await within('no stream is left', Promise.all(streams.map(({ closed }) => closed)))
})

test('an app that has just looked at a pipe connects as any other', async () => {
  const program = `
    import { fstatSync } from 'node:fs'
    import { createClient } from '@halyard/node'
    fstatSync(0)
    const client = createClient({ url: '${NOWHERE}', sdkKey: 'hal_sdk_a_b_00000000', telemetryIntervalMs: 0 })
    while (!client.status().failure) await new Promise((resolve) => setTimeout(resolve, 10))
    console.log(client.status().failure)
    await client.close()`
  const cwd = fileURLToPath(new URL('../../sdk-node', import.meta.url))
  const app = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  life.keep({ close: async () => void app.kill('SIGKILL') })
  let said = ''
  app.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await within('it ends by itself', once(app, 'close'))
  expect(said).toMatch(/^fetch failed/)
})
