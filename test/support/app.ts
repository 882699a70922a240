import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Json } from './admin.ts'
import type { Running } from './lifetime.ts'
import { endWithThisProcess } from './server.ts'
import { within } from './settle.ts'

const SCRIPT = fileURLToPath(new URL('./app-process.mjs', import.meta.url))

/** One event of the SDK inside the app, with the app's own clock. */
export interface AppEvent {
  readonly event: string
  readonly detail: Json | null
  readonly atMs: number
}

/** A failure inside the app, as its SDK threw it. */
export class AppError extends Error {
  readonly code: string | undefined

  constructor({ message, code }: { readonly message: string; readonly code?: string }) {
    super(message)
    this.code = code
  }
}

/** A process of its own that embeds the built Node SDK. */
export interface App extends Running {
  readonly pid: number
  /** Everything that the SDK emitted so far, oldest first. */
  readonly events: readonly AppEvent[]
  /** Calls the SDK (`boolean`, `details`, `status`, …), or `census(key, count)`. @throws AppError */
  call<T = unknown>(name: string, ...args: readonly unknown[]): Promise<T>
  /** Resolves with the first event, past or coming, that passes. */
  event(name: string, accept?: (detail: Json) => boolean): Promise<AppEvent>
  /** SIGKILL, as the kernel does when memory is out. */
  kill(): Promise<void>
  output(): string
}

/** Starts an app. @param options - The SDK's own options: what is JSON of them. @param env - On top of this process's. */
export async function startApp(
  options: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): Promise<App> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  endWithThisProcess(child)
  const app = new NodeApp(child)
  await app.event('started')
  return app
}

type Reply = { readonly id: number; readonly value?: unknown; readonly error?: { message: string; code?: string } }
type Waiting = { resolve(value: unknown): void; reject(error: Error): void }

class NodeApp implements App {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  readonly #watchers = new Set<(event: AppEvent) => void>()
  readonly events: AppEvent[] = []
  #calls = 0
  #output = ''

  constructor(child: ChildProcess) {
    this.#child = child
    child.stderr?.on('data', (data: Buffer) => {
      this.#output = (this.#output + data.toString()).slice(-50_000)
    })
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => this.#hear(line))
    child.stdin?.on('error', () => {}) // A killed app: `exit` below tells whoever waits.
    child.once('exit', (code, signal) => {
      for (const waiting of this.#waiting.values()) waiting.reject(new Error(`the app ended (${code ?? signal})`))
      this.#waiting.clear()
    })
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  call<T>(name: string, ...args: readonly unknown[]): Promise<T> {
    this.#calls += 1
    const id = this.#calls
    const reply = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    this.#child.stdin?.write(`${JSON.stringify({ id, call: name, args })}\n`)
    return within(`the app answers ${name}\n${this.#output}`, reply) as Promise<T>
  }

  event(name: string, accept: (detail: Json) => boolean = () => true): Promise<AppEvent> {
    const passes = ({ event, detail }: AppEvent): boolean => event === name && accept(detail ?? {})
    const past = this.events.find(passes)
    if (past !== undefined) return Promise.resolve(past)
    let watch: ((event: AppEvent) => void) | undefined
    const coming = new Promise<AppEvent>((resolve) => {
      watch = (event) => void (passes(event) && resolve(event))
      this.#watchers.add(watch)
    })
    return within(`the app emits ${name}`, coming).finally(() => watch && this.#watchers.delete(watch))
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }

  close(): Promise<void> {
    return this.kill()
  }

  output(): string {
    return `--- app ${this.pid} ---\n${this.#output}`
  }

  #hear(line: string): void {
    const message = JSON.parse(line) as AppEvent | Reply
    if ('event' in message) {
      this.events.push(message)
      for (const watch of this.#watchers) watch(message)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.error) waiting?.reject(new AppError(message.error))
    else waiting?.resolve(message.value)
  }
}
