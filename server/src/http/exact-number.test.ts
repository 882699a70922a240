import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectedInstead } from './exact-number.ts'

/** What a token says, as a fraction of two whole numbers: no code or idea in common with the code under test. */
function valueOf(token: string): readonly [numerator: bigint, denominator: bigint] {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token) ?? []
  const scale = Number(power) - fraction.length
  const digits = BigInt(`${sign}${whole}${fraction}`)
  return scale >= 0 ? [digits * 10n ** BigInt(scale), 1n] : [digits, 10n ** BigInt(-scale)]
}

function isSame(a: string, b: string): boolean {
  const [left, under] = valueOf(a)
  const [right, over] = valueOf(b)
  return left * over === right * under
}

const digits = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength }).map((all) => all.join(''))

/** Numbers as JSON may have them, in every notation, around what a double holds and far beyond it. */
const token: fc.Arbitrary<string> = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: digits(24).map((text) => text.replace(/^0+(?=\d)/, '')),
    fraction: fc.option(digits(24), { nil: undefined }),
    power: fc.option(fc.integer({ min: -360, max: 320 }), { nil: undefined }),
    plus: fc.constantFrom('', '+'),
    e: fc.constantFrom('e', 'E'),
  })
  .map(({ sign, whole, fraction, power, plus, e }) => {
    const exponent = power === undefined ? '' : `${e}${power < 0 ? '' : plus}${power}`
    return `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${exponent}`
  })

describe('numbers that everybody reads alike', () => {
  test('F63 whatever is taken comes back as what was sent, and what is refused would not, or is beyond whole numbers', () => {
    let taken = 0
    fc.assert(
      fc.property(token, (text) => {
        const number = Number(text)
        if (expectedInstead(text) === undefined) {
          taken++
          expect(Object.is(number, -0)).toBe(false)
          expect(isSame(text, JSON.stringify(number))).toBe(true)
        } else if (Number.isFinite(number) && !Object.is(number, -0) && isSame(text, JSON.stringify(number))) {
          expect(Number.isInteger(number) && !Number.isSafeInteger(number)).toBe(true)
        }
      }),
      { numRuns: 20_000 },
    )
    expect(taken).toBeGreaterThan(500)
  })

  test('F63 each double is taken as it is written by itself, but whole ones beyond 2^53', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const isBeyond = Number.isInteger(number) && !Number.isSafeInteger(number)
        expect(expectedInstead(JSON.stringify(number)) === undefined).toBe(!isBeyond)
      }),
      { numRuns: 5_000 },
    )
  })

  test.each([
    '0',
    '0.0',
    '0e7',
    '1',
    '-1',
    '1.50',
    '0.1',
    '100e-2',
    '1e3',
    '1E+3',
    '1e15',
    '9007199254740991',
    '9007199254740991.0',
    '-9007199254740991',
    '5e-324',
    '1.7976931348623157e-5',
    '0.30000000000000004',
  ])('takes %s', (text) => expect(expectedInstead(text)).toBeUndefined())

  test.each([
    ['-0', '0 without a sign'],
    ['-0.0e5', '0 without a sign'],
    ['9007199254740992', 'as a string'],
    ['9007199254740993.0', 'as a string'],
    ['900719925474099.3e1', 'as a string'],
    ['1e17', 'as a string'],
    ['1e21', 'as a string'],
    ['-1e300', 'as a string'],
    ['1e999', 'or a string'],
    ['-1e999', 'or a string'],
    ['1e-400', 'would come back as 0'],
    ['4e-324', 'would come back as 5e-324'],
    ['0.30000000000000001', 'would come back as 0.3:'],
    ['9007199254740990.5', 'would come back as 9007199254740990'],
    ['123456789012345678901234567890.5', 'or a string'],
  ])('refuses %s and says what to send', (text, words) => expect(expectedInstead(text)).toContain(words))

  test('a number of a million zeros costs no more than reading it', () => {
    const zeros = '0'.repeat(1_000_000)
    const before = process.cpuUsage()
    expect(expectedInstead(`0.${zeros}1`)).toBeDefined()
    expect(expectedInstead(`1.${zeros}1`)).toBeDefined()
    expect(expectedInstead(`1${zeros}.${zeros}`)).toBeDefined()
    // Of work: how long it waits for its turn is the machine's affair.
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000)
  })
})
