/** One storm: writes all the time, and every other second something breaks. */
import { environmentPath, type Json } from '../support/admin.ts'
import { FLAGS, type Installation } from './installation.ts'

const WRITE_EVERY_MS = 200
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const below = (n: number): number => Math.floor(Math.random() * n)

/**
 * @param mayRestart - Whether processes may end.
 * @returns how many writes were acknowledged. Afterwards nothing is broken any more.
 */
export async function storm(installation: Installation, forMs: number, mayRestart: boolean): Promise<number> {
  const endsAt = performance.now() + forMs
  const isOn = (): boolean => performance.now() < endsAt
  let written = 0
  const writing = (async () => {
    while (isOn()) {
      if (await write(installation)) written += 1
      await pause(WRITE_EVERY_MS)
    }
  })()
  const faults = mayRestart ? [...PASSING, ...RESTARTS] : PASSING
  while (isOn()) {
    await faults[below(faults.length)]?.(installation)
    await pause(500 + below(1_500))
    await installation.proxy.heal()
  }
  await writing
  return written
}

/** @returns false where the server was away: the write may be there or not. */
async function write({ server: { admin } }: Installation): Promise<boolean> {
  const flag = `${environmentPath()}/flags/${FLAGS[below(FLAGS.length)]}`
  const on = below(100_001)
  const rule = {
    if: { attribute: 'plan', op: 'in', value: ['pro'] },
    serve: { variant: below(2) === 0 ? 'on' : 'off' },
  }
  const configuration: Json = {
    enabled: below(8) > 0,
    rules: below(2) === 0 ? [rule] : [],
    fallthrough: { split: { weights: { on, off: 100_000 - on } } },
  }
  try {
    const what = below(6)
    if (what === 0) await admin.post(`${flag}/kill?waitFor=1&timeoutMs=500`, { reason: 'soak' })
    else if (what === 1) await admin.post(`${flag}/restore`, { reason: 'soak' })
    else await admin.put(flag, configuration)
    return true
  } catch (error) {
    // `fetch failed`: nobody answered. Anything that was answered is a refusal, and there is nothing to refuse.
    if (error instanceof TypeError) return false
    throw error
  }
}

type Fault = (installation: Installation) => Promise<void> | void

/** What processes live through. */
const PASSING: readonly Fault[] = [
  ({ proxy }) => proxy.freeze(),
  ({ proxy }) => proxy.blackhole(),
  ({ proxy }) => proxy.refuse(),
  ({ proxy }) => proxy.reset(),
  ({ proxy }) => proxy.delay(20 + below(400)),
  ({ proxy }) => {
    proxy.cutAfter(1 + below(4_000))
    proxy.reset()
  },
  ({ server }) => frozen(server.pid),
  ({ apps }) => frozen(apps.get('victim')?.pid),
]

const RESTARTS: readonly Fault[] = [
  async ({ server }) => {
    await server.kill()
    await server.start()
  },
  async ({ server }) => {
    await server.stop()
    await server.start()
  },
  (installation) => installation.replace('victim'),
]

async function frozen(pid: number | undefined): Promise<void> {
  if (pid === undefined) return
  process.kill(pid, 'SIGSTOP')
  await pause(500 + below(3_000))
  process.kill(pid, 'SIGCONT')
}
