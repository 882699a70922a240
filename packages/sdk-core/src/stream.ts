/**
 * Keeps a ruleset current: hands what arrives on the connection, and what a GET brings, to the ruleset store.
 * @see docs/connection.md
 */
import { type DownMessage, formatStateId, parseDown, parseRulesetBody } from '@halyard/protocol'
import { BEHIND, type Connection, type ConnectionDeps, createConnection } from './connection.ts'
import { type Abort, createAbort, type Reply, request } from './http.ts'
import type { Failure } from './ports.ts'
import type { RulesetStore } from './ruleset-store.ts'
import type { StreamEvent } from './stream-state.ts'

export interface StreamDeps extends Omit<ConnectionDeps, 'id' | 'hear' | 'fetch'> {
  readonly store: RulesetStore
}

export interface Stream extends Pick<Connection, 'start' | 'wake' | 'close' | 'state' | 'failure'> {
  /** How often the digest differed from the server's. */
  readonly divergences: () => number
}

export function createStream(deps: StreamDeps): Stream {
  const { platform, times, store, log } = deps
  let divergences = 0
  let fetching: Abort | undefined
  /** What the stream was told that is held. */
  let claimed: string | undefined
  /** Until the server vouched for what is held, that is the word of a cache or a bootstrap. */
  let isUnproven = true

  const vouch = (sinceMs: number): void => {
    isUnproven = false
    connection.confirm(sinceMs)
  }

  const stateId = (): string | undefined => {
    const held = store.held()
    return held && formatStateId({ ...held.ruleset, digest: held.digest })
  }

  /**
   * @param asked - What the server was told that is held.
   * @param headAgeMs - Of an answer to a GET: its body was prepared once per state, so its head may know better.
   */
  const receive = (message: DownMessage | undefined, asked: string | undefined, headAgeMs = 0): StreamEvent => {
    if (!message) return { kind: 'alive' }
    if (message.event === 'goodbye') return { ...message, kind: 'goodbye' }
    const kind = store.take(message, asked === stateId(), isUnproven)
    platform.receipts?.heard(message, /^[cb]/.test(kind) ? stateId() : undefined)
    if (kind === 'confirmed') vouch(Math.max(message.ageMs, headAgeMs))
    if (kind !== 'diverged') return { kind }
    divergences += 1
    log.say('warn', 'the ruleset diverged; trying again')
    return { kind: 'resync' }
  }

  const connection = createConnection({
    ...deps,
    id: () => (claimed = stateId()),
    hear: (name, data) => receive(parseDown(name, data), claimed),
    fetch() {
      if (!fetching) void fetchRuleset((fetching = createAbort()))
    },
  })

  const fetchRuleset = async (abort: Abort): Promise<void> => {
    const id = stateId()
    // Where the platform caches requests itself, the header would only cost a preflight.
    const headers: Record<string, string> = id && !platform.fetchFirst ? { 'if-none-match': `"${id}"` } : {}
    const reply = await request(platform, '/ruleset', { method: 'GET', headers }, times.maxMs, abort)
    // Closed meanwhile.
    if (fetching !== abort) return
    fetching = undefined
    connection.fetched(takeReply(reply, id))
  }

  /** @returns why it is of no use, if so. */
  const takeReply = (reply: Reply, id: string | undefined): Failure | undefined => {
    const { status, text, ageMs = 0 } = reply
    if (text === undefined) return reply
    if (status === 304 && id) {
      // What was asked about may have been replaced meanwhile.
      if (id === stateId()) vouch(ageMs)
      return undefined
    }
    const kind = connection.attempt(() => receive(parseRulesetBody(text), id, ageMs))?.kind
    if (kind === 'behind') return BEHIND
    // A page of some proxy is nobody's to log.
    return kind === 'confirmed' ? undefined : { status, message: 'no usable ruleset' }
  }

  return {
    ...connection,
    close() {
      fetching?.abort()
      fetching = undefined
      connection.close()
    },
    divergences: () => divergences,
  }
}
