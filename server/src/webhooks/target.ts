/** Where a webhook may go: what can be said of a URL before anybody connects. */
import { isIP } from 'node:net'
import { isLoopback, isPublic } from './address.ts'

export interface TargetRules {
  /** Also `http` and `https` to this machine, for development. */
  readonly allowLoopback: boolean
}

/** @returns what was expected, or undefined when the URL will do */
export function problemOfTarget(text: string, rules: TargetRules): string | undefined {
  if (!URL.canParse(text)) return 'an absolute URL, such as https://hooks.example.com/halyard'
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return 'a URL without user name and password'
  if (url.hash !== '') return 'a URL without fragment'
  const host = hostOf(url)
  const isHere = host === 'localhost' || host.endsWith('.localhost') || isLoopback(host)
  if (isHere && rules.allowLoopback && isHttp(url)) return undefined
  if (isHere)
    return 'a host on the public internet (HALYARD_WEBHOOKS_TO_LOOPBACK=true where the server starts allows this)'
  if (url.protocol !== 'https:') return 'an https URL'
  if (isIP(host) !== 0 && !isPublic(host)) return 'a host on the public internet'
  return undefined
}

/** The host as sockets know it: no brackets around IPv6. URLs have numbers of every notation as plain IPv4 by now. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

/** Whether to connect to an address that a name came to. */
export function mayConnect(address: string, rules: TargetRules): boolean {
  return isPublic(address) || (rules.allowLoopback && isLoopback(address))
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'http:'
}
