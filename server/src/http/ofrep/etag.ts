/**
 * The entity tag of a bulk answer: what was asked and what was answered, and when the answer's event stream was
 * offered. A client keeps the stream's URL through any number of 304s, which have no body; one whose URL has aged must
 * get a new one, or it would try a dead one for ever.
 */
import { createHash } from 'node:crypto'
import { TOKEN_LIFE_MS } from './stream-token.ts'

/** A tag is good in its own window and the next, so never longer than its token. */
const WINDOW_MS = TOKEN_LIFE_MS / 2
const SHAPE = /^(?:W\/)?"([\w-]{22})\.([0-9a-z]{1,9})"$/

/** @param asked - The request's body. @param answered - The flags, as they go out. */
export function bulkTag(asked: Uint8Array, answered: string, nowMs: number): string {
  const hash = createHash('sha256').update(String(asked.byteLength)).update('\0').update(asked).update(answered)
  return `"${hash.digest('base64url').slice(0, 22)}.${windowAt(nowMs).toString(36)}"`
}

/**
 * Compares weakly: a proxy that compresses weakens a tag.
 * @returns the tag that the client holds and may keep, or undefined when it needs the answer.
 */
export function heldTag(ifNoneMatch: string | undefined, etag: string, nowMs: number): string | undefined {
  if (ifNoneMatch === undefined) return undefined
  if (ifNoneMatch.trim() === '*') return etag
  const hash = SHAPE.exec(etag)?.[1]
  const held = ifNoneMatch.split(',').find((tag) => {
    const [, heldHash, window = ''] = SHAPE.exec(tag.trim()) ?? []
    const windowsAgo = windowAt(nowMs) - Number.parseInt(window, 36)
    return heldHash === hash && (windowsAgo === 0 || windowsAgo === 1)
  })
  return held?.trim().replace(/^W\//, '')
}

function windowAt(nowMs: number): number {
  return Math.floor(nowMs / WINDOW_MS)
}
