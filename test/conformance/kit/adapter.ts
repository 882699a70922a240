/** An SDK under test: a child process that answers a line for each line. @see docs/write-an-sdk.md, "The adapter" */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { within } from '../../support/settle.ts'

/** What a runtime's own start may take, on a busy machine too: it tells nothing of the SDK. */
const START_MS = 30_000

export type Json = Record<string, unknown>

export interface Adapter {
  /** The first word, which waits for the process to start. @returns what the SDK can do beyond what all must. */
  hello(): Promise<readonly string[]>
  /** @throws Error for an answer that is an error, is none, or does not come. */
  ask(command: string, fields?: Json): Promise<Json>
  close(): Promise<void>
}

/** @param command - A shell's command line. @param patienceMs - How long an answer may take. */
export function startAdapter(command: string, patienceMs: number): Adapter {
  const child = spawn(command, { shell: true, detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting = new Map<unknown, (answer: Json | Error) => void>()
  let lastId = 0
  let ended: Error | undefined

  const end = (error: Error): void => {
    ended = error
    for (const settle of waiting.values()) settle(error)
    waiting.clear()
  }
  child.once('error', end)
  child.once('close', (code) => end(new Error(`the adapter ended (${String(code)}): ${command}`)))
  // Nobody reads any more: `close` says why.
  child.stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) => {
    try {
      const answer = JSON.parse(line) as Json
      const settle = waiting.get(answer['id'])
      waiting.delete(answer['id'])
      settle?.(answer)
    } catch {
      end(new Error(`the adapter wrote a line that is not JSON: ${line.slice(0, 200)}`))
    }
  })

  const ask = async (command: string, fields: Json, forMs: number): Promise<Json> => {
    if (ended) throw ended
    const id = ++lastId
    const coming = new Promise<Json | Error>((resolve) => waiting.set(id, resolve))
    child.stdin.write(`${JSON.stringify({ id, do: command, ...fields })}\n`)
    const answer = await within(`the adapter answers ${command}`, coming, forMs)
    if (answer instanceof Error) throw answer
    if ('error' in answer) throw new Error(`${command}: the adapter answered ${JSON.stringify(answer['error'])}`)
    return (answer['ok'] ?? {}) as Json
  }

  return {
    async hello() {
      const { features = [] } = await ask('hello', {}, Math.max(START_MS, patienceMs))
      return features as string[]
    },
    ask: (command, fields = {}) => ask(command, fields, patienceMs),
    async close() {
      if (ended) return
      const closed = once(child, 'close')
      child.stdin.end()
      // One that does not end when its input does is ended, and what its shell has started with it.
      const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), 1_000)
      await closed
      clearTimeout(timer)
    },
  }
}
