/**
 * The answer to `GET …/ruleset`: a snapshot's data, compressed once per state.
 * @see docs/protocol.md, "Polling"
 */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import { type Position, tagOf } from '../live/position.ts'
import type { LiveRuleset } from '../live/ruleset.ts'
import type { HttpEnv } from './context.ts'

type Encoding = 'identity' | 'gzip' | 'br'
/** Names and values by turns, as Node takes them: thousands of objects per second would cost more than all else here. */
export type HeaderList = readonly string[]

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

interface Poll {
  readonly ruleset: LiveRuleset
  /** What the asker says it has, as it came in `If-None-Match`. */
  readonly tag: string | undefined
  readonly ageMs: number
  /** All further ones: the answer is written past Hono, so what was set on its context before is not in it. */
  readonly headers: HeaderList
}

/** Answers a poll: the body, or 304 to someone who has it. */
export async function answerRuleset(
  c: Context<HttpEnv>,
  bodies: RulesetBodies,
  { ruleset, tag, ageMs, headers }: Poll,
): Promise<Response> {
  const etag = tagOf(ruleset.head)
  const head = [...headers, 'ETag', etag]
  // The body is prepared once, so how old this node's knowledge is stands in the head.
  if (ageMs > FRESH_MS) head.push('Age', String(Math.ceil(ageMs / 1_000)))
  if (isMatch(tag, etag)) return send(c, 304, head, null)
  const isSmall = ruleset.body().length < MIN_COMPRESSED_BYTES
  const encoding = isSmall ? 'identity' : chooseEncoding(c.req.header('accept-encoding'))
  const body = await bodies.get(ruleset, encoding)
  if (encoding !== 'identity') head.push('Content-Encoding', encoding)
  head.push('Content-Type', 'application/json')
  return send(c, 200, head, body)
}

/** On Node's own response: thousands of polls per second should not each build a web `Response` and take it apart. */
function send(c: Context<HttpEnv>, status: 200 | 304, headers: HeaderList, body: Buffer | null): Response {
  const outgoing = c.req.method === 'HEAD' ? undefined : c.env?.outgoing
  if (outgoing === undefined) {
    const record = recordOf(headers)
    return body === null ? c.body(null, status, record) : c.body(webBytes(body), 200, record)
  }
  const head = [...headers, 'X-Request-Id', c.get('requestId'), 'X-Content-Type-Options', 'nosniff']
  if (body !== null) head.push('Content-Length', String(body.length))
  outgoing.writeHead(status, head)
  outgoing.end(body)
  return RESPONSE_ALREADY_SENT
}

function recordOf(headers: HeaderList): Record<string, string> {
  const record: Record<string, string> = {}
  for (let at = 0; at < headers.length; at += 2) record[headers[at] as string] = headers[at + 1] as string
  return record
}

function webBytes(body: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(body.buffer, body.byteOffset, body.byteLength) as Uint8Array<ArrayBuffer>
}

/** Weak comparison: a proxy that compresses weakens a tag, and the state is the same. */
export function isMatch(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch === etag) return true
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
