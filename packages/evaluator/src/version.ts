const CORE = '(0|[1-9]\\d*)'
const IDENTIFIER = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][\\da-zA-Z-]*)'
const VERSION = new RegExp(
  `^v?${CORE}(?:\\.${CORE}(?:\\.${CORE}(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+[\\da-zA-Z-]+(?:\\.[\\da-zA-Z-]+)*)?)?)?$`,
)

/** Major, minor, patch and, of a pre-release, its identifiers. Digits stay text, so that numbers of any length compare. */
export type Version = readonly [core: readonly string[], identifiers: readonly string[] | undefined]

/** Reads a version of semver.org, a leading `v` allowed. `2` and `2.1` read as `2.0.0` and `2.1.0`. */
export function readVersion(value: unknown): Version | undefined {
  const parts = typeof value === 'string' && VERSION.exec(value)
  if (!parts) return undefined
  const [, major = '', minor = '0', patch = '0', identifiers] = parts
  return [[major, minor, patch], identifiers?.split('.')]
}

/**
 * Orders two versions by semver.org's precedence.
 * @returns Below, at or above 0.
 * @see docs/evaluation.md, "Operators"
 */
export function compareVersions([a, x]: Version, [b, y]: Version): number {
  // A pre-release comes before its release.
  return compareLists(a, b) || (x && y ? compareLists(x, y) : Number(!x) - Number(!y))
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, x] of a.entries()) {
    const y = b[index] ?? ''
    const isNumber = /^\d+$/.test(x)
    const areAlike = isNumber === /^\d+$/.test(y)
    if (x === y) continue
    // Numbers have no leading zeros, so the longer one is greater; they come before words, and nothing before both.
    if (y === '' || !areAlike) return isNumber && y !== '' ? -1 : 1
    return (isNumber && x.length - y.length) || (x < y ? -1 : 1)
  }
  return a.length - b.length
}
