/**
 * What apps see of a client, whatever answers behind it: reads with hooks and counts, events, `ready` and `status`.
 * What is held and how it is kept current is an engine's.
 */
import type { ErrorCode, Evaluation, EvaluationContext, Explanation, FlagType } from '@halyard/evaluator'
import type {
  Client,
  ClientEvents,
  ClientState,
  CommonOptions,
  FlagShapes,
  ReadyOptions,
  RulesetChange,
  Source,
  Status,
} from './api.ts'
import { runAppCode } from './app-code.ts'
import { ClientError, type ClientErrorCode } from './errors.ts'
import { type Evaluate, withHooks } from './hooks.ts'
import { createLog, type Log } from './log.ts'
import type { Platform } from './ports.ts'
import { stopwatch } from './stopwatch.ts'
import type { Stream } from './stream.ts'
import { DEFAULT_TIMES, isPolling, isRefusal, type Times } from './stream-state.ts'
import { createTelemetry } from './telemetry.ts'

/** Where what is held stands. */
export interface Standing {
  readonly epoch: number
  readonly revision: number
}

/** What an engine is given, and what it tells. */
export interface Desk {
  readonly platform: Platform
  readonly times: Times
  readonly log: Log
  /** Something else is held from now on. @param text - Makes what is to be kept of it. */
  readonly applied: (standing: Standing, flags: readonly string[], text: () => string) => void
  /** Nothing is held any more: what was is somebody else's. */
  readonly emptied: () => void
  /** What is held was right so long ago. */
  readonly confirmed: (sinceMs: number) => void
  /** After each step, once its effects are under way. */
  readonly stepped: () => void
  /** For how long nobody vouched for what is held. */
  readonly ageMs: () => number
  /** Takes what the platform kept, through the engine's `take`. */
  readonly recall: () => void
}

/** Holds something, answers from it, and keeps it current. */
export interface Engine {
  /** Called while something is held. */
  evaluate(flagKey: string, context: unknown, type: FlagType | undefined): Evaluation
  all(context: unknown): Record<string, Evaluation>
  explain(flagKey: string, context: unknown, type: FlagType | undefined): Explanation | undefined
  /** The text of what an app bundled. */
  bundled(bootstrap: object): string
  /** Takes what was bundled or kept. @throws when it can't be read */
  take(text: string): void
  readonly stream: Stream
}

