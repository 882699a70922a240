/**
 * Performs what `stream-state.ts` decides: opens and drops streams, asks for fetches, keeps one timer, and remembers
 * what went wrong last. What a stream's events mean is its caller's to say.
 * @see docs/connection.md
 */
import type { Log } from './log.ts'
import type { Failure, Platform } from './ports.ts'
import { stopwatch } from './stopwatch.ts'
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

/** A fetch that brought an earlier state: a failure, for nobody has vouched for what is held. */
export const BEHIND: Failure = {
  message: 'the server has older state: after a restore, raise its epoch (docs/operations.md)',
}

export interface ConnectionDeps {
  readonly platform: Platform
  readonly times: Times
  readonly log: Log
  /** The id of what is held; asked for once per stream. */
  readonly id: () => string | undefined
  /** What an event of the stream amounts to. @throws when it can't be read: the connection is at fault then */
  readonly hear: (name: string, data: string) => StreamEvent
  /** Fetches what is current and calls `fetched`; does nothing while that is under way. */
  readonly fetch: () => void
  /** The server has just vouched for what is held, as of `ageMs` ago. */
  readonly onConfirmed: (ageMs: number) => void
  /** After each step, once its effects are under way. */
  readonly onStep: () => void
}

export interface Connection {
  readonly start: () => void
  /** Online again, visible again. */
  readonly wake: () => void
  readonly close: () => void
  readonly state: () => StreamState
  /** The last failure, until the server vouches for what is held. */
  readonly failure: () => Failure | undefined
  readonly dispatch: (event: StreamEvent) => void
  /** What went wrong was about somebody who is not looking any more. */
  readonly forgive: () => void
  /** The server vouches for what is held, as of so long ago. */
  readonly confirm: (sinceMs: number) => void
  /** A fetch is over. */
  readonly fetched: (failure: Failure | undefined) => void
  /** Runs what may throw on hostile input: then the connection is at fault, never the state. */
  readonly attempt: <T>(read: () => T) => T | undefined
}

export function createConnection(deps: ConnectionDeps): Connection {
  const { platform, times, log, onConfirmed, onStep } = deps
  let state = initialState(times)
  let silentMs = stopwatch(platform)
  let drop = (): void => {}
  let stopTimer = drop
  let failure: Failure | undefined
  /** Since when nothing has failed; NaN while something does. */
  let calmAt = Number.NaN

  const dispatch = (event: StreamEvent): void => {
    const before = state
    const turn = step(before, event, platform.monotonicMs(), platform.random())
    state = turn.state
    for (const effect of turn.effects) effects[effect]()
    if (isPolling(state) && !isPolling(before)) log.say('warn', 'polling until streams work')
    stopTimer()
    const dueAt = deadline(state)
    if (dueAt < Infinity)
      stopTimer = platform.setTimer(() => dispatch({ kind: 'tick' }), dueAt - platform.monotonicMs())
    onStep()
  }

  const effects = {
    open(): void {
      drop()
      drop = platform.openStream(deps.id(), {
        opened: () => dispatch({ kind: 'opened' }),
        bytes: () => hear({ kind: 'alive' }),
        event: (name, data) => hear(attempt(() => deps.hear(name, data)) ?? { kind: 'malformed' }),
        failed(met) {
          // After a goodbye the end was to be expected.
          if (state.retryAt === Infinity) tell(met)
          dispatch({ kind: 'failed', failure: met })
        },
      })
    },
    drop: (): void => drop(),
    fetch: deps.fetch,
  }

  const hear = (event: StreamEvent): void => {
    silentMs = stopwatch(platform)
    dispatch(event)
  }

  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      log.say('warn', 'unreadable message ignored', error)
      return undefined
    }
  }

  /** Said once per outage: one that follows within a minute is the same one. */
  const tell = (
    met: Failure,
    what: string = isRefusal(met) ? 'refused; trying again every few minutes' : 'failed; trying again',
  ): void => {
    if (platform.monotonicMs() - calmAt >= 2 * times.maxMs) log.forget()
    calmAt = Number.NaN
    failure = met
    log.say('warn', what, met)
  }

  return {
    start: () => dispatch({ kind: 'start', fetchFirst: platform.fetchFirst && !deps.id() }),
    wake: () => dispatch({ kind: 'wake', silentMs: silentMs() }),
    close: () => dispatch({ kind: 'close' }),
    state: () => state,
    failure: () => failure,
    dispatch,
    forgive: () => (failure = undefined),
    confirm(sinceMs) {
      if (failure) {
        failure = undefined
        calmAt = platform.monotonicMs()
        log.say('info', 'up to date again')
      }
      onConfirmed(sinceMs)
    },
    fetched(met) {
      if (met && met !== BEHIND) tell(met)
      dispatch({ kind: 'fetched', failure: met })
      // That a node lags behind the stream for a moment is nothing to tell of.
      if (met === BEHIND && state.isLost) tell(met, met.message)
    },
    attempt,
  }
}
