/**
 * Performs what `stream-state.ts` decides: opens and drops streams, fetches, keeps one timer, hands what arrives to
 * the ruleset store.
 * @see docs/connection.md
 */
import { type DownMessage, formatStateId, parseDown, parseRulesetBody } from '@halyard/protocol'
import { type Abort, createAbort, type Reply, request } from './http.ts'
import type { Log } from './log.ts'
import type { Failure, Platform } from './ports.ts'
import type { RulesetStore } from './ruleset-store.ts'
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

/** A GET that brought an earlier state: a failure, for nobody has vouched for what is held. */
const BEHIND: Failure = {
  message: 'the server has older state: after restoring a backup, raise its epoch (docs/operations.md)',
}

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
  /** The last failure, until the server vouches for what is held. */
  readonly failure: () => Failure | undefined
}

export function createStream({ platform, times, store, log, onConfirmed, onStep }: StreamDeps): Stream {
  let state = initialState(times)
  let divergences = 0
  let silentMs = stopwatch(platform)
  let drop = (): void => {}
  let stopTimer = drop
  let fetching: Abort | undefined
  let failure: Failure | undefined
  /** What the stream was told that is held. */
  let claimed: string | undefined
  /** Since when nothing has failed; NaN while something does. */
  let calmAt = Number.NaN

  const dispatch = (event: StreamEvent): void => {
    const before = state
    const turn = step(before, event, platform.monotonicMs(), platform.random())
    state = turn.state
    for (const effect of turn.effects) effects[effect]()
    if (isPolling(state) && !isPolling(before)) log.say('warn', 'polling until a stream gets through')
    stopTimer()
    const dueAt = deadline(state)
    if (dueAt < Infinity)
      stopTimer = platform.setTimer(() => dispatch({ kind: 'tick' }), dueAt - platform.monotonicMs())
    onStep()
  }

  const effects = {
    open(): void {
      drop()
      drop = platform.openStream((claimed = stateId()), {
        opened: () => dispatch({ kind: 'opened' }),
        bytes: () => hear({ kind: 'alive' }),
        event: (name, data) => hear(attempt(() => receive(parseDown(name, data), claimed)) ?? { kind: 'malformed' }),
        failed(met) {
          // After a goodbye the end was to be expected.
          if (state.retryAt === Infinity) tell(met)
          dispatch({ kind: 'failed', failure: met })
        },
      })
    },
    drop: (): void => drop(),
    fetch(): void {
      if (!fetching) void fetchRuleset((fetching = createAbort()))
    },
  }

  const stateId = (): string | undefined => {
    const held = store.held()
    return held && formatStateId({ ...held.ruleset, digest: held.digest })
  }

  const hear = (event: StreamEvent): void => {
    silentMs = stopwatch(platform)
    dispatch(event)
  }

  /**
   * @param asked - What the server was told that is held.
   * @param headAgeMs - Of an answer to a GET: its body was prepared once per state, so its head may know better.
   */
  const receive = (message: DownMessage | undefined, asked: string | undefined, headAgeMs = 0): StreamEvent => {
    if (!message) return { kind: 'alive' }
    if (message.event === 'goodbye') return { ...message, kind: 'goodbye' }
    const kind = store.take(message, asked === stateId())
    platform.receipts?.heard(message, /^[cb]/.test(kind) ? stateId() : undefined)
    if (kind === 'confirmed') confirm(Math.max(message.ageMs, headAgeMs))
    if (kind !== 'diverged') return { kind }
    divergences += 1
    log.say('warn', 'the ruleset diverged; fetching it anew')
    return { kind: 'resync' }
  }

  const fetchRuleset = async (abort: Abort): Promise<void> => {
    const id = stateId()
    // Where the platform caches requests itself, the header would only cost a preflight.
    const headers: Record<string, string> = id && !platform.fetchFirst ? { 'if-none-match': `"${id}"` } : {}
    const reply = await request(platform, '/ruleset', { method: 'GET', headers }, times.maxMs, abort)
    fetching = undefined
    if (state.kind === 'closed') return
    const met = takeReply(reply, id)
    if (met && met !== BEHIND) tell(met)
    dispatch({ kind: 'fetched', failure: met })
    // That a node lags behind the stream for a moment is nothing to tell of.
    if (met === BEHIND && state.isLost) tell(met)
  }

  /** @returns why it is of no use, if so. */
  const takeReply = (reply: Reply, id: string | undefined): Failure | undefined => {
    const { status, text, ageMs = 0 } = reply
    if (text === undefined) return reply
    if (status === 304 && id) {
      // What was asked about may have been replaced meanwhile.
      if (id === stateId()) confirm(ageMs)
      return undefined
    }
    const kind = attempt(() => receive(parseRulesetBody(text), id, ageMs))?.kind
    if (kind === 'behind') return BEHIND
    // A page of some proxy is nobody's to log.
    return kind === 'confirmed' ? undefined : { status, message: 'no usable ruleset' }
  }

  /** Runs what may throw on hostile input: then the connection is at fault, never the state. */
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      log.say('warn', 'unreadable message; keeping the last known good', error)
      return undefined
    }
  }

  /** Said once per outage: one that follows within a minute is the same one. */
  const tell = (met: Failure): void => {
    if (platform.monotonicMs() - calmAt >= 2 * times.maxMs) log.forget()
    calmAt = Number.NaN
    const why = met.status === 401 ? ': the key is unknown, expired or revoked' : ''
    failure = { ...met, message: met.message + why }
    log.say('warn', `${failure.message}; trying again${isRefusal(met) ? ' every few minutes' : ''}`, met)
  }

  const confirm = (sinceMs: number): void => {
    if (failure) {
      failure = undefined
      calmAt = platform.monotonicMs()
      log.say('info', 'up to date again')
    }
    onConfirmed(sinceMs)
  }

  return {
    start: () => dispatch({ kind: 'start', fetchFirst: platform.fetchFirst && !store.held() }),
    wake: () => dispatch({ kind: 'wake', silentMs: silentMs() }),
    close() {
      dispatch({ kind: 'close' })
      fetching?.abort()
    },
    state: () => state,
    divergences: () => divergences,
    failure: () => failure,
  }
}

/**
 * @param aheadMs - How long ago the time began.
 * @returns what has passed since, by the longer of monotonic and wall clock: one stops while a machine sleeps, the
 * other may be set back.
 * @see docs/connection.md, "Freshness"
 */
export function stopwatch(platform: Platform, aheadMs = 0): () => number {
  const wallMs = platform.nowMs()
  const monotonicMs = platform.monotonicMs()
  return () => aheadMs + Math.max(platform.nowMs() - wallMs, platform.monotonicMs() - monotonicMs)
}
