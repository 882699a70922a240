const BYTE = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(`(^|:)${BYTE}\\.${BYTE}\\.${BYTE}\\.${BYTE}$`)
const NETWORK = /^([^/]*)(\/(0|[1-9]\d{0,2}))?$/
const MAPPED = '0'.repeat(80) + '1'.repeat(16)

/**
 * Reads an IPv4 or IPv6 address (RFC 4291; no zones, no leading zeros in IPv4). An IPv4-mapped IPv6 address is its IPv4
 * address.
 * @returns Its family and its bits, a character each; undefined for anything else.
 * @see docs/evaluation.md, "Operators"
 */
export function readAddress(value: unknown): string | undefined {
  return typeof value !== 'string' || value.includes('/') ? undefined : readNetwork(value)
}

/**
 * Reads `10.0.0.0/8` or `2001:db8::/32`; an address alone is a network of one. Bits beyond the prefix are ignored.
 * @returns What its addresses begin with; undefined for anything else.
 */
export function readNetwork(value: unknown): string | undefined {
  const [, address = '', , length] = (typeof value === 'string' && NETWORK.exec(value)) || []
  const bits = readBits(address)
  // Those of an IPv4 address are the last ones of 128.
  const end = length === undefined ? 128 : Number(length) + (address.includes(':') ? 0 : 96)
  if (!/^[01]{128}$/.test(bits) || end > 128) return undefined
  const prefix = bits.slice(0, end)
  return prefix.startsWith(MAPPED) ? `4${prefix.slice(96)}` : `6${prefix}`
}

/** Other than 128 zeros and ones, it is no address. */
function readBits(address: string): string {
  const [left = '', right, more] = address.replace(IPV4, toIpv6).split('::').map(bitsOf)
  if (right === undefined) return left
  return more === undefined && left.length + right.length <= 112 ? left.padEnd(128 - right.length, '0') + right : ''
}

function bitsOf(side: string): string {
  const groups = side === '' ? [] : side.split(':')
  return groups
    .map((group) => (/^[\da-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16).toString(2).padStart(16, '0') : '?'))
    .join('')
}

/** How an IPv4 address ends an IPv6 one: as two groups of 16 bits. */
function toIpv6(_: string, before: string, ...bytes: string[]): string {
  const group = (at: number): string => (Number(bytes[at]) * 256 + Number(bytes[at + 1])).toString(16)
  return `${before || '::ffff:'}${group(0)}:${group(2)}`
}
