/**
 * Which addresses a webhook may reach: those of the public internet. Everything else is somebody's inside: this machine,
 * the network that it is in, what a cloud tells its machines, and every way to write one of those in IPv6.
 */
import { BlockList, isIP, isIPv4 } from 'node:net'

const NOT_PUBLIC_V4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

/** The only part of IPv6 that is given out; loopback, mapped, NAT64, unique local and link-local ones are outside. */
const GLOBAL_V6 = ['2000::', 3] as const

/** Within it: Teredo and its neighbours, documentation, 6to4 (which holds an IPv4 address). */
const NOT_PUBLIC_V6: readonly (readonly [network: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const notPublicV4 = new BlockList()
for (const [network, prefix] of NOT_PUBLIC_V4) notPublicV4.addSubnet(network, prefix, 'ipv4')

const globalV6 = new BlockList()
globalV6.addSubnet(...GLOBAL_V6, 'ipv6')

const notPublicV6 = new BlockList()
for (const [network, prefix] of NOT_PUBLIC_V6) notPublicV6.addSubnet(network, prefix, 'ipv6')

/** Whether an address, as text, is one of the public internet. What is no address is not. */
export function isPublic(address: string): boolean {
  // An address with a zone is one of a link.
  if (isIP(address) === 0 || address.includes('%')) return false
  if (isIPv4(address)) return !notPublicV4.check(address, 'ipv4')
  return globalV6.check(address, 'ipv6') && !notPublicV6.check(address, 'ipv6')
}

/** Whether an address is of this machine alone. */
export function isLoopback(address: string): boolean {
  return (isIPv4(address) && address.startsWith('127.')) || address === '::1'
}
