/** Puts the parts together: store, stream, telemetry, hooks and events behind one interface. */
import {
  type ErrorCode,
  type Evaluation,
  type EvaluationContext,
  evaluate,
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
import { elapsedMs, type Moment, momentOf } from './clock.ts'
import { ClientError, type ClientErrorCode } from './errors.ts'
import { type Evaluate, withHooks } from './hooks.ts'
import { createLog } from './log.ts'
import { checkMs, checkTimes } from './options.ts'
import type { Platform } from './ports.ts'
import { createRulesetStore, type Held } from './ruleset-store.ts'
import { createStream } from './stream.ts'
import { createTelemetry } from './telemetry.ts'

/**
 * Makes a client and starts it: loads bootstrap and cache, then connects.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/connection.md
 */
export function createCoreClient<Flags extends FlagShapes>(platform: Platform, options: CommonOptions): Client<Flags> {
  const times = checkTimes(options)
  const { bootstrap, hooks = [], logger, telemetryIntervalMs = 60_000 } = options
  checkMs('telemetryIntervalMs', telemetryIntervalMs, 0)
  const { storage } = platform
  const log = createLog(logger)
  const listeners = new Map<string, Set<(event: never) => void>>()
  let held: Held | undefined
  let source: Source | undefined
  let origin: Source = 'bootstrap'
  let confirmedAt: Moment | undefined
  let changes: RulesetChange[] = []
  let told = ''
  let isTelling = false
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
    times,
    store,
    log,
    onConfirmed(ageMs) {
      const now = momentOf(platform)
      confirmedAt = { wallMs: now.wallMs - ageMs, monotonicMs: now.monotonicMs - ageMs }
      source = 'network'
    },
    onStep: () => {
      if (isTelling) announce()
    },
  })

  const telemetry = telemetryIntervalMs
    ? createTelemetry(platform, telemetryIntervalMs, () => held?.ruleset.revision ?? 0, log)
    : undefined

  const ageMs = (): number => (confirmedAt ? elapsedMs(platform, confirmedAt) : Infinity)

  const emit = <E extends keyof ClientEvents>(type: E, event: ClientEvents[E]): void => {
    for (const listener of listeners.get(type) ?? []) {
      try {
        listener(event as never)
      } catch (error) {
        log.say('error', `listener ${type}`, `a listener of "${type}" failed`, { error })
      }
    }
  }

  const state = (): ClientState => {
    const { kind, isLost } = stream.state()
    if (kind === 'closed' || kind === 'live') return kind
    if ((kind === 'polling' || kind === 'probing') && !isLost) return 'polling'
    return !held ? 'connecting' : source !== 'network' ? 'cached' : isLost ? 'stale' : 'connecting'
  }

  const status = (): Status => ({
    state: state(),
    epoch: held?.ruleset.epoch,
    revision: held?.ruleset.revision,
    ageMs: confirmedAt && ageMs(),
    source,
    divergences: stream.divergences(),
  })

  /** Tells the app what became of the last step, once all of it is visible to reads. */
  const announce = (): void => {
    const pending = changes
    changes = []
    const now = status()
    const before = told
    told = `${now.state} ${source}`
    if (source && !isReady) {
      isReady = true
      emit('ready', { source })
    }
    for (const change of pending) emit('change', change)
    if (told === before) return
    emit('status', now)
    if (now.state === 'stale') emit('stale', now)
  }

  const evaluateNow = (
    { compiled, aging }: Held,
    flagKey: string,
    context?: EvaluationContext,
    type?: FlagType,
  ): Evaluation => evaluate(compiled, flagKey, context, aging.size > 0 && aging.has(flagKey) ? ageMs() : 0, type)

  const evaluateOnce: Evaluate = (flagKey, type, _, context) => {
    let evaluation: Evaluation
    try {
      evaluation = held ? evaluateNow(held, flagKey, context, type) : failed(flagKey, 'PROVIDER_NOT_READY')
    } catch {
      // The evaluator promises not to throw; an app must not be the one to find that it did.
      evaluation = failed(flagKey, 'GENERAL')
    }
    telemetry?.count(evaluation)
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

  const all = (context?: EvaluationContext): Record<string, Evaluation> => {
    const evaluations: Record<string, Evaluation> = Object.create(null)
    if (!held) return evaluations
    for (const [key, { hidden }] of Object.entries(held.ruleset.items.flag)) {
      if (!hidden) evaluations[key] = evaluateNow(held, key, context)
    }
    return evaluations
  }

  const on: Client['on'] = (type, listener) => {
    const set = listeners.get(type) ?? new Set()
    listeners.set(type, set.add(listener))
    return () => void set.delete(listener)
  }

  const ready = ({ timeoutMs, signal }: ReadyOptions = {}): Promise<{ readonly source: Source }> =>
    new Promise((resolve, reject) => {
      const undo: (() => void)[] = []
      const settle = (code: ClientErrorCode, message: string): void => {
        for (const end of undo) end()
        if (source) resolve({ source })
        else reject(new ClientError(code, message))
      }
      const check = (): void => {
        if (source || state() === 'closed') settle('CLOSED', 'the client was closed before there was anything to serve')
      }
      const abort = (): void => settle('ABORTED', '`ready` was aborted by its signal')
      undo.push(on('status', check))
      if (timeoutMs !== undefined) {
        const late = `nothing to serve after ${timeoutMs} ms; reads return their fallbacks meanwhile`
        undo.push(platform.setTimer(() => settle('TIMEOUT', late), timeoutMs, true))
      }
      signal?.addEventListener('abort', abort)
      undo.push(() => signal?.removeEventListener('abort', abort))
      if (signal?.aborted) abort()
      else check()
    })

  /** Takes what was kept by the app or the platform. What can't be read counts as absent. */
  const preload = (from: Source, load: () => string | undefined): void => {
    origin = from
    try {
      const text = load()
      if (text !== undefined) store.take(parseRulesetBody(text))
    } catch (error) {
      log.say('warn', from, `the ${from} is not usable and ignored`, { error })
    }
  }

  const close = (): Promise<void> => {
    closing ??= end()
    return closing
  }

  const end = async (): Promise<void> => {
    stopLifecycle?.()
    stream.close()
    await Promise.all([telemetry?.close(), storage?.close?.()])
  }

  preload(
    'bootstrap',
    () => bootstrap && ('ruleset' in bootstrap ? bundle(bootstrap.ruleset, bootstrap.digest) : bundle(bootstrap)),
  )
  preload('cache', () => storage?.load())
  origin = 'network'
  changes = []
  const stopLifecycle = platform.lifecycle?.((signal) => {
    if (signal === 'wake') stream.wake()
    else void telemetry?.flush(true)
  })
  stream.start()
  // Once the app could add its listeners.
  void Promise.resolve().then(() => {
    isTelling = true
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
      held && explain(held.compiled, flagKey, context, ageMs(), type),
    ready,
    on,
    status,
    close,
    [Symbol.asyncDispose]: close,
  } as unknown as Client<Flags>
}

/** A ruleset as `GET …/ruleset` has it. */
function bundle(ruleset: Ruleset, digest: string = digestOf(ruleset.items as never)): string {
  return JSON.stringify({ ruleset, digest, reason: '', ageMs: 0 })
}

function failed(flagKey: string, errorCode: ErrorCode): Evaluation {
  return { flagKey, value: undefined, reason: 'ERROR', errorCode, flagMetadata: {} }
}

function typeOf(fallback: unknown): FlagType | undefined {
  const type = typeof fallback
  return type === 'boolean' || type === 'string' || type === 'number' || type === 'object' ? type : undefined
}
