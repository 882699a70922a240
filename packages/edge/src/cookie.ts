const NAME = /^[\w!#$%&'*.^`|~+-]+$/

/** @returns the value of the first cookie of this name, decoded; undefined where there is none that can be read. */
export function readCookie(header: string | null, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key = '', ...rest] = pair.split('=')
    if (key.trim() !== name) continue
    const value = rest
      .join('=')
      .trim()
      .replace(/^"(.*)"$/, '$1')
    // Visible ASCII but quotes, semicolons and backslashes; and blanks, as browsers send them.
    if (/^[ !#-:<-[\]-~]*$/.test(value)) return decode(value)
  }
  return undefined
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
