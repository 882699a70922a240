/** An app that is frozen and thawed, as a serverless platform does between requests, a hypervisor, or Ctrl-Z. */
import { readdirSync, readlinkSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { environmentPath, type Json } from '../support/admin.ts'
import { type App, startApp } from '../support/app.ts'
import { lifetime } from '../support/lifetime.ts'
import { metric } from '../support/metrics.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, state, until } from '../support/settle.ts'

const { keep } = lifetime()
const PATH = `${environmentPath()}/flags/guarded`
const HEARTBEAT_MS = 300
const MAX_STALENESS_MS = 1_000
/** Beyond three heartbeats, and what the flag may be old. */
const FROZEN_MS = 1_600
const ROUNDS = 8
/** Longer than the server keeps a connection on which nothing is asked: as many as once were busy together stay that long. */
const KEPT_MS = 90_000

const frozen = new Set<number>()
afterEach(() => {
  for (const pid of frozen) thaw({ pid })
})

function thaw({ pid }: { readonly pid: number }): void {
  frozen.delete(pid)
  process.kill(pid, 'SIGCONT')
}

/** Stops it, waits until it must know that it was gone, and asks it what it will answer first. */
async function freeze(app: App, meanwhile: () => Promise<unknown>): Promise<() => Promise<Read>> {
  frozen.add(app.pid)
  process.kill(app.pid, 'SIGSTOP')
  const frozenAt = performance.now()
  await meanwhile()
  await until(
    'it was frozen for long',
    () => performance.now() - frozenAt,
    (ms) => ms >= FROZEN_MS,
  )
  const read = readOf(app)
  return () => {
    thaw(app)
    return read
  }
}

interface Read {
  readonly details: Json
  readonly status: Json
}

/** Both in one turn of the app's loop. */
async function readOf(app: App): Promise<Read> {
  const [details, status] = await Promise.all([
    app.call<Json>('details', 'guarded', 'the caller’s', { targetingKey: 'u-1' }),
    app.call<Json>('status'),
  ])
  return { details, status }
}

async function served() {
  const server = keep(await startServer({ HALYARD_HEARTBEAT_MS: String(HEARTBEAT_MS) }))
  await server.admin.post('/projects/default/flags', {
    key: 'guarded',
    type: 'string',
    variants: { on: 'on', off: 'off' },
  })
  await server.admin.put(PATH, {
    enabled: true,
    offVariant: 'off',
    fallthrough: { variant: 'on' },
    maxStalenessMs: MAX_STALENESS_MS,
  })
  const { credential: sdkKey } = await server.admin.key('sdk')
  const backoff = { baseMs: 50, maxMs: 400, fallbackMs: 5_000 }
  const app = keep(await startApp({ url: server.url, sdkKey, heartbeatMs: HEARTBEAT_MS, pollIntervalMs: 300, backoff }))
  await state(app, 'live')
  return { server, app }
}

const socketsOf = (pid: number): number => {
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => targetOf(pid, fd).startsWith('socket:')).length
}

function targetOf(pid: number, fd: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`)
  } catch {
    return '' // Closed since it was listed.
  }
}

async function handlesOf(app: App, server: ServerProcess) {
  const resources = await app.call<readonly string[]>('resources')
  return {
    // Those that are kept for the next requests keep no process alive, so they are not among its resources.
    busy: resources.filter((name) => name === 'TCPSocketWrap').length,
    sockets: socketsOf(app.pid),
    timers: resources.filter((name) => name === 'Timeout').length,
    serversSockets: socketsOf(server.pid ?? -1),
  }
}

test('F53 an app that is frozen and thawed, again and again: each read is honest, it is soon up to date, nothing piles up', async () => {
  const { server, app } = await served()
  // A request that is just under way keeps another one busy.
  const before = await until(
    'its stream alone is busy',
    () => handlesOf(app, server),
    ({ busy }) => busy === 1,
  )
  for (let round = 1; round <= ROUNDS; round += 1) {
    let revision = 0
    const thawed = await freeze(app, async () => {
      const split = { weights: { on: 100_000 - round, off: round } }
      revision = Number((await server.admin.patch(PATH, { fallthrough: { split } }))['revision'])
    })
    const { details, status } = await thawed()
    // It is of now, or says that it is old.
    if (details['reason'] === 'STALE') expect(details).toMatchObject({ value: 'off' })
    else expect(status['revision']).toBe(revision)
    await arrival(app, revision)
    await state(app, 'live')
    await until(
      'the flag is fresh',
      () => readOf(app),
      ({ details: now }) => now['reason'] === 'SPLIT',
    )
  }
  await until(
    'the server has one stream',
    () => metric(server.url, 'halyard_streams'),
    (streams) => streams === 1,
  )
  await until(
    'its stream alone is busy, and no timer is left over',
    () => handlesOf(app, server),
    (now) => now.busy === 1 && now.timers <= before.timers + 1,
  )
  // Beside the stream a connection is kept for the next request.
  await until(
    'no socket is left over',
    () => handlesOf(app, server),
    (now) => now.sockets <= before.sockets + 1 && now.serversSockets <= before.serversSockets + 1,
    KEPT_MS,
  )
  expect(app.output()).not.toContain('MaxListeners')
  expect((await app.call<Json>('status'))['divergences']).toBe(0)
}, 200_000)

test('F53 what came in while an app was frozen tells how it was, not how it is: a flag that must not be old is off', async () => {
  const { server, app } = await served()
  // Heartbeats pile up in the kernel, and then nobody is there any more.
  const thawed = await freeze(app, async () => {})
  await server.kill()
  const first = await thawed()
  expect(first.details).toMatchObject({ reason: 'STALE', value: 'off' })
  await until(
    'it knows that the server is gone',
    () => app.call<Json>('status'),
    (status) => status['state'] !== 'live',
  )
  const { details, status } = await readOf(app)
  expect(details).toMatchObject({ reason: 'STALE', value: 'off' })
  expect(status['ageMs']).toBeGreaterThan(FROZEN_MS)
  await server.start()
  await state(app, 'live')
  await until(
    'the flag is fresh',
    () => readOf(app),
    ({ details: now }) => now['value'] === 'on',
  )
}, 60_000)
