/**
 * Holds what the server evaluated for one visitor, and asks again when it says that something changed. Connects as a
 * client with rules does: the same states, the same times; values in place of rules, notices in place of changes.
 * @see docs/connection.md, "Remote evaluation"
 */
import type { Evaluation } from '@halyard/evaluator'
import { formatStateId, parseNotice, parseValues, type StateId, type Values } from '@halyard/protocol'
import { BEHIND, createConnection } from './connection.ts'
import { type Desk, type Engine, failed } from './face.ts'
import { type Abort, createAbort, type Reply, request } from './http.ts'
import type { Failure } from './ports.ts'
import { isPolling, type StreamEvent } from './stream-state.ts'

/** Who is looking, as the platform knows it. */
export interface Visitor {
  /** The body of a question: the context, and what proves it. */
  readonly question: () => string
  /** Set by the engine. @param isOther - Of what is held nothing may be seen by who is looking now. */
  changed: (isOther: boolean) => void
}

/** @param visitor - Tells who is looking, and of each change of that. */
export function createRemoteEngine(desk: Desk, visitor: Visitor): Engine {
  const { platform, times } = desk
  let held: Values | undefined
  /** The latest state that any visitor of this page saw: nobody is shown an earlier one. */
  let seen: StateId | undefined
  /** That one was kept or bundled: the epoch that it claims yields to the server's. */
  let isUnproven = false
  /** What the stream last spoke of. */
  let noticed: StateId | undefined
  let tag: string | null | undefined
  let asking: Abort | undefined
  /** Answers in a row that were of an earlier state than the stream speaks of. */
  let late = 0
  let stopTimer: (() => void) | undefined

  const take = (text: string, isAnswer?: true): Failure | undefined => {
    const values = parseValues(text)
    const isYielding = isAnswer && isUnproven && seen && values.epoch < seen.epoch
    if (seen && isEarlier(values, seen) && !isYielding) return BEHIND
    const before: Record<string, unknown> = held?.flags ?? {}
    const now: Record<string, unknown> = values.flags
    const flags: string[] = []
    for (const key in { ...before, ...now }) {
      // What did not change stays the same object.
      if (JSON.stringify(before[key]) === JSON.stringify(now[key])) now[key] = before[key]
      else flags.push(key)
      deepFreeze(now[key])
    }
    const isNew = !held || flags.length || isEarlier(held, values)
    isUnproven = !isAnswer && (!seen || isEarlier(seen, values) || isUnproven)
    seen = held = values
    if (isNew) desk.applied(values, flags, () => text)
    return undefined
  }

  /** Asks at a random moment within so long; an earlier plan stands. */
  const plan = (spreadMs: number): void => {
    if (asking || stopTimer || connection.state().kind === 'closed') return
    stopTimer = platform.setTimer(ask, platform.random() * Math.min(spreadMs, times.refusedMs))
  }

  const unplan = (): void => {
    stopTimer?.()
    stopTimer = undefined
  }

  const ask = (): void => {
    unplan()
    if (!asking) void answered((asking = createAbort()))
  }

  const answered = async (abort: Abort): Promise<void> => {
    // The header costs a preflight, and after a notice the answer is another one.
    const headers: Record<string, string> = tag && isPolling(connection.state()) ? { 'if-none-match': tag } : {}
    const init = { method: 'POST', headers, body: visitor.question() } as const
    const reply = await request(platform, '/evaluate', init, times.maxMs, abort)
    // Another visitor's by now, or nobody's.
    if (asking !== abort) return
    asking = undefined
    const failure = takeReply(reply)
    connection.fetched(failure)
    // Somebody else was refused; the wait for that is over.
    if (!failure && connection.state().kind === 'waiting') connection.wake()
    if (!held || !noticed || failure) return
    const isLate = isEarlier(held, noticed)
    late = isLate ? late + 1 : 0
    // Of a node that lags behind the stream, less and less is asked.
    if (isLate) plan(Math.min(times.maxMs, times.baseMs * 2 ** (late - 1)))
    else if (connection.state().kind !== 'live') connection.dispatch({ kind: 'confirmed' })
  }

  const takeReply = (reply: Reply): Failure | undefined => {
    const { status, text, ageMs = 0, etag } = reply
    if (text === undefined) return reply
    if (status !== 304 || !held) {
      try {
        const failure = take(text, true)
        if (failure) return failure
      } catch {
        // A page of some proxy is nobody's to log.
        return { status, message: 'no usable values' }
      }
      tag = etag
    }
    connection.confirm(ageMs)
    return undefined
  }

  const hear = (name: string, data: string): StreamEvent => {
    if (name === 'goodbye') {
      const { spreadMs = 0 } = JSON.parse(data)
      return { kind: spreadMs >= 0 ? 'goodbye' : 'malformed', spreadMs }
    }
    const { spreadMs = 0, ageMs, ...state } = parseNotice(data)
    noticed = state
    const isBehind = !held || isEarlier(held, state)
    if (isBehind) plan(spreadMs)
    if (isBehind || (held && isEarlier(state, held))) return { kind: 'behind' }
    isUnproven = false
    connection.confirm(ageMs)
    return { kind: 'confirmed' }
  }

  const connection = createConnection({
    ...desk,
    onConfirmed: desk.confirmed,
    onStep: desk.stepped,
    id() {
      noticed = undefined
      return held && formatStateId(held)
    },
    hear,
    fetch: ask,
  })

  visitor.changed = (isOther) => {
    asking?.abort()
    asking = tag = undefined
    connection.forgive()
    unplan()
    if (isOther) {
      held = undefined
      desk.emptied()
      desk.recall()
    }
    plan(0)
    desk.stepped()
  }

  return {
    stream: {
      ...connection,
      divergences: () => 0,
      close() {
        unplan()
        asking?.abort()
        asking = undefined
        connection.close()
      },
    },
    evaluate(flagKey, _, type) {
      const flag = held?.flags[flagKey] as Evaluation | undefined
      if (!flag) return failed(flagKey, 'FLAG_NOT_FOUND')
      if (!type || flag.value === undefined || typeof flag.value === type) return flag
      return { ...failed(flagKey, 'TYPE_MISMATCH'), flagMetadata: flag.flagMetadata }
    },
    all: () => ({ ...held?.flags }) as Record<string, Evaluation>,
    // The rules are the server's.
    explain: () => undefined,
    bundled: JSON.stringify,
    take: (text) => void take(text),
  }
}

function isEarlier(a: Omit<StateId, 'digest'>, b: Omit<StateId, 'digest'>): boolean {
  return (a.epoch - b.epoch || a.revision - b.revision) < 0
}

function deepFreeze(value: unknown): void {
  if (typeof value === 'object' && value) Object.values(Object.freeze(value)).forEach(deepFreeze)
}
