import type { Context } from 'hono'
import type { HttpEnv } from './context.ts'
import { HttpError } from './errors.ts'

/**
 * A request's JSON, whatever its content type says: a beacon cannot say `application/json` without a preflight.
 * @throws HttpError `too-large`, `bad-json`
 */
export async function readJsonBody(c: Context<HttpEnv>, maxBytes: number): Promise<unknown> {
  const text = await readBody(c, maxBytes)
  try {
    return JSON.parse(text)
  } catch {
    throw new HttpError('bad-json', 'The body must be JSON.')
  }
}

async function readBody(c: Context<HttpEnv>, maxBytes: number): Promise<string> {
  const announced = c.req.header('content-length')
  if (announced !== undefined) {
    if (Number(announced) > maxBytes) throw tooLarge(maxBytes)
    return c.req.text()
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of c.req.raw.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError('too-large', `The body may have at most ${maxBytes} bytes.`, {
    headers: { Connection: 'close' },
  })
}
