/** Many real SDK clients confirm kills. `HALYARD_STREAMS=10000 npm test -- test/load` has 1,000 of them. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { lifetime } from '../support/lifetime.ts'
import { endWithThisProcess, startServer } from '../support/server.ts'
import { until, within } from '../support/settle.ts'

const { keep } = lifetime()
const IS_FULL = process.env['HALYARD_STREAMS'] !== undefined
const PROCESSES = 4
const CLIENTS = IS_FULL ? 1_000 : 200
const KILLS = IS_FULL ? 11 : 3
const SCRIPT = fileURLToPath(new URL('./sdk-clients.mjs', import.meta.url))
const FLAG = `${environmentPath()}/flags/new-checkout`

test(`a kill is confirmed by all of ${CLIENTS} SDK clients`, { timeout: 300_000 }, async () => {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: 'new-checkout' })
  await server.admin.put(FLAG, { enabled: true, fallthrough: { variant: 'on' } })
  const { credential: sdkKey } = await server.admin.key('sdk')
  const options = JSON.stringify({ url: server.url, sdkKey, count: CLIENTS / PROCESSES })
  await Promise.all(Array.from({ length: PROCESSES }, () => begin(options)))
  const rows: { readonly p50: number; readonly p99: number }[] = []
  for (let n = 0; n < KILLS; n += 1) {
    const killed = await server.admin.post(`${FLAG}/kill?waitFor=1&timeoutMs=30000`)
    expect(killed).toMatchObject({ connected: CLIENTS, applied: CLIENTS, laggards: [], timedOut: false })
    rows.push({ p50: Number(killed['p50Ms']), p99: Number(killed['p99Ms']) })
    await server.admin.post(`${FLAG}/restore?waitFor=1&timeoutMs=30000`)
  }
  const of = (name: 'p50' | 'p99'): string => {
    const all = rows.map((row) => row[name]).toSorted((a, b) => a - b)
    return `${all[all.length >> 1]?.toFixed(0)} ms (${all[0]?.toFixed(0)}–${all.at(-1)?.toFixed(0)})`
  }
  console.log(`kill → ${CLIENTS} SDK clients: half after ${of('p50')}, 99 % after ${of('p99')}`)
  await until('all are still connected', () => server.admin.get(`${environmentPath()}/connections?limit=1000`), isWhole)
})

const isWhole = ({ items }: Record<string, unknown>): boolean => (items as readonly unknown[]).length === CLIENTS

/** Resolves once all clients of a new process are live. */
async function begin(options: string): Promise<void> {
  const child = spawn(process.execPath, [SCRIPT, options], { stdio: ['pipe', 'pipe', 'inherit'] })
  endWithThisProcess(child)
  keep({ close: async () => void child.kill('SIGKILL') })
  await within('the clients are live', new Promise((resolve) => child.stdout.once('data', resolve)), 120_000)
}
