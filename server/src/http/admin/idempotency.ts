/** Reads `Idempotency-Key`. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { canonicalJson } from '@halyard/protocol'
import type { Context } from 'hono'
import type { Once } from '../../store/once.ts'
import { HttpError } from '../errors.ts'
import type { AdminEnv } from './env.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

const MAX_LENGTH = 255

/** @returns undefined without a key, or where what is urgent comes with none that will do. @throws HttpError for such a key */
export function readOnce(c: Context<AdminEnv>, body: unknown, isUrgent: boolean): Once | undefined {
  const key = c.req.header('idempotency-key')?.trim()
  if (key === undefined || key === '') return undefined
  if (key.length > MAX_LENGTH) {
    if (isUrgent) return undefined
    throw new HttpError('bad-request', `An Idempotency-Key may have at most ${MAX_LENGTH} characters.`)
  }
  const secret = hash(`idempotency\0${key}\0${c.req.header('authorization') ?? ''}`)
  const { pathname, search } = new URL(c.req.url)
  const conditions = [c.req.header('if-match') ?? '', c.req.header('x-halyard-reason') ?? '']
  // Only where it came: fingerprints of the release before know nothing of it.
  const ifNoneMatch = c.req.header('if-none-match')
  if (ifNoneMatch !== undefined) conditions.push(ifNoneMatch)
  return {
    actorId: c.get('actor').id,
    key,
    fingerprint: hash([c.req.method, pathname, search, ...conditions, canonicalJson(body)].join('\0')).toString('hex'),
    isUrgent,
    seal: (text) => seal(secret, text),
    open: (sealed) => open(secret, sealed),
  }
}

/** AES-256-GCM: nonce, tag and what was sealed, as base64. */
function seal(secret: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', secret, nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
}

function open(secret: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
