import type { DownMessage } from './down.ts'
import { ProtocolError } from './errors.ts'
import { formatStateId } from './state-id.ts'

/** One event as it goes on the wire. */
export interface WireEvent {
  readonly event: string
  readonly id?: string | undefined
  /** JSON text. */
  readonly data: string
}

/**
 * Frames one event: at most three lines and the empty one that ends it.
 * @throws ProtocolError `NOT_ENCODABLE` when a part holds a CR, LF or NUL, which could end a line or void the id.
 */
export function encodeEvent({ event, id, data }: WireEvent): string {
  for (const [name, text] of Object.entries({ event, id: id ?? '', data })) {
    if (/[\r\n\0]/.test(text)) throw new ProtocolError('NOT_ENCODABLE', name, 'expected text without CR, LF and NUL')
  }
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`
}

/** Frames a message, with its state as the id where it moves the reader's state. */
export function encodeDown(message: DownMessage): string {
  const { event, ...data } = message
  return encodeEvent({ event, id: idOf(message), data: JSON.stringify(data) })
}

function idOf(message: DownMessage): string | undefined {
  if (message.event === 'change') return formatStateId(message)
  if (message.event === 'snapshot') return formatStateId({ ...message.ruleset, digest: message.digest })
  return undefined
}
