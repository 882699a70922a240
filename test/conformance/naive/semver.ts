const CORE = '(0|[1-9]\\d*)'
const PART = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)'
const FORM = new RegExp(
  `^v?${CORE}(?:\\.${CORE}(?:\\.${CORE}(?:-(${PART}(?:\\.${PART})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?)?)?$`,
)

export interface Semver {
  readonly core: readonly bigint[]
  /** Identifiers; empty for a release. */
  readonly prerelease: readonly string[]
}

/** Undefined for what is no version. */
export function readSemver(text: unknown): Semver | undefined {
  const match = typeof text === 'string' ? FORM.exec(text) : null
  if (!match) return undefined
  const [, major = '0', minor = '0', patch = '0', prerelease] = match
  return { core: [major, minor, patch].map(BigInt), prerelease: prerelease?.split('.') ?? [] }
}

/** Precedence of https://semver.org/spec/v2.0.0.html, item 11: negative, zero or positive. */
export function compareSemver(a: Semver, b: Semver): number {
  for (let i = 0; i < 3; i++) {
    const byNumber = compare(a.core[i] ?? 0n, b.core[i] ?? 0n)
    if (byNumber !== 0) return byNumber
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) {
    return compare(a.prerelease.length === 0, b.prerelease.length === 0)
  }
  for (let i = 0; ; i++) {
    const x = a.prerelease[i]
    const y = b.prerelease[i]
    if (x === undefined || y === undefined) return compare(x !== undefined, y !== undefined)
    const byPart = comparePart(x, y)
    if (byPart !== 0) return byPart
  }
}

function comparePart(x: string, y: string): number {
  const xIsNumber = /^\d+$/.test(x)
  const yIsNumber = /^\d+$/.test(y)
  if (xIsNumber && yIsNumber) return compare(BigInt(x), BigInt(y))
  if (xIsNumber || yIsNumber) return compare(yIsNumber, xIsNumber)
  return compare(x, y)
}

function compare<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
