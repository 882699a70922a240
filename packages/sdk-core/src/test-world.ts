/** The whole client on a platform whose clock, dice, network and storage are the test’s; for tests. */
import type { FlagItem } from '@halyard/evaluator'
import { digestOf } from '@halyard/protocol'
import type { Client, CommonOptions } from './api.ts'
import { createCoreClient } from './client.ts'
import type { FetchInit, FetchReply, LifecycleSignal, Platform, StreamListener } from './ports.ts'

export interface World {
  readonly client: Client
  readonly streams: { readonly since: string | undefined; readonly listener: StreamListener; isOpen: boolean }[]
  readonly requests: { readonly path: string; readonly init: FetchInit }[]
  readonly said: string[]
  readonly saved: string[]
  /** Lets monotonic time pass, and wall time as much unless given; timers fire in order. */
  pass(ms: number, wallMs?: number): Promise<void>
  signal(signal: LifecycleSignal): void
  /** The newest stream brings a state or vouches for it. */
  send(revision: number, flags: Record<string, Partial<FlagItem>>, ageMs?: number): void
  beat(ageMs?: number): void
  timers(): number
}

export const BASE = 'https://flags.example/sdk/v1'

export const flag = (value: string | boolean | number | object, more: Partial<FlagItem> = {}): FlagItem =>
  ({
    revision: 1,
    hash: `${String(typeof value === 'object' ? 'object' : value)}${JSON.stringify(more).length}`
      .padStart(16, '0')
      .slice(-16)
      .replace(/[^\da-f]/g, 'a'),
    type: typeof value,
    variants: { v: value, off: typeof value === 'boolean' ? false : value },
    enabled: true,
    fallthrough: { variant: 'v' },
    ...more,
  }) as FlagItem

export function start(
  options: CommonOptions = {},
  platform: Partial<Platform> & { answer?: (path: string) => Partial<FetchReply> & { body?: string } } = {},
): World {
  let monotonicMs = 1000
  let wallMs = 1_700_000_000_000
  let timers: { readonly at: number; readonly callback: () => void }[] = []
  let ids = 0
  let lifecycle: (signal: LifecycleSignal) => void = () => {}
  let last = { epoch: 1, revision: 0, digest: '' }
  const said: string[] = []
  const world: Pick<World, 'streams' | 'requests' | 'saved'> = { streams: [], requests: [], saved: [] }
  const log = (message: string): void => void said.push(message)
  const { answer = () => ({ status: 503 }), ...rest } = platform
  const client = createCoreClient(
    {
      sdk: 'test/0',
      instance: 'instance',
      base: BASE,
      headers: {},
      fetchFirst: false,
      fetch: (url, init) => {
        const path = url.replace(BASE, '')
        world.requests.push({ path, init })
        const {
          status = 200,
          body = '',
          headers = { get: () => null },
        }: Partial<FetchReply> & { body?: string } = answer(path)
        return Promise.resolve({ status, headers, text: () => Promise.resolve(body) })
      },
      openStream: (since, listener) => {
        const stream = { since, listener, isOpen: true }
        world.streams.push(stream)
        return () => {
          stream.isOpen = false
        }
      },
      nowMs: () => wallMs,
      monotonicMs: () => monotonicMs,
      setTimer: (callback, delayMs) => {
        const timer = { at: monotonicMs + delayMs, callback }
        timers.push(timer)
        return () => {
          timers = timers.filter((other) => other !== timer)
        }
      },
      random: () => 0.5,
      uuid: () => `id-${(ids += 1)}`,
      storage: { load: () => undefined, save: (text) => void world.saved.push(text()) },
      lifecycle: (listener) => {
        lifecycle = listener
        return () => {
          lifecycle = () => {}
        }
      },
      ...rest,
    },
    { logger: { warn: log, error: log }, ...options },
  )
  const stream = (): StreamListener => {
    const newest = world.streams.at(-1)
    if (!newest?.isOpen) throw new Error('no stream is open')
    return newest.listener
  }
  return {
    ...world,
    client: client as Client,
    said,
    async pass(ms, wall = ms) {
      const end = monotonicMs + ms
      wallMs += wall - ms
      for (;;) {
        await settle()
        const next = timers.toSorted((a, b) => a.at - b.at)[0]
        if (!next || next.at > end) break
        timers = timers.filter((timer) => timer !== next)
        const passed = Math.max(0, next.at - monotonicMs)
        monotonicMs += passed
        wallMs += passed
        next.callback()
      }
      wallMs += end - monotonicMs
      monotonicMs = end
      await settle()
    },
    signal: (signal) => lifecycle(signal),
    send(revision, flags, ageMs = 0) {
      const items = { flag: flags, segment: {} }
      const digest = digestOf(items as never)
      last = { epoch: 1, revision, digest }
      const ruleset = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision, items }
      stream().event('snapshot', JSON.stringify({ ruleset, digest, reason: 'initial', ageMs }))
    },
    beat: (ageMs = 0) => stream().event('heartbeat', JSON.stringify({ ...last, ageMs })),
    timers: () => timers.length,
  }
}

export async function settle(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await Promise.resolve()
}
