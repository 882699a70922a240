/** What is soaked: a server, a proxy that misbehaves, and apps before and behind it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentPath } from '../support/admin.ts'
import { type App, startApp } from '../support/app.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import type { Lifetime } from '../support/lifetime.ts'
import { rssMb } from '../support/memory.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { until } from '../support/settle.ts'
import type { Sample } from './memory.ts'

/** Quicker than production, so that an hour holds more of everything. */
const HASTY = {
  heartbeatMs: 2_000,
  pollIntervalMs: 2_000,
  telemetryIntervalMs: 5_000,
  backoff: { baseMs: 100, maxMs: 2_000, fallbackMs: 4_000, refusedMs: 2_000 },
}
export const FLAGS = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const USERS = Array.from({ length: 20 }, (_, n) => ({ targetingKey: `u-${n}`, plan: n % 2 === 0 ? 'pro' : 'free' }))

export interface Installation {
  readonly server: ServerProcess
  readonly proxy: FaultProxy
  readonly apps: ReadonlyMap<string, App>
  /** kill -9, and the same app again, with its cache. */
  replace(name: string): Promise<void>
  /** Everybody holds what the server holds and decides alike, and nobody ever diverged. @throws Error when not. */
  agrees(patienceMs: number): Promise<void>
  sample(): Promise<Sample>
}

export async function openInstallation(keep: Lifetime['keep']): Promise<Installation> {
  const server = keep(await startServer({ HALYARD_HEARTBEAT_MS: '2000', HALYARD_TELEMETRY_MS: '5000' }))
  const proxy = keep(await startFaultProxy(server.port))
  const folder = await mkdtemp(join(tmpdir(), 'halyard-soak-'))
  keep({ close: () => rm(folder, { recursive: true, force: true }) })
  for (const key of FLAGS) await server.admin.post('/projects/default/flags', { key, exposeToClients: true })
  const { credential: sdkKey } = await server.admin.key('sdk')
  const optionsOf = (name: string): Record<string, unknown> => ({
    ...HASTY,
    sdkKey,
    url: name === 'direct' ? server.url : proxy.url,
    cachePath: join(folder, `${name}.json`),
  })
  const apps = new Map<string, App>()
  const begin = async (name: string): Promise<void> => void apps.set(name, keep(await startApp(optionsOf(name))))
  for (const name of ['direct', 'proxied', 'victim']) await begin(name)
  const startedAt = performance.now()

  return {
    server,
    proxy,
    apps,
    async replace(name) {
      await apps.get(name)?.close()
      await begin(name)
    },
    async agrees(patienceMs) {
      const { flags, revision } = await decidedByServer(server)
      for (const [name, app] of apps) {
        const ask = (): Promise<Status> => app.call<Status>('status')
        const status = await until(
          `${name} has revision ${revision}`,
          ask,
          (now) => now.revision === revision,
          patienceMs,
        )
        if (status.divergences > 0) throw new Error(`${name} diverged ${status.divergences} times`)
        const decided = await decidedBy(app)
        if (JSON.stringify(decided) !== JSON.stringify(flags))
          throw new Error(`${name} decides otherwise at ${revision}`)
      }
    },
    async sample() {
      const pids = [...apps].map(([name, { pid }]) => [name, pid] as const)
      const all = [['server', server.pid ?? -1] as const, ...pids.filter(([name]) => name !== 'victim')]
      return {
        hours: (performance.now() - startedAt) / 3_600_000,
        rssMb: Object.fromEntries(all.map(([name, pid]) => [name, rssMb(pid)])),
      }
    },
  }
}

interface Status {
  readonly revision?: number
  readonly divergences: number
}

type Decided = readonly (readonly unknown[])[]

async function decidedByServer({
  admin,
}: ServerProcess): Promise<{ readonly revision: number; readonly flags: Decided }> {
  const answers = []
  for (const context of USERS) answers.push(await admin.post(`${environmentPath()}/evaluate`, { context }))
  const flags = answers.map(({ flags: of }) =>
    FLAGS.map((key) => (of as Record<string, { value: unknown }>)[key]?.value),
  )
  return { revision: Number(answers.at(-1)?.['revision']), flags }
}

async function decidedBy(app: App): Promise<Decided> {
  const ofAll = USERS.map((user) => Promise.all(FLAGS.map((key) => app.call('boolean', key, false, user))))
  return Promise.all(ofAll)
}
