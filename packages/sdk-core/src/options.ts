/** Wrong options throw at construction, saying what was expected, what came and what to do. */
import { ClientError } from './errors.ts'

interface Parsed {
  readonly protocol: string
  readonly hostname: string
  readonly origin: string
  readonly pathname: string
}

/** The global one, present on every platform, though this package knows none of their types. */
declare const URL: new (text: string) => Parsed

/**
 * @returns the server's URL without trailing slash.
 * @throws ClientError `INVALID_OPTION`: not absolute, not http(s), or plain http beyond loopback.
 */
export function checkUrl(url: unknown, allowInsecure: unknown): string {
  const parsed = parseUrl(url)
  if (!parsed) {
    const kind = kindOf(url)
    if (kind !== 'string') throw invalid('url', 'absolute', kind)
    const better = `https://${url as string}`
    throw invalid('url', 'absolute', `"${url as string}"`, parseUrl(better) && `Did you mean "${better}"?`)
  }
  const { protocol, hostname, origin, pathname } = parsed
  if (protocol === 'http:' && allowInsecure !== true && !/^(localhost|127\.[\d.]+|\[::1])$/.test(hostname)) {
    throw invalid('url', 'https beyond this machine', origin, 'Or set `allowInsecure`.')
  }
  return (origin + pathname).replace(/\/+$/, '')
}

function parseUrl(url: unknown): Parsed | undefined {
  try {
    const parsed = new URL(url as string)
    return /^https?:/.test(parsed.protocol) ? parsed : undefined
  } catch {
    return undefined
  }
}

/**
 * @param option - The option's name.
 * @param prefix - `hal_sdk_` or `hal_cid_`.
 * @throws ClientError `INVALID_OPTION`: another kind of credential, or none. The message holds no secret.
 */
export function checkCredential(option: string, value: unknown, prefix: string): string {
  const text = String(value)
  if (text.startsWith(prefix) && /^\w+$/.test(text)) return text
  throw invalid(option, `"${prefix}…"`, kindOf(value))
}

/** What may be said of what may be a secret: which credential there is in it, or else its type. */
function kindOf(value: unknown): string {
  return /hal_\w{3}_/.exec(String(value))?.[0] ?? typeof value
}

/** @throws nothing: makes the error. */
export function invalid(option: string, expected: string, got: string, hint = ''): ClientError {
  return new ClientError('INVALID_OPTION', `\`${option}\` must be ${expected}, got ${got}. ${hint}`.trim())
}
