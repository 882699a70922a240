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

/** Of what was presented and was right: its selector, and the key that it was right for. */
interface Proved {
  readonly selector: string
  readonly key: StoredKey
}

/** Some megabytes. They are in memory anyway, in the head of each stream that one has opened. */
const MAX_PROVED = 10_000

export class Authenticator {
  readonly #keys: KeyDirectory
  /** By what was presented; those that were right first stand first. Strangers add nothing. */
  readonly #proved = new Map<string, Proved>()

  constructor(keys: KeyDirectory) {
    this.#keys = keys
  }

  /**
   * What was right before is not hashed again while the directory holds the same key, whose word on being in force counts.
   * @param presented - What came, or undefined.
   * @throws HttpError `unauthorized`, or `forbidden` for a credential of another kind
   */
  async authenticate(kind: Kind, presented: string | undefined, nowMs: number): Promise<StoredKey> {
    if (presented === undefined || !presented.startsWith(PREFIX[kind])) throw refusalOf(kind, presented)
    const before = this.#proved.get(presented)
    const selector = before?.selector ?? selectorOf(kind, presented)
    if (selector === undefined) throw unauthorized(kind)
    const key = await this.#keys.keyBySelector(selector)
    const isProved = key !== undefined && key === before?.key
    const isRight = isProved || isSameHash(sha256(presented), key?.secretHash ?? NOBODY)
    if (key === undefined || !isRight || key.kind !== kind || !isInForce(key, nowMs)) throw unauthorized(kind)
    if (!isProved) this.#remember(presented, { selector, key })
    return key
  }

  #remember(presented: string, proved: Proved): void {
    const [oldest] = this.#proved.keys()
    if (oldest !== undefined && this.#proved.size >= MAX_PROVED) this.#proved.delete(oldest)
    this.#proved.set(presented, proved)
  }
}

/** @returns undefined for what no server gave out. */
function selectorOf(kind: Kind, presented: string): string | undefined {
  const [, body, selector, checksum] = SHAPES[kind].exec(presented) ?? []
  return body !== undefined && crc32(body) === checksum ? selector : undefined
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
