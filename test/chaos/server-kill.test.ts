import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { type Acknowledged, verifyLedger } from '../support/ledger.ts'
import { lifetime } from '../support/lifetime.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, until } from '../support/settle.ts'

const { keep } = lifetime()
const KILLS = Number(process.env['HALYARD_KILLS'] ?? 20)
const FLAGS = ['a', 'b', 'c', 'd']
const path = (flag: string): string => `${environmentPath()}/flags/${flag}`

test(`F1 killed ${KILLS} times at random points under write load: all that was acknowledged is there, and adds up`, {
  timeout: 60_000 + KILLS * 10_000,
}, async () => {
  const server = keep(await startServer())
  for (const key of FLAGS) await server.admin.post('/projects/default/flags', { key, exposeToClients: key !== 'd' })
  const { credential: sdkKey } = await server.admin.key('sdk')
  const backoff = { baseMs: 50, maxMs: 400 }
  const app = keep(await startApp({ url: server.url, sdkKey, backoff }))
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
    await server.start()
  }

  for (const flag of FLAGS) {
    const last = acknowledged.filter((write) => write.flag === flag).at(-1)
    const now = await server.admin.get(path(flag))
    expect(Number(now['revision'])).toBeGreaterThanOrEqual(last?.revision ?? 0)
    await arrival(app, now['revision'])
  }
  console.log(`F1: ${acknowledged.length} acknowledged writes survived ${KILLS} kills`)
})

/** Writes as fast as it is answered; ends when the server does. */
async function writeUntilKilled(
  server: ServerProcess,
  flag: string,
  writer: number,
  log: Acknowledged[],
): Promise<void> {
  for (;;) {
    // Each writer has its own numbers, so that a write found in another's flag would show.
    const on = 1 + ((log.length * FLAGS.length + writer) % 99_999)
    const body = { enabled: true, fallthrough: { split: { weights: { on, off: 100_000 - on } } } }
    try {
      const { revision } = await server.admin.put(path(flag), body)
      log.push({ flag, revision: Number(revision), on })
    } catch {
      return // Never answered, so never acknowledged: it may be there or not.
    }
  }
}
