/** Any text, for properties: fast-check's own `binary` spends a second of processor time in each file to set up. */
import fc from 'fast-check'

const SURROGATES_FROM = 0xd800
const SURROGATES = 0x800

/** Any character of Unicode; half of a surrogate pair is none. */
const character: fc.Arbitrary<string> = fc
  .nat({ max: 0x10ffff - SURROGATES })
  .map((index) => String.fromCodePoint(index < SURROGATES_FROM ? index : index + SURROGATES), indexOf)

/** Any text, names that objects have by nature among them. */
export function texts(constraints: Pick<fc.StringConstraints, 'minLength' | 'maxLength'> = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: character })
}

/** The way back, by which fast-check finds out which of those names are such texts. */
function indexOf(text: unknown): number {
  const [code, ...more] = [...String(text)].map((one) => one.codePointAt(0))
  if (code === undefined || more.length > 0) throw new Error('not one character')
  return code < SURROGATES_FROM ? code : code - SURROGATES
}
