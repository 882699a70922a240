import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAddress, readNetwork } from './address.ts'

function isIn(address: string, network: string): boolean {
  const [subject, prefix] = [readAddress(address), readNetwork(network)]
  if (subject === undefined || prefix === undefined)
    throw new Error(`neither address nor network: ${address} ${network}`)
  return subject.startsWith(prefix)
}

describe('networks', () => {
  test.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.0.0.0', '10.0.0.0/8', false],
    ['9.255.255.255', '10.0.0.0/8', false],
    ['10.1.2.3', '10.255.0.0/8', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.4', '10.1.2.3/32', false],
    ['203.0.113.9', '203.0.113.8/31', true],
    ['255.255.255.255', '0.0.0.0/0', true],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1/128', true],
    ['fe80::1', 'fe80::/10', true],
    ['fec0::1', 'fe80::/10', false],
    ['::1', '::/0', true],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['::ffff:a01:203', '10.0.0.0/8', true],
    ['10.1.2.3', '::ffff:10.0.0.0/104', true],
    ['10.1.2.3', '::/0', false],
    ['::ffff:10.1.2.3', '::/0', false],
    ['10.1.2.3', '::ffff:0:0/95', false],
    ['::ffff:10.1.2.3', '::ffff:0:0/96', true],
    ['::1', '0.0.0.0/0', false],
    ['64:ff9b::10.1.2.3', '64:ff9b::a01:203', true],
  ])('%s in %s is %s', (address, network, expected) => {
    expect(isIn(address, network)).toBe(expected)
  })

  test.each([
    '',
    ' ',
    'localhost',
    '10',
    '10.1.2',
    '10.1.2.3.4',
    '10.1.2.256',
    '010.1.2.3',
    '10.1.2.03',
    '10.1.2.3 ',
    '10.1.2.-3',
    '1e1.1.1.1',
    '0x1.1.1.1',
    ':',
    ':::',
    '1',
    '1:2',
    ':1',
    '1:',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'g::',
    '::1%eth0',
    '[::1]',
    '::10.1.2',
    '10.1.2.3::',
    '1:2:3:4:5:6:7:10.1.2.3',
    '::10.1.2.3:1',
    '::010.1.2.3',
    '10.0.0.0/8',
    '::1/128',
    '１.1.1.1',
    10,
    null,
    {},
    ['::1'],
  ])('%j is no address', (value) => {
    expect(readAddress(value)).toBeUndefined()
  })

  test.each([
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0.0/8 ',
    '::/129',
    '::/1000',
    '/8',
    '8',
    '',
  ])('%j is no network', (text) => {
    expect(readNetwork(text)).toBeUndefined()
  })

  test('an address is in a network exactly if the leading bits agree', () => {
    const address = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n })
    // Addresses that carry an IPv4 address are in IPv4's networks alone: the next test.
    const carriesIpv4 = (bits: bigint): boolean => bits >> 32n === 0xffffn
    const write = (bits: bigint): string => (bits.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':')
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 128 }), fc.boolean(), (a, noise, length, isNear) => {
        const rest = BigInt(128 - length)
        const b = isNear ? ((a >> rest) << rest) | (noise & ((1n << rest) - 1n)) : noise
        fc.pre(!carriesIpv4(a) && !carriesIpv4(b))
        expect(isIn(write(b), `${write(a)}/${length}`)).toBe(a >> rest === b >> rest)
      }),
    )
  })

  test('an IPv4 address is in a network exactly if the leading bits agree', () => {
    const address = fc.nat({ max: 2 ** 32 - 1 })
    const write = (bits: number): string => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.')
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 32 }), fc.boolean(), (a, noise, length, isNear) => {
        const b = isNear ? Number((BigInt(a) >> BigInt(32 - length)) << BigInt(32 - length)) : noise
        const agree = BigInt(a) >> BigInt(32 - length) === BigInt(b) >> BigInt(32 - length)
        expect(isIn(write(b), `${write(a)}/${length}`)).toBe(agree)
        expect(isIn(`::ffff:${write(b)}`, `${write(a)}/${length}`)).toBe(agree)
      }),
    )
  })
})
