const DOT = 46
const COLON = 58

/**
 * Reads an IPv4 or IPv6 address (RFC 4291; no zones, no leading zeros in IPv4) into 16 bytes. IPv4 is read as the
 * IPv4-mapped IPv6 address, so that the two compare.
 * @param bytes - Written to; spoilt when the answer is false.
 * @returns Whether it is an address.
 */
export function readAddress(text: string, bytes: number[]): boolean {
  const isIpv4 = !text.includes(':')
  let at = isIpv4 ? 12 : 0
  let gap = -1
  let length = 0
  let hex = 0
  let decimal = 0
  let decimals = 0
  bytes.fill(0)
  if (isIpv4) bytes[10] = bytes[11] = 255
  for (let index = 0; index <= text.length; index++) {
    const code = text.charCodeAt(index)
    const digit = hexDigit(code)
    if (digit >= 0) {
      if (++length > 4) return false
      // A leading zero or a letter puts the decimal out of range for good.
      decimal = digit > 9 || (length > 1 && decimal === 0) ? 256 : decimal * 10 + digit
      hex = hex * 16 + digit
      continue
    }
    if (code === DOT || decimals > 0) {
      if (length === 0 || decimal > 255 || code === COLON || at > 15) return false
      bytes[at++] = decimal
      decimals++
    } else if (length > 0) {
      if (at > 14) return false
      bytes[at++] = hex >> 8
      bytes[at++] = hex & 255
    } else if (code === COLON && index === 0) {
      if (text.charCodeAt(1) !== COLON) return false
    } else if (code === COLON) {
      if (gap >= 0) return false
      gap = at
    } else if (gap !== at) return false
    if (code !== DOT && code !== COLON && index < text.length) return false
    length = hex = decimal = 0
  }
  if (decimals !== 0 && decimals !== 4) return false
  if (gap < 0) return at === 16
  bytes.copyWithin(gap + 16 - at, gap, at).fill(0, gap, gap + 16 - at)
  return at < 15
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** A network such as `10.0.0.0/8` or `2001:db8::/32`; an address alone is a network of one. */
export interface Network {
  readonly bytes: readonly number[]
  readonly bits: number
}

const IPV4: Network = { bytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255], bits: 96 }

/** @returns undefined for what is no network. Bits beyond the prefix are ignored. */
export function readNetwork(text: string): Network | undefined {
  const [address = '', prefix, ...rest] = text.split('/')
  const bytes = Array<number>(16).fill(0)
  const most = address.includes(':') ? 128 : 32
  const length = prefix === undefined ? most : /^(0|[1-9]\d{0,2})$/.test(prefix) ? Number(prefix) : 129
  return rest.length > 0 || length > most || !readAddress(address, bytes)
    ? undefined
    : { bytes, bits: length + 128 - most }
}

/** One family is never in the other's network: `::/0` holds no IPv4 address, mapped ones included. */
export function isInNetwork(bytes: readonly number[], network: Network): boolean {
  return shares(bytes, network) && (network.bits >= IPV4.bits || !shares(bytes, IPV4))
}

function shares(bytes: readonly number[], network: Network): boolean {
  for (let bit = 0; bit < network.bits; bit += 8) {
    const spare = Math.max(0, 8 - (network.bits - bit))
    if ((Number(bytes[bit >> 3]) ^ Number(network.bytes[bit >> 3])) >> spare !== 0) return false
  }
  return true
}
