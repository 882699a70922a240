import type { Context, HonoRequest } from 'hono'
import type { HttpEnv } from './context.ts'
import { HttpError } from './errors.ts'

/**
 * A request's JSON, whatever its content type says: a beacon cannot say `application/json` without a preflight.
 * @throws HttpError `too-large`, `bad-json`
 */
export async function readJsonBody(c: Context<HttpEnv>, maxBytes: number): Promise<unknown> {
  const bytes = await readBytes(c.req, maxBytes)
  try {
    return JSON.parse(TEXT.decode(bytes))
  } catch {
    throw new HttpError('bad-json', 'The body must be JSON.')
  }
}

const TEXT = new TextDecoder()

/**
 * A request's body. One whose length is announced comes straight from Node's request; the stream of the web's Request,
 * several times as slow, is left to bodies whose end has to be watched.
 * @throws HttpError `too-large`
 */
export async function readBytes(request: HonoRequest, maxBytes: number): Promise<Uint8Array> {
  const announced = request.header('content-length')
  if (announced !== undefined) {
    if (Number(announced) > maxBytes) throw tooLarge(maxBytes)
    return new Uint8Array(await request.arrayBuffer())
  }
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
