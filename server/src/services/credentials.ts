/** Credentials: `hal_<kind>_<selector>_<secret>_<crc32>`. Looked up by selector, kept as SHA-256, shown once. */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 as zlibCrc32 } from 'node:zlib'
import type { Mint } from '../domain/command.ts'
import type { NewCredential } from '../domain/key-verbs.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 71 bits: nobody guesses which selectors there are. */
const SELECTOR_LENGTH = 12
/** 238 bits. */
const SECRET_LENGTH = 40

/** Makes a credential of this kind; a client id has no secret. */
export function mintCredential(kind: 'sdk' | 'client' | 'api'): NewCredential {
  const selector = randomText(SELECTOR_LENGTH)
  const body = kind === 'client' ? `hal_cid_${selector}` : `hal_${kind}_${selector}_${randomText(SECRET_LENGTH)}`
  const text = `${body}_${crc32(body)}`
  return { text, selector, hash: sha256(text) }
}

/** Names that are never given out twice. */
export const randomMint: Mint = {
  id: () => randomText(16),
  ruleId: () => `r-${randomText(8)}`,
  hashSalt: () => randomText(24),
}

/** CRC-32 of the text's UTF-8 bytes, 8 hex digits: tells a typo from an unknown credential without a look-up. */
export function crc32(text: string): string {
  return zlibCrc32(text).toString(16).padStart(8, '0')
}

/** Hex. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}

/** Compares two hex digests in the same time wherever they differ. */
export function isSameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, 'hex')
  const right = Buffer.from(b, 'hex')
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Random base62; bytes beyond the last whole multiple of 62 are thrown away, so that each character is as likely. */
function randomText(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62]
    }
  }
  return text
}
