import { Holding } from './holding.ts'
import type { Upstream } from './options.ts'

/** More than a worker of many tenants has; fewer than fill an isolate's memory. */
const MAX_HOLDINGS = 100

/**
 * One per server and credential: the isolate is the lifetime here, for platforms hand out what a client is made of
 * (keys, KV) with each request, and what is fetched must outlive that.
 */
const holdings = new Map<string, Holding>()

/** What this isolate holds of an upstream, the same for every client of it. */
export function holdingOf({ url, headers }: Upstream): Holding {
  const key = JSON.stringify([url, headers])
  const holding = holdings.get(key) ?? new Holding()
  // Last in order: the first is the one that nobody has made a client of for longest.
  holdings.delete(key)
  holdings.set(key, holding)
  const [oldest] = holdings.keys()
  if (holdings.size > MAX_HOLDINGS && oldest !== undefined) holdings.delete(oldest)
  return holding
}
