/** Why a message was refused. A missing field is a wrong one; `NOT_ENCODABLE` is about a message of one's own. */
export type ProtocolErrorCode = 'NOT_JSON' | 'WRONG_FIELD' | 'NOT_ENCODABLE'

/** A message that breaks the protocol. Names the place and what was expected there; never quotes the payload. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ProtocolErrorCode
  /** Where in the message: `/`-separated, empty for the message itself, cut at 200 characters. */
  readonly path: string

  constructor(code: ProtocolErrorCode, path: string, expected: string) {
    const place = path.slice(0, 200)
    super(`${JSON.stringify(place)}: ${expected}`)
    this.code = code
    this.path = place
  }
}

/** Whether `error` is a {@link ProtocolError}, also one thrown by another copy of this package. */
export function isProtocolError(error: unknown): error is ProtocolError {
  return error instanceof Error && error.name === 'ProtocolError'
}