/** Makes a client around an engine and starts it. */
export function createFace<Flags extends FlagShapes>(
  platform: Platform,
  options: Omit<CommonOptions, 'bootstrap'> & { readonly bootstrap?: object | undefined },
  makeEngine: (desk: Desk) => Engine,
): Client<Flags> {
  const { bootstrap, hooks = [], logger, telemetryIntervalMs = 60_000, telemetryAttributes = true } = options
  const { storage } = platform
  const log = createLog(logger)
  const listeners = new Map<string, Set<(event: never) => void>>()
  let held: Standing | undefined
  let source: Source | undefined
  let origin: Source = 'network'
  let ageMs: (() => number) | undefined
  let changes: RulesetChange[] = []
  const waiting = new Set<() => void>()
  let told = ''
  /** Or not begun to be: the app could add no listeners yet. */
  let isTelling = true
  let isReady = false
  let closing: Promise<void> | undefined

  const telemetry =
    telemetryIntervalMs > 0
      ? createTelemetry(platform, telemetryIntervalMs, () => held?.revision ?? 0, log, telemetryAttributes)
      : undefined

  const emit = <E extends keyof ClientEvents>(type: E, event: ClientEvents[E]): void => {
    for (const listener of listeners.get(type) ?? []) {
      runAppCode(
        () => listener(event as never),
        (error) => log.say('error', `listener of ${type} failed`, error),
      )
    }
  }

  const state = (): ClientState => {
    const now = engine.stream.state()
    if (now.kind === 'closed' || (now.kind === 'live' && source)) return now.kind
    if (isPolling(now) && !now.isLost) return 'polling'
    if (source && source !== 'network') return 'cached'
    return source && now.isLost ? 'stale' : 'connecting'
  }

  const status = (): Status => ({
    state: state(),
    epoch: held?.epoch,
    revision: held?.revision,
    ageMs: ageMs && Math.round(ageMs()),
    source,
    failure: engine.stream.failure()?.message,
    divergences: engine.stream.divergences(),
    uncounted: telemetry?.dropped() ?? 0,
  })

  /** Tells the app what became of the last step, once all of it is visible to reads. */
  const announce = (): void => {
    if (isTelling) return
    isTelling = true
    if (source && !isReady) {
      isReady = true
      emit('ready', { source })
    }
    for (const change of changes) emit('change', change)
    changes = []
    for (const check of waiting) check()
    const now = status()
    const before = told
    told = now.state + source
    if (told !== before) emit('status', now)
    if (told !== before && now.state === 'stale') emit('stale', now)
    isTelling = false
    // A listener may have made it another, by closing, say: that is told after it, to all.
    if (told !== before) announce()
  }

  const evaluateOnce: Evaluate = (flagKey, type, _, context) => {
    try {
      const evaluation = held ? engine.evaluate(flagKey, context, type) : failed(flagKey, 'PROVIDER_NOT_READY')
      telemetry?.count(evaluation, context)
      return evaluation
    } catch {
      // The evaluator promises not to throw; an app must not be the one to find that it did.
      return failed(flagKey, 'GENERAL')
    }
  }

  const read = withHooks(hooks, evaluateOnce, log)

  const typed =
    (type: FlagType) =>
    (flagKey: string, fallback: unknown, context?: EvaluationContext): unknown => {
      const { value = fallback } = read(flagKey, type, fallback, context)
      return value
    }

  const details = (flagKey: string, fallback: unknown, context?: EvaluationContext): unknown => {
    const evaluation = read(flagKey, typeOf(fallback), fallback, context)
    return evaluation.value === undefined ? { ...evaluation, value: fallback } : evaluation
  }

  const on: Client['on'] = (type, listener) => {
    const set = listeners.get(type) ?? new Set()
    listeners.set(type, set.add(listener))
    return () => void set.delete(listener)
  }

  const ready = (options?: ReadyOptions): Promise<{ readonly source: Source }> =>
    new Promise((resolve, reject) => {
      const { timeoutMs = Infinity, signal } = options ?? {}
      const settle = (code: ClientErrorCode): void => {
        waiting.delete(check)
        stopTimer?.()
        signal?.removeEventListener('abort', abort)
        if (source) resolve({ source })
        else reject(new ClientError(code, `not ready: ${status().failure ?? code} (${platform.base})`))
      }
      const abort = (): void => settle('ABORTED')
      const check = (): void => {
        if (source || state() === 'closed') settle('CLOSED')
        else if (isRefusal(engine.stream.failure())) settle('REFUSED')
      }
      waiting.add(check)
      // Timers count milliseconds in 31 bits: what is longer is for ever.
      const stopTimer = timeoutMs <= 2 ** 31 - 1 ? platform.setTimer(() => settle('TIMEOUT'), timeoutMs) : undefined
      signal?.addEventListener('abort', abort)
      if (signal?.aborted) abort()
      else check()
    })

  /** Takes what was kept by the app or the platform. What can't be read counts as absent. */
  const preload = (from: Source, load: () => string | undefined): void => {
    origin = from
    try {
      const text = load()
      if (text) engine.take(text)
    } catch (error) {
      log.say('warn', `unreadable ${from} ignored`, error)
    }
    origin = 'network'
  }

  const desk: Desk = {
    platform,
    times: timesOf(options),
    log,
    applied(standing, flags, text) {
      held = standing
      source = origin
      changes.push({ revision: standing.revision, flags })
      if (origin === 'network') storage?.save(text)
    },
    emptied() {
      held = source = ageMs = undefined
    },
    confirmed(sinceMs) {
      ageMs = stopwatch(platform, sinceMs)
      source = 'network'
    },
    stepped: announce,
    ageMs: () => ageMs?.() ?? Infinity,
    recall: () => preload('cache', () => storage?.load()),
  }

  const engine = makeEngine(desk)

  const end = async (): Promise<void> => {
    stopLifecycle?.()
    engine.stream.close()
    platform.receipts?.close()
    await Promise.all([telemetry?.close(), storage?.close?.()])
  }

  const close = (): Promise<void> => (closing ??= end())

  preload('bootstrap', () => bootstrap && engine.bundled(bootstrap))
  desk.recall()
  changes = []
  const stopLifecycle = platform.lifecycle?.((signal) => {
    if (signal === 'wake') engine.stream.wake()
    else void telemetry?.flush(true)
  })
  engine.stream.start()
  // Once the app could add its listeners.
  void Promise.resolve().then(() => {
    isTelling = false
    announce()
  })

  return {
    boolean: typed('boolean'),
    string: typed('string'),
    number: typed('number'),
    object: typed('object'),
    details,
    all: (context?: EvaluationContext) => (held ? engine.all(context) : {}),
    explain: (flagKey: string, context?: EvaluationContext, type?: FlagType) =>
      held && engine.explain(flagKey, context, type),
    ready,
    on,
    status,
    close,
    [Symbol.asyncDispose]: close,
  } as unknown as Client<Flags>
}

/** The options over the defaults; an option may be there and undefined, and none is so short that there is no pause. */
function timesOf({ heartbeatMs, pollIntervalMs, backoff }: Omit<CommonOptions, 'bootstrap'>): Times {
  const given: Record<string, unknown> = { heartbeatMs, pollIntervalMs, ...backoff }
  const times: Record<string, unknown> = { ...DEFAULT_TIMES }
  for (const name in times) if ((given[name] as number) > 0) times[name] = given[name]
  return times as Times
}

/** An evaluation whose value is the caller's default. */
export function failed(flagKey: string, errorCode: ErrorCode): Evaluation {
  return { flagKey, value: undefined, reason: 'ERROR', errorCode, flagMetadata: {} }
}

function typeOf(fallback: unknown): FlagType | undefined {
  // Of a function or symbol no flag is: that is a mismatch, and comes back as it is.
  return fallback === undefined ? undefined : (typeof fallback as FlagType)
}
