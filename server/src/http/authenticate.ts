/**
 * Who asks on the SDK plane. Unknown, expired and revoked credentials get the same answer after the same work; only a
 * credential of another kind is told so, because that is a mistake in somebody's configuration.
 * @see docs/api.md, "Credentials"
 */
import { crc32, isSameHash, sha256 } from '../services/credentials.ts'
import type { KeyDirectory, StoredKey } from '../store/history.ts'
import { HttpError } from './errors.ts'

type Kind = StoredKey['kind']

const SHAPES: Readonly<Record<Kind, RegExp>> = {
  sdk: /^(hal_sdk_([0-9A-Za-z]{1,64})_[0-9A-Za-z]{1,128})_([0-9a-f]{8})$/,
  client: /^(hal_cid_([0-9A-Za-z]{1,64}))_([0-9a-f]{8})$/,
}
const PREFIX: Readonly<Record<Kind, string>> = { sdk: 'hal_sdk_', client: 'hal_cid_' }
const WANTED: Readonly<Record<Kind, string>> = {
  sdk: 'an SDK key (hal_sdk_…) in the Authorization header',
  client: 'a client id (hal_cid_…) in the path; secret keys never belong in a URL',
}
const NOBODY = '0'.repeat(64)

/**
 * @param presented - What came, or undefined.
 * @throws HttpError `unauthorized`, or `forbidden` for a credential of another kind
 */
export async function authenticate(
  keys: KeyDirectory,
  kind: Kind,
  presented: string | undefined,
  nowMs: number,
): Promise<StoredKey> {
  if (presented === undefined || !presented.startsWith(PREFIX[kind])) throw refusalOf(kind, presented)
  const [, body, selector, checksum] = SHAPES[kind].exec(presented) ?? []
  if (body === undefined || selector === undefined || crc32(body) !== checksum) throw unauthorized(kind)
  const key = await keys.keyBySelector(selector)
  const isRight = isSameHash(sha256(presented), key?.secretHash ?? NOBODY)
  if (key === undefined || !isRight || key.kind !== kind || !isInForce(key, nowMs)) throw unauthorized(kind)
  return key
}

/** The credential of `Authorization: Bearer …`. */
export function bearer(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1]
}

/** Neither revoked nor expired. */
export function isInForce({ revokedAtMs, expiresAtMs }: StoredKey, nowMs: number): boolean {
  return revokedAtMs === null && (expiresAtMs === null || expiresAtMs > nowMs)
}

function refusalOf(kind: Kind, presented: string | undefined): HttpError {
  const isOtherKind = presented !== undefined && /^hal_(?:sdk|cid|api)_/.test(presented)
  return isOtherKind ? new HttpError('forbidden', `This takes ${WANTED[kind]}.`) : unauthorized(kind)
}

function unauthorized(kind: Kind): HttpError {
  return new HttpError(
    'unauthorized',
    `The credential is missing, unknown, expired or revoked. Send ${WANTED[kind]}.`,
    {
      headers: { 'WWW-Authenticate': 'Bearer realm="halyard"' },
    },
  )
}
