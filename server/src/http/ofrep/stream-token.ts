/**
 * What an event stream's URL carries in place of a credential: URLs are logged and shown, keys must not be. It names
 * its key by the selector and is signed with what the store keeps of that key, so that every node knows it, nothing is
 * stored, and it dies with the key. All that it opens is a stream that says *something changed*.
 * @see docs/ofrep.md, "Event streams"
 */
import { createHmac } from 'node:crypto'
import { isSameHash } from '../../services/credentials.ts'
import type { KeyDirectory, StoredKey } from '../../store/history.ts'
import { isInForce } from '../authenticate.ts'

const MINUTE_MS = 60_000
/** How long a token opens streams, at least; at most a minute longer. */
export const TOKEN_LIFE_MS: number = 10 * MINUTE_MS
const SHAPE = /^([0-9A-Za-z]{1,64})-([0-9a-z]{1,9})-([0-9a-f]{64})$/
const NOBODY = '0'.repeat(64)

/** The same within a minute: a page that asks again soon keeps its stream. */
export function streamToken(selector: string, { secretHash }: StoredKey, nowMs: number): string {
  const endMinute = Math.ceil((nowMs + TOKEN_LIFE_MS) / MINUTE_MS).toString(36)
  return `${selector}-${endMinute}-${signatureOf(selector, endMinute, secretHash)}`
}

/** @returns the token's key, or undefined when it opens nothing: forged, too old, or its key is gone. */
export async function keyOfToken(keys: KeyDirectory, token: string, nowMs: number): Promise<StoredKey | undefined> {
  const [, selector, endMinute, signature] = SHAPE.exec(token) ?? []
  if (selector === undefined || endMinute === undefined || signature === undefined) return undefined
  const key = await keys.keyBySelector(selector)
  const isSigned = isSameHash(signature, signatureOf(selector, endMinute, key?.secretHash ?? NOBODY))
  const isYoung = Number.parseInt(endMinute, 36) * MINUTE_MS > nowMs
  return key !== undefined && isSigned && isYoung && isInForce(key, nowMs) ? key : undefined
}

function signatureOf(selector: string, endMinute: string, secretHash: string): string {
  return createHmac('sha256', secretHash).update(`ofrep stream ${selector} ${endMinute}`).digest('hex')
}
