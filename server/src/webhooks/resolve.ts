import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'

/** Each try, of two. */
const TIMEOUT_MS = 4_000

/**
 * All addresses of a name. Asks name servers itself: the system's own look-up takes one of Node's few threads for as
 * long as it hangs, and those compress what SDKs poll.
 * @throws when there is none
 */
export async function resolveName(name: string): Promise<readonly LookupAddress[]> {
  // Names of this machine stand in no name server.
  if (name === 'localhost' || name.endsWith('.localhost')) return LOCALHOST
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 })
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason
  return [
    ...(v4.status === 'fulfilled' ? v4.value : []).map((address) => ({ address, family: 4 })),
    ...(v6.status === 'fulfilled' ? v6.value : []).map((address) => ({ address, family: 6 })),
  ]
}

const LOCALHOST: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]
