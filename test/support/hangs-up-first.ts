import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Running } from './lifetime.ts'
import { endWithThisProcess } from './server.ts'
import { within } from './settle.ts'

const SCRIPT = fileURLToPath(new URL('./hangs-up-first.cjs', import.meta.url))

/** A balancer in front of `port` that hangs up on its first `refused` connections at once. */
export async function startBalancer(port: number, refused: number): Promise<Running & { readonly url: string }> {
  const child = spawn(process.execPath, [SCRIPT, String(port), String(refused)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  endWithThisProcess(child)
  const [line] = (await within('the balancer listens', once(child.stdout, 'data'))) as [Buffer]
  const ended = once(child, 'close')
  return {
    url: `http://127.0.0.1:${line.toString().trim()}`,
    close: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
