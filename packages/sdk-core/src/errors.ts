/** Closed: branch on it, never on the message. */
export type ClientErrorCode = 'INVALID_OPTION' | 'TIMEOUT' | 'REFUSED' | 'ABORTED' | 'CLOSED'

/** What the SDK throws, at construction or from `ready()`; reads never throw. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly code: ClientErrorCode

  constructor(code: ClientErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Whether it is a {@link ClientError}, of this install or of another one. */
export function isClientError(error: unknown): error is ClientError {
  return error instanceof Error && error.name === 'ClientError'
}
