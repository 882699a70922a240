/**
 * A client without a server, for an app's own tests.
 * @see docs/sdk-node.md, "Testing"
 */
import { createHash } from 'node:crypto'
import type { FlagItem, FlagType, ItemHead, JsonValue, Ruleset, SegmentItem } from '@halyard/evaluator'
import { digestOf, type Snapshot } from '@halyard/protocol'
import {
  type AnyFlags,
  type Client,
  createFace,
  createLog,
  type FlagShapes,
  type Hook,
  type Platform,
  type StreamListener,
} from '@halyard/sdk-core'
import { withCheckedCalls } from './check-calls.ts'
import { createNodeEngine } from './node-engine.ts'

/** A flag as in a ruleset; `type` follows from the variants, and it is enabled unless said otherwise. */
export type TestFlag = Omit<FlagItem, keyof ItemHead | 'type' | 'enabled'> & Partial<Pick<FlagItem, 'type' | 'enabled'>>

/** The value that everyone gets, or a whole flag (told by its `variants` and `fallthrough`). */
export type TestFlags<Flags extends FlagShapes> = { readonly [K in keyof Flags]?: Flags[K] | TestFlag }

export interface TestClientOptions<Flags extends FlagShapes> {
  readonly flags?: TestFlags<NoInfer<Flags>> | undefined
  readonly segments?: Readonly<Record<string, Omit<SegmentItem, keyof ItemHead>>> | undefined
  readonly hooks?: readonly Hook[] | undefined
}

export interface TestClient<Flags extends FlagShapes = AnyFlags> extends Client<Flags> {
  /** Changes or adds a flag. Reads see it at once, then `change` listeners hear of it. */
  set<K extends keyof Flags & string>(key: K, flag: Flags[K] | TestFlag): void
  /** Kills a flag, as one call to the server would: its off variant for everyone, or the caller's fallback. */
  kill(key: keyof Flags & string): void
  /** Brings back exactly what was before the kill. */
  restore(key: keyof Flags & string): void
  remove(key: keyof Flags & string): void
}

/** A client that is ready at once, evaluates for real, and never touches the network, a timer or the disk. */
export function createTestClient<Flags extends FlagShapes = AnyFlags>({
  flags = {},
  segments = {},
  hooks,
}: TestClientOptions<Flags> = {}): TestClient<Flags> {
  const items: { flag: Record<string, FlagItem>; segment: Record<string, SegmentItem> } = {
    // Without a prototype, `__proto__` is a key like any other.
    flag: Object.create(null),
    segment: Object.create(null),
  }
  let revision = 1
  let stream: StreamListener | undefined

  const put = (key: string, flag: FlagItem): void => {
    items.flag[key] = { ...flag, revision, hash: hashOf({ ...flag, hash: '', revision: 0 }) }
  }
  const change = (edit: () => void): void => {
    revision += 1
    edit()
    stream?.event('snapshot', JSON.stringify(snapshotOf(items, revision)))
  }
  const edit = (key: string, more: { readonly killed?: true }): void => {
    const flag = items.flag[key]
    if (flag === undefined) throw new Error(`no flag ${JSON.stringify(key)} in this test client`)
    const { killed: _, ...rest } = flag
    change(() => put(key, { ...rest, ...more }))
  }

  for (const [key, flag] of Object.entries(flags)) put(key, flagOf(flag as JsonValue | TestFlag))
  for (const [key, segment] of Object.entries(segments)) {
    items.segment[key] = { revision, hash: hashOf(segment), ...segment }
  }
  const platform = quietPlatform((listener) => {
    stream = listener
    listener.event('snapshot', JSON.stringify(snapshotOf(items, revision)))
  })
  const client = createFace<Flags>(platform, { hooks, telemetryIntervalMs: 0 }, createNodeEngine)
  return Object.assign(withCheckedCalls(client, createLog(undefined)), {
    set: (key: string, flag: unknown) => change(() => put(key, flagOf(flag as JsonValue | TestFlag))),
    kill: (key: string) => edit(key, { killed: true }),
    restore: (key: string) => edit(key, {}),
    remove: (key: string) => change(() => delete items.flag[key]),
  })
}

/** Nothing happens in it but what the test does. */
function quietPlatform(onStream: (listener: StreamListener) => void): Platform {
  let drop = (): void => {}
  return {
    sdk: 'node/test',
    instance: 'test',
    base: '',
    headers: {},
    fetchFirst: false,
    fetch: () => Promise.reject(new Error('a test client has no server')),
    openStream: (_, listener) => {
      let isOpen = true
      drop = () => {
        isOpen = false
      }
      onStream({ ...listener, event: (name, data) => isOpen && listener.event(name, data) })
      return () => drop()
    },
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    // A timeout of `ready` can't come, for there is something to serve at once.
    setTimer: () => () => {},
    random: () => 0,
    uuid: () => 'test',
  }
}

function snapshotOf(items: Ruleset['items'], revision: number): Omit<Snapshot, 'event'> {
  const kinds = items as Snapshot['ruleset']['items']
  const ruleset = { project: 'test', environment: 'test', environmentId: 'test', epoch: 1, revision, items: kinds }
  return { ruleset, digest: digestOf(kinds), reason: 'initial', ageMs: 0 }
}

function flagOf(flag: JsonValue | TestFlag): FlagItem {
  const head = { revision: 0, hash: '' }
  if (isDefinition(flag)) return { ...head, type: typeOf(Object.values(flag.variants)[0]), enabled: true, ...flag }
  const rest = { ...head, type: typeOf(flag), enabled: true }
  if (typeof flag !== 'boolean') return { ...rest, variants: { value: flag }, fallthrough: { variant: 'value' } }
  return {
    ...rest,
    variants: { on: true, off: false },
    offVariant: 'off',
    fallthrough: { variant: flag ? 'on' : 'off' },
  }
}

function isDefinition(flag: JsonValue | TestFlag): flag is TestFlag {
  return (
    typeof flag === 'object' && flag !== null && Object.hasOwn(flag, 'variants') && Object.hasOwn(flag, 'fallthrough')
  )
}

function typeOf(value: JsonValue | undefined): FlagType {
  const type = typeof value
  return type === 'boolean' || type === 'string' || type === 'number' ? type : 'object'
}

function hashOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)
}
