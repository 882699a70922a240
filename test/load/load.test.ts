/**
 * Many streams on one node, from a load generator in another process.
 * `HALYARD_STREAMS=10000 npm test -- test/load` runs it at full size; figures of such a run are in docs/performance.md.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { lifetime } from '../support/lifetime.ts'
import { rssMb } from '../support/memory.ts'
import { metric } from '../support/metrics.ts'
import { endWithThisProcess, type ServerProcess, startServer } from '../support/server.ts'
import { until } from '../support/settle.ts'
import { type Generator, startBareServer, startGenerator } from './generator.ts'

const { keep } = lifetime()
const STREAMS = Number(process.env['HALYARD_STREAMS'] ?? 1_000)
const IS_FULL = process.env['HALYARD_STREAMS'] !== undefined
const ROUNDS = IS_FULL ? 21 : 5
const STALLED = IS_FULL ? 500 : 100
const CHANGES = IS_FULL ? 10_000 : 400
const FLAG = `${environmentPath()}/flags/loaded`
const TIMEOUT_MS = 600_000

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6

test('this machine lets a process have as many sockets as this takes', () => {
  const [, limit = '0'] = /Max open files +(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  expect(Number(limit), `a socket is a file: run \`ulimit -n ${STREAMS + 1_000}\` first`).toBeGreaterThan(STREAMS + 500)
})

describe(`with ${STREAMS} streams`, () => {
  test('a change is on all of them', { timeout: TIMEOUT_MS }, async () => {
    const { server, generator, delay } = await loaded()
    const idler = await idleProcess()
    const idleMb = rssMb(pidOf(server))
    await generator.call('open', { count: STREAMS })
    expect(await metric(server.url, 'halyard_streams')).toBe(STREAMS)
    const ownMb = rssMb(pidOf(server)) - idleMb

    const bare = keep(await startBareServer())
    const bareIdleMb = rssMb(bare.pid)
    const peer = keep(await startGenerator(bare.port, ['GET / HTTP/1.1']))
    await peer.call('open', { count: STREAMS })
    const bareMb = rssMb(bare.pid) - bareIdleMb

    await Promise.all([delay.read(pidOf(server)), idler.read()])
    const own: number[] = []
    const floor: number[] = []
    for (let round = 1; round <= ROUNDS; round += 1) {
      own.push(await change(server, generator, round))
      const text = `"round":${round},`
      await peer.call('watch', { text })
      const from = nowMs()
      // As many bytes as the change has.
      bare.write(Buffer.from(`id: 1.1.1\nevent: change\ndata: {${text}"${'x'.repeat(560)}"}\n\n`))
      floor.push((await peer.call<number>('all')) - from)
    }
    const [late, idle] = await Promise.all([delay.read(pidOf(server)), idler.read()])
    const kb = (mb: number): string => ((mb * 1_024) / STREAMS).toFixed(1)
    console.log(
      [
        `change → last of ${STREAMS}: ${spread(own)}; a bare loop: ${spread(floor)}; ${ratio(own, floor)}×`,
        `memory per stream: ${kb(ownMb)} KB, bare ${kb(bareMb)} KB; ${(ownMb / bareMb).toFixed(2)}×`,
        `event loop late: p99.9 ${late.p999.toFixed(1)} ms; that of an idle process beside it ${idle.p999.toFixed(1)} ms`,
      ].join('\n'),
    )
    expect(ownMb * 1_024).toBeLessThan(STREAMS * 64)
  })

  test('F43 all of them lose their server at once, and all are served again', { timeout: TIMEOUT_MS }, async () => {
    const { server, generator } = await loaded()
    await generator.call('open', { count: STREAMS })
    await generator.call('returning')
    await server.kill()
    const from = nowMs()
    await server.start()
    const peakMb = await back(server, generator)
    const { attempts } = await generator.call<Count>('count')
    console.log(
      `after a kill -9: all back after ${((nowMs() - from) / 1_000).toFixed(1)} s, ` +
        `${(attempts / STREAMS).toFixed(1)} attempts each, the server at most ${peakMb.toFixed(0)} MB`,
    )
    expect(attempts / STREAMS).toBeLessThanOrEqual(6.5)
    await change(server, generator, 2)
  })

  test('F15 a drained server says goodbye to each, and the next one has them all', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const { server, generator } = await loaded()
    await generator.call('open', { count: STREAMS })
    await generator.call('returning')
    const from = nowMs()
    expect(await server.stop()).toBe(0)
    const drainedMs = nowMs() - from
    await server.start()
    await back(server, generator)
    const { attempts } = await generator.call<Count>('count')
    console.log(
      `SIGTERM: ended after ${(drainedMs / 1_000).toFixed(1)} s, all back after ` +
        `${((nowMs() - from) / 1_000).toFixed(1)} s, ${(attempts / STREAMS).toFixed(1)} attempts each`,
    )
    await change(server, generator, 2)
  })

  test('whoever leaves, leaves nothing: no socket, no stream', { timeout: TIMEOUT_MS }, async () => {
    const { server, generator } = await loaded()
    const sockets = (): number => readdirSync(`/proc/${pidOf(server)}/fd`).length
    const before = sockets()
    await generator.call('open', { count: STREAMS })
    expect(sockets()).toBeGreaterThan(STREAMS)
    await generator.call('close')
    await until('every stream is over', () => metric(server.url, 'halyard_streams'), isNone)
    await until('every socket is closed', sockets, (count) => count < before + 20)
  })
})

test(`F45 ${STALLED} readers that take no byte cost no memory and nobody else's time`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const { server, generator } = await loaded()
  await generator.call('open', { count: 20 })
  await generator.call('open', { count: STALLED, stalled: true })
  // A first round of everything, so that caches and the heap have their size.
  for (let n = 1; n <= 100; n += 1) await write(server, n, 'x'.repeat(1_000))
  const beforeMb = rssMb(pidOf(server))
  let peakMb = 0
  for (let n = 101; n <= CHANGES; n += 1) {
    await write(server, n, 'x'.repeat(1_000))
    if (n % 100 === 0) peakMb = Math.max(peakMb, rssMb(pidOf(server)))
  }
  await change(server, generator, CHANGES + 1)
  console.log(
    `${STALLED} stalled readers, ${CHANGES} changes of 1 KB: from ${beforeMb.toFixed(0)} to at most ${peakMb.toFixed(0)} MB`,
  )
  expect(peakMb - beforeMb).toBeLessThan(100)
})

/** What a process tells of its own event loop. */
interface LoopDelay {
  /** What it is started with. */
  readonly env: Record<string, string>
  /** How late its loop was since the last time, in ms. */
  read(pid: number): Promise<{ readonly p999: number }>
}

