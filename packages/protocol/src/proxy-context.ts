/**
 * A context out of a request that a load balancer passes on, for the server and the edge alike. The query says where to
 * look: `cookie.targetingKey=visitor` takes the attribute `targetingKey` from the cookie `visitor`,
 * `header.country=X-Country` takes `country` from that header, and any other parameter is an attribute itself. So
 * whatever a visitor sends stays a value: it can never become another attribute. A proxy whose questions carry the
 * visitor's own query says the same in the header `X-Halyard-Context`, and then the query is not looked at.
 * @see docs/load-balancers.md, "Where the context comes from"
 */
import type { EvaluationContext } from '@halyard/evaluator'
import { isToken, readCookies } from './cookie.ts'

const SOURCE = /^(cookie|header)\.(.+)$/
/** A visitor's own query may be among them, of any length. */
const MAX_PARAMETERS = 64

/**
 * An attribute that is named more than once comes from the first place that has something; empty is nothing.
 * @param parameters - Of the query, or of the header `X-Halyard-Context` where there is one.
 */
export function proxyContext(
  parameters: Iterable<readonly [name: string, value: string]>,
  headers: { get(name: string): string | null },
): EvaluationContext {
  const attributes = new Map<string, string>()
  let cookies: ReadonlyMap<string, string> | undefined
  for (const [name, given] of [...parameters].slice(0, MAX_PARAMETERS)) {
    const [, source, attribute = name] = SOURCE.exec(name) ?? []
    if (attributes.has(attribute)) continue
    if (source === 'cookie') cookies ??= readCookies(headers.get('cookie'))
    const value =
      source === undefined ? given : source === 'cookie' ? cookies?.get(given) : isToken(given) && headers.get(given)
    if (value) attributes.set(attribute, value)
  }
  return Object.fromEntries(attributes)
}
