const NAME = /^[\w!#$%&'*.^`|~+-]+$/

/** The cookies that can be read, decoded: of several with one name the first. */
export function readCookies(header: string | null): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header?.split(';') ?? []) {
    const [key = '', ...rest] = pair.split('=')
    const name = key.trim()
    const value = rest
      .join('=')
      .trim()
      .replace(/^"(.*)"$/, '$1')
    // Visible ASCII but quotes, semicolons and backslashes; and blanks, as browsers send them.
    if (!cookies.has(name) && /^[ !#-:<-[\]-~]*$/.test(value)) cookies.set(name, decode(value))
  }
  return cookies
}

export function isCookieName(name: string): boolean {
  return NAME.test(name)
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
