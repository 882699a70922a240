import { isToken, readCookies } from '@halyard/protocol'
import { invalid } from '@halyard/sdk-core'

export interface AnonymousKeyOptions {
  /** `visitor` unless given. */
  readonly name?: string | undefined
  /** For all subdomains of one domain; without, for this host alone. */
  readonly domain?: string | undefined
  /** True unless given: scripts of the page can't read it. False where a browser SDK is to place the visitor alike. */
  readonly httpOnly?: boolean | undefined
}

export interface AnonymousKey {
  /** The visitor's `targetingKey`. */
  readonly key: string
  /** To be sent with the answer; undefined for a visitor who has been here. */
  readonly setCookie: string | undefined
}

const YEAR_SECONDS = 31_536_000

/**
 * A key for a visitor whom nobody knows, the same on every visit for a year: taken from the cookie, or made. A cookie
 * that is no such key is replaced. What a visitor sends is theirs to choose: it decides what they see, never who they are.
 * @throws ClientError `INVALID_OPTION`: a name or domain that no cookie can have, or that don't go together.
 */
export function anonymousKey(
  request: { readonly headers: { get(name: string): string | null } },
  options: AnonymousKeyOptions = {},
): AnonymousKey {
  const { name = 'visitor', domain, httpOnly = true } = options
  if (!isToken(name)) throw invalid('name', 'the name of a cookie', JSON.stringify(name))
  if (domain !== undefined && !/^[\w.-]+$/.test(domain)) throw invalid('domain', 'a domain', JSON.stringify(domain))
  if (domain !== undefined && /^__host-/i.test(name)) {
    throw invalid('domain', 'left out where the name begins with `__Host-`', JSON.stringify(domain))
  }
  const known = readCookies(request.headers.get('cookie')).get(name)
  if (known !== undefined && /^[\w-]{16,64}$/.test(known)) return { key: known, setCookie: undefined }
  const key = crypto.randomUUID()
  const place = domain === undefined ? '' : `; Domain=${domain}`
  const reach = httpOnly ? '; HttpOnly' : ''
  return { key, setCookie: `${name}=${key}; Path=/; Max-Age=${YEAR_SECONDS}; Secure; SameSite=Lax${reach}${place}` }
}
