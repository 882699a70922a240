/** Puts the parts together: store, stream, telemetry, hooks and events behind one interface. */

import {
  type ErrorCode,
  type Evaluation,
  type EvaluationContext,
  evaluate,
  evaluateAll,
  explain,
  type FlagType,
  type Ruleset,
} from '@halyard/evaluator'
import { digestOf, parseRulesetBody } from '@halyard/protocol'
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
import { createLog } from './log.ts'
import type { Platform } from './ports.ts'
import { createRulesetStore, type Held } from './ruleset-store.ts'
import { createStream, stopwatch } from './stream.ts'
import { DEFAULT_TIMES, isPolling, isRefusal, type Times } from './stream-state.ts'
import { createTelemetry } from './telemetry.ts'

/**
 * Makes a client and starts it: loads bootstrap and cache, then connects.
 * @param options - Checked by the platform where it can afford to.
 * @see docs/connection.md
 */
export function createCoreClient<Flags extends FlagShapes>(platform: Platform, options: CommonOptions): Client<Flags> {
  const { bootstrap, hooks = [], logger, telemetryIntervalMs = 60_000, telemetryAttributes = true } = options
  const { storage } = platform
  const log = createLog(logger)
  const listeners = new Map<string, Set<(event: never) => void>>()
  let held: Held | undefined
  let source: Source | undefined
  let origin: Source = 'bootstrap'
  let ageMs: (() => number) | undefined
  let changes: RulesetChange[] = []
  const waiting = new Set<() => void>()
  let told: string | undefined
  let isReady = false
  let closing: Promise<void> | undefined

  const store = createRulesetStore((next, flags) => {
    held = next
    source = origin
    changes.push({ revision: next.ruleset.revision, flags })
    if (origin === 'network') storage?.save(() => bundle(next.ruleset, next.digest))
  })

  const stream = createStream({
    platform,
    times: timesOf(options),
    store,
    log,
    onConfirmed(sinceMs) {
      ageMs = stopwatch(platform, sinceMs)
      source = 'network'
    },
    onStep: () => told !== undefined && announce(),
  })

  const telemetry =
    telemetryIntervalMs &&
    createTelemetry(platform, telemetryIntervalMs, () => held?.ruleset.revision ?? 0, log, telemetryAttributes)

  const emit = <E extends keyof ClientEvents>(type: E, event: ClientEvents[E]): void => {
    for (const listener of listeners.get(type) ?? []) {
      runAppCode(
        () => listener(event as never),
        (error) => log.say('error', `listener of ${type} failed`, error),
      )
    }
  }

  const state = (): ClientState => {
    const now = stream.state()
    if (now.kind === 'closed' || now.kind === 'live') return now.kind
    if (isPolling(now) && !now.isLost) return 'polling'
    return !source || (source === 'network' && !now.isLost) ? 'connecting' : source === 'network' ? 'stale' : 'cached'
  }

  const status = (): Status => ({
    state: state(),
    epoch: held?.ruleset.epoch,
    revision: held?.ruleset.revision,
    ageMs: ageMs && Math.round(ageMs()),
    source,
    failure: stream.failure()?.message,
    divergences: stream.divergences(),
    uncounted: telemetry ? telemetry.dropped() : 0,
  })

  /** Tells the app what became of the last step, once all of it is visible to reads. */
  const announce = (): void => {
    const pending = changes
    changes = []
    const now = status()
    const before = told
    told = now.state + source
    if (source && !isReady) {
      isReady = true
      emit('ready', { source })
    }
    for (const change of pending) emit('change', change)
    for (const check of waiting) check()
    if (told === before) return
    emit('status', now)
    if (now.state === 'stale') emit('stale', now)
  }

  const decide = ({ compiled, aging }: Held, flagKey: string, context: unknown, type?: FlagType): Evaluation =>
    evaluate(compiled, flagKey, context, aging.size && aging.has(flagKey) ? (ageMs?.() ?? Infinity) : 0, type)

  const evaluateOnce: Evaluate = (flagKey, type, _, context) => {
    let evaluation: Evaluation
    try {
      evaluation = held ? decide(held, flagKey, context, type) : failed(flagKey, 'PROVIDER_NOT_READY')
    } catch {
      // The evaluator promises not to throw; an app must not be the one to find that it did.
      evaluation = failed(flagKey, 'GENERAL')
    }
    if (telemetry) telemetry.count(evaluation, context)
    return evaluation
  }

  const read = withHooks(hooks, evaluateOnce, log)

  const typed =
    (type: FlagType) =>
    (flagKey: string, fallback: unknown, context?: EvaluationContext): unknown => {
      const { value } = read(flagKey, type, fallback, context)
      return value === undefined ? fallback : value
    }

  const details = (flagKey: string, fallback: unknown, context?: EvaluationContext): unknown => {
    const evaluation = read(flagKey, typeOf(fallback), fallback, context)
    return evaluation.value === undefined ? { ...evaluation, value: fallback } : evaluation
  }

  const all = (context?: EvaluationContext): Record<string, Evaluation> =>
    held ? evaluateAll(held.compiled, context, held.aging.size ? (ageMs?.() ?? Infinity) : 0) : {}

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
        else reject(new ClientError(code, `not ready: ${status().failure ?? code}`))
      }
      const abort = (): void => settle('ABORTED')
      const check = (): void => {
        if (source || state() === 'closed') settle('CLOSED')
        else if (isRefusal(stream.failure())) settle('REFUSED')
      }
      waiting.add(check)
      // Timers count milliseconds in 31 bits: what is longer is for ever.
      const stopTimer = timeoutMs < 2 ** 31 ? platform.setTimer(() => settle('TIMEOUT'), timeoutMs) : undefined
      signal?.addEventListener('abort', abort)
      if (signal?.aborted) abort()
      else check()
    })

  /** Takes what was kept by the app or the platform. What can't be read counts as absent. */
  const preload = (from: Source, load: () => string | undefined): void => {
    origin = from
    try {
      const text = load()
      if (text) store.take(parseRulesetBody(text))
    } catch (error) {
      log.say('warn', `unreadable ${from}; ignored`, error)
    }
  }

  const end = async (): Promise<void> => {
    stopLifecycle?.()
    stream.close()
    platform.receipts?.close()
    await Promise.all([telemetry && telemetry.close(), storage?.close?.()])
  }
  const close = (): Promise<void> => (closing ??= end())

  preload(
    'bootstrap',
    () => bootstrap && ('ruleset' in bootstrap ? bundle(bootstrap.ruleset, bootstrap.digest) : bundle(bootstrap)),
  )
  preload('cache', () => storage?.load())
  origin = 'network'
  changes = []
  const stopLifecycle = platform.lifecycle?.((signal) => {
    if (signal === 'wake') stream.wake()
    else if (telemetry) void telemetry.flush(true)
  })
  stream.start()
  // Once the app could add its listeners.
  void Promise.resolve().then(() => {
    told = ''
    announce()
  })

  return {
    boolean: typed('boolean'),
    string: typed('string'),
    number: typed('number'),
    object: typed('object'),
    details,
    all,
    explain: (flagKey: string, context?: EvaluationContext, type?: FlagType) =>
      held && explain(held.compiled, flagKey, context, ageMs?.() ?? Infinity, type),
    ready,
    on,
    status,
    close,
    [Symbol.asyncDispose]: close,
  } as unknown as Client<Flags>
}

/** The options over the defaults; an option may be there and undefined. */
function timesOf({ heartbeatMs, pollIntervalMs, backoff }: CommonOptions): Times {
  const given: Record<string, unknown> = { heartbeatMs, pollIntervalMs, ...backoff }
  const times = Object.entries(DEFAULT_TIMES).map(([name, ms]) => [name, given[name] ?? ms])
  return Object.fromEntries(times)
}

/** A ruleset as `GET …/ruleset` has it. */
function bundle(ruleset: Ruleset, digest: string = digestOf(ruleset.items as never)): string {
  return JSON.stringify({ ruleset, digest, reason: '', ageMs: 0 })
}

function failed(flagKey: string, errorCode: ErrorCode): Evaluation {
  return { flagKey, value: undefined, reason: 'ERROR', errorCode, flagMetadata: {} }
}

function typeOf(fallback: unknown): FlagType | undefined {
  // Of a function or symbol no flag is: that is a mismatch, and comes back as it is.
  return fallback === undefined ? undefined : (typeof fallback as FlagType)
}
