import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Miniflare, type Request as OutboundRequest, type Response as OutboundResponse } from 'miniflare'
import type { Running } from '../support/lifetime.ts'

const FOLDER = fileURLToPath(new URL('..', import.meta.url))
/** The driver of these tests as a module that a worker starts from. */
const DRIVER = `import { answer } from './edge/driver.ts'; export default { fetch: answer }`

export interface WorkerOptions {
  /** What the worker's `env` holds beside KV. */
  readonly env?: Record<string, unknown>
  /** A worker's source, TypeScript; the driver of these tests unless given. */
  readonly source?: string
  /** A folder in which KV outlives the worker. */
  readonly kvFolder?: string
  readonly compatibilityDate?: string
  /** What leaves the worker goes through here. */
  readonly outbound?: (request: OutboundRequest) => OutboundResponse | Promise<OutboundResponse>
}

/** A worker in the real workerd: an isolate of its own, with KV as the binding `FLAGS`. */
export interface EdgeWorker extends Running {
  readonly url: string
  /** Over a connection of its own, see {@link fetchAlone}. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** What KV holds, by name. */
  kept(): Promise<ReadonlyMap<string, string>>
}

interface Kv {
  get(key: string): Promise<string | null>
  list(): Promise<{ readonly keys: readonly { readonly name: string }[] }>
}

/**
 * workerd hangs up after an answer to a request whose body nobody read, and does not say so before: whoever asks again
 * over that connection may get no answer.
 */
export function fetchAlone(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('connection', 'close')
  return fetch(url, { ...init, headers })
}

async function bundleWorker(source: string = DRIVER): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: FOLDER, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@halyard/source'],
  })
  return outputFiles[0]?.text ?? ''
}

export async function startWorker(options: WorkerOptions = {}): Promise<EdgeWorker> {
  const { env = {}, source, kvFolder, compatibilityDate = '2026-04-01', outbound } = options
  const workerd = new Miniflare({
    modules: true,
    script: await bundleWorker(source),
    compatibilityDate,
    bindings: env,
    kvNamespaces: ['FLAGS'],
    ...(kvFolder !== undefined && { kvPersist: kvFolder }),
    ...(outbound && { outboundService: outbound }),
  })
  const url = (await workerd.ready).origin
  let closing: Promise<void> | undefined
  return {
    url,
    fetch: (path, init) => fetchAlone(url + path, init),
    async kept() {
      // Miniflare's own type of it is in a package that nothing else here needs.
      const kv = (await workerd.getKVNamespace('FLAGS')) as unknown as Kv
      const { keys } = await kv.list()
      return new Map(await Promise.all(keys.map(async ({ name }) => [name, String(await kv.get(name))] as const)))
    },
    close: () => (closing ??= workerd.dispose()),
  }
}
