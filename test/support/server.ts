import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Admin, adminClient } from './admin.ts'
import type { Running } from './lifetime.ts'
import { PATIENCE_MS, within } from './settle.ts'

const MAIN = fileURLToPath(new URL('../../server/dist/bundle/main.js', import.meta.url))
export const ADMIN_TOKEN = 'an-admin-token-that-only-tests-know-0123456789'

/** The built server as its own process, on its own port and data folder, both of which survive a restart. */
export interface ServerProcess extends Running {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly admin: Admin
  /** Undefined while it is down. */
  readonly pid: number | undefined
  /** Boots it again after `stop` or `kill`, on the same port and data. */
  start(): Promise<void>
  /** SIGTERM, and the exit code once it has drained. */
  stop(): Promise<number | null>
  /** SIGKILL: no goodbye, no flush. */
  kill(): Promise<void>
  output(): string
}

/** Starts a server and waits until it is ready. @param env - Configuration on top of the test's own. */
export async function startServer(env: Record<string, string> = {}): Promise<ServerProcess> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: build first (npm test does)`)
  const dataDir = await mkdtemp(join(tmpdir(), 'halyard-test-'))
  const server = new BuiltServer(await freePort(), dataDir, env)
  await server.start().catch(async (error: unknown) => {
    await server.close()
    throw error
  })
  return server
}

/** Runs one of the server's local commands on this server's folder, to its end. */
export async function runServer(
  { dataDir, port }: Pick<ServerProcess, 'dataDir' | 'port'>,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly output: string }> {
  return runMain(args, { PORT: String(port), HALYARD_DATA_DIR: dataDir })
}

/** Runs the built server with exactly this environment until it ends by itself. */
export async function runMain(
  args: readonly string[],
  env: Record<string, string>,
  options: { readonly cwd?: string; readonly uid?: number } = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  })
  endWithThisProcess(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  await within(`the server ends by itself\n${output}`, once(child, 'close')).finally(() => child.kill('SIGKILL'))
  return { code: child.exitCode, output }
}

class BuiltServer implements ServerProcess {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly admin: Admin
  readonly #env: Record<string, string>
  #process: ChildProcess | undefined
  #output = ''

  constructor(port: number, dataDir: string, env: Record<string, string>) {
    this.port = port
    this.dataDir = dataDir
    this.url = `http://127.0.0.1:${port}`
    this.admin = adminClient(this.url, ADMIN_TOKEN)
    this.#env = env
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: String(this.port),
        HALYARD_DATA_DIR: this.dataDir,
        HALYARD_ADMIN_TOKEN: ADMIN_TOKEN,
        // Tests write faster than people may.
        HALYARD_RATE_ADMIN: '1000000',
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    endWithThisProcess(child)
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => this.#remember(data))
    await this.#ready(child)
  }

  async stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async close(): Promise<void> {
    await this.kill()
    await rm(this.dataDir, { recursive: true, force: true })
  }

  output(): string {
    return `--- server on ${this.port} ---\n${this.#output}`
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process
    if (child === undefined) return null
    this.#process = undefined
    if (hasEnded(child)) return child.exitCode
    // Not `exit`: what it said last may still be on its way.
    const exit = once(child, 'close')
    child.kill(signal)
    await within(`server ends on ${signal}\n${this.#output}`, exit).catch((error: unknown) => {
      child.kill('SIGKILL')
      throw error
    })
    return child.exitCode
  }

  async #ready(child: ChildProcess): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS
    const closed = once(child, 'close')
    while (!(await isReady(this.url))) {
      if (hasEnded(child) || performance.now() > deadline) {
        child.kill('SIGKILL')
        // It has told why before it ended, but that may still be on its way.
        await closed
        throw new Error(`the server did not become ready (exit code ${child.exitCode}):\n${this.#output}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    // What it said until then is in the pipe, and read in this turn of the loop.
    await new Promise((resolve) => setImmediate(resolve))
  }

  /** The last 100 kB: enough to see why, and a chatty server cannot fill the memory of a long test. */
  #remember(data: Buffer): void {
    this.#output = (this.#output + data.toString()).slice(-100_000)
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false // Nobody listens yet.
  }
}

const children = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** A runner that is interrupted runs no `afterEach`; its children must not outlive it. */
export function endWithThisProcess(child: ChildProcess): void {
  children.add(child)
  child.once('exit', () => children.delete(child))
}

/** Below those that systems hand out by themselves, so that nobody is given it while a server is down. */
const PORTS = { first: 20_000, count: 12_000 }
/** Test files that run side by side choose from different ones. */
const LANES = 8
const lane = Number(process.env['VITEST_POOL_ID'] ?? 0) % LANES
const given = new Set<number>()

/** A port that nobody listens on now. Chosen here, not by the server, because a restart must come back to it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + LANES * Math.floor((Math.random() * PORTS.count) / LANES) + lane
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch {
    return false
  }
  probe.close()
  await once(probe, 'close')
  return true
}
