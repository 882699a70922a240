import { AdminApiError, type FetchLike } from '@halyard/admin-api'
import { Failure } from '../failure.ts'

/** What went wrong below HTTP, by Node's code. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name cannot be looked up',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'nobody answers there',
  UND_ERR_CONNECT_TIMEOUT: 'nobody answers there',
  UND_ERR_SOCKET: 'the connection was cut',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody else (NODE_EXTRA_CA_CERTS=<file> trusts one)',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody known (NODE_EXTRA_CA_CERTS=<file> trusts one)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody known (NODE_EXTRA_CA_CERTS=<file> trusts one)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS: is it http:// that you mean?',
}

/** These came before anything was sent. */
const UNSENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** No answer of Halyard's comes near it. */
const LONGEST_ANSWER_MB = 64

/** `fetch` that ends in time and in size, follows no redirect (the token would go along), and fails in words. */
export function reach(url: string, timeoutMs: number, send: typeof fetch): FetchLike {
  return async (address, init) => {
    const { signal: _, ...rest } = init
    const ending = new AbortController()
    // Unlike that of `AbortSignal.timeout` it keeps the process up: a request can be lost without a socket that would.
    const timer = setTimeout(() => ending.abort(new DOMException('too late', 'TimeoutError')), timeoutMs)
    try {
      const answer = await send(address, { ...rest, redirect: 'manual', signal: ending.signal })
      if (answer.status >= 300 && answer.status < 400) throw moved(url, answer.headers.get('location'))
      const text = await textOf(answer, url)
      const isEmptied = text === '' && init.method === 'DELETE'
      if (answer.ok && address.includes('/api/') && !isEmptied && !isDocument(text)) throw stranger(url)
      return { ok: answer.ok, status: answer.status, headers: answer.headers, text: async () => text }
    } catch (error) {
      throw error instanceof Failure ? error : unreachable(url, timeoutMs, error)
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Whether what was asked for may have been done, and only its answer did not come through. */
export function isCut(error: unknown): boolean {
  if (error instanceof AdminApiError) return error.code === 'not-halyard' && error.status >= 500
  if (!(error instanceof Failure)) return false
  return error.code === 'unreachable' ? !UNSENT.has(causeOf(error)) : ['timeout', 'not-halyard'].includes(error.code)
}

/** The body, as far as there is room for it. @throws Failure for one without an end */
async function textOf({ body }: Response, url: string): Promise<string> {
  const parts: Uint8Array[] = []
  let room = LONGEST_ANSWER_MB * 1_000_000
  for await (const part of body ?? []) {
    room -= part.byteLength
    // Leaving the loop cancels the rest.
    if (room < 0)
      throw new Failure('not-halyard', `${url} answers with more than ${LONGEST_ANSWER_MB} MB`, [
        'is the URL right? halyard status',
      ])
    parts.push(part)
  }
  return new TextDecoder().decode(Buffer.concat(parts))
}

/** Halyard answers with a JSON object, and to a deletion with nothing. */
function isDocument(text: string): boolean {
  try {
    return text.trimStart().startsWith('{') && JSON.parse(text) !== null
  } catch {
    return false
  }
}

/** Whoever answers there, it is not Halyard. */
export function stranger(url: string): Failure {
  return new Failure('not-halyard', `${url} answers, but not as Halyard does`, ['is the URL right? halyard status'])
}

function moved(url: string, to: string | null): Failure {
  const target = to !== null && URL.canParse(to, url) ? new URL(to, url).origin : undefined
  return new Failure('not-halyard', `${url} sends elsewhere${target ? `, to ${target}` : ''}`, [
    `if that is your server, use its own URL: halyard login ${target ?? '<url>'}`,
  ])
}

function unreachable(url: string, timeoutMs: number, error: unknown): Failure {
  if (error instanceof Error && error.name === 'TimeoutError')
    return new Failure('timeout', `no answer from ${url} within ${timeoutMs / 1000} s`, [
      'what was asked for may have been done all the same',
      '--timeout <seconds> waits longer',
    ])
  const code = causeOf(error)
  const why = CAUSES[code] ?? code
  const start = code === 'ECONNREFUSED' ? ['is it running? npm start'] : []
  const failure = new Failure('unreachable', `can't reach ${url}: ${why}`, start)
  failure.cause = error
  return failure
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause !== undefined) return causeOf(error.cause)
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0])
  return 'code' in error ? String(error.code) : error.message
}
