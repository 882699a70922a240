const CORE = '(0|[1-9]\\d*)'
const IDENTIFIER = '(0|[1-9]\\d*|\\d*[a-zA-Z-][\\da-zA-Z-]*)'
const TAIL = `(-${IDENTIFIER}(\\.${IDENTIFIER})*)?(\\+[\\da-zA-Z-]+(\\.[\\da-zA-Z-]+)*)?`
const VERSION = new RegExp(`^v?${CORE}(\\.${CORE}(\\.${CORE}${TAIL})?)?$`)
const DASH = 45
const DOT = 46
const ZERO = 48

/** Whether a text is a version of semver.org, a leading `v` allowed. `2` and `2.1` read as `2.0.0` and `2.1.0`. */
export function isVersion(value: unknown): value is string {
  return typeof value === 'string' && VERSION.test(value)
}

/**
 * Orders two versions by semver.org's precedence. In place: numbers of any length compare exactly, nothing is allocated.
 * @returns Below, at or above 0.
 * @see docs/evaluation.md, "Operators"
 */
export function compareVersions(a: string, b: string): number {
  let i = Number(a.startsWith('v'))
  let j = Number(b.startsWith('v'))
  for (let part = 0; ; part++) {
    const isCore = part < 3
    if (part === 3) {
      const isRelease = a.charCodeAt(i) !== DASH
      // A pre-release comes before its release.
      if (isRelease || b.charCodeAt(j) !== DASH) return Number(isRelease) - Number(b.charCodeAt(j) !== DASH)
      i++
      j++
    }
    const x = endOf(a, i, isCore)
    const y = endOf(b, j, isCore)
    const isNumber = isNumeric(a, i, x)
    if (isNumber !== isNumeric(b, j, y)) return isNumber ? -1 : 1
    const order = compareIdentifiers(a, i, x, b, j, y, isNumber)
    const aGoesOn = a.charCodeAt(x) === DOT
    const bGoesOn = b.charCodeAt(y) === DOT
    if (order !== 0 || !(isCore || (aGoesOn && bGoesOn))) return order || Number(aGoesOn) - Number(bGoesOn)
    i = aGoesOn ? x + 1 : x
    j = bGoesOn ? y + 1 : y
  }
}

function endOf(text: string, at: number, isCore: boolean): number {
  // `+`, `-` and `.` are below the digits; a hyphen is part of a pre-release's identifiers.
  while (text.charCodeAt(at) >= ZERO || (!isCore && text.charCodeAt(at) === DASH)) at++
  return at
}

function isNumeric(text: string, from: number, end: number): boolean {
  for (; from < end; from++) if (!(Math.abs(text.charCodeAt(from) - 52.5) < 5)) return false
  return true
}

/** Numbers have no leading zeros, so the longer one is greater; an absent part of the core reads as `0`. */
function compareIdentifiers(
  a: string,
  i: number,
  x: number,
  b: string,
  j: number,
  y: number,
  isNumber: boolean,
): number {
  let order = isNumber ? (x - i || 1) - (y - j || 1) : 0
  const absent = isNumber ? ZERO : 0
  for (; order === 0 && (i < x || j < y); i++, j++) {
    order = (i < x ? a.charCodeAt(i) : absent) - (j < y ? b.charCodeAt(j) : absent)
  }
  return order
}
