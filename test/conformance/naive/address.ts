/** An address as text of zeros and ones: 32 of them for IPv4, 128 for IPv6. */
type Bits = string

const MAPPED = '0'.repeat(80) + '1'.repeat(16)

/** Undefined for what is no address. An IPv4-mapped IPv6 address is its IPv4 address. */
export function readAddress(value: unknown): Bits | undefined {
  if (typeof value !== 'string') return undefined
  const bits = value.includes(':') ? readV6(value) : readV4(value)
  return bits?.length === 128 && bits.startsWith(MAPPED) ? bits.slice(96) : bits
}

/** The leading bits that a network's addresses share, and its family's length; undefined for what is no network. */
export function readNetwork(text: string): { prefix: Bits; length: number } | undefined {
  const [address = '', size, ...more] = text.split('/')
  const bits = address.includes(':') ? readV6(address) : readV4(address)
  if (bits === undefined || more.length > 0) return undefined
  if (size !== undefined && !/^(0|[1-9]\d*)$/.test(size)) return undefined
  const prefixLength = size === undefined ? bits.length : Number(size)
  if (prefixLength > bits.length) return undefined
  const prefix = bits.slice(0, prefixLength)
  return prefix.startsWith(MAPPED) ? { prefix: prefix.slice(96), length: 32 } : { prefix, length: bits.length }
}

function readV4(text: string): Bits | undefined {
  const parts = text.split('.')
  const areBytes = parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  return parts.length === 4 && areBytes ? parts.map((part) => binary(Number(part), 8)).join('') : undefined
}

function readV6(text: string): Bits | undefined {
  const sides = text.split('::')
  if (sides.length > 2) return undefined
  const read = sides.map((side, index) => readGroups(side, index === sides.length - 1))
  const [left, right] = read
  if (left === undefined || (sides.length === 2 && right === undefined)) return undefined
  if (right === undefined) return left.length === 128 ? left : undefined
  const missing = 128 - left.length - right.length
  return missing >= 16 ? left + '0'.repeat(missing) + right : undefined
}

/** Groups of four hex digits; the last may be an IPv4 address where the text ends. */
function readGroups(side: string, endsTheText: boolean): Bits | undefined {
  if (side === '') return ''
  const groups = side.split(':')
  const bits = groups.map((group, index) => {
    if (endsTheText && index === groups.length - 1 && group.includes('.')) return readV4(group)
    return /^[0-9A-Fa-f]{1,4}$/.test(group) ? binary(Number.parseInt(group, 16), 16) : undefined
  })
  return bits.includes(undefined) ? undefined : bits.join('')
}

function binary(value: number, digits: number): Bits {
  return value.toString(2).padStart(digits, '0')
}
