import { type Client, type ClientEvents, type ClientOptions, createClient } from '@halyard/node'
import { afterEach, beforeEach, vi } from 'vitest'
import type { Lifetime } from '../support/lifetime.ts'
import { within } from '../support/settle.ts'

/**
 * Time passes by a millisecond with a turn of this process's loop, and never by more: where the machine stalls, no
 * client gives up what the server of the same process would have said. Call before `lifetime`.
 */
export function steadyTime(): void {
  beforeEach(() => {
    const toFake = ['setTimeout', 'clearTimeout', 'performance', 'Date'] as const
    vi.useFakeTimers({ toFake: [...toFake], shouldAdvanceTime: true, advanceTimeDelta: 1 })
  })
  afterEach(() => void vi.useRealTimers())
}

/** A client whose waits are short enough for tests; everything else is as in production. `maxMs` ends requests, too. */
export function startClient(life: Lifetime, url: string, options: Partial<ClientOptions> = {}): Client {
  const client = createClient({
    url,
    sdkKey: 'hal_sdk_test_test_00000000',
    telemetryIntervalMs: 0,
    ...options,
    backoff: { baseMs: 5, maxMs: 50, fallbackMs: 10_000, ...options.backoff },
  })
  life.keep({ close: () => client.close() })
  return client
}

/** Resolves with the next such event that passes. */
export function next<E extends keyof ClientEvents>(
  client: Client,
  event: E,
  accept: (detail: ClientEvents[E]) => boolean = () => true,
): Promise<ClientEvents[E]> {
  const coming = new Promise<ClientEvents[E]>((resolve) => {
    const off = client.on(event, (detail) => {
      if (!accept(detail)) return
      off()
      resolve(detail)
    })
  })
  return within(`the client emits ${event}`, coming)
}

/** Resolves once the client's state is `state`, which it may be already. */
export async function reaches(client: Client, state: ClientEvents['status']['state']): Promise<void> {
  if (client.status().state !== state) await next(client, 'status', (status) => status.state === state)
}

/** Resolves once the client holds `revision` or a later one. */
export async function holds(client: Client, revision: number): Promise<void> {
  const isThere = (): boolean => (client.status().revision ?? 0) >= revision
  if (!isThere()) await next(client, 'change', isThere)
}
