/** Power that fails: the disk keeps what was synced, and of the rest whatever it likes. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { type DiskCall, DiskFile, stracePath, traceDisk } from '../support/disk-trace.ts'
import { type Acknowledged, verifyLedger } from '../support/ledger.ts'
import { lifetime } from '../support/lifetime.ts'
import { startServer } from '../support/server.ts'

const { keep } = lifetime()
const WRITES = 15
const FILES = ['halyard.db', 'halyard.db-wal'] as const
const PATH = `${environmentPath()}/flags/a`

test.skipIf(!stracePath)('F3 power fails after any acknowledged write: it is there, with all before it', async () => {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: 'a', exposeToClients: true })
  await server.stop()
  await server.start()
  const folder = await mkdtemp(join(tmpdir(), 'halyard-power-'))
  keep({ close: () => rm(folder, { recursive: true, force: true }) })
  const before = join(folder, 'before')
  await cp(server.dataDir, before, { recursive: true })

  const trace = await traceDisk(server.pid ?? -1, join(folder, 'trace'))
  const acknowledged: Acknowledged[] = []
  for (let on = 1; on <= WRITES; on += 1) {
    const fallthrough = { split: { weights: { on, off: 100_000 - on } } }
    const { revision } = await server.admin.put(PATH, { enabled: true, fallthrough })
    acknowledged.push({ flag: 'a', revision: Number(revision), on })
  }
  const calls = await trace.end()
  await server.kill()
  const answers = calls.flatMap((call, n) => (isAnswer(call) ? [n] : []))
  expect(answers).toHaveLength(WRITES)

  const image = join(folder, 'image')
  for (const [n, answeredAt] of answers.entries()) {
    const soFar = acknowledged.slice(0, n + 1)
    for (const reached of [() => false, () => Math.random() < 0.5]) {
      await leaveImage(image, before, calls.slice(0, answeredAt), reached)
      await verifyLedger(image, soFar)
    }
  }
  // Were nothing synced, the last write would be gone: the model can tell.
  const unsynced = calls.filter(({ kind }) => kind !== 'sync')
  await leaveImage(image, before, unsynced, () => false)
  await expect(verifyLedger(image, acknowledged)).rejects.toThrow('acknowledged, but not there')

  // The server itself, on what the last failure left.
  await leaveImage(image, before, calls, () => false)
  await rm(server.dataDir, { recursive: true })
  await cp(image, server.dataDir, { recursive: true })
  await server.start()
  expect(await server.admin.get(PATH)).toMatchObject({ revision: acknowledged.at(-1)?.revision })
})

function isAnswer(call: DiskCall): boolean {
  return call.kind === 'send' && call.bytes.subarray(0, 15).toString() === 'HTTP/1.1 200 OK'
}

async function leaveImage(
  to: string,
  before: string,
  calls: readonly DiskCall[],
  reached: () => boolean,
): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await cp(before, to, { recursive: true })
  // The index of the log is shared memory, which no power loss leaves.
  await rm(join(to, 'halyard.db-shm'), { force: true })
  for (const name of FILES) {
    const file = new DiskFile(await readFile(join(before, name)))
    for (const call of calls) if (call.kind !== 'send' && call.path.endsWith(`/${name}`)) file.apply(call)
    await writeFile(join(to, name), file.after(reached))
  }
}
