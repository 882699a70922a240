/**
 * Performs what `stream-state.ts` decides: opens and drops streams, fetches, keeps one timer, hands what arrives to
 * the ruleset store.
 * @see docs/connection.md
 */
import { type DownMessage, formatStateId, parseDown, parseRulesetBody } from '@halyard/protocol'
import { elapsedMs, momentOf } from './clock.ts'
import { type Exchange, exchange, isFailure, type Reply } from './http.ts'
import type { Log } from './log.ts'
import type { Failure, Platform } from './ports.ts'
import type { Outcome, RulesetStore } from './ruleset-store.ts'
import {
  deadline,
  initialState,
  isPolling,
  isRefusal,
  type StreamEvent,
  type StreamState,
  step,
  type Times,
} from './stream-state.ts'

export interface StreamDeps {
  readonly platform: Platform
  readonly times: Times
  readonly store: RulesetStore
  readonly log: Log
  /** The server has just vouched for what is held, as of `ageMs` ago. */
  readonly onConfirmed: (ageMs: number) => void
  /** After each step, once its effects are under way. */
  readonly onStep: () => void
}

export interface Stream {
  readonly start: () => void
  /** Online again, visible again. */
  readonly wake: () => void
  readonly close: () => void
  readonly state: () => StreamState
  /** How often the digest differed from the server's. */
  readonly divergences: () => number
}

export function createStream({ platform, times, store, log, onConfirmed, onStep }: StreamDeps): Stream {
  let state = initialState(times)
  let divergences = 0
  let heardAt = momentOf(platform)
  let dropStream = nothing
  let stopTimer = nothing
  let request: Exchange | undefined

  const dispatch = (event: StreamEvent): void => {
    const turn = step(state, event, platform.monotonicMs(), platform.random())
    if (isPolling(turn.state.kind) && !isPolling(state.kind)) {
      log.say('warn', 'polling', 'no stream gets through; polling until one does')
    }
    state = turn.state
    for (const effect of turn.effects) effects[effect]()
    stopTimer()
    const delayMs = deadline(state) - platform.monotonicMs()
    stopTimer = delayMs < Infinity ? platform.setTimer(() => dispatch({ kind: 'tick' }), Math.max(delayMs, 1)) : nothing
    onStep()
  }

  const stateId = (): string | undefined => {
    const held = store.held()
    return held && formatStateId({ ...held.ruleset, digest: held.digest })
  }

  const effects = {
    open: (): void => {
      heardAt = momentOf(platform)
      dropStream = platform.openStream(stateId(), {
        opened: () => dispatch({ kind: 'opened' }),
        bytes: () => hear({ kind: 'alive' }),
        event: (name, data) => hear(attempt(() => receive(parseDown(name, data))) ?? { kind: 'malformed' }),
        failed: (failure) => {
          tell('stream', failure)
          dispatch({ kind: 'failed', failure })
        },
      })
    },
    drop: (): void => dropStream(),
    fetch: (): void => {
      if (!request) void fetchRuleset()
    },
  }

  const hear = (event: StreamEvent): void => {
    heardAt = momentOf(platform)
    dispatch(event)
  }

  const receive = (message: DownMessage | undefined): StreamEvent => {
    if (!message) return { kind: 'alive' }
    return message.event === 'goodbye'
      ? { ...message, kind: 'goodbye' }
      : { kind: accept(store.take(message), message.ageMs) }
  }

  const accept = (outcome: Outcome, ageMs: number): 'alive' | 'confirmed' | 'resync' => {
    if (outcome === 'behind') return 'alive'
    if (outcome === 'applied' || outcome === 'confirmed') {
      onConfirmed(ageMs)
      return 'confirmed'
    }
    if (outcome === 'diverged') {
      divergences += 1
      log.say(
        'warn',
        'diverged',
        'the ruleset differs from the server’s; keeping the last known good and fetching it anew',
      )
    }
    return 'resync'
  }

  const fetchRuleset = async (): Promise<void> => {
    const id = stateId()
    // Where the platform caches requests itself, the header would only cost a preflight.
    const headers = id && !platform.fetchFirst ? { 'if-none-match': `"${id}"` } : undefined
    request = exchange(platform, { method: 'GET', path: '/ruleset', headers }, times.maxMs)
    const reply = await request.reply
    request = undefined
    if (!reply) return
    const failure = isFailure(reply) ? reply : takeBody(reply, id)
    if (failure) tell('ruleset', failure)
    dispatch({ kind: 'fetched', failure })
  }

  const takeBody = ({ status, text, ageMs }: Reply, id: string | undefined): Failure | undefined => {
    if (status === 304 && id) {
      // What was asked about may have been replaced meanwhile.
      if (id === stateId()) onConfirmed(ageMs)
      return undefined
    }
    const taken = attempt(() => {
      const snapshot = parseRulesetBody(text)
      return accept(store.take(snapshot, true), Math.max(snapshot.ageMs, ageMs))
    })
    return taken === undefined || taken === 'resync'
      ? { status, message: 'the answer is no usable ruleset' }
      : undefined
  }

  /** Runs what may throw on hostile input: then the connection is at fault, never the state. */
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      log.say('warn', 'malformed', 'what the server sent cannot be read; keeping the last known good', { error })
      return undefined
    }
  }

  const tell = (what: string, failure: Failure): void => {
    if (state.kind === 'live' && platform.monotonicMs() - state.liveAtMs >= times.healthyMs) log.forget()
    const refused = isRefusal(failure)
    log.say(
      refused ? 'error' : 'warn',
      `${what} ${refused}`,
      `${what}: ${failure.message}. Serving what is held, trying again ${refused ? 'every few minutes' : 'with back-off'}`,
      failure,
    )
  }

  return {
    start: () => dispatch({ kind: 'start', fetchFirst: platform.fetchFirst && !store.held() }),
    wake: () => dispatch({ kind: 'wake', silentMs: elapsedMs(platform, heardAt) }),
    close: () => {
      dispatch({ kind: 'close' })
      request?.cancel()
    },
    state: () => state,
    divergences: () => divergences,
  }
}

function nothing(): void {}
