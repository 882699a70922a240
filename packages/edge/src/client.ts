import {
  type ErrorCode,
  type Evaluation,
  type EvaluationContext,
  evaluate,
  evaluateAll,
  type FlagType,
} from '@halyard/evaluator'
import { digestOf } from '@halyard/protocol'
import type { AnyFlags, Client, FlagShapes, Status } from '@halyard/sdk-core'
import { atMost, Holding, type Reach } from './holding.ts'
import { holdingOf } from './isolate.ts'
import { checkMs, type EdgeOptions, upstreamOf } from './options.ts'

/**
 * Who can keep work alive after the answer: the `ctx` of a worker, the `event` of a middleware, `{ waitUntil }` of
 * `@vercel/functions`. Pass the object itself: its function does not work without it.
 */
export interface Host {
  waitUntil?(promise: Promise<unknown>): void
}

/** What is held, and how well. @see docs/connection.md, "States" */
export interface EdgeStatus extends Pick<Status, 'epoch' | 'revision' | 'ageMs' | 'source' | 'failure'> {
  /** `connecting`: nothing held. `polling`: confirmed. `stale`: the last attempt failed. `cached`: never confirmed. */
  readonly state: 'connecting' | 'polling' | 'stale' | 'cached'
  /** What went wrong with the cache last, in words; undefined as soon as it works. */
  readonly cacheFailure: string | undefined
}

type Reads<Flags extends FlagShapes> = Pick<
  Client<Flags>,
  'boolean' | 'string' | 'number' | 'object' | 'details' | 'all'
>

export interface EdgeClient<Flags extends FlagShapes = AnyFlags> extends Reads<Flags> {
  /** `client` where all that is held may be shown to anyone, because a client id got it. */
  readonly audience: 'server' | 'client'
  /**
   * Sees to it that there are rules, and that they are as fresh as asked for: mostly at once, sometimes after one GET
   * that concurrent requests share. Call it once per request, before its reads. Never rejects; reads work regardless.
   */
  ready(host?: Host): Promise<EdgeStatus>
  /** One flag's evaluation, of whatever type it is: for gateways. Where its value is undefined, a caller's default applies. */
  evaluate(key: string, context?: EvaluationContext): Evaluation
  status(): EdgeStatus
}

/**
 * Makes a client of what the isolate holds; cheap enough for each request, and of no effect until `ready` is called.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/edge.md
 */
export function createEdgeClient<Flags extends FlagShapes = AnyFlags>(options: EdgeOptions): EdgeClient<Flags> {
  const { bootstrap, cache } = options
  const upstream = upstreamOf(options)
  const maxAgeMs = checkMs('maxAgeMs', options.maxAgeMs ?? 10_000, 1)
  const staleMs = maxAgeMs + checkMs('staleWhileRevalidateMs', options.staleWhileRevalidateMs ?? 0, 0)
  const timeoutMs = Math.ceil(checkMs('timeoutMs', options.timeoutMs ?? 2_000, 1, 60_000))
  // Not `fetch` itself: platforms want it called as their global's.
  const send = options.fetch ?? ((...request: Parameters<typeof fetch>) => fetch(...request))
  const reach: Reach | undefined = upstream && { ...upstream, send, cache, timeoutMs }
  const holding = reach ? holdingOf(reach) : new Holding()

  if (bootstrap && !holding.held) preload(holding, bootstrap)

  const maySkipWaiting = (): boolean =>
    holding.held !== undefined && (holding.isFailing || holding.checkedMs() <= staleMs)

  const refresh = async (from: Reach, host: Host | undefined, isAgain = false): Promise<void> => {
    // Who can go on after the answer asks early, so that in a busy isolate nobody ever waits.
    if (!holding.isDue(host?.waitUntil ? maxAgeMs / 2 : maxAgeMs)) return
    const begun = holding.underWay(from)
    const { loaded, answered, done } = begun ?? holding.begin(from)
    if (!begun && !isHandedOver(host, done)) return void (await atMost(2 * timeoutMs, done))
    if (!holding.held) await atMost(timeoutMs, loaded)
    if (!maySkipWaiting()) await atMost(timeoutMs, answered)
    // A slow answer may be from before what this request has to see: one that was asked for since is not.
    const isOld = begun && begun !== holding.underWay(from) && !maySkipWaiting()
    if (isOld && !isAgain) await refresh(from, host, true)
  }

  const status = (): EdgeStatus => {
    const { held, source, isFailing, ageMs, failure, cacheFailure } = holding
    return {
      state: !held ? 'connecting' : source !== 'network' ? 'cached' : isFailing ? 'stale' : 'polling',
      epoch: held?.ruleset.epoch,
      revision: held?.ruleset.revision,
      ageMs: ageMs && Math.round(ageMs()),
      source,
      failure,
      cacheFailure,
    }
  }

  const read = (key: string, context?: unknown, type?: FlagType): Evaluation => {
    const { held, ageMs } = holding
    if (!held) return failed(key, 'PROVIDER_NOT_READY')
    try {
      return evaluate(held.compiled, key, context, held.aging.has(key) ? (ageMs?.() ?? Infinity) : 0, type)
    } catch {
      // The evaluator promises not to throw; a visitor must not be the one to find that it did.
      return failed(key, 'GENERAL')
    }
  }

  const typed = (type: FlagType) => (key: string, fallback: unknown, context?: EvaluationContext) => {
    const { value } = read(key, context, type)
    return value === undefined ? fallback : value
  }

  return {
    audience: options.clientId === undefined ? 'server' : 'client',
    async ready(host?: Host) {
      if (reach) await refresh(reach, host)
      return status()
    },
    boolean: typed('boolean'),
    string: typed('string'),
    number: typed('number'),
    object: typed('object'),
    details(key: string, fallback: unknown, context?: EvaluationContext) {
      const evaluation = read(key, context, fallback === undefined ? undefined : (typeof fallback as FlagType))
      return evaluation.value === undefined ? { ...evaluation, value: fallback } : evaluation
    },
    all: (context?: EvaluationContext) =>
      holding.held ? evaluateAll(holding.held.compiled, context, holding.ageMs?.() ?? Infinity) : {},
    evaluate: (key: string, context?: EvaluationContext) => read(key, context),
    status,
  } as unknown as EdgeClient<Flags>
}

function preload(holding: Holding, bootstrap: NonNullable<EdgeOptions['bootstrap']>): void {
  try {
    const { ruleset, digest = digestOf(ruleset.items as never) } =
      'ruleset' in bootstrap ? bootstrap : { ruleset: bootstrap }
    holding.preload('bootstrap', JSON.stringify({ ruleset, digest, reason: '', ageMs: 0 }))
  } catch (error) {
    holding.failure = String(error)
  }
}

/** @returns whether the platform takes it; one that lost its `this` throws, and then the request waits instead. */
function isHandedOver(host: Host | undefined, promise: Promise<unknown>): boolean {
  try {
    host?.waitUntil?.(promise)
    return host?.waitUntil !== undefined
  } catch {
    return false
  }
}

/** An evaluation whose value is the caller's default. */
export function failed(flagKey: string, errorCode: ErrorCode): Evaluation {
  return { flagKey, value: undefined, reason: 'ERROR', errorCode, flagMetadata: {} }
}
