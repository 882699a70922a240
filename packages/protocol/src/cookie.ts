/** Whether it can name a cookie, or a header. @see RFC 9110, "Tokens" */
export function isToken(name: string): boolean {
  return /^[\w!#$%&'*.^`|~+-]+$/.test(name)
}

/** The cookies that can be read, decoded: of several with one name the first. */
export function readCookies(header: string | null): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header?.split(';') ?? []) {
    const [, key = '', text = ''] = /^([^=]*)=(.*)$/.exec(pair) ?? []
    const name = key.trim()
    const value = text.trim().replace(/^"(.*)"$/, '$1')
    // Visible ASCII but quotes, semicolons and backslashes; and blanks, as browsers send them.
    if (name && !cookies.has(name) && /^[ !#-:<-[\]-~]*$/.test(value)) cookies.set(name, decode(value))
  }
  return cookies
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
