/** A server whose clock is set, that stands still, or that runs out of file descriptors. */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { lifetime } from '../support/lifetime.ts'
import { metric } from '../support/metrics.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state, until } from '../support/settle.ts'

const { keep } = lifetime()
const HOUR_MS = 3_600_000
const CLOCK = fileURLToPath(new URL('../support/movable-clock.cjs', import.meta.url))
const PATH = `${environmentPath()}/flags/checkout`
/** Long enough for a machine that stalls: three of them without a byte, and an app takes its stream for dead. */
const HEARTBEAT_MS = 3_000
const QUICK = { pollIntervalMs: 500, backoff: { baseMs: 50, maxMs: 400 } }

async function served(env: Record<string, string> = {}, heartbeatMs: number = HEARTBEAT_MS) {
  const server = keep(await startServer({ HALYARD_HEARTBEAT_MS: String(heartbeatMs), ...env }))
  await server.admin.post('/projects/default/flags', { key: 'checkout' })
  await server.admin.put(PATH, { enabled: true, offVariant: 'off', fallthrough: { variant: 'on' } })
  const { credential: sdkKey } = await server.admin.key('sdk')
  return { server, options: { url: server.url, sdkKey, heartbeatMs, ...QUICK } }
}

/** Writes one change. @returns the revision that it made. */
async function write({ admin }: ServerProcess, weight: number): Promise<number> {
  const split = { weights: { on: weight, off: 100_000 - weight } }
  return Number((await admin.patch(PATH, { fallthrough: { split } }))['revision'])
}

test('F12 a clock that is set by an hour, either way, moves no revision, epoch, age or state', async () => {
  const { server, options } = await served({
    NODE_OPTIONS: `--require ${CLOCK}`,
    HALYARD_TEST_CLOCK_JUMPS_MS: `${HOUR_MS} ${-HOUR_MS} 0`,
  })
  await server.admin.patch(PATH, { maxStalenessMs: 60_000 })
  const app = keep(await startApp(options))
  await state(app, 'live')
  const before = await app.call<{ epoch: number }>('status')
  let revision = await write(server, 1)
  const ats = [await lastAudit(server)]
  for (const [n, jump] of [HOUR_MS, -HOUR_MS, 0].entries()) {
    process.kill(server.pid ?? -1, 'SIGUSR2')
    await until(
      'the clock is set',
      () => server.output(),
      (said) => said.includes(`clock ahead by ${jump} ms`),
    )
    const next = await write(server, 2 + n)
    expect(next).toBe(revision + 1)
    revision = next
    await arrival(app, revision)
    ats.push(await lastAudit(server))
    const now = await app.call<{ epoch: number; ageMs: number; divergences: number; state: string }>('status')
    expect(now).toMatchObject({ epoch: before.epoch, divergences: 0, state: 'live' })
    expect(now.ageMs).toBeLessThan(60_000)
    expect(await app.call('details', 'checkout', false, { targetingKey: 'u-1' })).toMatchObject({ reason: 'SPLIT' })
  }
  // What people read of the clock is in `at`; the order of entries is in `seq`.
  const [first, ahead, behind] = ats.map(({ at }) => Date.parse(at))
  expect((ahead ?? 0) - (first ?? 0)).toBeGreaterThan(HOUR_MS / 2)
  expect((behind ?? 0) - (first ?? 0)).toBeLessThan(-HOUR_MS / 2)
  const seqs = ats.map(({ seq }) => seq)
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
  expect(await server.admin.get('/projects/default/audit/verify')).toMatchObject({ valid: true })
  // A start with a clock that is right again continues the history that was written with a wrong one.
  await server.stop()
  await server.start()
  const last = await write(server, 9)
  expect(last).toBe(revision + 1)
  await arrival(app, last)
  expect(await app.call('status')).toMatchObject({ epoch: before.epoch, divergences: 0 })
})

async function lastAudit({ admin }: ServerProcess): Promise<{ readonly seq: number; readonly at: string }> {
  const { items } = (await admin.get('/projects/default/audit?limit=1')) as { items: { seq: number; at: string }[] }
  const [last] = items
  if (last === undefined) throw new Error('no audit entry')
  return last
}

test('F13 a server that is stopped and goes on: its streams are live again, and nothing is missed or done twice', async () => {
  const { server, options } = await served({}, 500)
  const app = keep(await startApp(options))
  await state(app, 'live')
  const revision = await write(server, 1)
  await arrival(app, revision)
  await state(app, 'live')
  const heard = app.events.length
  process.kill(server.pid ?? -1, 'SIGSTOP')
  // Sent into the stop: answered, once, when the process goes on.
  const late = write(server, 2)
  await until(
    'it takes its stream for dead',
    () => app.events.slice(heard),
    (events) => events.some(({ event, detail }) => event === 'status' && detail?.['state'] === 'connecting'),
  )
  expect(await app.call('details', 'checkout', false, { targetingKey: 'u-1' })).toMatchObject({ reason: 'SPLIT' })
  process.kill(server.pid ?? -1, 'SIGCONT')
  expect(await late).toBe(revision + 1)
  await arrival(app, revision + 1)
  await state(app, 'live')
  expect(await app.call('status')).toMatchObject({ divergences: 0 })
  await until(
    'the streams that died meanwhile are forgotten',
    () => metric(server.url, 'halyard_streams'),
    (count) => count === 1,
  )
})

test('F14 at the limit of file descriptors: no new stream, the old ones live, no crash; all well when there are some again', async () => {
  const { server, options } = await served()
  const old = keep(await startApp(options))
  await state(old, 'live')
  const heard = old.events.length
  const { pid } = server
  const openFiles = (): number => readdirSync(`/proc/${pid}/fd`).length
  const limit = (soft: number): void => void execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${soft}:`])
  const most = 5 + Math.max(...readdirSync(`/proc/${pid}/fd`).map(Number))
  limit(most)
  const idle: Socket[] = []
  keep({ close: async () => void idle.map((socket) => socket.destroy()) })
  await until(
    'no file descriptor is left',
    () => {
      for (let n = 0; n < 20; n += 1) idle.push(connect(server.port, '127.0.0.1').on('error', () => {}))
      return openFiles()
    },
    (count) => count >= most,
  )
  const late = keep(await startApp(options))
  const outcome = await late.call('ready', { timeoutMs: 800 }).then(
    () => 'ready',
    (error: { code?: string }) => error.code,
  )
  expect(outcome).toBe('TIMEOUT')
  limit(4_096)
  for (const socket of idle) socket.destroy()
  await state(late, 'live')
  const revision = await write(server, 3)
  await Promise.all([arrival(old, revision), arrival(late, revision)])
  expect(
    old.events.slice(heard).filter(({ event, detail }) => event === 'status' && detail?.['state'] !== 'live'),
  ).toEqual([])
  expect(server.output()).not.toMatch(/"level":"(error|fatal)"/)
  process.kill(pid ?? -1, 0)
})
