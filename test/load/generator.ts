/** The load: a process of its own that holds streams, and what it is told over JSON lines. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Running } from '../support/lifetime.ts'
import { endWithThisProcess } from '../support/server.ts'
import { within } from '../support/settle.ts'

const CLIENTS = fileURLToPath(new URL('./clients.mjs', import.meta.url))
/** Thousands of connections on a busy machine. */
const PATIENCE_MS = 240_000

export interface Generator extends Running {
  call<T>(name: string, args?: object): Promise<T>
}

/** @param head - The request that opens a stream, without its last empty line. */
export async function startGenerator(port: number, head: readonly string[]): Promise<Generator> {
  const text = `${head.join('\r\n')}\r\nHost: 127.0.0.1\r\n\r\n`
  const child = spawn(process.execPath, [CLIENTS, JSON.stringify({ port, head: text })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  endWithThisProcess(child)
  const replies = answersOf(child)
  await replies(0)
  let calls = 0
  return {
    call: async (name, args = {}) => {
      calls += 1
      const reply = replies(calls)
      child.stdin?.write(`${JSON.stringify({ id: calls, call: name, args })}\n`)
      return (await within(`the load generator answers ${name}`, reply, PATIENCE_MS)) as never
    },
    close: async () => void child.kill('SIGKILL'),
  }
}

/** The sockets of the bare server. */
export interface BareServer extends Running {
  readonly port: number
  readonly pid: number
  /** Writes the same bytes to all of them, at once. */
  write(bytes: Buffer): void
}

export async function startBareServer(): Promise<BareServer> {
  const script = fileURLToPath(new URL('./bare-server.mjs', import.meta.url))
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  endWithThisProcess(child)
  const port = await new Promise<number>((resolve) => {
    child.stdout?.once('data', (data: Buffer) => resolve(Number(data.toString())))
  })
  return {
    port,
    pid: child.pid ?? -1,
    write: (bytes) => void child.stdin?.write(`${bytes.toString('base64')}\n`),
    close: async () => void child.kill('SIGKILL'),
  }
}

function answersOf({ stdout }: ChildProcess): (id: number) => Promise<unknown> {
  const waiting = new Map<number, (value: unknown) => void>()
  if (stdout) {
    createInterface({ input: stdout }).on('line', (line) => {
      const { id, value } = JSON.parse(line) as { id: number; value: unknown }
      waiting.get(id)?.(value)
      waiting.delete(id)
    })
  }
  return (id) => new Promise((resolve) => waiting.set(id, resolve))
}
