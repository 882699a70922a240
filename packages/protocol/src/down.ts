/** What the server sends to SDKs. */
import { CHANGE, type Change } from './change.ts'
import { ProtocolError } from './errors.ts'
import { GOODBYE, type Goodbye } from './goodbye.ts'
import { HEARTBEAT, type Heartbeat } from './heartbeat.ts'
import { parseMessage } from './parse.ts'
import type { Shape } from './shape.ts'
import { SNAPSHOT, type Snapshot } from './snapshot.ts'

/** Any event of a stream, told apart by `event`. */
export type DownMessage = Snapshot | Change | Heartbeat | Goodbye

/** The descriptions of all events, by name. */
export const DOWN: { readonly [Event in DownMessage['event']]: Shape } = {
  snapshot: SNAPSHOT,
  change: CHANGE,
  heartbeat: HEARTBEAT,
  goodbye: GOODBYE,
}

/**
 * Reads one event of a stream.
 * @param event - The SSE event's name.
 * @param data - Its data, untouched.
 * @returns `undefined` for an event that this version does not know; its data is not looked at.
 * @throws ProtocolError when a known event is malformed: drop the connection, keep the state, resync.
 * @see docs/protocol.md, "Stream"
 */
export function parseDown(event: string, data: string): DownMessage | undefined {
  if (!Object.hasOwn(DOWN, event)) return undefined
  const message = parseMessage(DOWN[event as DownMessage['event']], parseJson(data))
  // Safe: each description is held against its interface by `Describes`.
  return Object.assign(message as object, { event }) as DownMessage
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's own message quotes the payload.
    throw new ProtocolError('NOT_JSON', '', 'expected JSON')
  }
}

/**
 * Reads the body of `GET …/ruleset`, or a bundled ruleset: the data of a `snapshot`.
 * @throws ProtocolError when it is malformed: keep the state.
 */
export function parseRulesetBody(text: string): Snapshot {
  return parseDown('snapshot', text) as Snapshot
}
