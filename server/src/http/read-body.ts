import { isProtocolError } from '@halyard/protocol'
import type { Context, HonoRequest } from 'hono'
import type { HttpEnv } from './context.ts'
import { HttpError } from './errors.ts'

/**
 * What a body with a context may have at most. Anybody may send one, and what it costs to decide on grows with it and
 * with the number of flags.
 */
export const MAX_CONTEXT_BYTES = 65_536

/**
 * A request's JSON, whatever its content type says: a beacon cannot say `application/json` without a preflight.
 * @throws HttpError `too-large`, `bad-json`, `bad-request`, `client-gone`
 */
export async function readJsonBody(c: Context<HttpEnv>, maxBytes: number): Promise<unknown> {
  const bytes = await readBytes(c.req, maxBytes)
  try {
    return JSON.parse(UTF_8.decode(bytes))
  } catch {
    throw new HttpError('bad-json', 'The body must be JSON in UTF-8.')
  }
}

/**
 * A message of an SDK.
 * @throws HttpError as {@link readJsonBody}; `invalid`, with the place
 */
export async function readMessage<T>(c: Context<HttpEnv>, maxBytes: number, parse: (value: unknown) => T): Promise<T> {
  const value = await readJsonBody(c, maxBytes)
  try {
    return parse(value)
  } catch (error) {
    if (isProtocolError(error)) throw new HttpError('invalid', error.message)
    throw error
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A request's body. One whose length is announced comes straight from Node's request; the stream of the web's Request,
 * several times as slow, is left to bodies whose end has to be watched.
 * @throws HttpError `too-large`; `bad-json` and `bad-request` for what is no plain UTF-8; `client-gone`
 */
export async function readBytes(request: HonoRequest, maxBytes: number): Promise<Uint8Array> {
  checkCoding(request)
  const announced = request.header('content-length')
  if (announced !== undefined && Number(announced) > maxBytes) throw tooLarge(maxBytes)
  try {
    return announced === undefined ? await readChunks(request, maxBytes) : new Uint8Array(await request.arrayBuffer())
  } catch (error) {
    if (error instanceof HttpError) throw error
    // Whoever promised a body left before its end, or was too slow: what arrived is nobody's request.
    throw new HttpError('client-gone', 'The connection ended before the body did.')
  }
}

/** A body that says that it is something else must not be read as if it were UTF-8: it may well succeed, and mean another text. */
function checkCoding(request: HonoRequest): void {
  const charset = CHARSET.exec(request.header('content-type') ?? '')?.[1]?.toLowerCase()
  if (charset !== undefined && !READABLE.has(charset)) {
    throw new HttpError('bad-json', `The body must be UTF-8, and its content type says charset=${charset}.`)
  }
  const encoding = request.header('content-encoding')?.trim().toLowerCase() ?? ''
  if (encoding !== '' && encoding !== 'identity') {
    throw new HttpError('bad-request', 'Bodies are read as they are: send it without Content-Encoding.')
  }
}

const CHARSET = /;\s*charset\s*=\s*"?([\w.:+-]{0,40})/i
const READABLE: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])

async function readChunks(request: HonoRequest, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.raw.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError('too-large', `The body may have at most ${maxBytes} bytes.`, {
    headers: { Connection: 'close' },
  })
}
