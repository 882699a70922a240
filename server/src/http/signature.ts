/**
 * Secure mode: whoever asks under a signed client id must show that the app's own server vouches for the targeting key.
 * It is signed with what both sides have of an SDK key already, so that there is no further secret to make, keep, rotate
 * or lose; a signature ends with the SDK key that made it.
 * @see docs/security.md, "Values are for one visitor"
 */
import { createHmac } from 'node:crypto'
import { SIGNED_TEXT } from '@halyard/protocol'
import { isSameHash } from '../services/credentials.ts'
import type { KeyDirectory, StoredKey } from '../store/history.ts'
import { isInForce } from './authenticate.ts'
import { HttpError } from './errors.ts'

/** Where a signature does not stand in the body. */
export const SIGNATURE_HEADER = 'X-Halyard-Signature'

const SHAPE = /^([0-9A-Za-z]{1,64})-([0-9a-f]{64})$/
/** Hashed as UTF-8, each would be the same U+FFFD: one signature would be good for many keys. */
const LONE_SURROGATE = /\p{Surrogate}/u
const NOBODY = '0'.repeat(64)
const WANTED =
  'This client id takes signed targeting keys only. Send the `signature` that signTargetingKey(sdkKey, targetingKey) of ' +
  '@halyard/node made on your server, with an SDK key of this environment that is in force, for exactly this targetingKey.'

interface Deps {
  readonly keys: KeyDirectory
  readonly nowMs: () => number
}

/** @throws HttpError `signature-invalid` where the key asks for a signature and this is none */
export async function checkSignature(
  { keys, nowMs }: Deps,
  key: StoredKey,
  context: unknown,
  presented: unknown,
): Promise<void> {
  if (key.signed !== true) return
  const targetingKey = Object(context).targetingKey as unknown
  const [, selector = '', signature = NOBODY] = SHAPE.exec(typeof presented === 'string' ? presented : '') ?? []
  const signer = selector === '' ? undefined : await keys.keyBySelector(selector)
  const isText = typeof targetingKey === 'string' && !LONE_SURROGATE.test(targetingKey)
  const text = `${SIGNED_TEXT}${isText ? targetingKey : ''}`
  const expected = createHmac('sha256', signer?.secretHash ?? NOBODY).update(text)
  const isRight = isSameHash(signature, expected.digest('hex'))
  const isTrusted = signer?.kind === 'sdk' && signer.environmentId === key.environmentId && isInForce(signer, nowMs())
  if (!isRight || !isTrusted || !isText) throw new HttpError('signature-invalid', WANTED)
}

/** Rules would answer for any visitor. @throws HttpError `forbidden` for a signed client id */
export function refuseRules(key: StoredKey): void {
  if (key.signed === true) {
    throw new HttpError(
      'forbidden',
      'This client id takes signed targeting keys: it gets values (mode: remote), no rules.',
    )
  }
}
