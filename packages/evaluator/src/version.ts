const NUMBER = '(0|[1-9]\\d*)'
const IDENTIFIER = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][\\da-zA-Z-]*)'
const BUILD = '[\\da-zA-Z-]+'
const TAIL = `(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+${BUILD}(?:\\.${BUILD})*)?`
const VERSION = new RegExp(`^v?${NUMBER}(?:\\.${NUMBER}(?:\\.${NUMBER}${TAIL})?)?$`)

/**
 * Reads a version of semver.org, a leading `v` allowed. `2` and `2.1` read as `2.0.0` and `2.1.0`.
 * @returns Text that orders by code units as versions order by precedence; undefined for anything else.
 * @see docs/evaluation.md, "Operators"
 */
export function readVersion(value: unknown): string | undefined {
  const match = typeof value === 'string' ? VERSION.exec(value) : null
  if (match === null) return undefined
  // `~` comes after all identifiers, as a release comes after all its pre-releases.
  const [, major = '', minor = '0', patch = '0', identifiers = '~'] = match
  return [major, minor, patch, ...identifiers.split('.')].map(orderable).join('\0')
}

/** Numbers have no leading zeros, so the longer one is greater; all come before words. */
function orderable(identifier: string): string {
  return (/\D/.test(identifier) ? '\uffff' : String.fromCharCode(identifier.length)) + identifier
}