async function loopDelay(): Promise<LoopDelay> {
  const folder = await mkdtemp(join(tmpdir(), 'halyard-load-'))
  keep({ close: () => rm(folder, { recursive: true, force: true }) })
  const file = join(folder, 'loop-delay.json')
  const script = fileURLToPath(new URL('./loop-delay.cjs', import.meta.url))
  return {
    env: { NODE_OPTIONS: `--require ${script}`, LOOP_DELAY_FILE: file },
    read: async (pid) => {
      rmSync(file, { force: true })
      process.kill(pid, 'SIGUSR2')
      const text = await until('the process tells its delay', () => readFileSync(file, 'utf8'), isWhole)
      return JSON.parse(text) as { readonly p999: number }
    },
  }
}

const isWhole = (text: string): boolean => text.endsWith('}')

/** What else runs on this machine makes every process late: how late one is that does nothing. */
async function idleProcess(): Promise<{ read(): Promise<{ readonly p999: number }> }> {
  const { env, read } = await loopDelay()
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000); console.log()'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  endWithThisProcess(child)
  keep({ close: async () => void child.kill('SIGKILL') })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return { read: () => read(child.pid ?? -1) }
}

const isNone = (count: number): boolean => count === 0

interface Count {
  readonly open: number
  readonly attempts: number
}

interface Loaded {
  readonly server: ServerProcess
  readonly generator: Generator
  readonly delay: LoopDelay
}

async function loaded(): Promise<Loaded> {
  const delay = await loopDelay()
  const server = keep(await startServer(delay.env))
  await server.admin.post('/projects/default/flags', { key: 'loaded', type: 'string', variants: { a: 'a', b: 'b' } })
  const { credential } = await server.admin.key('sdk')
  const generator = keep(
    await startGenerator(server.port, ['GET /sdk/v1/stream HTTP/1.1', `Authorization: Bearer ${credential}`]),
  )
  return { server, generator, delay }
}

/** Everybody is back, and the server has counted them. @returns the most memory that it was seen to take. */
async function back(server: ServerProcess, generator: Generator): Promise<number> {
  let peakMb = 0
  const count = async (): Promise<number> => {
    peakMb = Math.max(peakMb, rssMb(pidOf(server)))
    return (await generator.call<Count>('count')).open
  }
  await until('everybody is back', count, (open) => open === STREAMS, 120_000)
  return peakMb
}

/** One change. @returns how long it took from the request until the last stream that is read had it, in ms. */
async function change(server: ServerProcess, generator: Generator, round: number): Promise<number> {
  const { revision } = await server.admin.get(FLAG)
  await generator.call('watch', { text: `"revision":${Number(revision) + 1},` })
  const from = nowMs()
  await write(server, round)
  return (await generator.call<number>('all')) - from
}

/** Another configuration than the one before. */
async function write(server: ServerProcess, round: number, text = ''): Promise<void> {
  const rule = { if: { attribute: 'plan', op: 'in', value: [text, `plan-${round}`] }, serve: { variant: 'a' } }
  await server.admin.put(FLAG, { enabled: true, rules: [rule], fallthrough: { variant: 'b' } })
}

function pidOf({ pid }: ServerProcess): number {
  if (pid === undefined) throw new Error('the server is down')
  return pid
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b)
}

function median(values: readonly number[]): number {
  return sorted(values)[values.length >> 1] ?? Number.NaN
}

function spread(values: readonly number[]): string {
  const all = sorted(values)
  return `${median(values).toFixed(1)} ms (${all[0]?.toFixed(1)}–${all.at(-1)?.toFixed(1)})`
}

function ratio(a: readonly number[], b: readonly number[]): string {
  return (median(a) / median(b)).toFixed(2)
}
