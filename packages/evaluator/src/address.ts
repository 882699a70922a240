const BYTE = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(`(^|:)${BYTE}\\.${BYTE}\\.${BYTE}\\.${BYTE}$`)
const NETWORK = /^([^/]*)(\/(0|[1-9]\d{0,2}))?$/
const MAPPED = '\0\0\0\0\0\uffff'

/** An address as text that orders by code units as addresses do, each family apart: the family and 8 times 16 bits. */
export const ADDRESS_LENGTH = 9

export function readAddress(value: unknown): string | undefined {
  return typeof value !== 'string' || value.includes('/') ? undefined : readNetwork(value)?.slice(0, ADDRESS_LENGTH)
}

/**
 * Reads `10.0.0.0/8` or `2001:db8::/32` (RFC 4291; no zones, no leading zeros in IPv4); an address alone is a network of
 * one. Bits beyond the prefix are ignored. An IPv4-mapped IPv6 address is its IPv4 address.
 * @returns Its first and its last address in one; undefined for anything else.
 * @see docs/evaluation.md, "Operators"
 */
export function readNetwork(value: unknown): string | undefined {
  const [, address = '', , prefix] = (typeof value === 'string' && NETWORK.exec(value)) || []
  const groups = readGroups(address)
  const size = address.includes(':') ? 128 : 32
  const host = size - Number(prefix ?? size)
  if (groups === undefined || host < 0) return undefined
  // How many of a group's 16 bits are the host's own.
  const ones = (index: number): number => 2 ** Math.min(16, Math.max(0, host - 112 + 16 * index)) - 1
  const first = String.fromCharCode(...groups.map((group, index) => group & ~ones(index)))
  const last = String.fromCharCode(...groups.map((group, index) => group | ones(index)))
  const family = host <= 32 && first.startsWith(MAPPED) ? '4' : '6'
  return family + first + family + last
}

/** Eight groups of 16 bits. */
function readGroups(address: string): readonly number[] | undefined {
  const [left = [], right, ...more] = address
    .replace(IPV4, toIpv6)
    .split('::')
    .map((side) => (side === '' ? [] : side.split(':')))
  const gap = right === undefined ? 0 : 8 - left.length - right.length
  if (more.length > 0 || gap < Number(right !== undefined)) return undefined
  const groups = [...left, ...Array<string>(gap).fill('0'), ...(right ?? [])]
  const isAddress = groups.length === 8 && groups.every((group) => /^[\da-f]{1,4}$/i.test(group))
  return isAddress ? groups.map((group) => Number.parseInt(group, 16)) : undefined
}

/** An IPv4 address as the end of an IPv6 one: two groups of 16 bits. */
function toIpv6(_: string, before: string, ...bytes: string[]): string {
  const group = (at: number): string => (Number(bytes[at]) * 256 + Number(bytes[at + 1])).toString(16)
  return `${before || '::ffff:'}${group(0)}:${group(2)}`
}
