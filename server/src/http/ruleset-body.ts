/**
 * The answer to `GET …/ruleset`: a snapshot's data, compressed once per state.
 * @see docs/protocol.md, "Polling"
 */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { formatStateId } from '@halyard/protocol'
import type { Context } from 'hono'
import type { Position } from '../live/position.ts'
import type { LiveRuleset } from '../live/ruleset.ts'
import type { HttpEnv } from './context.ts'

type Encoding = 'identity' | 'gzip' | 'br'

interface Prepared {
  readonly head: Position
  readonly encoded: Map<Encoding, Promise<Buffer>>
}

/** Below this, compression costs more than it saves. */
const MIN_COMPRESSED_BYTES = 1_024
/** A node that confirmed its state within this time is up to date. */
export const FRESH_MS = 2_000

const compress: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  identity: (body) => Promise.resolve(body),
  gzip: promisify(gzip) as (body: Buffer) => Promise<Buffer>,
  // The highest quality takes seconds for megabytes; this one is about as fast as gzip, and smaller.
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
}

export class RulesetBodies {
  readonly #prepared = new WeakMap<LiveRuleset, Prepared>()

  get(ruleset: LiveRuleset, encoding: Encoding): Promise<Buffer> {
    const { encoded, head } = this.#of(ruleset)
    let body = encoded.get(encoding)
    if (body === undefined) encoded.set(encoding, (body = compress[encoding](bodyOf(ruleset, head))))
    return body
  }

  #of(ruleset: LiveRuleset): Prepared {
    const known = this.#prepared.get(ruleset)
    if (known !== undefined && known.head === ruleset.head) return known
    const prepared = { head: ruleset.head, encoded: new Map() }
    this.#prepared.set(ruleset, prepared)
    return prepared
  }
}

/** Answers a poll: the body, or 304 to someone who has it. */
export async function answerRuleset(
  c: Context<HttpEnv>,
  bodies: RulesetBodies,
  ruleset: LiveRuleset,
  ageMs: number,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const etag = `"${formatStateId(ruleset.head)}"`
  c.header('ETag', etag)
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  // The body is prepared once, so how old this node's knowledge is stands in the head.
  if (ageMs > FRESH_MS) c.header('Age', String(Math.ceil(ageMs / 1_000)))
  if (isMatch(c.req.header('if-none-match'), etag)) return c.body(null, 304)
  const isSmall = ruleset.body().length < MIN_COMPRESSED_BYTES
  const encoding = isSmall ? 'identity' : chooseEncoding(c.req.header('accept-encoding'))
  const body = await bodies.get(ruleset, encoding)
  if (encoding !== 'identity') c.header('Content-Encoding', encoding)
  return c.body(new Uint8Array(body.buffer, body.byteOffset, body.byteLength) as Uint8Array<ArrayBuffer>, 200, {
    'Content-Type': 'application/json',
  })
}

/** Weak comparison: a proxy that compresses weakens a tag, and the state is the same. */
export function isMatch(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

function bodyOf(ruleset: LiveRuleset, { digest }: Position): Buffer {
  const tail = JSON.stringify({ digest, reason: 'poll', ageMs: 0 }).slice(1)
  return Buffer.concat([Buffer.from('{"ruleset":'), ruleset.body(), Buffer.from(`,${tail}`)])
}

function chooseEncoding(accepted: string | undefined): Encoding {
  const tokens = new Map(
    (accepted ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      return [name, parameters.every((parameter) => !/^q=0(?:\.0*)?$/.test(parameter))] as const
    }),
  )
  return (['br', 'gzip'] as const).find((encoding) => tokens.get(encoding) ?? tokens.get('*')) ?? 'identity'
}
