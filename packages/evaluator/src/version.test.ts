import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readVersion } from './version.ts'

const order = (a: string, b: string): number => {
  const [x, y] = [readVersion(a), readVersion(b)]
  if (x === undefined || y === undefined) throw new Error(`no version: ${x === undefined ? a : b}`)
  return Number(x > y) - Number(x < y)
}

/** From low to high, semver.org's own example among them. */
const ASCENDING = [
  '0.0.0-0',
  '0.0.0',
  '0.0.1',
  '0.1.0-rc',
  '0.1.0',
  '1.0.0-0',
  '1.0.0-2',
  '1.0.0-10',
  '1.0.0-99999999999999999998',
  '1.0.0-99999999999999999999',
  '1.0.0--',
  '1.0.0-A',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-alpha-',
  '1.0.0-alpha1',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0-zz',
  '1.0.0',
  '1.0.1',
  '1.2.0',
  '1.10.0',
  '2.0.0',
  '10.0.0',
  '123456789012345678901234567890.0.0',
  '123456789012345678901234567891.0.0',
]

describe('readVersion', () => {
  test('orders versions as semver.org says', () => {
    for (const [i, a] of ASCENDING.entries()) {
      for (const [j, b] of ASCENDING.entries()) expect([a, b, order(a, b)]).toEqual([a, b, Math.sign(i - j)])
    }
  })

  test.each([
    ['2', '2.0.0'],
    ['2.1', '2.1.0'],
    ['v2', '2.0.0'],
    ['v1.2.3-rc.1', '1.2.3-rc.1'],
    ['1.2.3+build', '1.2.3'],
    ['1.2.3+build.01.--', '1.2.3+other'],
    ['1.2.3-rc+build', '1.2.3-rc'],
  ])('reads %s as %s', (a, b) => {
    expect(order(a, b)).toBe(0)
  })

  test.each([
    '',
    'v',
    'latest',
    '1.',
    '1.2.',
    '1.2.3.',
    '1.2.3.4',
    '.1',
    '01.2.3',
    '1.02.3',
    '1.2.03',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3-a..b',
    '1.2.3-a.',
    '1.2.3+',
    '1.2.3+a..b',
    '1.2.3+a+b',
    '2-beta',
    '2.1-beta',
    '2+build',
    '-1.2.3',
    '1.-2.3',
    'vv1.2.3',
    'V1.2.3',
    ' 1.2.3',
    '1.2.3 ',
    '1.2.3\n',
    '1.2.x',
    '^1.2.3',
    '1.2.3-ä',
    '１.2.3',
    1,
    1.2,
    null,
    undefined,
    true,
    {},
    ['1.2.3'],
  ])('refuses %j', (value) => {
    expect(readVersion(value)).toBeUndefined()
  })

  test('orders numbers of any length by size', () => {
    const numbers = fc.bigInt({ min: 0n, max: 10n ** 60n })
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const expected = a < b ? -1 : a > b ? 1 : 0
        expect(order(`${a}.0.0`, `${b}.0.0`)).toBe(expected)
        expect(order(`1.${a}`, `1.${b}`)).toBe(expected)
        expect(order(`1.0.0-x.${a}.1`, `1.0.0-x.${b}.1`)).toBe(expected)
      }),
    )
  })

  test('takes no time to refuse what is long and nearly a version', () => {
    const before = process.cpuUsage()
    for (const text of [
      '1.2.3-' + '0'.repeat(50_000),
      '1'.repeat(50_000) + 'x',
      `1.2.3-${'1a.'.repeat(20_000)}`,
      '1.2.3+' + 'a.'.repeat(25_000),
    ]) {
      expect(readVersion(text)).toBeUndefined()
    }
    // Of the processor, in microseconds: a busy machine is not slow.
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000)
  })
})
