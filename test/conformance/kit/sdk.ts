/** An SDK that is connected to a server which says exactly what a check tells it to say. */
import { isDeepStrictEqual } from 'node:util'
import { type ScriptedServer, type ServerStream, startScriptedServer } from '../../chaos/scripted-server.ts'
import { until, within } from '../../support/settle.ts'
import type { Adapter, Json } from './adapter.ts'
import { Mismatch, same } from './check.ts'

/** Waits that are short enough for checks; an adapter passes them to its SDK. docs/connection.md, "Times" */
const TIMES = {
  heartbeatMs: 15_000,
  pollIntervalMs: 30_000,
  baseMs: 5,
  maxMs: 50,
  refusedMs: 100,
  fallbackMs: 10_000,
} as const

export const SDK_KEY = 'hal_sdk_conformance_kit_00000000'

export interface Sdk {
  readonly server: ScriptedServer
  readonly patienceMs: number
  start(times?: Partial<Record<keyof typeof TIMES, number>>): Promise<void>
  stop(): Promise<void>
  status(): Promise<Json>
  /** What reading a flag gives. */
  read(flag: string, fallback: unknown, context?: Json): Promise<Json>
  /** Fails unless the flag reads so. */
  reads(flag: string, expected: unknown, when: string): Promise<void>
  /** Waits until the flag reads so. */
  comesToRead(flag: string, expected: unknown, when: string): Promise<void>
  /** Waits until the SDK's status has these fields. */
  reaches(fields: Json, when: string): Promise<void>
  /** The next stream that the SDK opens. */
  stream(when: string): Promise<ServerStream>
  /** Waits until something of the server's becomes true. */
  sees(what: string, isSo: () => boolean): Promise<void>
}

/** A default that no flag of a check ever serves. */
export const NOTHING = 'the fallback'

export async function withSdk(adapter: Adapter, patienceMs: number, run: (sdk: Sdk) => Promise<void>): Promise<void> {
  const server = await startScriptedServer()
  server.answer('receipts', (_, response) => void response.writeHead(202).end())
  const ask = (command: string, fields?: Json): Promise<Json> => adapter.ask(command, fields)
  const sdk: Sdk = {
    server,
    patienceMs,
    async start(times = {}) {
      await ask('start', { url: server.url, sdkKey: SDK_KEY, options: { ...TIMES, ...times } })
    },
    stop: async () => void (await ask('stop')),
    status: () => ask('status'),
    read: (flag, fallback, context = {}) => ask('evaluate', { flag, fallback, context }),
    async reads(flag, expected, when) {
      const fallback = fallbackFor(expected)
      same(`${when}: the value of "${flag}"`, (await sdk.read(flag, fallback))['value'], expected)
    },
    async comesToRead(flag, expected, when) {
      const read = async (): Promise<unknown> => (await sdk.read(flag, fallbackFor(expected)))['value']
      const isThere = (value: unknown): boolean => isDeepStrictEqual(value, expected)
      await until(when, read, isThere, patienceMs).catch(() => sdk.reads(flag, expected, when))
    },
    async reaches(fields, when) {
      const isThere = (status: Json): boolean => Object.entries(fields).every(([name, value]) => status[name] === value)
      await until(when, () => sdk.status(), isThere, patienceMs).catch(async () => {
        const status = await sdk.status()
        same(`${when}: the status, even after ${patienceMs} ms`, pick(status, Object.keys(fields)), fields)
      })
    },
    stream: (when) => within(`${when}: the SDK opens a stream`, server.nextStream(), patienceMs),
    async sees(what, isSo) {
      await until(what, () => isSo(), Boolean, patienceMs).catch(() => {
        throw new Mismatch(`expected within ${patienceMs} ms: ${what}\n    came     ${server.output?.() ?? ''}`)
      })
    },
  }
  try {
    await run(sdk)
  } finally {
    // Whatever the check came to: the next one starts with an SDK that is not started.
    await ask('stop').catch(() => undefined)
    await server.close()
  }
}

/** The type asked for is the fallback's, so it has to be the flag's. */
function fallbackFor(value: unknown): unknown {
  if (value === NOTHING || typeof value === 'string') return NOTHING
  return typeof value === 'number' ? -1 : typeof value === 'boolean' ? !value : {}
}

function pick(status: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, status[name]]))
}
