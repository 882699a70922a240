import { ClientError, type ClientEvents, type Status } from '@halyard/node'
import { GeneralError, ProviderFatalError } from '@openfeature/server-sdk'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { Lifecycle, type Watched } from './lifecycle.ts'

/** A client whose every step is the test's. */
class ScriptedClient implements Watched {
  readonly #listeners = new Map<string, (event: never) => void>()
  readonly #waiting: { resolve(): void; reject(error: unknown): void }[] = []
  #status: Partial<Status> = { state: 'connecting' }

  ready({ timeoutMs }: { readonly timeoutMs?: number | undefined } = {}): Promise<{ readonly source: 'network' }> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: () => resolve({ source: 'network' }), reject })
      if (timeoutMs) setTimeout(() => reject(new ClientError('TIMEOUT', 'not ready: nobody answers')), timeoutMs)
    })
  }

  status(): Status {
    return this.#status as Status
  }

  on<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): () => void {
    this.#listeners.set(event, listener)
    return () => void this.#listeners.delete(event)
  }

  /** Its status becomes another; with something to serve it is ready. */
  become(status: Partial<Status>): void {
    this.#status = status
    if (status.source) for (const { resolve } of this.#waiting.splice(0)) resolve()
    this.#listeners.get('status')?.(status as never)
  }

  change(...flags: string[]): void {
    this.#listeners.get('change')?.({ revision: 8, flags } as never)
  }

  refuse(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new ClientError('REFUSED', 'HTTP status 401'))
  }
}

const LIVE: Partial<Status> = { state: 'live', source: 'network' }
const STALE: Partial<Status> = { state: 'stale', source: 'network', failure: 'gone' }
let client: ScriptedClient
let lifecycle: Lifecycle
let events: unknown[][]

beforeEach(() => {
  vi.useFakeTimers()
  client = new ScriptedClient()
  events = []
  lifecycle = new Lifecycle(
    client,
    (event, details) => events.push([event.replace('PROVIDER_', ''), details]),
    ({ flags }) => (flags.length > 0 ? flags : undefined),
  )
  return () => vi.useRealTimers()
})

const names = () => events.map(([name]) => name)

async function started(status: Partial<Status> = LIVE): Promise<void> {
  const done = lifecycle.start(100)
  client.become(status)
  await done
  await vi.runAllTimersAsync()
}

describe('starting', () => {
  test('emits nothing: OpenFeature does', async () => {
    const done = lifecycle.start(100)
    client.change('a')
    client.become(LIVE)
    await done
    await vi.runAllTimersAsync()
    expect(events).toEqual([])
  })

  test('from a cache is ready, and stale right after OpenFeature has said so', async () => {
    const done = lifecycle.start(100)
    client.become({ state: 'cached', source: 'cache' })
    await done
    expect(events).toEqual([])
    await vi.runAllTimersAsync()
    expect(names()).toEqual(['STALE'])
    client.become(LIVE)
    expect(names()).toEqual(['STALE', 'READY'])
  })

  test('lets OpenFeature conclude before it hears of what happened meanwhile', async () => {
    const done = lifecycle.start(100)
    client.become(LIVE)
    await done
    client.become(STALE)
    expect(events).toEqual([])
    await vi.runAllTimersAsync()
    expect(names()).toEqual(['STALE'])
  })

  test('from a cache that is confirmed meanwhile is just ready', async () => {
    const done = lifecycle.start(100)
    client.become({ state: 'cached', source: 'cache' })
    await done
    client.become(LIVE)
    await vi.runAllTimersAsync()
    expect(events).toEqual([])
  })

  test('with a refused key is fatal; being let in later is a recovery', async () => {
    const done = lifecycle.start(100)
    client.refuse()
    await expect(done).rejects.toThrow(ProviderFatalError)
    await vi.runAllTimersAsync()
    expect(events).toEqual([])
    client.become(LIVE)
    expect(names()).toEqual(['READY'])
  })

  test('without an answer in time is an error, and not the end', async () => {
    const done = lifecycle.start(100).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(101)
    expect(await done).toBeInstanceOf(GeneralError)
    expect(String(await done)).toContain('nobody answers')
    client.become(LIVE)
    expect(names()).toEqual(['READY'])
  })

  test('a refusal that comes later than the patience is told as fatal', async () => {
    const done = lifecycle.start(100).catch(() => {})
    await vi.advanceTimersByTimeAsync(101)
    await done
    client.refuse()
    await vi.runAllTimersAsync()
    expect(events).toEqual([['ERROR', expect.objectContaining({ errorCode: 'PROVIDER_FATAL' })]])
  })

  test('again after a refusal, as a change of context does, ends as an error that is corrected to fatal', async () => {
    const done = lifecycle.start(100, 'error').catch((error: unknown) => error)
    client.refuse()
    expect(await done).toBeInstanceOf(ProviderFatalError)
    await vi.runAllTimersAsync()
    expect(events).toEqual([['ERROR', expect.objectContaining({ errorCode: 'PROVIDER_FATAL' })]])
  })

  test('again without an answer is an error: what was refused before may be another visitor’s', async () => {
    const first = lifecycle.start(100).catch(() => {})
    client.refuse()
    await first
    const second = lifecycle.start(100, 'error').catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(101)
    expect(await second).not.toBeInstanceOf(ProviderFatalError)
    await vi.runAllTimersAsync()
    expect(events).toEqual([])
  })
})

describe('from then on', () => {
  test('a server that is gone makes it stale, once, with the reason; one that is back ready', async () => {
    await started()
    client.become({ state: 'connecting', source: 'network' })
    client.become(STALE)
    client.become(STALE)
    expect(events).toEqual([['STALE', { message: 'gone', metadata: { state: 'stale' } }]])
    client.become({ state: 'polling', source: 'network' })
    client.become(LIVE)
    expect(names()).toEqual(['STALE', 'READY'])
  })

  test('a change names its flags, where they can be named', async () => {
    await started()
    client.change('a', 'b')
    client.change()
    expect(events).toEqual([
      ['CONFIGURATION_CHANGED', { flagsChanged: ['a', 'b'], metadata: { revision: 8 } }],
      ['CONFIGURATION_CHANGED', { metadata: { revision: 8 } }],
    ])
  })

  test('a conclusion of OpenFeature that is wrong is corrected', async () => {
    await started(STALE)
    lifecycle.expect('ready')
    lifecycle.expect('ready')
    await vi.runAllTimersAsync()
    expect(names()).toEqual(['STALE', 'STALE'])
  })

  test('a client that its app closes is an error', async () => {
    await started()
    client.become({ state: 'closed', source: 'network' })
    expect(events).toEqual([['ERROR', expect.objectContaining({ message: expect.stringContaining('closed') })]])
  })

  test('nothing is told after the end', async () => {
    await started()
    lifecycle.expect('stale')
    lifecycle.stop()
    client.become(STALE)
    client.change('a')
    await vi.runAllTimersAsync()
    expect(events).toEqual([])
  })

  test('a start that is still waiting at the end tells nothing, and there is no other one', async () => {
    const done = lifecycle.start(100)
    lifecycle.stop()
    client.become(STALE)
    await done
    await vi.runAllTimersAsync()
    expect(events).toEqual([])
    await expect(lifecycle.start(100)).rejects.toThrow('make a new one')
  })
})
