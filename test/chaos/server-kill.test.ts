import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bucketOf } from '@halyard/evaluator'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { type App, startApp } from '../support/app.ts'
import { type Acknowledged, verifyLedger } from '../support/ledger.ts'
import { lifetime } from '../support/lifetime.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { until } from '../support/settle.ts'

const { keep } = lifetime()
const KILLS = Number(process.env['HALYARD_KILLS'] ?? 20)
const FLAGS = ['a', 'b', 'c', 'd']
const USERS = 100
const path = (flag: string): string => `${environmentPath()}/flags/${flag}`

test(`F1 killed ${KILLS} times at random points under write load: all that was acknowledged is there, adds up, and is read in every app after each start`, {
  timeout: 60_000 + KILLS * 10_000,
}, async () => {
  const server = keep(await startServer())
  for (const key of FLAGS) await server.admin.post('/projects/default/flags', { key, exposeToClients: key !== 'd' })
  const { credential: sdkKey } = await server.admin.key('sdk')
  const folder = await mkdtemp(join(tmpdir(), 'halyard-kill-'))
  keep({ close: () => rm(folder, { recursive: true, force: true }) })
  const options = { url: server.url, sdkKey, backoff: { baseMs: 50, maxMs: 400 } }
  const app = keep(await startApp(options))
  const cached = { ...options, cachePath: join(folder, 'flags') }
  let keeper = keep(await startApp(cached))
  const acknowledged: Acknowledged[] = []

  for (let round = 0; round < KILLS; round += 1) {
    const before = acknowledged.length
    const writers = FLAGS.map((flag, n) => writeUntilKilled(server, flag, n, acknowledged))
    await until(
      'the load is on',
      () => acknowledged.length,
      (count) => count > before,
    )
    // Anywhere within some dozens of writes: in a transaction, in an fsync, between commit and answer.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 150))
    await server.kill()
    await Promise.all(writers)
    await verifyLedger(server.dataDir, acknowledged)
    if (round % 5 === 4) keeper = keep(await restarted(keeper, cached))
    await server.start()
    await converges(server, [app, keeper], acknowledged)
  }
  console.log(
    `F1: ${acknowledged.length} acknowledged writes survived ${KILLS} kills, and both apps read them after each`,
  )
})

/** Killed while there is no server, an app comes back with what its file has. */
async function restarted(app: App, options: Readonly<Record<string, unknown>>): Promise<App> {
  await app.kill()
  const again = await startApp(options)
  await again.event('ready', ({ source }) => source === 'cache')
  return again
}

/**
 * After a start the apps hear of the next write, so they are connected again, and with it of all that was acknowledged
 * before: they read what is in force, which is each flag's last acknowledged write or one that was never answered.
 */
async function converges(server: ServerProcess, apps: readonly App[], log: Acknowledged[]): Promise<void> {
  await write(server, 'a', 0, log)
  const revision = log.at(-1)?.revision ?? 0
  await Promise.all(apps.map((app) => app.event('change', (change) => Number(change['revision']) >= revision)))
  for (const flag of FLAGS) {
    const last = log.findLast((write) => write.flag === flag)
    if (last === undefined) continue
    const { revision: newest, fallthrough } = await server.admin.get(path(flag))
    const on = (fallthrough as Split).split.weights.on
    expect(Number(newest)).toBeGreaterThanOrEqual(last.revision)
    if (newest === last.revision) expect(on).toBe(last.on)
    const chosen = [...Array(USERS).keys()].filter((n) => Number(bucketOf(flag, `u-${n}`)) < on)
    for (const app of apps) expect(await app.call('census', flag, USERS), flag).toEqual(chosen)
  }
}

type Split = { readonly split: { readonly weights: { readonly on: number } } }

/** Writes as fast as it is answered; ends when the server does. */
async function writeUntilKilled(
  server: ServerProcess,
  flag: string,
  writer: number,
  log: Acknowledged[],
): Promise<void> {
  for (;;) {
    try {
      await write(server, flag, writer, log)
    } catch {
      return // Never answered, so never acknowledged: it may be there or not.
    }
  }
}

async function write(server: ServerProcess, flag: string, writer: number, log: Acknowledged[]): Promise<void> {
  // Each writer has its own numbers, so that a write found in another's flag would show. They lie far apart, so that
  // what is read differs from write to write.
  const on = 1 + (((log.length * FLAGS.length + writer) * 7_919) % 99_999)
  const body = { enabled: true, fallthrough: { split: { weights: { on, off: 100_000 - on } } } }
  const { revision } = await server.admin.put(path(flag), body)
  log.push({ flag, revision: Number(revision), on })
}
