/** A state that an audience saw. */
export interface StateId {
  readonly epoch: number
  readonly revision: number
  /** 16 lower-case hex digits. */
  readonly digest: string
}

/**
 * The longest resume id that a server reads; refuse longer ones with 400. Ids of this version have at most 48
 * characters.
 */
export const MAX_STATE_ID_LENGTH = 128

/** `epoch.revision.digest`: the id of `snapshot` and `change` events, the ETag's content, the value of `since`. */
export function formatStateId(state: StateId): string {
  return `${state.epoch}.${state.revision}.${state.digest}`
}

/**
 * Reads an id that a client claims. Only what {@link formatStateId} could have written is one.
 * @returns `undefined` for anything else, however long.
 */
export function parseStateId(text: string): StateId | undefined {
  if (text.length > MAX_STATE_ID_LENGTH) return undefined
  const [, epoch, revision, digest] = /^(\d{1,15})\.(\d{1,15})\.([\da-f]{16})$/.exec(text) ?? []
  if (digest === undefined) return undefined
  const state = { epoch: Number(epoch), revision: Number(revision), digest }
  return formatStateId(state) === text ? state : undefined
}
